"""Published criteria sets: the YAML as it was published, with its digest; a version never changes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, String, Table, Text, insert, select

from evidence_svc.persistence.asking import asked_once
from evidence_svc.persistence.metadata import Instant, logged_by, metadata

criteria_sets = Table(
    "criteria_sets",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("title", String(500), nullable=False),
    Column("content", Text, nullable=False),
    Column("assumptions", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("published_at", Instant(), nullable=False),
    logged_by("entry"),
)


@dataclass(frozen=True, slots=True)
class PublishedSet:
    """A criteria set as published: the file's own text, the assumptions laid over it, the SHA-256 of both."""

    id: str
    title: str
    content: str
    assumptions: str
    sha256: str
    published_at: datetime
    entry: int


def digest_of(content: str, assumptions: str) -> str:
    """The SHA-256 that names exactly this set: of the file, a NUL, and the assumptions."""
    return hashlib.sha256(f"{content}\0{assumptions}".encode()).hexdigest()


class CriteriaSets:
    """The published sets in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, item: PublishedSet) -> None:
        """Keep a newly published set."""
        values = {name: getattr(item, name) for name in PublishedSet.__dataclass_fields__}
        self._connection.execute(insert(criteria_sets).values(values))

    @asked_once
    def find(self, set_id: str) -> PublishedSet | None:
        """The set with that id, or None."""
        row = self._connection.execute(select(criteria_sets).where(criteria_sets.c.id == set_id)).one_or_none()
        return PublishedSet(*row) if row else None

    def list(self) -> tuple[PublishedSet, ...]:
        """All sets, newest first."""
        rows = self._connection.execute(select(criteria_sets).order_by(criteria_sets.c.published_at.desc()))
        return tuple(PublishedSet(*row) for row in rows)
