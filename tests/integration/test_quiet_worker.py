"""Our worker on a real embedded Valkey: what RQ promises of a job holds, with a fraction of its questions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rq import Queue

from evidence_svc.embedded import embedded_queue
from evidence_svc.jobs import make_worker, open_queue
from evidence_svc.quiet_worker import QuietWorker
from tests.factories import make_settings

# Stock RQ sends 63 commands for the same job; a transaction's beginning and end count as two.
MOST_COMMANDS = 34


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    """An empty queue on a server of its own."""
    monkeypatch.delenv("EVIDENCE_REDIS_URL", raising=False)
    settings = make_settings(tmp_path)
    with embedded_queue(settings):
        yield open_queue(settings)


@pytest.fixture
def worker(queue: Queue, tmp_path: Path) -> QuietWorker:
    """A worker of that queue."""
    return make_worker(make_settings(tmp_path))


def work_once(worker: QuietWorker) -> None:
    """One turn of the worker's loop."""
    worker.check_for_suspension(burst=True)
    found = worker.dequeue_job_and_maintain_ttl(None)
    assert found is not None
    worker.execute_job(*found)
    worker.heartbeat()


def jobs_done(worker: QuietWorker) -> int:
    """How many the server has counted."""
    return int(worker.connection.hget(worker.key, "successful_job_count") or 0)


def commands(queue: Queue) -> int:
    """How many commands the server has run."""
    return int(queue.connection.info("stats")["total_commands_processed"])


def test_a_finished_job_leaves_nothing_behind(queue: Queue, worker: QuietWorker) -> None:
    """It is counted, and no key of the server names it any more."""
    job = queue.enqueue(len, "abc", job_id="evidence-1", result_ttl=0)

    work_once(worker)

    assert job.return_value() is None
    assert [key for key in queue.connection.scan_iter() if b"evidence-1" in key] == []
    assert queue.started_job_registry.count == queue.finished_job_registry.count == queue.count == 0
    assert jobs_done(worker) == 1


def test_a_failed_job_is_kept_among_the_failed(queue: Queue, worker: QuietWorker) -> None:
    """With what went wrong, and no longer among those that run."""
    job = queue.enqueue(len, 5, result_ttl=0, failure_ttl=60)

    work_once(worker)

    assert queue.failed_job_registry.get_job_ids() == [job.id]
    result = job.latest_result()
    assert result is not None
    assert "TypeError" in str(result.exc_string)
    assert queue.started_job_registry.count == 0


def test_the_same_evidence_can_be_queued_again(queue: Queue, worker: QuietWorker) -> None:
    """A job's name is free as soon as the job has ended."""
    for _ in range(2):
        queue.enqueue(len, "abc", job_id="evidence-1", result_ttl=0)
        work_once(worker)

    assert jobs_done(worker) == 2


def test_a_job_takes_few_commands(queue: Queue, worker: QuietWorker) -> None:
    """Each is a turn of two processes that wait for each other, on a machine whose cores read documents."""
    for number in range(3):
        queue.enqueue(len, "abc", job_id=f"evidence-{number}", result_ttl=0)
    work_once(worker)
    worker.heartbeat(10_000)  # how long the jobs take then adds no promise to be alive
    before = commands(queue)

    work_once(worker)
    work_once(worker)

    assert (commands(queue) - before) / 2 <= MOST_COMMANDS


def test_a_promise_to_be_alive_is_only_ever_made_longer(queue: Queue, worker: QuietWorker) -> None:
    """A worker that waits for work is not taken for dead because its last job was short."""
    worker.heartbeat(10_000)
    worker.heartbeat(60)
    kept = queue.connection.ttl(worker.key)
    worker.heartbeat(20_000)

    assert kept > 60
    assert queue.connection.ttl(worker.key) > 10_000
