"""Begin and end a run of a periodic job, so that any number of processes may keep the same schedule."""

from __future__ import annotations

from datetime import datetime, timedelta

from evidence_svc.persistence.periodic_runs import PeriodicRun
from evidence_svc.services import Services

# A run that has not ended by then was cut off with its process; longer than any job may take.
GIVEN_UP_AFTER = timedelta(hours=2)


def begin_run(services: Services, name: str, every: timedelta) -> datetime | None:
    """Claim a run of this job if it is due: the instant of its start, or None when it is not due or runs elsewhere.

    The claim is made under the database's write lock: of two processes that ask at once, one is told None.
    """
    now = services.now()
    with services.work.begin() as unit:
        if not is_due(unit.periodic_runs.find(name), every, now):
            return None
        unit.periodic_runs.start(name, now)
        unit.commit()
    return now


def end_run(services: Services, name: str, started_at: datetime, failure: str = "") -> None:
    """Note that the run which began at `started_at` ended, well when `failure` is empty."""
    with services.work.begin() as unit:
        unit.periodic_runs.finish(name, started_at, services.now(), failure)
        unit.commit()


def is_due(last: PeriodicRun | None, every: timedelta, now: datetime) -> bool:
    """Whether a job that runs `every` so often should begin now; one that still runs is not begun beside itself."""
    if last is None:
        return True
    wait = every if last.finished_at is not None else max(every, GIVEN_UP_AFTER)
    return now - last.started_at >= wait


def read_runs(services: Services) -> tuple[PeriodicRun, ...]:
    """The latest run of every periodic job, by name."""
    with services.work.read() as unit:
        return unit.periodic_runs.all()
