"""Corrections: what a person read where the machine read something else; the machine's reading stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, Index, Integer, String, Table, Text, insert, select

from evidence_svc.persistence.metadata import Instant, logged_by, metadata

corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("evidence_id", Integer, ForeignKey("evidence.id"), nullable=False),
    Column("field", String(32), nullable=False),
    Column("value", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("corrected_at", Instant(), nullable=False),
    Column("corrected_by", Integer, ForeignKey("people.id"), nullable=False),
    logged_by("entry"),
    Index("ix_corrections_evidence", "evidence_id"),
)


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction of one field; `value` is text in the record's own form (dates in ISO 8601)."""

    id: int
    evidence_id: int
    field: str
    value: str
    reason: str
    corrected_at: datetime
    corrected_by: int
    entry: int


class Corrections:
    """The corrections in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, **values: object) -> None:
        """Keep a new correction."""
        self._connection.execute(insert(corrections).values(**values))

    def history(self, evidence_id: int) -> tuple[Correction, ...]:
        """Every correction of a piece of evidence, oldest first."""
        query = select(corrections).where(corrections.c.evidence_id == evidence_id).order_by(corrections.c.id)
        return tuple(Correction(*row) for row in self._connection.execute(query))

    def in_force(self, evidence_id: int) -> dict[str, Correction]:
        """The newest correction of each field, by field."""
        return {correction.field: correction for correction in self.history(evidence_id)}
