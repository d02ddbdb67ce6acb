"""Killed, out of space, refused by the disk, raced by sixteen: what was acknowledged stays, and nothing forks."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.engine import URL

from audit import store
from audit.errors import AppendError, PublicationError
from audit.folder import LogFolder
from audit.publish import check_publication
from audit.schema import metadata, trigger_ddl
from evidence_svc.persistence.database import open_database
from evidence_svc.persistence.unit_of_work import DatabaseError, Work
from tests.faults.appending import EVERY, publish_head
from tests.faults.racing import judge, race
from tests.unit.audit.logs import DRAFT, NOW

ROOT = Path(__file__).parents[2]


@pytest.fixture
def log(database_url: URL) -> Iterator[Engine]:
    """A database with an empty log, opened as the service opens it."""
    engine = open_database(database_url.render_as_string(hide_password=False))
    with Work(engine).begin() as unit:
        metadata.create_all(unit.connection)
        for statement in trigger_ddl(engine.dialect.name):
            unit.connection.exec_driver_sql(statement)
        unit.commit()
    yield engine
    engine.dispose()


def run_until_killed(log: Engine, folder: Path, lines: int) -> list[str]:
    """Start the appending process, read so many of its lines, kill it without warning; returns all it said."""
    url = log.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.faults.appending", url, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(lines)]
        process.send_signal(signal.SIGKILL)
        said += process.stdout.readlines()
    assert process.returncode == -signal.SIGKILL
    return [line.strip() for line in said if line.endswith("\n")]


@pytest.mark.parametrize("lines", [1, 2 * EVERY + 3])
def test_a_killed_writer_loses_nothing_it_was_told_is_kept(log: Engine, tmp_path: Path, lines: int) -> None:
    """After kill -9 the log verifies, holds every acknowledged entry once, and goes on being written and published."""
    said = run_until_killed(log, tmp_path / "log", lines)
    acknowledged = [line.removeprefix("entry ") for line in said if line.startswith("entry ")]
    published = [int(line.removeprefix("published ")) for line in said if line.startswith("published ")]
    work, folder = Work(log), LogFolder(tmp_path / "log")
    outcome = judge(work, acknowledged)

    assert outcome.wrong == ""
    assert outcome.entries >= len(acknowledged) >= 1
    latest = folder.latest
    assert max(published, default=0) <= (latest.size if latest else 0) <= outcome.entries
    with work.begin() as unit:
        unit.append(DRAFT, now=NOW)
        unit.commit()
    assert publish_head(work, folder) == outcome.entries + 1
    check_publication(folder)


def test_sixteen_writers_race_without_harm(log: Engine) -> None:
    """No entry is lost, doubled or forked, on both databases."""
    outcome = race(log, writers=16, seconds=1.5)

    assert outcome.wrong == ""
    assert outcome.entries == outcome.acknowledged >= 16


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_database_refuses_and_goes_on_later(log: Engine, tmp_path: Path) -> None:
    """Out of space an append is refused and leaves nothing; with space again the log goes on where it was."""
    work = Work(log)
    with work.begin() as unit:
        pages = unit.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    limit_pages(log, pages + 3)
    with pytest.raises(DatabaseError):
        append(work, 1_000)
    kept = judge(work, []).entries
    assert publish_head(work, LogFolder(tmp_path / "log")) == kept > 0
    limit_pages(log, 1_000_000)
    append(work, 3)

    assert (judge(work, []).entries, judge(work, []).wrong) == (kept + 3, "")


@pytest.mark.parametrize("room", [1, 40_000, 300_000])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_kernel_that_writes_no_more_loses_nothing(log: Engine, tmp_path: Path, room: int) -> None:
    """When the kernel refuses every byte beyond a limit, what was acknowledged stays and the log goes on later."""
    log.dispose()
    file = Path(log.url.database or "")
    most = max(path.stat().st_size for path in file.parent.glob(f"{file.name}*")) + room
    url = log.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.faults.appending", url, str(tmp_path / "log"), str(most)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=os.environ, check=False)
    acknowledged = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("entry ")]
    work = Work(log)
    outcome = judge(work, acknowledged)

    assert done.returncode == 1
    assert "DatabaseError" in done.stderr
    assert (outcome.wrong, outcome.acknowledged >= room // 40_000) == ("", True)
    append(work, 2)
    assert publish_head(work, LogFolder(tmp_path / "log")) == outcome.entries + 2


def limit_pages(log: Engine, pages: int) -> None:
    """Let the database file grow to so many pages, as a disk would."""

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    log.dispose()
    event.listen(log, "connect", limit)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO], ids=["disk full", "fsync fails"])
@pytest.mark.parametrize("calls", [0, 2, 5])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_failing_disk_never_leaves_a_half_publication(
    log: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, calls: int
) -> None:
    """Whichever flush fails, the old checkpoint or the new one stands, whole, and the next publication succeeds."""
    work, folder = Work(log), LogFolder(tmp_path / "log")
    append(work, 3)
    publish_head(work, folder)
    append(work, 4)
    fail_after(monkeypatch, calls, code)
    with pytest.raises(PublicationError) as refused:
        publish_head(work, folder)
    monkeypatch.undo()

    assert refused.value.reason == "publication-failed"
    latest = folder.latest
    assert latest is not None
    assert latest.size in {3, 7}
    assert publish_head(work, folder) == 7
    check_publication(folder)


def append(work: Work, count: int) -> None:
    for _ in range(count):
        with work.begin() as unit:
            unit.append(DRAFT, now=NOW)
            unit.commit()


def fail_after(monkeypatch: pytest.MonkeyPatch, calls: int, code: int) -> None:
    """Let so many flushes succeed, and every later one fail."""
    left = calls

    def fsync(_descriptor: int) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(code, os.strerror(code))

    monkeypatch.setattr("audit.folder.os.fsync", fsync)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_append_that_cannot_be_read_back_is_refused(log: Engine) -> None:
    """A log whose table is gone raises the package's own error, and nothing is half written."""
    with Work(log).begin() as unit:
        unit.connection.exec_driver_sql("ALTER TABLE audit_entries RENAME TO lost")
        with pytest.raises(AppendError):
            store.append(unit.connection, DRAFT, now=NOW)
