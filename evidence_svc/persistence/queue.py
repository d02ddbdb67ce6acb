"""The criteria of some assessments as an appraiser's queue needs them: light rows in one statement."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Select, Subquery, case, func, select

from evidence_svc.domain.threads import Message, MessageKind, Thread
from evidence_svc.persistence.asking import asked_once
from evidence_svc.persistence.assessments import criterion_assessments
from evidence_svc.persistence.evidence import evidence, evidence_links
from evidence_svc.persistence.threads import thread_messages
from evidence_svc.persistence.verifications import link_judgements, verifications


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One criterion of an assessment: its scores, its files as counts, and what was said about it.

    `explanation` tells whether there is one; of `files`, `failed` failed or could not be read and `open` wait for a
    verdict or got none.
    """

    id: int
    assessment_id: int
    criterion_id: str
    status: str
    self_score: Decimal | None
    appraised_score: Decimal | None
    explanation: bool
    files: int
    failed: int
    open: int
    thread: Thread


class QueueLines:
    """The light rows in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @asked_once
    def of_assessments(self, assessment_ids: tuple[int, ...]) -> dict[int, QueueLine]:
        """Every criterion of some assessments by row id, in the order they were opened."""
        if not assessment_ids:
            return {}
        rows: dict[int, tuple[Any, ...]] = {}
        said: dict[int, list[Message]] = defaultdict(list)
        for row in self._connection.execute(_query(assessment_ids)):
            line, message = row[:_LINE], row[_LINE:]
            rows.setdefault(line[0], tuple(line))
            if message[0] is not None:
                said[line[0]].append(Message(MessageKind(message[0]), *message[1:]))
        threads = {number: Thread(tuple(said.get(number, ()))) for number in rows}
        return {number: QueueLine(*(*line, threads[number])) for number, line in rows.items()}


_LINE = len(QueueLine.__dataclass_fields__) - 1


def _query(assessment_ids: tuple[int, ...]) -> Select[Any]:
    rows, said, files = criterion_assessments.c, thread_messages.c, _files(assessment_ids)
    light = (rows.id, rows.assessment_id, rows.criterion_id, rows.status, rows.self_score, rows.appraised_score)
    counted = (func.coalesce(files.c[name], 0) for name in ("files", "failed", "open"))
    message = (said.kind, said.text, said.written_by, said.written_at, said.value)
    joined = criterion_assessments.outerjoin(files, files.c.row_id == rows.id)
    joined = joined.outerjoin(thread_messages, said.criterion_assessment_id == rows.id)
    query = select(*light, rows.explanation != "", *counted, *message).select_from(joined)
    return query.where(rows.assessment_id.in_(assessment_ids)).order_by(rows.id, said.id)


def _files(assessment_ids: tuple[int, ...]) -> Subquery:
    """How many live links each row has, and how many of them failed or are open; by row id."""
    links = evidence_links.c
    judged = _newest(link_judgements, link_judgements.c.link_id == links.id)
    read = _newest(verifications, verifications.c.evidence_id == links.evidence_id)
    outcome = func.coalesce(judged, read, "waiting").label("outcome")
    live = (evidence.c.assessment_id.in_(assessment_ids), links.unlinked_entry.is_(None))
    query = select(links.criterion_assessment_id.label("row_id"), evidence.c.state, outcome)
    each = query.join(evidence, evidence.c.id == links.evidence_id).where(*live).subquery()
    failed = (each.c.outcome == "failed") | (each.c.state == "unreadable")
    unclear = each.c.outcome.in_(("waiting", "indeterminate"))
    sums = (func.sum(case((condition, 1), else_=0)) for condition in (failed, unclear))
    named = (amount.label(name) for amount, name in zip(sums, ("failed", "open"), strict=True))
    return select(each.c.row_id, func.count().label("files"), *named).group_by(each.c.row_id).subquery()


def _newest(table: Any, condition: Any) -> Any:
    """The outcome of the newest row of a table that fulfils a condition."""
    return select(table.c.outcome).where(condition).order_by(table.c.id.desc()).limit(1).scalar_subquery()
