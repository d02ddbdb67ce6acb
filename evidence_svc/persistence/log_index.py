"""What entries are about, for searching alone: made from the log and the tables, made anew at will, never trusted.

The entries themselves are always read from the log; a wrong row here can misplace one in a search, not change it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Column, Connection, Index, String, Table, Text, delete, func, insert, select

from audit.schema import audit_entries, audit_head
from evidence_svc.persistence.metadata import metadata

log_index = Table(
    "log_index",
    metadata,
    Column("sequence", audit_entries.c.sequence.type, primary_key=True, autoincrement=False),
    Column("agency_id", String(64)),
    Column("path", String(40)),
    Column("label", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Index("ix_log_index_agency_id", "agency_id", "sequence"),
    Index("ix_log_index_path", "path", "sequence"),
)


class IndexedEntry(NamedTuple):
    """One entry's agency (None: no single one), criterion path, name of what it is about, and text without accents."""

    sequence: int
    agency_id: str | None
    path: str | None
    label: str
    folded: str


class LogIndex:
    """The search index in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def sizes(self) -> tuple[int, int]:
        """How far the index has come, and how many entries the log has."""
        last = select(func.max(log_index.c.sequence)).scalar_subquery()
        size = select(func.max(audit_head.c.size)).scalar_subquery()
        indexed, entries = self._connection.execute(select(last, size)).one()
        return indexed or 0, entries or 0

    def waiting(self, ignored: Collection[str]) -> bool:
        """Whether entries wait to be indexed whose action is none of those; one statement."""
        last = select(func.coalesce(func.max(log_index.c.sequence), 0)).scalar_subquery()
        columns = audit_entries.c
        query = select(columns.sequence).where(columns.sequence > last, columns.action.not_in(ignored)).limit(1)
        return self._connection.execute(query).first() is not None

    def add(self, rows: list[IndexedEntry]) -> None:
        """Add rows; raises ConflictError when another process added them first."""
        self._connection.execute(insert(log_index), [row._asdict() for row in rows])

    def clear(self) -> None:
        """Forget everything, to be made anew."""
        self._connection.execute(delete(log_index))
