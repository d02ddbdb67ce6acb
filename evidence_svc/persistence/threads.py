"""What is said about criteria: requests, answers, objections, decisions; each message is written once."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Index, Integer, Select, String, Table, Text, insert, select

from evidence_svc.domain.threads import Message, MessageKind, Thread
from evidence_svc.persistence.asking import asked_once
from evidence_svc.persistence.assessments import criterion_assessments
from evidence_svc.persistence.metadata import ExactDecimal, Instant, logged_by, metadata

thread_messages = Table(
    "thread_messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("criterion_assessment_id", Integer, ForeignKey("criterion_assessments.id"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("written_by", Integer, ForeignKey("people.id"), nullable=False),
    Column("written_at", Instant(), nullable=False),
    Column("value", ExactDecimal()),
    logged_by("entry"),
    Index("ix_thread_messages_criterion", "criterion_assessment_id"),
)
_MESSAGE = (
    thread_messages.c.criterion_assessment_id,
    thread_messages.c.kind,
    thread_messages.c.text,
    thread_messages.c.written_by,
    thread_messages.c.written_at,
    thread_messages.c.value,
)


class Threads:
    """The threads in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, row_id: int, message: Message, *, entry: int) -> None:
        """Write a message under a criterion, with the log entry that says so."""
        values = {"kind": message.kind.value, "text": message.text, "value": message.value, "entry": entry}
        written = {"criterion_assessment_id": row_id, "written_by": message.by, "written_at": message.at}
        self._connection.execute(insert(thread_messages).values(values | written))

    @asked_once
    def of_row(self, row_id: int) -> Thread:
        """The thread of one criterion; empty when nothing was said."""
        return self._threads(select(*_MESSAGE).where(thread_messages.c.criterion_assessment_id == row_id)).get(
            row_id, Thread()
        )

    @asked_once
    def of_assessments(self, assessment_ids: tuple[int, ...]) -> dict[int, Thread]:
        """The threads of some assessments by criterion row id; criteria nothing was said of are left out."""
        rows = criterion_assessments.c
        query = select(*_MESSAGE).join(criterion_assessments, rows.id == thread_messages.c.criterion_assessment_id)
        return self._threads(query.where(rows.assessment_id.in_(assessment_ids)))

    def _threads(self, query: Select[Any]) -> dict[int, Thread]:
        found: dict[int, list[Message]] = defaultdict(list)
        for row_id, kind, text, by, at, value in self._connection.execute(query.order_by(thread_messages.c.id)):
            found[row_id].append(Message(MessageKind(kind), text, by, at, value))
        return {row_id: Thread(tuple(messages)) for row_id, messages in found.items()}
