"""The whole service on an embedded queue and database: from the first upload to the last verified document."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

from rq import Worker

from benchmarks.documents import Document
from evidence_svc.config import Settings
from evidence_svc.domain.criteria import RoundKind
from evidence_svc.domain.people import Actor, Role
from evidence_svc.domain.rounds import RoundState
from evidence_svc.embedded import embedded_queue
from evidence_svc.jobs import enqueuer, open_queue
from evidence_svc.operations.context import Request
from evidence_svc.operations.inspect import warm_up
from evidence_svc.operations.people import add_first_administrator, add_person
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.receive import find_waiting, receive_evidence
from evidence_svc.operations.rounds import (
    advance_round,
    create_round,
    open_assessment,
    publish_criteria_set,
    register_agency,
)
from evidence_svc.persistence.agencies import Agency
from evidence_svc.samples.load import CRITERIA_FILE, sample_text
from evidence_svc.services import Services
from evidence_svc.setup import prepare
from evidence_svc.storage import chunks_of
from evidence_svc.supervise import running_workers

ROUND = "bench"
PASSWORD = "do-toc-do-2023"
POLL_SECONDS = 0.02
LONGEST_WAIT = 900.0
OUTSIDE = ("EVIDENCE_DATABASE_URL", "EVIDENCE_REDIS_URL", "EVIDENCE_BLOB_URL", "EVIDENCE_TRUST_DIR")


class ServiceStuckError(Exception):
    """The workers did not start, or did not finish their work, in time."""


class NotVerifiedError(Exception):
    """A document of the corpus could not be read: its time would say nothing."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents sent through the service: wall-clock `seconds` from first upload to last verified.

    `processor` is the workers' processor time, `inspecting` the wall-clock time that their jobs spent reading and
    judging; both in seconds.
    """

    seconds: float
    processor: float
    inspecting: float


@dataclass(frozen=True, slots=True)
class Team:
    """Workers that stand ready: their process ids, and the seconds it took until all of them did."""

    pids: tuple[int, ...]
    starting: float

    @property
    def processor(self) -> float:
        """Processor seconds that they and their children, those that run and those that have ended, have used."""
        return sum(_processor_seconds(pid) for pid in self.pids)


@dataclass(frozen=True, slots=True)
class Office:
    """A service with nothing in it but an open round; every batch goes to an agency and assessment of its own."""

    settings: Settings
    services: Services
    administrator: Request
    serial: Iterator[int]

    def open_assessment(self) -> tuple[Request, int]:
        """A new agency's clerk and assessment."""
        agency = f"office-{next(self.serial)}"
        register_agency(self.services, self.administrator, Agency(agency, agency, "provincial-office"))
        person = add_person(
            self.services, self.administrator, username=agency, name=agency, password=PASSWORD,
            role=Role.CLERK, agency_id=agency,
        )  # fmt: skip
        assessment = open_assessment(self.services, self.administrator, ROUND, agency)
        return Request(Actor(person, agency, Role.CLERK, agency)), assessment


@contextmanager
def open_office(folder: Path, trust: Path) -> Iterator[Office]:
    """An empty service in `folder`, whose earlier contents go, with its queue running while the block runs."""
    for name in OUTSIDE:
        os.environ.pop(name, None)  # a benchmark must never write into a configured database or store
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(trust, folder / "trust")
    settings = Settings(data_dir=folder)
    services = prepare(settings)
    administrator = Request(add_first_administrator(services, username="bench", name="Đo", password=PASSWORD))
    set_id = publish_criteria_set(services, administrator, sample_text(CRITERIA_FILE))
    create_round(
        services, administrator, ROUND, title="Đo tốc độ", criteria_set_id=set_id, kind=RoundKind.HALF_YEAR,
        starts_on=date(2023, 1, 1), ends_on=date(2023, 6, 30),
    )  # fmt: skip
    advance_round(services, administrator, ROUND, RoundState.OPEN)
    try:
        with embedded_queue(settings):
            yield Office(settings, services, administrator, count(1))
    finally:
        services.work.engine.dispose()


@contextmanager
def warm_workers(office: Office, workers: int) -> Iterator[Team]:
    """Workers that stand ready while the block runs."""
    queue = open_queue(office.settings)
    started = time.perf_counter()
    with running_workers(office.settings, workers) as processes:
        _wait(lambda: Worker.count(queue=queue) >= workers)
        yield Team(tuple(process.pid for process in processes), time.perf_counter() - started)
    _wait(lambda: Worker.count(queue=queue) == 0)


def send_batch(office: Office, team: Team, documents: Sequence[Document]) -> Batch:
    """Upload, commit and enqueue the documents one after the other, and wait until the last is verified.

    Raises NotVerifiedError when a document ended otherwise.
    """
    clerk, assessment = office.open_assessment()
    enqueue = enqueuer(office.settings)
    ids: list[int] = []
    started, before = time.perf_counter(), team.processor
    for document in documents:
        ids.append(_upload(office, clerk, assessment, document))
        enqueue(ids[-1])
    _wait(lambda: not find_waiting(office.services))
    seconds = time.perf_counter() - started
    _wait(lambda: open_queue(office.settings).started_job_registry.count == 0)
    return Batch(seconds, team.processor - before, _seconds_inspecting(office, tuple(ids)))


def _seconds_inspecting(office: Office, ids: tuple[int, ...]) -> float:
    with office.services.work.read() as unit:
        unverified = [item.file_name for item in unit.evidence.find_all(ids) if item.state != "verified"]
        found = unit.verifications.latest_of(ids).values()
    if unverified:
        raise NotVerifiedError(", ".join(unverified))
    return sum(float(one.report["ms"]) for one in found) / 1000


def time_keeping(office: Office, documents: Sequence[Document]) -> float:
    """Seconds that blob store, database and log add to the inspection of the documents, without a queue."""
    warm_up()
    clerk, assessment = office.open_assessment()
    seconds = 0.0
    for document in documents:
        evidence_id = _upload(office, clerk, assessment, document)
        started = time.perf_counter()
        record = process_evidence(office.services, evidence_id)
        seconds += time.perf_counter() - started - record["ms"] / 1000
    return seconds


def _upload(office: Office, clerk: Request, assessment: int, document: Document) -> int:
    content = chunks_of(document.path.read_bytes())
    return receive_evidence(office.services, clerk, assessment, document.path.name, content).evidence_id


def _wait(ready: Callable[[], bool]) -> None:
    """Look again and again until `ready`; raises ServiceStuckError when that takes too long."""
    until = time.monotonic() + LONGEST_WAIT
    while not ready():
        if time.monotonic() > until:
            raise ServiceStuckError
        time.sleep(POLL_SECONDS)


def _processor_seconds(pid: int) -> float:
    """Seconds that a process, its ended children and those that run have used.

    utime, stime, cutime and cstime are fields 14 to 17 of proc_pid_stat(5), in clock ticks.
    """
    folder = Path(f"/proc/{pid}")
    try:
        fields = (folder / "stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        children = (folder / "task" / str(pid) / "children").read_text(encoding="ascii").split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0  # it has ended meanwhile: its parent's account has it from now on
    own = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return own + sum(_processor_seconds(int(child)) for child in children)
