"""Background work: RQ jobs that verify evidence, and a worker that is warm before its first job."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker

from evidence_svc.config import Settings, load_settings
from evidence_svc.embedded import queue_url
from evidence_svc.operations.inspect import warm_up
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.receive import find_waiting
from evidence_svc.services import Services, open_services

log = structlog.get_logger(__name__)
QUEUE = "evidence"
# The child that reads a document has its own, shorter limit; this one catches a stuck database or store.
SECONDS_BEYOND_PARSING = 60


def open_queue(settings: Settings) -> Queue:
    """The queue of evidence waiting to be verified."""
    return Queue(QUEUE, connection=Redis.from_url(queue_url(settings)))


def enqueuer(settings: Settings) -> Callable[[int], None]:
    """A function that queues evidence by id after its commit; a lost queue loses no work (see `sweep`)."""
    queue = open_queue(settings)
    timeout = settings.parse_seconds + SECONDS_BEYOND_PARSING

    def enqueue(evidence_id: int) -> None:
        try:
            queue.enqueue(verify, evidence_id, job_timeout=timeout, result_ttl=0, failure_ttl=3600)
        except RedisError as error:
            log.warning("queue-unreachable", evidence=evidence_id, error=str(error))

    return enqueue


def verify(evidence_id: int) -> None:
    """The job: verify one piece of evidence; running it twice does no harm."""
    process_evidence(_services(), evidence_id)


def sweep(settings: Settings) -> int:
    """Queue whatever the database says is waiting and the queue has lost; returns how many."""
    services = _services()
    enqueue, waiting = enqueuer(settings), find_waiting(services)
    for evidence_id in waiting:
        enqueue(evidence_id)
    return len(waiting)


def run_worker(*, burst: bool = False) -> None:
    """Serve the queue until told to stop: imports and certificates are loaded once, then forked per job."""
    settings = load_settings()
    _services()
    warm_up()
    queue = open_queue(settings)
    if queue.is_empty():
        sweep(settings)
    Worker([queue], connection=queue.connection).work(burst=burst, logging_level="WARNING")


@cache
def _services() -> Services:
    return open_services(load_settings())
