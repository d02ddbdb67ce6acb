"""One service a data folder and a port: who comes second is told where the first one is."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from evidence_svc.config import Settings
from evidence_svc.errors import RefusedError

LOCK = "serve.lock"


class AlreadyRunningError(RefusedError):
    """Another process serves this data folder, or uses this port."""

    reason = "already-running"


@contextmanager
def running_alone(settings: Settings, address: str) -> Iterator[None]:
    """Hold the data folder's embedded queue and workers for the block; `address` is what the next one is told.

    Where the queue is a server of its own, any number may run. Raises AlreadyRunningError.
    """
    if settings.redis_url is not None:
        yield
        return
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with (settings.data_dir / LOCK).open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            where = lock.read().strip() or "đang chuẩn bị, chưa mở trang"
            message = f"Dịch vụ đã chạy trên thư mục dữ liệu {settings.data_dir.resolve()}: {where}."
            raise AlreadyRunningError(message) from error
        _write(lock.fileno(), address)
        try:
            yield
        finally:
            _write(lock.fileno(), "")


def check_port(host: str, port: int) -> None:
    """Raises AlreadyRunningError (`port-in-use`, `port-refused`) where a server could not listen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                message = f"Không mở được cổng {port} tại {host}: {error.strerror}."
                raise AlreadyRunningError(message, reason="port-refused") from error
            message = (
                f"Cổng {port} đang được chương trình khác dùng. Chọn cổng khác: "
                f"evidence-svc serve --port {port + 1}, hoặc make demo PORT={port + 1}."
            )
            raise AlreadyRunningError(message, reason="port-in-use") from error


def _write(descriptor: int, text: str) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, text.encode(), 0)
