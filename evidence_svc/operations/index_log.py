"""Keep the log's search index up with the log, a batch at a time, or make all of it anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Connection, select

from audit import store
from audit.entry import Entry, JsonValue
from evidence_svc.domain.folding import fold
from evidence_svc.errors import ConflictError, NotFoundError
from evidence_svc.operations.context import get_criteria
from evidence_svc.persistence.agencies import agencies
from evidence_svc.persistence.assessments import assessments, criterion_assessments
from evidence_svc.persistence.evidence import evidence
from evidence_svc.persistence.log_index import IndexedEntry, LogIndex
from evidence_svc.persistence.people import memberships, people
from evidence_svc.persistence.rounds import rounds
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services

BATCH = 1_000
LONGEST_TEXT = 4_000
EVERY_AGENCY_NAME = ""


@dataclass(slots=True)
class _Names:
    """What a batch's subjects are called, by kind and id: agency, criterion path, name."""

    rows: dict[str, tuple[str | None, str | None, str]] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    agencies: dict[str, str] = field(default_factory=dict)


def catch_up(services: Services, *, batches: int = 1) -> int:
    """Index at most so many batches of entries; returns how many entries still wait.

    A batch that another process indexed first is no error. Raises DatabaseError.
    """
    for _ in range(batches):
        try:
            waiting = _index_batch(services)
        except ConflictError:
            continue
        if waiting <= 0:
            return 0
    with services.work.read() as unit:
        indexed, size = LogIndex(unit.connection).sizes()
    return size - indexed


def index_all(services: Services) -> int:
    """The job of the schedule: index everything that waits."""
    with services.work.read() as unit:
        indexed, size = LogIndex(unit.connection).sizes()
    return catch_up(services, batches=2 + (size - indexed) // BATCH) if indexed < size else 0


def index_anew(services: Services) -> None:
    """Forget the index and make it from the log; nothing else depends on it."""
    with services.work.begin() as unit:
        LogIndex(unit.connection).clear()
        unit.commit()
    index_all(services)


def _index_batch(services: Services) -> int:
    """Index one batch; how many entries wait after it."""
    with services.work.read() as unit:
        indexed, size = LogIndex(unit.connection).sizes()
        if indexed >= size:
            return 0
        entries = store.read(unit.connection, after=indexed, limit=BATCH)
        rows = list(index_rows(unit, entries))
    with services.work.begin() as unit:
        LogIndex(unit.connection).add(rows)
        unit.commit()
    return size - rows[-1].sequence


def index_rows(unit: UnitOfWork, entries: Sequence[Entry]) -> Iterable[IndexedEntry]:
    """What entries are about, by the tables as they are now."""
    names = _names_of(unit, entries)
    for entry in entries:
        agency, path, label = names.rows.get(_place(entry), (None, None, entry.subject))
        words = (label, names.people.get(entry.actor, ""), names.agencies.get(agency or "", EVERY_AGENCY_NAME))
        texts = " ".join([*words, entry.reason, entry.subject, *_texts(entry.before), *_texts(entry.after)])
        yield IndexedEntry(entry.sequence, agency, path, label, fold(texts)[:LONGEST_TEXT])


def _place(entry: Entry) -> str:
    """The subject, or for a received file the assessment that received it."""
    if entry.subject.startswith("blob:") and isinstance(entry.after, dict):
        return f"assessment:{entry.after.get('assessment')}"
    return entry.subject


def _texts(value: JsonValue) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _texts(member)


def _names_of(unit: UnitOfWork, entries: Sequence[Entry]) -> _Names:
    wanted: dict[str, set[str]] = {}
    for entry in entries:
        kind, _, ident = _place(entry).partition(":")
        wanted.setdefault(kind, set()).add(ident)
    names = _Names()
    connection = unit.connection
    names.agencies = {row.id: row.name for row in connection.execute(select(agencies.c.id, agencies.c.name))}
    names.rows |= {f"agency:{ident}": (ident, None, name) for ident, name in names.agencies.items()}
    names.rows |= {f"round:{row.id}": (None, None, row.title) for row in connection.execute(select(rounds))}
    names.rows |= _people(connection, names)
    names.rows |= _assessments(connection, names.agencies)
    names.rows |= _criteria(unit, _numbers(wanted.get("criterion-assessment", ())))
    names.rows |= _files(connection, _numbers(wanted.get("evidence", ())))
    return names


def _people(connection: Connection, names: _Names) -> dict[str, tuple[str | None, str | None, str]]:
    joined = people.outerjoin(memberships, memberships.c.person_id == people.c.id)
    query = select(people.c.id, people.c.name, memberships.c.agency_id).select_from(joined)
    found = connection.execute(query).all()
    names.people = {f"person:{row.id}": row.name for row in found}
    return {f"person:{row.id}": (row.agency_id, None, row.name) for row in found}


def _assessments(connection: Connection, named: Mapping[str, str]) -> dict[str, tuple[str | None, str | None, str]]:
    query = select(assessments.c.id, assessments.c.agency_id, rounds.c.title).join(rounds)
    return {
        f"assessment:{row.id}": (row.agency_id, None, f"{named.get(row.agency_id, row.agency_id)}, {row.title}")
        for row in connection.execute(query)
    }


def _criteria(unit: UnitOfWork, ids: Sequence[int]) -> dict[str, tuple[str | None, str | None, str]]:
    """Criteria by their path and title; a row whose criteria set cannot be read keeps its agency."""
    table = criterion_assessments
    columns = (table.c.id, table.c.criterion_id, assessments.c.agency_id, rounds.c.criteria_set_id)
    joined = table.join(assessments, assessments.c.id == table.c.assessment_id)
    joined = joined.join(rounds, rounds.c.id == assessments.c.round_id)
    found: dict[str, tuple[str | None, str | None, str]] = {}
    for row in unit.connection.execute(select(*columns).select_from(joined).where(_among(table.c.id, ids))):
        try:
            criterion = get_criteria(unit, row.criteria_set_id).get(row.criterion_id)
        except NotFoundError:
            found[f"criterion-assessment:{row.id}"] = (row.agency_id, None, row.criterion_id)
        else:
            name = f"{criterion.path} {criterion.title}"
            found[f"criterion-assessment:{row.id}"] = (row.agency_id, criterion.path, name)
    return found


def _files(connection: Connection, ids: Sequence[int]) -> dict[str, tuple[str | None, str | None, str]]:
    columns = (evidence.c.id, evidence.c.file_name, assessments.c.agency_id)
    query = select(*columns).join(assessments, assessments.c.id == evidence.c.assessment_id)
    rows = connection.execute(query.where(_among(evidence.c.id, ids)))
    return {f"evidence:{row.id}": (row.agency_id, None, row.file_name) for row in rows}


def _among(column: Column[int], ids: Sequence[int]) -> Any:
    return column.in_(ids)


def _numbers(idents: Iterable[str]) -> list[int]:
    return sorted(int(ident) for ident in idents if ident.isdecimal())
