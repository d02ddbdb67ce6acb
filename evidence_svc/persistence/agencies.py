"""Agencies: the offices that are scored and those that score them; never deleted, only ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Column, Connection, ForeignKey, String, Table, insert, select

from evidence_svc.persistence.asking import asked_once
from evidence_svc.persistence.metadata import Day, metadata

agencies = Table(
    "agencies",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(300), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("parent_id", String(64), ForeignKey("agencies.id")),
    Column("valid_from", Day()),
    Column("valid_to", Day()),
)


@dataclass(frozen=True, slots=True)
class Agency:
    """An office with the days between which it exists; open ends are None."""

    id: str
    name: str
    kind: str
    parent_id: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class Agencies:
    """The agencies in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, agency: Agency) -> None:
        """Add a new agency."""
        row = {name: getattr(agency, name) for name in Agency.__dataclass_fields__}
        self._connection.execute(insert(agencies).values(row))

    @asked_once
    def find(self, agency_id: str) -> Agency | None:
        """The agency with that id, or None."""
        row = self._connection.execute(select(agencies).where(agencies.c.id == agency_id)).one_or_none()
        return Agency(*row) if row else None

    @asked_once
    def list(self) -> tuple[Agency, ...]:
        """All agencies by name."""
        return tuple(Agency(*row) for row in self._connection.execute(select(agencies).order_by(agencies.c.name)))
