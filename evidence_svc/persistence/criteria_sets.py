"""Published criteria sets: the YAML as it was published, with its digest; a version never changes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, String, Table, Text, insert, select

from evidence_svc.persistence.metadata import Instant, logged_by, metadata

criteria_sets = Table(
    "criteria_sets",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("title", String(500), nullable=False),
    Column("content", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("published_at", Instant(), nullable=False),
    logged_by("entry"),
)


@dataclass(frozen=True, slots=True)
class PublishedSet:
    """A criteria set as published: the file's own text and its SHA-256."""

    id: str
    title: str
    content: str
    sha256: str
    published_at: datetime
    entry: int


class CriteriaSets:
    """The published sets in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, set_id: str, title: str, content: str, *, at: datetime, entry: int) -> None:
        """Keep a newly published set."""
        digest = hashlib.sha256(content.encode()).hexdigest()
        values = {
            "id": set_id,
            "title": title,
            "content": content,
            "sha256": digest,
            "published_at": at,
            "entry": entry,
        }
        self._connection.execute(insert(criteria_sets).values(values))

    def find(self, set_id: str) -> PublishedSet | None:
        """The set with that id, or None."""
        row = self._connection.execute(select(criteria_sets).where(criteria_sets.c.id == set_id)).one_or_none()
        return PublishedSet(*row) if row else None

    def list(self) -> tuple[PublishedSet, ...]:
        """All sets, newest first."""
        rows = self._connection.execute(select(criteria_sets).order_by(criteria_sets.c.published_at.desc()))
        return tuple(PublishedSet(*row) for row in rows)
