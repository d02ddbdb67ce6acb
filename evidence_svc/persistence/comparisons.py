"""Comparisons of signed revisions with the files as they are: how far each has come, and its pages.

They follow from the bytes alone and can be made again at any time, so they are kept once a digest and logged nowhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Integer, String, Table, Text, UniqueConstraint, insert, select, update

from evidence_svc.persistence.metadata import Instant, metadata

WAITING, DONE = "waiting", "done"

comparisons = Table(
    "revision_comparisons",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("field", String(500), nullable=False),
    Column("state", String(16), nullable=False),
    Column("pages_done", Integer, nullable=False),
    Column("pages_total", Integer, nullable=False),
    Column("result", Text, nullable=False),
    Column("asked_at", Instant(), nullable=False),
    UniqueConstraint("sha256", "field"),
)


@dataclass(frozen=True, slots=True)
class StoredComparison:
    """A comparison; `state` is waiting or done, `result` the pages compared so far in JSON's own values."""

    id: int
    sha256: str
    field: str
    state: str
    pages_done: int
    pages_total: int
    result: dict[str, Any]
    asked_at: datetime


class Comparisons:
    """The comparisons in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, sha256: str, field: str) -> StoredComparison | None:
        """The comparison of one signature's revision, or None."""
        same = (comparisons.c.sha256 == sha256, comparisons.c.field == field)
        row = self._connection.execute(select(comparisons).where(*same)).one_or_none()
        return StoredComparison(**{**row._mapping, "result": json.loads(row.result)}) if row else None

    def ask(self, sha256: str, field: str, asked_at: datetime) -> None:
        """Note that one is wanted."""
        values = {"sha256": sha256, "field": field, "state": WAITING, "pages_done": 0, "pages_total": 0}
        self._connection.execute(insert(comparisons).values(**values, result="{}", asked_at=asked_at))

    def advance(self, sha256: str, field: str, *, done: int, total: int, state: str, result: dict[str, Any]) -> None:
        """Keep how far one has come."""
        same = (comparisons.c.sha256 == sha256, comparisons.c.field == field)
        values = {"pages_done": done, "pages_total": total, "state": state, "result": json.dumps(result)}
        self._connection.execute(update(comparisons).where(*same).values(values))

    def waiting(self) -> tuple[tuple[str, str], ...]:
        """Digest and field of every comparison that was asked for and is not done."""
        query = select(comparisons.c.sha256, comparisons.c.field).where(comparisons.c.state == WAITING)
        return tuple((row.sha256, row.field) for row in self._connection.execute(query.order_by(comparisons.c.id)))
