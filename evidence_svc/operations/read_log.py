"""Read the log as an auditor does: newest entries first, filtered, a page at a time, each reading itself an entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from audit.entry import Entry, instant, parse_entry
from audit.schema import audit_entries
from evidence_svc.domain.folding import fold
from evidence_svc.domain.people import Actor, Scope
from evidence_svc.domain.permissions import Action, may, require
from evidence_svc.operations.check_log import check_log as run_check
from evidence_svc.operations.context import Request
from evidence_svc.operations.index_log import catch_up
from evidence_svc.operations.log_once import append_unless_repeated
from evidence_svc.operations.log_state import LogState, read_state_of_log
from evidence_svc.operations.verify_log import LogResult
from evidence_svc.persistence.log_index import LogIndex, log_index
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services
from verifiers.calendar import VIET_NAM_TIME

PAGE = 50
# The log tells of every agency, so its reader needs the right over agencies other than their own.
EVERY_AGENCY = "*"
SYSTEM = "Hệ thống"
READINGS = ("log:read", "log:exported")
READ_AGAIN = timedelta(minutes=10)
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What to look for; empty texts ask for nothing. `before` is a sequence, only older entries are given.

    `criterion` is a path and means everything below it; `text` is sought without accents, every word; `since` and
    `until` are days in Viet Nam's time, inclusive; `readings` shows the entries about reading the log, too.
    """

    subject: str = ""
    actor: str = ""
    action: str = ""
    before: int | None = None
    agency: str = ""
    criterion: str = ""
    role: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""
    readings: bool = False

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked for, as the log keeps it."""
        values = {one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name)}
        return {("older_than" if name == "before" else name): value for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry with names: who acted, what it is about, and the agency (empty: no single one)."""

    entry: Entry
    actor_name: str
    label: str
    agency_name: str


