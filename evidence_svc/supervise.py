"""Run the whole service on one machine: the embedded queue, the workers, and the web server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import structlog
from gunicorn.app.base import BaseApplication

from evidence_svc.config import Settings
from evidence_svc.embedded import embedded_queue
from evidence_svc.jobs import sweep
from evidence_svc.schedule import running_schedule
from evidence_svc.services import open_services

log = structlog.get_logger(__name__)
Process = subprocess.Popen[bytes]
SECONDS_TO_STOP = 10
SECONDS_BETWEEN_LOOKS = 5
LOOKS_BETWEEN_SWEEPS = 12


class WebServer(BaseApplication):  # type: ignore[misc] # gunicorn ships no types
    """Gunicorn with one process and threads, serving the application of `wsgi.py`."""

    def __init__(self, settings: Settings, address: str) -> None:
        self._settings = settings
        self._options = {
            "bind": address,
            "workers": 1,
            "threads": settings.threads,
            "worker_class": "gthread",
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        """Hand gunicorn its options."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The WSGI application, made in gunicorn's own process."""
        from evidence_svc.app import create_app  # noqa: PLC0415 - after the fork, so that nothing open is shared

        return create_app(self._settings)


@contextmanager
def running_workers(settings: Settings, number: int, *, burst: bool = False) -> Iterator[list[Process]]:
    """Run worker processes while the block runs; each reads its documents in forks of its own."""
    command = ["worker", *(["--burst"] if burst else [])]
    workers = [_start(settings, command) for _ in range(number)]
    try:
        yield workers
    finally:
        _stop(workers)


def serve(settings: Settings, *, host: str, port: int) -> None:
    """Serve until interrupted: a worker that dies is started again, evidence that the queue lost is queued again."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with (
        embedded_queue(settings),
        running_workers(settings, settings.workers) as workers,
        running_schedule(open_services(settings)),
    ):
        web = _start(settings, ["web", "--host", host, "--port", str(port)])
        try:
            _watch(settings, web, workers)
        except KeyboardInterrupt:
            log.info("interrupted")
        finally:
            _stop([web])


def serve_web(settings: Settings, *, host: str, port: int) -> None:
    """The web server alone; `serve` runs it as a process of its own."""
    WebServer(settings, f"{host}:{port}").run()


def _watch(settings: Settings, web: Process, workers: list[Process]) -> None:
    """Look after the processes until the web server ends."""
    services = open_services(settings)
    for turn in count(1):
        try:
            web.wait(SECONDS_BETWEEN_LOOKS)
        except subprocess.TimeoutExpired:
            keep_alive(settings, workers)
            if turn % LOOKS_BETWEEN_SWEEPS == 0:
                sweep(services)
        else:
            return


def keep_alive(settings: Settings, workers: list[Process]) -> None:
    """Start again, in place, every worker that has ended."""
    for place, worker in enumerate(workers):
        if worker.poll() is not None:
            log.error("worker-died", status=worker.returncode)
            workers[place] = _start(settings, ["worker"])


def _start(settings: Settings, command: list[str]) -> Process:
    """A process of ours with these settings; each finds the embedded queue in the data folder by itself."""
    own = {"EVIDENCE_DATA_DIR": str(settings.data_dir), "EVIDENCE_TRUST_DIR": str(settings.trust)}
    program = [sys.executable, "-m", "evidence_svc.cli", *command]
    return subprocess.Popen(program, env=os.environ | own)  # noqa: S603 - our own program


def _stop(processes: list[Process]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
