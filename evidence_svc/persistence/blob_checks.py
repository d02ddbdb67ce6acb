"""The state each original was found in when it was last read again; the newest look replaces the one before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Column, Connection, String, Table, case, delete, func, insert, select

from evidence_svc.persistence.asking import asked_once
from evidence_svc.persistence.evidence import evidence
from evidence_svc.persistence.metadata import Instant, metadata

GOOD = "good"

blob_checks = Table(
    "blob_checks",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("checked_at", Instant(), nullable=False),
)


@dataclass(frozen=True, slots=True)
class BlobCheck:
    """What was found under a digest: good, blob-missing or blob-altered."""

    sha256: str
    state: str
    checked_at: datetime

    @property
    def is_good(self) -> bool:
        """Whether the bytes were there and the right ones."""
        return self.state == GOOD


@dataclass(frozen=True, slots=True)
class OriginalsState:
    """How many originals there are, how many were read again, how many of those are bad; the longest ago look."""

    originals: int
    read: int
    bad: int
    oldest: datetime | None


class BlobChecks:
    """The looks at originals in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @asked_once
    def find(self, sha256: str) -> BlobCheck | None:
        """The newest look at one original, or None."""
        row = self._connection.execute(select(blob_checks).where(blob_checks.c.sha256 == sha256)).one_or_none()
        return BlobCheck(*row) if row else None

    def keep(self, sha256: str, state: str, checked_at: datetime) -> None:
        """Put a look in the place of the one before."""
        self._connection.execute(delete(blob_checks).where(blob_checks.c.sha256 == sha256))
        values = {"sha256": sha256, "state": state, "checked_at": checked_at}
        self._connection.execute(insert(blob_checks).values(**values))

    @asked_once
    def bad(self) -> dict[str, BlobCheck]:
        """Every original that was last found missing or altered, by digest."""
        rows = self._connection.execute(select(blob_checks).where(blob_checks.c.state != GOOD))
        return {row.sha256: BlobCheck(*row) for row in rows}

    def summary(self) -> OriginalsState:
        """What all looks at originals say together."""
        table, digests = blob_checks.c, select(evidence.c.sha256).distinct().subquery()
        bad = func.sum(case((table.state != GOOD, 1), else_=0))
        joined = digests.outerjoin(blob_checks, table.sha256 == digests.c.sha256)
        query = select(func.count(), func.count(table.sha256), bad, func.min(table.checked_at)).select_from(joined)
        originals, read, damaged, oldest = self._connection.execute(query).one()
        return OriginalsState(originals, read, int(damaged or 0), oldest)

    def digests(self, besides: Iterable[str] = ()) -> tuple[str, ...]:
        """Every digest that evidence rests on and those `besides`, the one looked at longest ago first."""
        rows = self._connection.execute(select(blob_checks.c.sha256, blob_checks.c.checked_at))
        looks = {row.sha256: row.checked_at for row in rows}
        originals = self._connection.execute(select(evidence.c.sha256).distinct()).scalars()
        never = datetime.min.replace(tzinfo=UTC)
        return tuple(sorted({*originals, *besides}, key=lambda digest: (looks.get(digest, never), digest)))
