"""When each periodic job last ran and how it ended: the lock that keeps two processes from running one job twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, String, Table, insert, select, update

from evidence_svc.persistence.metadata import Instant, metadata

periodic_runs = Table(
    "periodic_runs",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("started_at", Instant(), nullable=False),
    Column("finished_at", Instant()),
    Column("failure", String(300), nullable=False, default=""),
)


@dataclass(frozen=True, slots=True)
class PeriodicRun:
    """The latest run of a job; `failure` is empty after a good one, `finished_at` None while it runs."""

    name: str
    started_at: datetime
    finished_at: datetime | None
    failure: str


class PeriodicRuns:
    """The latest runs in one transaction; whoever writes holds the unit of work's lock."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, name: str) -> PeriodicRun | None:
        """The latest run of that job, or None."""
        row = self._connection.execute(select(periodic_runs).where(periodic_runs.c.name == name)).first()
        return PeriodicRun(*row) if row else None

    def all(self) -> tuple[PeriodicRun, ...]:
        """The latest run of every job that ever ran, by name."""
        return tuple(
            PeriodicRun(*row) for row in self._connection.execute(select(periodic_runs).order_by(periodic_runs.c.name))
        )

    def start(self, name: str, now: datetime) -> None:
        """Note that a run begins; the failure of the run before stays until this one ends."""
        values = {"started_at": now, "finished_at": None}
        job = periodic_runs.c.name == name
        if self._connection.execute(update(periodic_runs).where(job).values(values)).rowcount == 0:
            self._connection.execute(insert(periodic_runs).values(name=name, failure="", **values))

    def finish(self, name: str, started_at: datetime, now: datetime, failure: str) -> None:
        """Note how the run that began at `started_at` ended, unless another run has begun since."""
        run = (periodic_runs.c.name == name) & (periodic_runs.c.started_at == started_at)
        self._connection.execute(update(periodic_runs).where(run).values(finished_at=now, failure=failure[:300]))
