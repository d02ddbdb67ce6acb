"""Evidence replaced by newer evidence of the same assessment: written once, ended by an entry of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    insert,
    or_,
    select,
    text,
    update,
)

from evidence_svc.persistence.asking import asked_once
from evidence_svc.persistence.evidence import evidence
from evidence_svc.persistence.metadata import Instant, logged_by, metadata

evidence_replacements = Table(
    "evidence_replacements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("evidence_id", Integer, ForeignKey("evidence.id"), nullable=False),
    Column("replaced_by", Integer, ForeignKey("evidence.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("replaced_at", Instant(), nullable=False),
    logged_by("entry"),
    logged_by("ended_entry", nullable=True),
    Index(
        "uq_evidence_replacements_live",
        "evidence_id",
        unique=True,
        sqlite_where=text("ended_entry IS NULL"),
        postgresql_where=text("ended_entry IS NULL"),
    ),
    Index("ix_evidence_replacements_by", "replaced_by"),
)


@dataclass(frozen=True, slots=True)
class Replacement:
    """Which evidence counts instead of which, since when and why."""

    id: int
    evidence_id: int
    replaced_by: int
    reason: str
    replaced_at: datetime
    entry: int
    ended_entry: int | None


class Replacements:
    """The replacements in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, **values: Any) -> int:
        """Keep a new one; returns its id."""
        query = insert(evidence_replacements).values(**values).returning(evidence_replacements.c.id)
        return int(self._connection.execute(query).scalar_one())

    def end(self, replacement_id: int, *, entry: int) -> None:
        """The replaced evidence may be used again."""
        table = evidence_replacements
        self._connection.execute(update(table).where(table.c.id == replacement_id).values(ended_entry=entry))

    def find(self, evidence_id: int) -> Replacement | None:
        """What stands instead of this evidence, or None."""
        return next((one for one in self._beside(evidence_id) if one.evidence_id == evidence_id), None)

    def made_by(self, evidence_id: int) -> tuple[Replacement, ...]:
        """What this evidence stands instead of."""
        return tuple(one for one in self._beside(evidence_id) if one.replaced_by == evidence_id)

    @asked_once
    def in_assessment(self, assessment_id: int) -> dict[int, Replacement]:
        """Everything replaced in an assessment, by the id of the replaced evidence."""
        inside = select(evidence.c.id).where(evidence.c.assessment_id == assessment_id)
        return {one.evidence_id: one for one in self._live(evidence_replacements.c.evidence_id.in_(inside))}

    @asked_once
    def _beside(self, evidence_id: int) -> tuple[Replacement, ...]:
        """Those on either side of which this evidence stands."""
        table = evidence_replacements.c
        return self._live(or_(table.evidence_id == evidence_id, table.replaced_by == evidence_id))

    def _live(self, condition: ColumnElement[bool]) -> tuple[Replacement, ...]:
        query = select(evidence_replacements).where(condition, evidence_replacements.c.ended_entry.is_(None))
        return tuple(Replacement(*row) for row in self._connection.execute(query.order_by(evidence_replacements.c.id)))
