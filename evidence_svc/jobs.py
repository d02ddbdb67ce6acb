"""Background work: RQ jobs that verify evidence, and a worker that is warm before its first job."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue

from evidence_svc.config import Settings, load_settings
from evidence_svc.embedded import queue_url
from evidence_svc.errors import ConfigurationError
from evidence_svc.operations.fetch_revocation import MOST_ADDRESSES
from evidence_svc.operations.inspect import warm_up
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.receive import find_waiting
from evidence_svc.operations.require_installed import require_installed
from evidence_svc.operations.show_comparison import find_unfinished, run_comparison
from evidence_svc.quiet_worker import QuietWorker
from evidence_svc.services import Services, open_services

log = structlog.get_logger(__name__)
QUEUE = "evidence"
# The child that reads a document has its own, shorter limit; this one catches a stuck database or store.
SECONDS_BEYOND_PARSING = 60
SECONDS_A_FAILURE_STAYS = 3600
# Two thousand pages, ten to a child; each child has its own, shorter limit.
SECONDS_OF_COMPARING = 3600
_NO_QUEUE = "Hàng đợi không trả lời: chạy evidence-svc serve, hoặc đặt EVIDENCE_REDIS_URL đến hàng đợi đang chạy."


def open_queue(settings: Settings) -> Queue:
    """The queue of evidence waiting to be verified."""
    return Queue(QUEUE, connection=Redis.from_url(queue_url(settings)))


def enqueuer(settings: Settings) -> Callable[[int], None]:
    """A function that queues evidence by id after its commit; a lost queue loses no work (see `sweep`)."""
    queue = open_queue(settings)
    asking = settings.parse_seconds + MOST_ADDRESSES * settings.fetch_seconds if settings.fetch_hosts else 0
    timeout = int(settings.parse_seconds + asking) + SECONDS_BEYOND_PARSING
    silent = False

    def enqueue(evidence_id: int) -> None:
        nonlocal silent
        try:
            queue.enqueue(
                verify,
                evidence_id,
                job_id=_job_id(evidence_id),
                job_timeout=timeout,
                result_ttl=0,
                failure_ttl=SECONDS_A_FAILURE_STAYS,
            )
        except RedisError as error:
            if not silent:  # once, not once a file of an import; the sweep finds them all
                log.warning("queue-unreachable", evidence=evidence_id, error=str(error))
            silent = True
        else:
            silent = False

    return enqueue


def comparer(settings: Settings) -> Callable[[str, str], None]:
    """A function that queues the comparison of a signed revision, by digest and field, after its commit."""
    queue = open_queue(settings)

    def enqueue(sha256: str, field: str) -> None:
        try:
            queue.enqueue(
                compare,
                sha256,
                field,
                job_id=_comparison_id(sha256, field),
                job_timeout=SECONDS_OF_COMPARING,
                result_ttl=0,
                failure_ttl=SECONDS_A_FAILURE_STAYS,
            )
        except RedisError as error:
            log.warning("queue-unreachable", comparison=sha256, error=str(error))

    return enqueue


def compare(sha256: str, field: str) -> None:
    """The job: compare a signed revision with the file; running it twice does no harm."""
    run_comparison(_services(), sha256, field)


def verify(evidence_id: int) -> None:
    """The job: verify one piece of evidence; running it twice does no harm."""
    process_evidence(_services(), evidence_id)


def sweep(services: Services) -> int:
    """Queue whatever the database says is waiting and the queue does not hold; returns how many.

    A queue out of reach is no error here: the next sweep asks again.
    """
    queue = open_queue(services.settings)
    try:
        held = {*queue.job_ids, *queue.started_job_registry.get_job_ids()}
    except RedisError as error:
        log.warning("queue-unreachable", error=str(error))
        return 0
    enqueue = enqueuer(services.settings)
    lost = [number for number in find_waiting(services) if _job_id(number) not in held]
    for evidence_id in lost:
        enqueue(evidence_id)
    unfinished = [one for one in find_unfinished(services) if _comparison_id(*one) not in held]
    for sha256, field in unfinished:
        comparer(services.settings)(sha256, field)
    return len(lost) + len(unfinished)


def run_worker(*, burst: bool = False) -> None:
    """Serve the queue until told to stop.

    Imports and certificates are loaded once; documents are read in a child of this warm process (`kept_child`), so
    RQ's own fork per job would only cost a second one and the database's warm connection.

    Raises NotInstalledError, and ConfigurationError (`queue-unreachable`).
    """
    settings = load_settings()
    require_installed(_services())
    _require_queue(open_queue(settings))
    warm_up()
    sweep(_services())
    make_worker(settings).work(burst=burst, logging_level="WARNING")


def make_worker(settings: Settings) -> QuietWorker:
    """A worker that waits for work in patience, on connections that nothing used before.

    RQ lengthens the time after which a silent server counts as lost, but only for connections made from then on. An
    older one gives up after redis-py's five seconds, and an idle worker then sleeps up to a minute between attempts.
    """
    queue = open_queue(settings)
    return QuietWorker([queue], connection=queue.connection)


def _require_queue(queue: Queue) -> None:
    try:
        queue.connection.ping()
    except RedisError as error:
        raise ConfigurationError(_NO_QUEUE, reason="queue-unreachable") from error


def _comparison_id(sha256: str, field: str) -> str:
    """A name that RQ accepts: a field may be called anything."""
    return f"comparison-{hashlib.sha256(f'{sha256}/{field}'.encode()).hexdigest()}"


def _job_id(evidence_id: int) -> str:
    return f"evidence-{evidence_id}"


@cache
def _services() -> Services:
    return open_services(load_settings())
