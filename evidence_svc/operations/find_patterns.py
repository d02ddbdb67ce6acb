"""Look through the score changes a reader may see for patterns worth a look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import select

from audit.entry import Entry, parse_entry
from audit.schema import audit_entries
from evidence_svc.domain.log_patterns import Pattern, ScoreEvent, find_patterns
from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.timeline import StepKind, score_of
from evidence_svc.operations.context import Request
from evidence_svc.operations.index_log import catch_up
from evidence_svc.operations.log_state import LogState, read_state_of_log
from evidence_svc.operations.read_log import LogFilter, keep_reading, name_actor, reading_scope, scope_conditions
from evidence_svc.persistence.assessments import assessments, criterion_assessments
from evidence_svc.persistence.log_index import log_index
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services

SCORING = ("assessment:self-scored", "assessment:appraised")
# The newest changes; a province has about thirty thousand in a round.
MOST_EVENTS = 50_000


@dataclass(frozen=True, slots=True)
class PatternPage:
    """What was noticed, among how many changes, with the names of people, agencies and criteria."""

    patterns: tuple[Pattern, ...]
    events: int
    people: dict[str, str]
    agencies: dict[str, str]
    labels: dict[int, str]
    state: LogState


def look_for_patterns(services: Services, request: Request) -> PatternPage:
    """The patterns in what this person may read; raises PermissionDeniedError. Having looked is an entry."""
    scope = reading_scope(request.actor)
    keep_reading(services, request, "patterns", LogFilter())
    catch_up(services, batches=MOST_EVENTS)
    with services.work.read() as unit:
        labels: dict[int, str] = {}
        columns = (audit_entries.c.canonical, log_index.c.label, log_index.c.agency_id)
        joined = audit_entries.join(log_index, log_index.c.sequence == audit_entries.c.sequence)
        query = select(*columns).select_from(joined).where(audit_entries.c.action.in_(SCORING))
        query = query.where(*scope_conditions(scope)).order_by(audit_entries.c.sequence.desc()).limit(MOST_EVENTS)
        events = []
        for row in unit.connection.execute(query):
            event = _event(parse_entry(bytes(row.canonical)), row.agency_id or "")
            if event is not None:
                labels[event.row_id] = row.label
                events.append(event)
        found = find_patterns(_with_lateness(unit, events[::-1]))
        names = unit.people.names()
        return PatternPage(
            patterns=found,
            events=len(events),
            people={pattern.actor: name_actor(pattern.actor, names) for pattern in found},
            agencies={agency.id: agency.name for agency in unit.agencies.list()},
            labels=labels,
            state=read_state_of_log(services, unit),
        )


def _event(entry: Entry, agency_id: str) -> ScoreEvent | None:
    score, ident = score_of(entry), entry.subject.partition(":")[2]
    if score is None or not ident.isdecimal():
        return None
    facts = (entry.sequence, entry.occurred_at, entry.actor, int(ident), agency_id)
    return ScoreEvent(*facts, *score, reason=entry.reason, evidence=entry.evidence, request_id=entry.request_id)


def _with_lateness(unit: UnitOfWork, events: list[ScoreEvent]) -> list[ScoreEvent]:
    """Mark self-scores after the round was first closed, and appraised scores after it was published."""
    table = criterion_assessments.c
    query = select(table.id, assessments.c.round_id).join(assessments, assessments.c.id == table.assessment_id)
    rounds = {row.id: row.round_id for row in unit.connection.execute(query)}
    closed, published = _first_moves(unit)

    def is_late(event: ScoreEvent) -> bool:
        turns = closed if event.kind is StepKind.SELF else published
        turn = turns.get(f"round:{rounds.get(event.row_id)}")
        return turn is not None and turn < event.sequence

    return [replace(event, late=is_late(event)) for event in events]


def _first_moves(unit: UnitOfWork) -> tuple[dict[str, int], dict[str, int]]:
    """When each round first left the self-assessment, and when it was first published, by subject."""
    columns = audit_entries.c
    query = select(columns.canonical).where(columns.action == "round:moved").order_by(columns.sequence)
    moves = [parse_entry(bytes(content)) for content in unit.connection.execute(query).scalars()]
    return _first(moves, "before", RoundState.OPEN), _first(moves, "after", RoundState.PUBLISHED)


def _first(moves: Iterable[Entry], member: str, state: RoundState) -> dict[str, int]:
    found: dict[str, int] = {}
    for move in moves:
        values = getattr(move, member)
        if isinstance(values, dict) and values.get("state") == state.value:
            found.setdefault(move.subject, move.sequence)
    return found
