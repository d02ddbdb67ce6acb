"""More time for one wanted document of one agency: written once, ended by an entry of its own."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Index, Integer, String, Table, Text, insert, select, update

from evidence_svc.persistence.asking import asked_once
from evidence_svc.persistence.assessments import criterion_assessments
from evidence_svc.persistence.metadata import Day, logged_by, metadata

deadline_extensions = Table(
    "deadline_extensions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("criterion_assessment_id", Integer, ForeignKey("criterion_assessments.id"), nullable=False),
    Column("slot", String(80), nullable=False),
    Column("until", Day(), nullable=False),
    Column("document", Text, nullable=False),
    Column("signer", Text, nullable=False),
    Column("reason", Text, nullable=False),
    logged_by("entry"),
    logged_by("ended_entry", nullable=True),
    Index("ix_deadline_extensions_criterion", "criterion_assessment_id"),
)


@dataclass(frozen=True, slots=True)
class DeadlineExtension:
    """An extension in force: which wanted document of which criterion, to the end of which day, by what."""

    id: int
    criterion_assessment_id: int
    slot: str
    until: date
    document: str
    signer: str
    reason: str
    entry: int
    ended_entry: int | None


class DeadlineExtensions:
    """The extensions in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, **values: Any) -> int:
        """Keep a new one; returns its id."""
        statement = insert(deadline_extensions).values(**values).returning(deadline_extensions.c.id)
        return int(self._connection.execute(statement).scalar_one())

    def end(self, extension_id: int, *, entry: int) -> None:
        """It is in force no more."""
        table = deadline_extensions
        self._connection.execute(update(table).where(table.c.id == extension_id).values(ended_entry=entry))

    def find(self, extension_id: int) -> DeadlineExtension | None:
        """One that is in force, or None."""
        return next(iter(self._running(deadline_extensions.c.id == extension_id)), None)

    @asked_once
    def of_row(self, row_id: int) -> tuple[DeadlineExtension, ...]:
        """Those in force for one criterion's row."""
        return self._running(deadline_extensions.c.criterion_assessment_id == row_id)

    @asked_once
    def in_assessment(self, assessment_id: int) -> dict[int, tuple[DeadlineExtension, ...]]:
        """Those in force in an assessment, by row id."""
        rows = select(criterion_assessments.c.id).where(criterion_assessments.c.assessment_id == assessment_id)
        found: dict[int, list[DeadlineExtension]] = defaultdict(list)
        for each in self._running(deadline_extensions.c.criterion_assessment_id.in_(rows)):
            found[each.criterion_assessment_id].append(each)
        return {row: tuple(each) for row, each in found.items()}

    def _running(self, condition: Any) -> tuple[DeadlineExtension, ...]:
        table = deadline_extensions
        query = select(table).where(condition, table.c.ended_entry.is_(None)).order_by(table.c.id)
        return tuple(DeadlineExtension(*row) for row in self._connection.execute(query))
