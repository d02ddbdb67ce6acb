"""The log on both databases: what is appended is read back, and nothing else can happen to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError

from audit.entry import EntryDraft
from audit.errors import AppendError, AuditError, ReadError
from audit.schema import drop_trigger_ddl, metadata, trigger_ddl
from audit.store import append, read, read_head, read_stored
from audit.verify import Verification, verify

NOW = datetime(2023, 8, 16, 9, 30, tzinfo=UTC)
DRAFT = EntryDraft(
    actor="tham.dinh",
    role="appraiser",
    action="assessment:rescored",
    subject="criterion-assessment:42",
    before={"score": "1.00"},
    after={"score": "0.50"},
    reason="Báo cáo ban hành chậm 09 ngày",
)


@pytest.fixture
def log(engine: Engine) -> Engine:
    """A database with the log's tables and triggers and nothing in it."""
    with engine.begin() as connection:
        metadata.create_all(connection)
        execute_all(connection, trigger_ddl(engine.dialect.name))
    return engine


def execute_all(connection: Connection, statements: tuple[str, ...]) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)


def fill(log: Engine, count: int) -> None:
    with log.begin() as connection:
        for number in range(count):
            append(connection, replace(DRAFT, subject=f"criterion-assessment:{number}"), now=NOW)


def verified(log: Engine) -> Verification:
    with log.connect() as connection:
        return verify(read_stored(connection), read_head(connection))


def tamper(log: Engine, *statements: str) -> None:
    """Do what an administrator of the database can: take the triggers away and write."""
    with log.begin() as connection:
        execute_all(connection, drop_trigger_ddl(log.dialect.name))
        execute_all(connection, statements)


def test_appended_entries_are_read_back_in_order(log: Engine) -> None:
    """Entries come back equal, numbered from one without gaps, and the log verifies."""
    with log.begin() as connection:
        written = [append(connection, replace(DRAFT, request_id=str(n)), now=NOW) for n in range(3)]

    with log.connect() as connection:
        assert written == list(read(connection))
    assert [entry.sequence for entry in written] == [1, 2, 3]
    assert verified(log).is_intact
    assert verified(log).entries == 3


def test_reading_pages_and_filters_by_subject(log: Engine) -> None:
    """`after` and `limit` page by key; `subject` gives the story of one score."""
    fill(log, 5)

    with log.connect() as connection:
        assert [entry.sequence for entry in read(connection, after=2, limit=2)] == [3, 4]
        assert [entry.sequence for entry in read(connection, subject="criterion-assessment:3")] == [4]


def test_empty_log_is_intact_and_has_no_head(log: Engine) -> None:
    """A log without entries verifies with zero entries."""
    assert (verified(log).entries, verified(log).defect) == (0, None)


def test_rolled_back_append_leaves_nothing(log: Engine) -> None:
    """The append is part of the caller's transaction: a rollback takes entry and head back together."""
    fill(log, 1)
    with log.connect() as connection:
        append(connection, DRAFT, now=NOW)
        connection.rollback()

    assert verified(log).entries == 1
    assert verified(log).is_intact


ENTRY_COLUMNS = (
    "sequence, canonical, leaf_hash, root_hash, occurred_at, actor, role, action, subject FROM audit_entries"
)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET actor = 'x' WHERE sequence = 1",
        "UPDATE audit_entries SET sequence = 9 WHERE sequence = 3",
        "DELETE FROM audit_entries WHERE sequence = 3",
        "DELETE FROM audit_entries",
        f"INSERT INTO audit_entries SELECT 9, {ENTRY_COLUMNS.removeprefix('sequence, ')} WHERE sequence = 1",
        f"INSERT INTO audit_entries SELECT {ENTRY_COLUMNS} WHERE sequence = 1",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET size = 2",
        "UPDATE audit_head SET frontier = canonical FROM audit_entries",
        "INSERT INTO audit_head SELECT 1, 9, frontier FROM audit_head",
        "INSERT INTO audit_head SELECT 2, 9, frontier FROM audit_head",
    ],
)
def test_database_refuses_to_change_the_log(log: Engine, statement: str) -> None:
    """Changing, removing, replacing or slipping in rows is refused on both databases."""
    fill(log, 3)

    with pytest.raises(DBAPIError), log.begin() as connection:
        connection.exec_driver_sql(statement)
    assert verified(log).entries == 3
    assert verified(log).is_intact


@pytest.mark.parametrize(
    ("database_url", "statements"),
    [
        ("postgresql", ["TRUNCATE audit_entries"]),
        ("postgresql", ["TRUNCATE audit_head"]),
        ("postgresql", ["SET session_replication_role = replica", "DELETE FROM audit_entries"]),
        ("sqlite", [f"INSERT OR REPLACE INTO audit_entries SELECT {ENTRY_COLUMNS} WHERE sequence = 1"]),
        ("sqlite", ["INSERT OR REPLACE INTO audit_head SELECT 1, 9, frontier FROM audit_head"]),
        ("sqlite", ["UPDATE OR REPLACE audit_entries SET sequence = 1 WHERE sequence = 3"]),
    ],
    indirect=["database_url"],
)
def test_database_refuses_its_own_ways_around(log: Engine, statements: list[str]) -> None:
    """TRUNCATE, replica mode and INSERT OR REPLACE do not fire plain row triggers: they are refused too."""
    fill(log, 3)

    with pytest.raises(DBAPIError), log.begin() as connection:
        execute_all(connection, tuple(statements))
    assert verified(log).entries == 3


