"""Periodic jobs: what runs how often, by whichever process comes first, never twice at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread

import structlog

from evidence_svc.errors import ServiceError
from evidence_svc.operations.check_log import check_due
from evidence_svc.operations.close_stages import close_stages
from evidence_svc.operations.index_log import index_all
from evidence_svc.operations.look_at_originals import look_at_some
from evidence_svc.operations.mail_notifications import mail_notifications
from evidence_svc.operations.periodic_runs import begin_run, end_run
from evidence_svc.operations.remind import remind_agencies
from evidence_svc.operations.send_outside import publish_due
from evidence_svc.services import Services

log = structlog.get_logger(__name__)
SECONDS_BETWEEN_LOOKS = 20
SECONDS_TO_STOP = 10


@dataclass(frozen=True, slots=True)
class PeriodicJob:
    """A job that takes the services alone; it must do no harm when it runs twice, and end by itself."""

    name: str
    every: timedelta
    run: Callable[[Services], object]


# One line a job. Times are from the start of one run to the start of the next.
PERIODIC: tuple[PeriodicJob, ...] = (
    PeriodicJob("log-checkpoint", timedelta(minutes=1), publish_due),
    PeriodicJob("log-check", timedelta(minutes=10), check_due),
    PeriodicJob("log-index", timedelta(minutes=1), index_all),
    PeriodicJob("originals", timedelta(hours=1), look_at_some),
    PeriodicJob("close-stages", timedelta(minutes=1), close_stages),
    PeriodicJob("reminders", timedelta(hours=1), remind_agencies),
    PeriodicJob("reminder-mail", timedelta(minutes=10), mail_notifications),
)


def run_due(services: Services, jobs: tuple[PeriodicJob, ...] = PERIODIC) -> tuple[str, ...]:
    """Run what is due now, one after another; returns the names of what was run here.

    A job that fails is logged and noted, and the next one runs.
    """
    return tuple(job.name for job in jobs if _run_if_due(services, job))


@contextmanager
def running_schedule(services: Services, jobs: tuple[PeriodicJob, ...] = PERIODIC) -> Iterator[None]:
    """Run periodic jobs in a thread beside the block."""
    stop = Event()
    thread = Thread(target=follow_schedule, args=(services, stop, jobs), name="schedule", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(SECONDS_TO_STOP)


def follow_schedule(services: Services, stop: Event, jobs: tuple[PeriodicJob, ...] = PERIODIC) -> None:
    """Run what is due, again and again, until told to stop."""
    while not stop.is_set():
        run_due(services, jobs)
        stop.wait(SECONDS_BETWEEN_LOOKS)


def _run_if_due(services: Services, job: PeriodicJob) -> bool:
    started_at: datetime | None = None
    failure = ""
    try:  # the boundary: one job's failure, whatever it is, must not stop the others
        started_at = begin_run(services, job.name, job.every)
        if started_at is None:
            return False
        job.run(services)
    except Exception as error:
        failure = f"{type(error).__name__}: {error}"
        log.exception("periodic-job-failed", job=job.name)
    if started_at is not None:
        _note(services, job, started_at, failure)
    return started_at is not None


def _note(services: Services, job: PeriodicJob, started_at: datetime, failure: str) -> None:
    """Keep the outcome; where even that fails, the run counts as unfinished and is given up later."""
    try:
        end_run(services, job.name, started_at, failure)
    except ServiceError:
        log.exception("periodic-job-not-noted", job=job.name)
