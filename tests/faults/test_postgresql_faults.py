"""PostgreSQL killed, on a full disk, with flushes that fail: what was acknowledged stays, and the log goes on."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from audit.folder import LogFolder
from evidence_svc.persistence.unit_of_work import DatabaseError, Work
from tests.faults.appending import publish_head
from tests.faults.failing_disk import IS_POSSIBLE, Fault
from tests.faults.own_postgresql import Cluster, open_log, own_cluster
from tests.faults.racing import judge
from tests.unit.audit.logs import DRAFT, NOW

ROOT = Path(__file__).parents[2]
SEGMENT = 16 * 1024 * 1024  # of PostgreSQL's write-ahead log
MEGABYTE = secrets.token_hex(SEGMENT // 24)  # which does not compress


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A server of this test's own, running."""
    with own_cluster() as made:
        made.start()
        yield made


@pytest.fixture
def log(cluster: Cluster) -> Iterator[Engine]:
    """An empty log on it."""
    engine = open_log(cluster)
    yield engine
    engine.dispose()


def append(work: Work, *names: str, reason: str = "") -> list[str]:
    """Append an entry for each name in a transaction of its own; the names acknowledged until the database refused."""
    kept: list[str] = []
    for name in names:
        try:
            with work.begin() as unit:
                unit.append(replace(DRAFT, request_id=name, reason=reason), now=NOW)
                unit.commit()
        except DatabaseError:
            return kept
        kept.append(name)
    return kept


def restart(cluster: Cluster, log: Engine, **burdens: Any) -> None:
    """Stop the server if it still runs, and start it under other burdens; connections of before are given up."""
    log.dispose()
    cluster.stop()
    cluster.start(**burdens)


def assert_goes_on(log: Engine, kept: list[str], folder: Path) -> None:
    """Every acknowledged entry is there once, the log verifies, and is written and published again."""
    work = Work(log)
    outcome = judge(work, kept)

    assert outcome.wrong == ""
    assert len(kept) <= outcome.entries <= len(kept) + 1, "one entry may have been kept and not acknowledged"
    assert append(work, "after") == ["after"]
    assert publish_head(work, LogFolder(folder)) == outcome.entries + 1


def test_a_killed_server_loses_nothing_it_acknowledged(cluster: Cluster, log: Engine, tmp_path: Path) -> None:
    """The server and all its processes are killed while entries are written, and started again."""
    command = [sys.executable, "-m", "tests.faults.appending", cluster.url, str(tmp_path / "killed")]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT, env=os.environ
    ) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(17)]
        cluster.kill()
        said += process.stdout.readlines()
    kept = [line.split()[1] for line in said if line.startswith("entry ")]
    restart(cluster, log)

    assert process.returncode == 1
    assert len(kept) >= 13
    assert_goes_on(log, kept, tmp_path / "killed")


def test_a_full_disk_refuses_and_goes_on_later(cluster: Cluster, log: Engine, tmp_path: Path) -> None:
    """When a table cannot grow the append is refused as a whole, and the next one that fits is kept."""
    work = Work(log)
    kept = append(work, "first")
    restart(cluster, log, largest_file=SEGMENT)
    many = [f"large-{number}" for number in range(40)]
    kept += append(work, *many, reason=MEGABYTE)

    assert 1 < len(kept) < len(many)
    assert append(work, "small") == ["small"], "the server stands, and what fits is kept"
    kept.append("small")
    restart(cluster, log)
    assert_goes_on(log, kept, tmp_path / "log")


def test_a_full_disk_under_the_servers_own_log_loses_nothing(cluster: Cluster, log: Engine, tmp_path: Path) -> None:
    """When the write-ahead log cannot be written the server ends itself; started again it has what it acknowledged."""
    work = Work(log)
    kept = append(work, *(f"{number}" for number in range(3)), reason=MEGABYTE)  # the log stands beyond the limit now
    restart(cluster, log, largest_file=SEGMENT // 16)
    refused = append(work, "refused")
    cluster.kill()
    restart(cluster, log)

    assert refused == []
    assert_goes_on(log, kept, tmp_path / "log")


if IS_POSSIBLE:

    def test_a_flush_that_fails_is_never_acknowledged(cluster: Cluster, log: Engine, tmp_path: Path) -> None:
        """When the disk refuses the flush of a commit (EIO) nobody is told that it is kept."""
        work = Work(log)
        kept = append(work, *(f"{number}" for number in range(5)))
        restart(cluster, log, fault=Fault.LOG_FLUSH_FAILS)
        refused = append(work, "refused")
        cluster.kill()
        restart(cluster, log)

        assert refused == []
        assert_goes_on(log, kept, tmp_path / "log")