def test_triggers_can_be_dropped_and_made_again(log: Engine) -> None:
    """The way down of a migration removes every trigger, so that the way up works again."""
    fill(log, 1)
    with log.begin() as connection:
        execute_all(connection, drop_trigger_ddl(log.dialect.name))
        connection.exec_driver_sql("UPDATE audit_entries SET role = 'unguarded'")
        execute_all(connection, trigger_ddl(log.dialect.name))

    with pytest.raises(DBAPIError), log.begin() as connection:
        connection.exec_driver_sql("UPDATE audit_entries SET role = 'guarded'")
    defect = verified(log).defect
    assert defect is not None
    assert (defect.reason, defect.field) == ("column-differs", "role")


def test_no_triggers_for_other_databases() -> None:
    """A database for which no triggers are written is refused by name."""
    with pytest.raises(AuditError, match="oracle"):
        trigger_ddl("oracle")


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE audit_entries SET actor = 'x' WHERE sequence = 2", (2, "column-differs", "actor")),
        ("UPDATE audit_entries SET occurred_at = '2020' WHERE sequence = 2", (2, "column-differs", "occurred_at")),
        ("UPDATE audit_entries SET leaf_hash = root_hash WHERE sequence = 2", (2, "leaf-hash-wrong", "")),
        ("UPDATE audit_entries SET root_hash = leaf_hash WHERE sequence = 3", (3, "root-wrong", "")),
        (
            "UPDATE audit_entries SET canonical = (SELECT e.canonical FROM audit_entries e WHERE e.sequence = 1) "
            "WHERE sequence = 3",
            (3, "entry-altered", ""),
        ),
        ("DELETE FROM audit_entries WHERE sequence = 2", (2, "sequence-gap", "")),
        ("DELETE FROM audit_entries WHERE sequence = 5", (5, "head-wrong", "")),
        ("UPDATE audit_head SET size = 4", (5, "head-wrong", "")),
        ("DELETE FROM audit_head", (1, "head-wrong", "")),
    ],
)
def test_what_an_administrator_changes_is_named(log: Engine, statement: str, expected: tuple[int, str, str]) -> None:
    """With the triggers taken away a row can be changed; verification names the first such row and why."""
    fill(log, 5)
    tamper(log, statement)

    defect = verified(log).defect
    assert defect is not None
    assert expected == (defect.sequence, defect.reason, defect.field)


@pytest.mark.parametrize(
    "value", ["CAST(x'ff' AS TEXT)", "x'ff'", "'văn bản'", "5"], ids=["not UTF-8", "bytes", "text", "number"]
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("column", ["canonical", "leaf_hash", "root_hash", "actor", "occurred_at"])
def test_any_kind_of_value_in_sqlite_is_named(log: Engine, column: str, value: str) -> None:
    """SQLite keeps any kind of value in any column: none of them stops the verification."""
    fill(log, 3)
    tamper(log, f"UPDATE audit_entries SET {column} = {value} WHERE sequence = 2")

    defect = verified(log).defect
    assert defect is not None
    assert defect.sequence == 2


def test_damaged_head_stops_appending(log: Engine) -> None:
    """A head that does not fit its tree refuses to grow instead of writing roots of another tree."""
    fill(log, 3)
    tamper(log, "UPDATE audit_head SET size = 4")

    with pytest.raises(AuditError), log.begin() as connection:
        append(connection, DRAFT, now=NOW)


def test_lost_head_stops_appending(log: Engine) -> None:
    """Without its head the log does not start again at one beside the old entries."""
    fill(log, 3)
    tamper(log, "DELETE FROM audit_head")

    with pytest.raises(AppendError), log.begin() as connection:
        append(connection, DRAFT, now=NOW)


def test_database_errors_are_translated(engine: Engine) -> None:
    """On a database without the log's tables the package's own errors come out, not the driver's."""
    with engine.connect() as connection, pytest.raises(AuditError):
        append(connection, DRAFT, now=NOW)
    with engine.connect() as connection, pytest.raises(ReadError):
        read(connection)


def run_together(count: int, work: Callable[[int], None]) -> None:
    """Run `work` in threads that start at the same moment; raises what any of them raised."""
    barrier = threading.Barrier(count)

    def start(number: int) -> None:
        barrier.wait()
        work(number)

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(start, range(count)))


def test_racing_appenders_never_fork(log: Engine) -> None:
    """Four writers at once: no entry is lost, doubled or out of the one chain."""

    def write(number: int) -> None:
        for step in range(10):
            with log.begin() as connection:
                append(connection, replace(DRAFT, request_id=f"{number}-{step}"), now=NOW)

    run_together(4, write)

    with log.connect() as connection:
        written = {entry.request_id for entry in read(connection)}
    assert {f"{number}-{step}" for number in range(4) for step in range(10)} == written
    assert verified(log).entries == 40
    assert verified(log).is_intact


@contextmanager
def stale_snapshot(log: Engine) -> Iterator[Connection]:
    """A transaction that saw the log before another writer appended to it."""
    if log.dialect.name == "sqlite":
        other = create_engine(log.url)
    else:
        other = create_engine(log.url, isolation_level="REPEATABLE READ")
    with other.connect() as connection:
        if log.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN DEFERRED")
        read_head(connection)
        fill(log, 1)
        yield connection
    other.dispose()


def test_append_on_an_old_snapshot_is_refused(log: Engine) -> None:
    """A snapshot older than the lock cannot see the last entry: the append is refused, never forked."""
    fill(log, 1)
    with stale_snapshot(log) as connection, pytest.raises(AppendError):
        append(connection, DRAFT, now=NOW)

    assert verified(log).entries == 2
    assert verified(log).is_intact
