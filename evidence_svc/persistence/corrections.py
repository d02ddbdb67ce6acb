"""Corrections: what a person read where the machine read something else; the machine's reading stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    func,
    insert,
    select,
)

from evidence_svc.persistence.asking import asked_once
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
    """One correction of one field; `value` is text in the record's own form (dates in ISO 8601).

    An empty value takes the corrections before it back: the machine's reading counts again.
    """

    id: int
    evidence_id: int
    field: str
    value: str
    reason: str
    corrected_at: datetime
    corrected_by: int
    entry: int

    @property
    def is_withdrawal(self) -> bool:
        """Whether it takes earlier corrections back."""
        return not self.value


class Corrections:
    """The corrections in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, **values: object) -> None:
        """Keep a new correction."""
        self._connection.execute(insert(corrections).values(**values))

    @asked_once
    def history(self, evidence_id: int) -> tuple[Correction, ...]:
        """Every correction of a piece of evidence, oldest first."""
        return tuple(Correction(*row) for row in self._connection.execute(_HISTORY, {"wanted": evidence_id}))

    def in_force(self, evidence_id: int) -> dict[str, Correction]:
        """The newest correction of each field, by field, but for those that were taken back."""
        newest = {correction.field: correction for correction in self.history(evidence_id)}
        return {field: correction for field, correction in newest.items() if not correction.is_withdrawal}

    @asked_once
    def in_force_of(self, evidence_ids: tuple[int, ...]) -> dict[int, dict[str, Correction]]:
        """The corrections in force of several pieces of evidence, by evidence id and field."""
        table = corrections.c
        newest = select(func.max(table.id)).where(table.evidence_id.in_(evidence_ids))
        query = select(corrections).where(
            table.id.in_(newest.group_by(table.evidence_id, table.field)), table.value != ""
        )
        found: dict[int, dict[str, Correction]] = {}
        for row in self._connection.execute(query):
            found.setdefault(row.evidence_id, {})[row.field] = Correction(*row)
        return found


# Built once: every document that is read asks it.
_HISTORY = select(corrections).where(corrections.c.evidence_id == bindparam("wanted")).order_by(corrections.c.id)
