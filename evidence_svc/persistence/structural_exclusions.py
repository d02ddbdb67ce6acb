"""Criteria an agency never has the task of: left out of its base in every new round until that is ended."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, Connection, ForeignKey, Index, Integer, String, Table, Text, insert, select, text, update

from evidence_svc.persistence.asking import asked_once
from evidence_svc.persistence.metadata import logged_by, metadata

structural_exclusions = Table(
    "structural_exclusions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("agency_id", String(64), ForeignKey("agencies.id"), nullable=False),
    Column("criteria_set", String(100), nullable=False),
    Column("criterion_id", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    logged_by("entry"),
    logged_by("ended_entry", nullable=True),
    Index(
        "uq_structural_exclusions_live",
        "agency_id",
        "criteria_set",
        "criterion_id",
        unique=True,
        sqlite_where=text("ended_entry IS NULL"),
        postgresql_where=text("ended_entry IS NULL"),
    ),
)


@dataclass(frozen=True, slots=True)
class StructuralExclusion:
    """One in force; `criteria_set` is the set's id without its edition, so that it outlives a new edition."""

    id: int
    agency_id: str
    criteria_set: str
    criterion_id: str
    reason: str
    entry: int
    ended_entry: int | None


class StructuralExclusions:
    """Those of all agencies in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, agency_id: str, criteria_set: str, criterion_id: str, reason: str, *, entry: int) -> None:
        """Keep a new one."""
        values = {"agency_id": agency_id, "criteria_set": criteria_set, "criterion_id": criterion_id}
        query = insert(structural_exclusions).values(values | {"reason": reason, "entry": entry})
        self._connection.execute(query)

    def end(self, exclusion_id: int, *, entry: int) -> None:
        """It is in force no more."""
        table = structural_exclusions
        self._connection.execute(update(table).where(table.c.id == exclusion_id).values(ended_entry=entry))

    @asked_once
    def of_agency(self, agency_id: str) -> tuple[StructuralExclusion, ...]:
        """Those in force for an agency, oldest first."""
        table = structural_exclusions
        query = select(table).where(table.c.agency_id == agency_id, table.c.ended_entry.is_(None))
        return tuple(StructuralExclusion(*row) for row in self._connection.execute(query.order_by(table.c.id)))
