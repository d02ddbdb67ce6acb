"""The queue: real RQ workers on a real embedded Valkey, over a Unix socket in the data folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from evidence_svc.embedded import LONGEST_SOCKET_PATH, embedded_queue, queue_url, socket_path
from evidence_svc.errors import ConfigurationError
from evidence_svc.jobs import enqueuer, make_worker, open_queue, sweep
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.receive import find_waiting, receive_evidence
from evidence_svc.supervise import keep_alive, running_workers
from tests.factories import Office, make_office, make_services, make_settings


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """An office whose data folder the worker processes share."""
    for name in ("EVIDENCE_DATABASE_URL", "EVIDENCE_REDIS_URL", "EVIDENCE_BLOB_URL", "EVIDENCE_TRUST_DIR"):
        monkeypatch.delenv(name, raising=False)
    services = make_services(make_settings(tmp_path))
    yield make_office(services)
    services.work.engine.dispose()


def receive(office: Office, name: str, content: bytes) -> int:
    """Send a file as the office's clerk."""
    return receive_evidence(office.services, office.clerk, office.assessment_id, name, [content]).evidence_id


def run_workers(office: Office, count: int = 1) -> None:
    """Let worker processes empty the queue."""
    with running_workers(office.services.settings, count, burst=True) as workers:
        for worker in workers:
            assert worker.wait(timeout=120) == 0


def outcomes(office: Office) -> dict[int, str]:
    """The state of each piece of evidence."""
    with office.services.work.read() as unit:
        return {item.id: item.state for item in unit.evidence.in_assessment(office.assessment_id)}


def test_workers_verify_what_was_queued(office: Office) -> None:
    """Evidence queued after its commit is verified by worker processes; unreadable files are results, too."""
    settings = office.services.settings
    ids = [receive(office, f"tệp {number}.pdf", b"<html>%d</html>" % number) for number in range(4)]
    with embedded_queue(settings):
        enqueue = enqueuer(settings)
        for evidence_id in ids:
            enqueue(evidence_id)
        run_workers(office, count=2)

    assert outcomes(office) == dict.fromkeys(ids, "unreadable")


def test_a_dead_worker_is_started_again(office: Office) -> None:
    """The service goes on when a worker is killed."""
    settings = office.services.settings
    with embedded_queue(settings), running_workers(settings, 1) as workers:
        first = workers[0]
        first.kill()
        first.wait(timeout=60)

        keep_alive(settings, workers)

        assert workers[0] is not first
        assert workers[0].poll() is None


def test_an_idle_worker_waits_for_work(office: Office) -> None:
    """The connection outlasts the wait for a job; one that breaks off first makes work wait for the next attempt."""
    settings = office.services.settings
    with embedded_queue(settings):
        worker = make_worker(settings)
        connection = worker.connection.connection_pool.get_connection()

        assert connection.socket_timeout is None or connection.socket_timeout > worker.dequeue_timeout


def test_a_sweep_queues_only_what_the_queue_has_lost(office: Office) -> None:
    """Evidence that waits in the queue is not queued twice."""
    settings = office.services.settings
    first = receive(office, "một.pdf", b"mot")
    with embedded_queue(settings):
        enqueuer(settings)(first)
        second = receive(office, "hai.pdf", b"hai")

        assert sweep(office.services) == 1
        assert open_queue(settings).job_ids == [f"evidence-{first}", f"evidence-{second}"]
        assert sweep(office.services) == 0


def test_a_lost_queue_loses_no_work(office: Office) -> None:
    """The database is the truth about what is pending: a worker that finds the queue empty asks it."""
    evidence_id = receive(office, "văn bản.pdf", b"khong phai pdf")
    with embedded_queue(office.services.settings):
        assert open_queue(office.services.settings).is_empty()
        run_workers(office)

    assert outcomes(office) == {evidence_id: "unreadable"}
    assert find_waiting(office.services) == ()


def test_a_queue_out_of_reach_does_not_refuse_evidence(office: Office) -> None:
    """Queueing without a server is logged and the evidence stays, waiting."""
    evidence_id = receive(office, "văn bản.pdf", b"mot van ban")

    enqueuer(office.services.settings)(evidence_id)

    assert find_waiting(office.services) == (evidence_id,)


def test_verifying_twice_keeps_both_reports(office: Office) -> None:
    """A job that runs twice does no harm: an older verdict stays beside the newer one."""
    evidence_id = receive(office, "văn bản.pdf", b"mot van ban")

    process_evidence(office.services, evidence_id)
    process_evidence(office.services, evidence_id)

    with office.services.work.read() as unit:
        reports = unit.verifications.history(evidence_id)
    assert [report.outcome for report in reports] == ["indeterminate", "indeterminate"]


def test_the_embedded_server_is_private(office: Office) -> None:
    """It listens on a socket that only this user may open, and on no TCP port."""
    settings = office.services.settings
    with embedded_queue(settings):
        server = Redis.from_url(queue_url(settings))
        path = socket_path(settings.data_dir)

        assert server.ping()
        assert server.config_get("port") == {"port": "0"}
        assert path.stat().st_mode & 0o077 == 0
        server.close()


def test_a_deep_data_folder_gets_a_short_socket(tmp_path: Path) -> None:
    """A socket's path may not exceed what the kernel takes."""
    deep = tmp_path / ("thư-mục-" * 12)

    assert len(str(socket_path(deep)).encode()) <= LONGEST_SOCKET_PATH


def test_a_folder_that_others_may_write_to_holds_no_queue(office: Office) -> None:
    """Whoever puts a socket of theirs in the queue's place would run code in the workers."""
    folder = socket_path(office.services.settings.data_dir).parent
    folder.mkdir(parents=True)
    folder.chmod(0o777)

    with pytest.raises(ConfigurationError), embedded_queue(office.services.settings):
        pass
