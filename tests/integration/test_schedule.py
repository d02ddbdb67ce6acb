"""Periodic jobs: due or not, one process at a time, and what a failing job leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy.engine import URL

from evidence_svc.errors import RefusedError
from evidence_svc.operations.periodic_runs import GIVEN_UP_AFTER, begin_run, end_run, is_due, read_runs
from evidence_svc.persistence.periodic_runs import PeriodicRun
from evidence_svc.schedule import PERIODIC, PeriodicJob, run_due, running_schedule
from evidence_svc.schedule_metrics import ScheduleCollector
from evidence_svc.services import Services
from evidence_svc.setup import check_installation
from tests.factories import NOW, make_services, make_settings

HOUR = timedelta(hours=1)


def at(services: Services, later: timedelta) -> Services:
    """The same services, later."""
    return replace(services, clock=lambda: NOW + later)


@pytest.fixture
def services(tmp_path: Path, database_url: URL) -> Iterator[Services]:
    """Services on an empty database of either kind."""
    made = make_services(make_settings(tmp_path, database_url))
    yield made
    made.work.engine.dispose()


def counting(name: str, seen: list[str]) -> PeriodicJob:
    """An hourly job that says that it ran."""
    return PeriodicJob(name, HOUR, lambda _: seen.append(name))


def test_a_job_runs_when_its_time_has_come(services: Services) -> None:
    """First at once, then not again before its interval is over."""
    seen: list[str] = []
    jobs = (counting("đếm", seen),)

    names = [run_due(at(services, timedelta(minutes=minutes)), jobs) for minutes in (0, 30, 59, 60)]

    assert names == [("đếm",), (), (), ("đếm",)]
    assert seen == ["đếm", "đếm"]


def test_two_processes_do_not_run_one_job(services: Services) -> None:
    """Whoever claims second is told that the job runs elsewhere, even when its time has come."""
    first = begin_run(services, "việc", HOUR)
    second = begin_run(at(services, HOUR), "việc", HOUR)

    assert (first, second) == (NOW, None)


def test_a_failing_job_is_noted_and_the_next_one_runs(services: Services) -> None:
    """Its failure stands in the database until a good run takes its place."""
    seen: list[str] = []

    def fail(_: Services) -> None:
        raise RefusedError("máy chủ thư không trả lời")

    run_due(services, (PeriodicJob("hỏng", HOUR, fail), counting("sau", seen)))
    failed = {run.name: run.failure for run in read_runs(services)}
    run_due(at(services, HOUR), (counting("hỏng", seen),))
    mended = {run.name: run.failure for run in read_runs(services)}

    assert seen == ["sau", "hỏng"]
    assert failed == {"hỏng": "RefusedError: máy chủ thư không trả lời", "sau": ""}
    assert mended["hỏng"] == ""


def test_an_outcome_that_comes_too_late_does_not_end_the_next_run(services: Services) -> None:
    """A process that was given up cannot mark the run of its successor as ended."""
    begin_run(services, "việc", HOUR)
    begin_run(at(services, GIVEN_UP_AFTER), "việc", HOUR)
    end_run(services, "việc", NOW)

    assert [run.finished_at for run in read_runs(services)] == [None]


@pytest.mark.parametrize(
    ("finished", "waited", "due"),
    [
        (NOW, HOUR, True),
        (NOW, HOUR - timedelta(seconds=1), False),
        (None, HOUR, False),
        (None, GIVEN_UP_AFTER, True),
    ],
)
def test_due(finished: datetime | None, waited: timedelta, due: bool) -> None:
    """By its interval when it ended; when it never did, after the time no run takes."""
    assert is_due(PeriodicRun("việc", NOW, finished, ""), HOUR, NOW + waited) is due


def test_the_thread_ends_with_its_block(services: Services) -> None:
    """Leaving the block stops the schedule; what was due has run."""
    ran = Event()

    with running_schedule(services, (PeriodicJob("một lần", HOUR, lambda _: ran.set()),)):
        in_time = ran.wait(30)

    assert in_time


def test_names_are_told_apart() -> None:
    """Two jobs of one name would take each other's turns."""
    names = [job.name for job in PERIODIC]

    assert len(names) == len(set(names))


def test_the_last_run_of_each_job_can_be_seen(services: Services) -> None:
    """By an operator in `check`, by Prometheus in figures."""

    def fail(_: Services) -> None:
        raise RefusedError("máy chủ thư không trả lời")

    run_due(services, (counting("tốt", []), PeriodicJob("hỏng", HOUR, fail)))
    registry = CollectorRegistry()
    registry.register(ScheduleCollector(services))

    parts = {part.part: (part.works, part.words) for part in check_installation(services.settings)}

    assert parts["job tốt"] == (True, "2023-07-10 03:00 UTC, ended well")
    assert parts["job hỏng"] == (False, "2023-07-10 03:00 UTC, RefusedError: máy chủ thư không trả lời")
    assert registry.get_sample_value("evidence_job_failed", {"job": "hỏng"}) == 1
    assert registry.get_sample_value("evidence_job_failed", {"job": "tốt"}) == 0
    assert registry.get_sample_value("evidence_job_started_timestamp_seconds", {"job": "tốt"}) == NOW.timestamp()
