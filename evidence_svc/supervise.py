"""Run the whole service on one machine: the embedded queue, the workers, and the web server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gunicorn.app.base import BaseApplication

from evidence_svc.config import Settings
from evidence_svc.embedded import embedded_queue, queue_url

SECONDS_TO_STOP = 10


class WebServer(BaseApplication):  # type: ignore[misc] # gunicorn ships no types
    """Gunicorn with one process and threads, serving the application of `wsgi.py`."""

    def __init__(self, settings: Settings, address: str) -> None:
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
        from evidence_svc.config import load_settings  # noqa: PLC0415

        return create_app(load_settings())


@contextmanager
def running_workers(settings: Settings, count: int, *, burst: bool = False) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run worker processes while the block runs; each serves the queue in forks of its own."""
    own = {
        "EVIDENCE_DATA_DIR": str(settings.data_dir),
        "EVIDENCE_DATABASE_URL": settings.database,
        "EVIDENCE_REDIS_URL": queue_url(settings),
        "EVIDENCE_TRUST_DIR": str(settings.trust),
    }
    environment = os.environ | own
    command = [sys.executable, "-m", "evidence_svc.cli", "worker", *(["--burst"] if burst else [])]
    workers = [subprocess.Popen(command, env=environment) for _ in range(count)]  # noqa: S603 - our own program
    try:
        yield workers
    finally:
        _stop(workers)


def serve(settings: Settings, *, host: str, port: int) -> None:
    """Serve until interrupted."""
    with embedded_queue(settings), running_workers(settings, settings.workers):
        WebServer(settings, f"{host}:{port}").run()


def _stop(workers: list[subprocess.Popen[bytes]]) -> None:
    for worker in workers:
        worker.terminate()
    for worker in workers:
        try:
            worker.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()
