"""Secret addresses of calendar feeds: one person's view of one agency's deadlines, kept as a digest, revocable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Connection, ForeignKey, Integer, String, Table, insert, select, update

from evidence_svc.persistence.metadata import Instant, logged_by, metadata

calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("agency_id", String(64), ForeignKey("agencies.id"), nullable=False),
    Column("token_sha256", String(64), nullable=False, unique=True),
    Column("created_at", Instant(), nullable=False),
    logged_by("entry"),
    logged_by("ended_entry", nullable=True),
)


@dataclass(frozen=True, slots=True)
class CalendarFeed:
    """A feed that somebody opened; `ended_entry` is set once it was revoked."""

    id: int
    person_id: int
    agency_id: str
    token_sha256: str
    created_at: datetime
    entry: int
    ended_entry: int | None = None


class CalendarFeeds:
    """The feeds in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, person_id: int, agency_id: str, token_sha256: str, created_at: datetime, *, entry: int) -> None:
        """Open a feed."""
        values = {"person_id": person_id, "agency_id": agency_id, "token_sha256": token_sha256}
        self._connection.execute(insert(calendar_feeds).values(**values, created_at=created_at, entry=entry))

    def find_by_digest(self, token_sha256: str) -> CalendarFeed | None:
        """The live feed behind a secret, or None."""
        return next(iter(self._live(calendar_feeds.c.token_sha256 == token_sha256)), None)

    def of_person(self, person_id: int) -> tuple[CalendarFeed, ...]:
        """The live feeds of a person, oldest first."""
        return self._live(calendar_feeds.c.person_id == person_id)

    def end(self, feed_id: int, *, entry: int) -> None:
        """Revoke a feed; its address answers nothing any more."""
        self._connection.execute(update(calendar_feeds).where(calendar_feeds.c.id == feed_id).values(ended_entry=entry))

    def _live(self, condition: ColumnElement[bool]) -> tuple[CalendarFeed, ...]:
        query = select(calendar_feeds).where(condition, calendar_feeds.c.ended_entry.is_(None))
        return tuple(CalendarFeed(*row) for row in self._connection.execute(query.order_by(calendar_feeds.c.id)))
