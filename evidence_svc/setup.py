"""Prepare an installation and say what it lacks."""

from __future__ import annotations

from dataclasses import dataclass

from redis import Redis
from redis.exceptions import RedisError

from evidence_svc.config import Settings
from evidence_svc.embedded import queue_url
from evidence_svc.errors import ServiceError
from evidence_svc.operations.periodic_runs import read_runs
from evidence_svc.operations.require_installed import require_installed
from evidence_svc.persistence.migrate import upgrade
from evidence_svc.persistence.periodic_runs import PeriodicRun
from evidence_svc.persistence.unit_of_work import NotInstalledError
from evidence_svc.services import Services, open_services
from parsers.ocr import missing_parts

NO_ANCHORS = "none: no signature can be judged; import the roots: evidence-svc trust import FILE… --as USER"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an installation: whether it works, in words; an optional part may be missing."""

    part: str
    works: bool
    words: str
    optional: bool = False


def prepare(settings: Settings) -> Services:
    """Open the services and bring the database to this version's schema."""
    services = open_services(settings)
    upgrade(services.work.engine)
    return services


def prepare_installed(settings: Settings) -> Services:
    """The same where there are accounts; raises NotInstalledError and changes nothing where there are none."""
    require_installed(open_services(settings))
    return prepare(settings)


def check_installation(settings: Settings) -> tuple[Part, ...]:
    """Every part with its state; raises ServiceError when the settings themselves are wrong."""
    services = open_services(settings)
    try:
        return _parts(settings, services)
    finally:
        services.work.engine.dispose()


def _parts(settings: Settings, services: Services) -> tuple[Part, ...]:
    missing = missing_parts()
    return (
        Part("settings", works=True, words=f"data in {settings.data_dir.resolve()}"),
        _database(services),
        _blobs(services),
        _anchors(services),
        Part("ocr", works=not missing, words=", ".join(missing) or "tesseract vie and recogniser", optional=True),
        _queue(settings),
        *_jobs(services),
    )


def _database(services: Services) -> Part:
    try:
        require_installed(services)
        with services.work.read() as unit:
            rounds = len(unit.rounds.list())
    except NotInstalledError as error:
        return Part("database", works=False, words=str(error))
    except ServiceError as error:
        return Part("database", works=False, words=str(error.__cause__ or error).splitlines()[0])
    return Part("database", works=True, words=f"{services.work.engine.dialect.name}, {rounds} rounds")


def _blobs(services: Services) -> Part:
    kind = services.settings.blobs.split("://", 1)[0]
    try:
        services.blobs.probe()
    except ServiceError as error:
        return Part("blobs", works=False, words=f"{kind}: {error.__cause__ or error}")
    return Part("blobs", works=True, words=f"{kind}, writable")


def _anchors(services: Services) -> Part:
    """Without a root no signature can be judged, so an installation without one is not complete."""
    roots = len(services.bundle.anchors)
    if not roots:
        return Part("trust anchors", works=False, words=NO_ANCHORS)
    return Part("trust anchors", works=True, words=f"{roots} roots, bundle {services.bundle.version[:12]}")


def _jobs(services: Services) -> tuple[Part, ...]:
    """The periodic jobs that ran at least once, each with its last run."""
    try:
        runs = read_runs(services)
    except ServiceError:
        return ()  # the database's own line says why
    return tuple(Part(f"job {run.name}", works=not run.failure, words=_last_run(run), optional=True) for run in runs)


def _last_run(run: PeriodicRun) -> str:
    ended = run.failure or ("running" if run.finished_at is None else "ended well")
    return f"{run.started_at:%Y-%m-%d %H:%M} UTC, {ended}"


def _queue(settings: Settings) -> Part:
    try:
        Redis.from_url(queue_url(settings)).ping()
    except RedisError:
        return Part(
            "queue", works=False, words="not running; `evidence-svc serve` starts the embedded one", optional=True
        )
    return Part("queue", works=True, words="answers")
