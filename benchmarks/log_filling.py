"""Fill a log with millions of honest entries past its writer: the same bytes, hashes and head, many rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, insert

from audit import merkle, store
from audit.entry import Entry, EntryDraft, canonical, complete, instant
from audit.merkle import Frontier
from audit.rows import ROOT_EVERY
from audit.schema import audit_entries, audit_head
from evidence_svc.persistence.unit_of_work import Work

NOW = datetime(2026, 11, 1, 1, 0, tzinfo=UTC)
DRAFT = EntryDraft(
    actor="person:7",
    role="appraiser",
    action="assessment:appraised",
    subject="criterion-assessment:42",
    before={"appraised_score": "1.00", "status": "scored"},
    after={"appraised_score": "0.50", "status": "scored"},
    reason="Báo cáo ban hành chậm 09 ngày so với thời hạn quy định",
    evidence=("ab" * 32,),
    request_id="3f2c7a5e9b1d4c60",
)
BATCH = 128 * ROOT_EVERY
SUBJECTS = 9973
# From here on indexes are taken away for the filling and made again after it.
LARGE = 200_000
_COPY = f"COPY audit_entries ({', '.join(column.name for column in audit_entries.c)}) FROM STDIN (FORMAT BINARY)"
_TYPES = ("int8", "bytea", "bytea", "bytea", "text", "text", "text", "text", "text")

Row = tuple[Any, ...]


def entry_at(sequence: int) -> Entry:
    """The entry of that number, as the filling writes it."""
    draft = replace(DRAFT, subject=f"criterion-assessment:{sequence % SUBJECTS}")
    return complete(draft, sequence=sequence, now=NOW + timedelta(seconds=sequence))


def fill(engine: Engine, size: int) -> None:
    """Grow the log to `size` entries in bulk; indexes of a large one are made anew afterwards."""
    with _without_indexes(engine, large=size >= LARGE):
        while True:
            with Work(engine).begin() as unit:
                head = store.read_head(unit.connection)
                frontier = merkle.decode(*head) if head else merkle.EMPTY
                if frontier.size >= size:
                    return
                _fill_once(unit.connection, frontier, min(size, frontier.size + BATCH - frontier.size % ROOT_EVERY))
                unit.commit()


@contextmanager
def _without_indexes(engine: Engine, *, large: bool) -> Iterator[None]:
    """The table without its indexes; afterwards the planner is told what it holds now."""
    indexes = sorted(audit_entries.indexes, key=lambda index: str(index.name)) if large else []
    with engine.begin() as connection:
        for index in indexes:
            index.drop(connection)
    try:
        yield
    finally:
        with engine.begin() as connection:
            for index in indexes:
                index.create(connection)
            connection.exec_driver_sql("ANALYZE")


def _fill_once(connection: Connection, frontier: Frontier, size: int) -> None:
    rows: list[Row] = []
    grown = frontier
    while grown.size < size:
        end = min(size, grown.size - grown.size % ROOT_EVERY + ROOT_EVERY)
        run = list(_rows(grown.size + 1, end))
        grown = merkle.extend(grown, [row[2] for row in run])
        if grown.size % ROOT_EVERY == 0:
            run[-1] = (*run[-1][:3], merkle.root(grown), *run[-1][4:])
        rows += run
    if rows[-1][1] != canonical(entry_at(size)):
        raise SystemExit("the filling does not write what the log's writer would")
    _insert(connection, rows)
    values = {"size": size, "frontier": merkle.encode(grown)}
    new = insert(audit_head).values(id=1, **values)
    connection.execute(new if frontier.size == 0 else audit_head.update().values(**values))


def _rows(first: int, last: int) -> Iterator[Row]:
    """Rows without a root, from one entry's canonical bytes with number, time and subject put in."""
    model = entry_at(1)
    parts = canonical(model).decode()
    for old, new in ((instant(model.occurred_at), "{at}"), ('"sequence":1,', '"sequence":{number},')):
        parts = parts.replace("{", "{{").replace("}", "}}") if new == "{at}" else parts
        parts = parts.replace(old, new)
    template = parts.replace(f'"{model.subject}"', '"{subject}"')
    for number in range(first, last + 1):
        at, subject = instant(NOW + timedelta(seconds=number)), f"criterion-assessment:{number % SUBJECTS}"
        content = template.format(at=at, number=number, subject=subject).encode()
        leaf = merkle.leaf_hash(content)
        yield number, content, leaf, b"", at, DRAFT.actor, DRAFT.role, DRAFT.action, subject


def _insert(connection: Connection, rows: Sequence[Row]) -> None:
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(audit_entries.c))
        connection.exec_driver_sql(f"INSERT INTO audit_entries VALUES ({marks})", list(rows))
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(_TYPES)
        for row in rows:
            copy.write_row(row)
