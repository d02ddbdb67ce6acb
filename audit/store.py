"""The one writer of the log, on the caller's transaction: it never begins, commits or rolls back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, LargeBinary, Select, bindparam, cast, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql.elements import ColumnElement

from audit import merkle
from audit.entry import Entry, EntryDraft, canonical, complete, instant, parse_entry
from audit.errors import AppendError, AuditError, ReadError
from audit.merkle import Frontier
from audit.rows import ROOT_EVERY, Head, StoredEntry
from audit.schema import audit_entries, audit_head

# An arbitrary constant that names the log among PostgreSQL's advisory locks.
LOCK_KEY = 0x65766964656E6365
# Small, so that what a chunk holds dies before the interpreter's collector has looked at it.
CHUNK = 512

_BYTES = frozenset({"canonical", "leaf_hash", "root_hash"})
_TEXTS = frozenset({"occurred_at", "actor", "role", "action", "subject"})
# Statements of every append are built once: building one costs more than running it.
_READ_HEAD = select(audit_head.c.size, audit_head.c.frontier)
_READ_HEAD_OF_SQLITE = select(audit_head.c.size, cast(audit_head.c.frontier, LargeBinary))
_LOCK_HEAD = select(audit_head.c.size, audit_head.c.frontier).with_for_update()
_INSERT = insert(audit_entries).values({column.name: bindparam(column.name) for column in audit_entries.c})
_MOVE = update(audit_head).values(size=bindparam("new_size"), frontier=bindparam("new_frontier"))
_INSERT_AND_MOVE = _MOVE.add_cte(_INSERT.cte("entry"))


def append(connection: Connection, draft: EntryDraft, *, now: datetime) -> Entry:
    """Write one entry at the end of the log and return it; visible when the caller commits.

    On SQLite the caller's transaction must have begun with BEGIN IMMEDIATE, on PostgreSQL it must run at
    READ COMMITTED: a snapshot older than the lock would not see the last entry and the append is refused.
    Raises EntryError for a draft that cannot be logged, AppendError when the database refuses.
    """
    with _translated(AppendError):
        head = _locked_head(connection)
        frontier = merkle.decode(head.size, head.frontier)
        entry = complete(draft, sequence=head.size + 1, now=now)
        content = canonical(entry)
        leaf = merkle.leaf_hash(content)
        _insert(connection, entry, content, leaf, merkle.append(frontier, leaf))
    return entry


def read(
    connection: Connection,
    *,
    after: int = 0,
    limit: int = 1_000,
    subject: str | None = None,
    subjects: tuple[str, ...] = (),
) -> tuple[Entry, ...]:
    """Return up to `limit` entries that follow sequence `after`, oldest first, optionally of one subject or several.

    Raises ReadError when the database fails and EntryError when a row is not a canonical entry.
    """
    content = _as_bytes(connection, audit_entries.c.canonical)
    query = select(content).where(audit_entries.c.sequence > after)
    if subject is not None:
        query = query.where(audit_entries.c.subject == subject)
    if subjects:
        query = query.where(audit_entries.c.subject.in_(subjects))
    with _translated(ReadError):
        rows = connection.execute(query.order_by(audit_entries.c.sequence).limit(limit)).scalars().all()
    return tuple(parse_entry(content) for content in rows)


def read_head(connection: Connection) -> Head | None:
    """Return the log's head, None before the first append; raises ReadError."""
    with _translated(ReadError):
        query = _READ_HEAD_OF_SQLITE if connection.dialect.name == "sqlite" else _READ_HEAD
        row = connection.execute(query).one_or_none()
    return Head(*row) if row else None


def read_stored(connection: Connection, *, after: int = 0) -> Iterator[StoredEntry]:
    """Yield the raw rows that follow sequence `after` in order, for verification, a chunk at a time.

    Read the head and the rows in one snapshot (SQLite: one transaction; PostgreSQL: REPEATABLE READ),
    or entries appended meanwhile look like a wrong head. Raises ReadError.
    """
    while True:
        rows = _read_chunk(connection, after)
        yield from rows
        if len(rows) < CHUNK:
            return
        after = rows[-1].sequence


def _read_chunk(connection: Connection, after: int) -> list[StoredEntry]:
    """A chunk of rows; where SQLite holds text that is not UTF-8, it is read with marks in place of the bytes.

    Rows are taken as the driver gives them: millions pass here, and wrapping each costs more than reading it.
    """
    try:
        return list(map(StoredEntry._make, _fetch(connection, _chunk(connection, _BYTES), after)))
    except ReadError:
        if connection.dialect.name != "sqlite":
            raise
    rows = _fetch(connection, _chunk(connection, _BYTES | _TEXTS), after)
    return [StoredEntry._make((*row[:4], *(text.decode(errors="replace") for text in row[4:]))) for row in rows]


def _fetch(connection: Connection, query: Select[Any], after: int) -> list[tuple[Any, ...]]:
    """The driver's own tuples; raises ReadError."""
    with _translated(ReadError):
        result = connection.execute(query, {"after": after})
    try:
        rows = list(result.cursor.fetchall())
    except connection.dialect.loaded_dbapi.Error as error:
        raise ReadError(str(error)) from error
    finally:
        result.close()
    return rows


def _chunk(connection: Connection, as_bytes: frozenset[str]) -> Select[Any]:
    columns = [_as_bytes(connection, column) if column.name in as_bytes else column for column in audit_entries.c]
    query = select(*columns).where(audit_entries.c.sequence > bindparam("after"))
    return query.order_by(audit_entries.c.sequence).limit(CHUNK)


def _locked_head(connection: Connection) -> Head:
    """The head, held until the transaction ends, so that the order of commits is the order of sequences.

    On PostgreSQL the row lock and the read are one round trip, and what is read is what the last holder left.
    Before the first entry there is no row to lock; then the advisory lock stands in for it.
    """
    if connection.dialect.name != "postgresql":
        return read_head(connection) or Head(0, b"")
    row = connection.execute(_LOCK_HEAD).one_or_none()
    if row is None:
        connection.execute(select(func.pg_advisory_xact_lock(LOCK_KEY)))
        row = connection.execute(_LOCK_HEAD).one_or_none()
    return Head(*row) if row else Head(0, b"")


def _insert(connection: Connection, entry: Entry, content: bytes, leaf: bytes, grown: Frontier) -> None:
    """Store the row and the head it leads to, on PostgreSQL in one round trip.

    A lost race ends at the entry's primary key.
    """
    row = {
        "sequence": entry.sequence,
        "canonical": content,
        "leaf_hash": leaf,
        "root_hash": merkle.root(grown) if grown.size % ROOT_EVERY == 0 else b"",
        "occurred_at": instant(entry.occurred_at),
        "actor": entry.actor,
        "role": entry.role,
        "action": entry.action,
        "subject": entry.subject,
    }
    head = {"new_size": grown.size, "new_frontier": merkle.encode(grown)}
    if grown.size == 1:
        connection.execute(_INSERT, row)
        connection.execute(insert(audit_head).values(id=1, size=1, frontier=head["new_frontier"]))
    elif connection.dialect.name == "postgresql":
        connection.execute(_INSERT_AND_MOVE, row | head)
    else:
        connection.execute(_INSERT, row)
        connection.execute(_MOVE, head)


def _as_bytes(connection: Connection, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Ask SQLite for raw bytes: it keeps any bytes in a text column and fails when decoding them."""
    return cast(column, LargeBinary) if connection.dialect.name == "sqlite" else column


@contextmanager
def _translated(error_type: type[AuditError]) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise error_type(str(error)) from error
