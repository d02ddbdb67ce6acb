"""A process that appends and publishes until it is killed, saying after every step what it was told is kept."""

from __future__ import annotations

import resource
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from audit import store
from audit.folder import LogFolder
from audit.note import make_signer
from audit.publish import publish, set_up
from audit.rows import StoredEntry
from evidence_svc.persistence.database import open_database
from evidence_svc.persistence.unit_of_work import Work
from tests.unit.audit.logs import DRAFT, NOW

KEY = make_signer("cchc.example/nhat-ky", bytes(32))
EVERY = 5


def publish_head(work: Work, folder: LogFolder) -> int:
    """Publish the head as the service does; returns its size."""
    set_up(folder, KEY)
    with folder.locked(), work.snapshot() as unit:
        connection = unit.connection

        def rows(after: int) -> Iterator[StoredEntry]:
            return store.read_stored(connection, after=after)

        return publish(folder, (KEY,), store.read_head(connection), rows).size


def main(url: str, path: str, most: str = "") -> None:
    """Append for ever, publish now and then, and say so; no file may grow beyond `most` bytes where that is given.

    The kernel then refuses to write, as on a full disk, in the middle of whatever the database was writing.
    """
    if most:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), int(most)))
    work, folder, number = Work(open_database(url)), LogFolder(Path(path)), 0
    while True:
        number += 1
        with work.begin() as unit:
            unit.append(replace(DRAFT, request_id=str(number)), now=NOW)
            unit.commit()
        sys.stdout.write(f"entry {number}\n")
        if number % EVERY == 0:
            sys.stdout.write(f"published {publish_head(work, folder)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