@dataclass(frozen=True, slots=True)
class LogPage:
    """Entries, newest first; `older` is the `before` of the next page, None at the end of the log.

    `unindexed` is how many of the newest entries cannot be found by agency, criterion or text yet; `files` are the
    names of the files that entries name by number.
    """

    lines: tuple[LogLine, ...]
    state: LogState
    older: int | None
    actors: dict[str, str]
    agencies: dict[str, str]
    unindexed: int = 0
    files: dict[int, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many entries the whole log has."""
        return self.state.size


def read_log(services: Services, request: Request, wanted: LogFilter) -> LogPage:
    """One page of what this person may read; raises PermissionDeniedError for all who may read nothing.

    That it was read is an entry before anything is shown, see docs/adr/0020.
    """
    scope = reading_scope(request.actor)
    keep_reading(services, request, "page", wanted)
    with services.work.read() as unit:
        waits = LogIndex(unit.connection).waiting(READINGS)  # every look leaves one of those, which nobody waits for
    unindexed = catch_up(services) if waits else 0
    with services.work.read() as unit:
        names, agencies = unit.people.names(), {agency.id: agency.name for agency in unit.agencies.list()}
        lines = find_lines(unit, wanted, scope, PAGE + 1, names, agencies)
        seen = {ident: name for ident, name in agencies.items() if scope.agencies is None or ident in scope.agencies}
        return LogPage(
            lines=lines[:PAGE],
            state=read_state_of_log(services, unit),
            older=lines[PAGE - 1].entry.sequence if len(lines) > PAGE else None,
            actors={f"person:{number}": name for number, name in names.items()} if scope.agencies is None else {},
            agencies=seen,
            unindexed=unindexed,
            files=_file_names(unit, lines),
        )


def _file_names(unit: UnitOfWork, lines: Iterable[LogLine]) -> dict[int, str]:
    """The names of the files that the entries are about, in one statement."""
    after = (line.entry.after for line in lines if isinstance(line.entry.after, dict))
    numbers = {
        value for each in after for name in ("evidence", "replaced_by") if isinstance(value := each.get(name), int)
    }
    return {file.id: file.file_name for file in unit.evidence.find_all(tuple(sorted(numbers)))}


def find_lines(
    unit: UnitOfWork, wanted: LogFilter, scope: Scope, limit: int, names: Mapping[int, str], agencies: Mapping[str, str]
) -> tuple[LogLine, ...]:
    """At most so many entries, newest first, in one statement."""
    rows = unit.connection.execute(_query(wanted, scope).limit(limit)).all()
    return tuple(
        LogLine(entry, name_actor(entry.actor, names), row.label or entry.subject, agencies.get(row.agency_id, ""))
        for row in rows
        for entry in [parse_entry(bytes(row.canonical))]
    )


def keep_reading(services: Services, request: Request, form: str, wanted: LogFilter, action: str = "log:read") -> None:
    """Keep that this person reads the log, and by which filter; the same again within ten minutes is kept once."""
    draft = request.draft(action, "log-entries:all", after={"form": form, **wanted.asked})
    with services.work.begin() as unit:
        if append_unless_repeated(unit, draft, now=services.now(), within=READ_AGAIN):
            unit.commit()


def reading_scope(actor: Actor) -> Scope:
    """What of the log a person may read: everything, some agencies, or their own; raises PermissionDeniedError."""
    scope = actor.scope
    if may(actor, Action.READ_LOG, EVERY_AGENCY):
        return scope
    if scope.agencies is not None and may(actor, Action.READ_LOG):
        return Scope(frozenset(one for one in scope.agencies if may(actor, Action.READ_LOG, one)), *_days(scope))
    require(actor, Action.READ_LOG, actor.agency_id or EVERY_AGENCY)
    return Scope(frozenset({actor.agency_id or EVERY_AGENCY}), *_days(scope))


def may_read_log(actor: Actor) -> bool:
    """Whether there is a log to show to this person at all."""
    own = actor.agency_id is not None and may(actor, Action.READ_LOG, actor.agency_id)
    limited = actor.scope.agencies is not None and may(actor, Action.READ_LOG)
    return own or limited or may(actor, Action.READ_LOG, EVERY_AGENCY)


def check_log(services: Services, request: Request) -> LogResult:
    """Verify what is new in the log and every value of the tables; raises PermissionDeniedError."""
    reading_scope(request.actor)
    return run_check(services)


def name_actor(actor: str, names: Mapping[int, str]) -> str:
    """The display name behind `person:7`; services act as the system."""
    kind, _, number = actor.partition(":")
    return names.get(int(number), actor) if kind == "person" and number.isdigit() else SYSTEM


def _days(scope: Scope) -> tuple[date | None, date | None]:
    return scope.since, scope.until


def _query(wanted: LogFilter, scope: Scope) -> Select[Any]:
    index = log_index.c
    joined = audit_entries.outerjoin(log_index, index.sequence == audit_entries.c.sequence)
    query = select(audit_entries.c.canonical, index.label, index.agency_id).select_from(joined)
    found = query.where(*_by_entry(wanted), *_by_index(wanted), *scope_conditions(scope))
    return found.order_by(audit_entries.c.sequence.desc())


def scope_conditions(scope: Scope) -> list[ColumnElement[bool]]:
    """What keeps a statement over entries and index inside a reader's limits."""
    limits = [] if scope.agencies is None else [log_index.c.agency_id.in_(sorted(scope.agencies))]
    return [*limits, *_between(scope.since, scope.until)]


def _by_entry(wanted: LogFilter) -> list[ColumnElement[bool]]:
    columns = audit_entries.c
    same = {"subject": wanted.subject, "actor": wanted.actor, "action": wanted.action, "role": wanted.role}
    conditions = [columns[name] == value for name, value in same.items() if value]
    if not (wanted.readings or wanted.action):
        conditions.append(columns.action.not_in(READINGS))
    if wanted.before is not None:
        conditions.append(columns.sequence < wanted.before)
    return [*conditions, *_between(wanted.since, wanted.until)]


def _between(since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    moment = audit_entries.c.occurred_at
    conditions = [moment >= instant(_midnight(since))] if since else []
    return [*conditions, moment < instant(_midnight(until + timedelta(days=1)))] if until else conditions


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIET_NAM_TIME)


def _by_index(wanted: LogFilter) -> list[ColumnElement[bool]]:
    index = log_index.c
    conditions = [index.agency_id == wanted.agency] if wanted.agency else []
    if wanted.criterion:
        path = wanted.criterion.rstrip(".")
        conditions.append(or_(index.path == path, index.path.startswith(f"{path}.", autoescape=True)))
    words = fold(wanted.text).split()[:MOST_WORDS]
    return [*conditions, *(index.folded.contains(word, autoescape=True) for word in words)]
