"""The way of one criterion through its round, for the office and for those who check it."""

from __future__ import annotations

from dataclasses import dataclass

from audit import store
from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.timeline import Step, build_timeline
from evidence_svc.operations.context import CriterionStanding, Request, get_criterion_standing
from evidence_svc.operations.log_state import LogState, read_state_of_log
from evidence_svc.operations.read_log import LogFilter, keep_reading, may_read_log, name_actor
from evidence_svc.persistence.agencies import Agency
from evidence_svc.services import Services
from verifiers.calendar import local_date

MOST_ENTRIES = 1_000


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """One criterion's steps with the names of who took them, and how the log stands."""

    place: CriterionStanding
    agency: Agency
    steps: tuple[Step, ...]
    names: dict[str, str]
    state: LogState


def show_timeline(services: Services, request: Request, row_id: int) -> TimelinePage:
    """Every step of one criterion, to those who may see its assessment; raises NotFoundError, PermissionDeniedError.

    That somebody with the right to read the log looked is an entry.
    """
    with services.work.read() as unit:
        place = get_criterion_standing(unit, row_id)
        require(request.actor, Action.VIEW_ASSESSMENT, place.standing.agency_id)
    if may_read_log(request.actor):
        keep_reading(services, request, "timeline", LogFilter(subject=place.subject))
    with services.work.read() as unit:
        place = get_criterion_standing(unit, row_id)
        moves = store.read(unit.connection, subject=f"round:{place.standing.round.id}", limit=MOST_ENTRIES)
        entries = store.read(unit.connection, subject=place.subject, limit=MOST_ENTRIES)
        seen = [entry for entry in entries if request.actor.scope.has(local_date(entry.occurred_at))]
        people = unit.people.names()
        return TimelinePage(
            place=place,
            agency=place.standing.agency,
            steps=build_timeline(seen, moves),
            names={entry.actor: name_actor(entry.actor, people) for entry in seen},
            state=read_state_of_log(services, unit),
        )
