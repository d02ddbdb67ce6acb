"""Which agencies and criteria people are assigned; an assignment is ended, never deleted."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, Connection, ForeignKey, Integer, String, Table, insert, select, update

from evidence_svc.domain.assignments import Assignment
from evidence_svc.persistence.metadata import logged_by, metadata

assignments = Table(
    "assignments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False, index=True),
    Column("agency_id", String(64), ForeignKey("agencies.id")),
    Column("path", String(64)),
    logged_by("entry"),
    logged_by("ended_entry", nullable=True),
)


@dataclass(frozen=True, slots=True)
class KeptAssignment:
    """One in force, to whom it was given, and the entry that gave it."""

    id: int
    person_id: int
    assignment: Assignment
    entry: int


class Assignments:
    """Those of all people in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, person_id: int, assignment: Assignment, *, entry: int) -> None:
        """Keep a new one."""
        values = {"person_id": person_id, "agency_id": assignment.agency_id, "path": assignment.path}
        self._connection.execute(insert(assignments).values(values | {"entry": entry}))

    def end(self, assignment_id: int, *, entry: int) -> None:
        """It is in force no more."""
        self._connection.execute(update(assignments).where(assignments.c.id == assignment_id).values(ended_entry=entry))

    def in_force(self, *person_ids: int) -> tuple[KeptAssignment, ...]:
        """Those of some people, oldest first."""
        table = assignments.c
        query = select(table.id, table.person_id, table.agency_id, table.path, table.entry)
        live = query.where(table.ended_entry.is_(None), table.person_id.in_(person_ids)).order_by(table.id)
        return tuple(
            KeptAssignment(row.id, row.person_id, Assignment(row.agency_id, row.path), row.entry)
            for row in self._connection.execute(live)
        )

    def find(self, assignment_id: int) -> KeptAssignment | None:
        """One in force, or None."""
        table = assignments.c
        query = select(assignments).where(table.id == assignment_id, table.ended_entry.is_(None))
        row = self._connection.execute(query).one_or_none()
        return KeptAssignment(row.id, row.person_id, Assignment(row.agency_id, row.path), row.entry) if row else None
