"""Read the log as an auditor does: newest entries first, filtered, a page at a time, and checked as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from audit import store
from audit.entry import parse_entry
from audit.schema import audit_entries
from evidence_svc.domain.permissions import Action, require
from evidence_svc.operations.context import Request
from evidence_svc.operations.show_criterion import HistoryLine
from evidence_svc.operations.verify_log import LogResult, verify_log
from evidence_svc.services import Services

PAGE = 50
# The log tells of every agency, so its reader needs the right over agencies other than their own.
EVERY_AGENCY = "*"
SYSTEM = "Hệ thống"


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What to look for; empty texts ask for nothing. `before` is a sequence, only older entries are given."""

    subject: str = ""
    actor: str = ""
    action: str = ""
    before: int | None = None


@dataclass(frozen=True, slots=True)
class LogPage:
    """Entries, newest first; `older` is the `before` of the next page, None at the end of the log."""

    lines: tuple[HistoryLine, ...]
    size: int
    older: int | None
    actions: tuple[str, ...]
    actors: dict[str, str]


def read_log(services: Services, request: Request, wanted: LogFilter) -> LogPage:
    """One page of the log; raises PermissionDeniedError for all who may not read about every agency."""
    require(request.actor, Action.READ_LOG, EVERY_AGENCY)
    query = select(audit_entries.c.canonical).where(*_conditions(wanted))
    with services.work.read() as unit:
        found = unit.connection.execute(query.order_by(audit_entries.c.sequence.desc()).limit(PAGE + 1)).scalars()
        entries = [parse_entry(content) for content in found]
        names = unit.people.names()
        actions = unit.connection.execute(select(audit_entries.c.action).distinct()).scalars()
        head = store.read_head(unit.connection)
        return LogPage(
            lines=tuple(HistoryLine(entry, name_actor(entry.actor, names)) for entry in entries[:PAGE]),
            size=head.size if head else 0,
            older=entries[PAGE - 1].sequence if len(entries) > PAGE else None,
            actions=tuple(sorted(actions)),
            actors={f"person:{number}": name for number, name in names.items()},
        )


def check_log(services: Services, request: Request) -> LogResult:
    """Recompute the whole log and replay it against the live scores; raises PermissionDeniedError."""
    require(request.actor, Action.READ_LOG, EVERY_AGENCY)
    return verify_log(services)


def name_actor(actor: str, names: dict[int, str]) -> str:
    """The display name behind `person:7`; services act as the system."""
    kind, _, number = actor.partition(":")
    return names.get(int(number), actor) if kind == "person" and number.isdigit() else SYSTEM


def _conditions(wanted: LogFilter) -> list[ColumnElement[bool]]:
    columns = audit_entries.c
    conditions: list[ColumnElement[bool]] = []
    if wanted.subject:
        conditions.append(columns.subject == wanted.subject)
    if wanted.actor:
        conditions.append(columns.actor == wanted.actor)
    if wanted.action:
        conditions.append(columns.action == wanted.action)
    if wanted.before is not None:
        conditions.append(columns.sequence < wanted.before)
    return conditions
