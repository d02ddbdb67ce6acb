"""Leave a criterion out of an agency's base: asked for by the agency, decided by the council."""

from __future__ import annotations

from evidence_svc.domain.exclusion import StatusChange, decide_exclusion, request_exclusion
from evidence_svc.operations.context import CriterionStanding, Request, get_criterion_standing
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services


def ask_exclusion(services: Services, request: Request, row_id: int, reason: str) -> None:
    """The agency asks; raises PermissionDeniedError, ScoreError and NotFoundError."""
    with services.work.begin() as unit:
        place = get_criterion_standing(unit, row_id)
        change = request_exclusion(
            place.score_state, reason=reason, actor=request.actor, round_state=place.standing.state
        )
        _keep(services, unit, request, place, change)
        unit.commit()


def settle_exclusion(services: Services, request: Request, row_id: int, *, accepted: bool, reason: str) -> None:
    """The council accepts or refuses; raises PermissionDeniedError, ScoreError and NotFoundError."""
    with services.work.begin() as unit:
        place = get_criterion_standing(unit, row_id)
        change = decide_exclusion(
            place.score_state,
            accepted=accepted,
            reason=reason,
            actor=request.actor,
            round_state=place.standing.state,
        )
        _keep(services, unit, request, place, change)
        unit.commit()


def _keep(
    services: Services, unit: UnitOfWork, request: Request, place: CriterionStanding, change: StatusChange
) -> None:
    before, after = {"status": change.before.value}, {"status": change.after.value}
    draft = request.draft("assessment:status-changed", place.subject, before=before, after=after, reason=change.reason)
    entry = unit.append(draft, now=services.now())
    unit.assessments.change(place.row, status=change.after.value, status_entry=entry.sequence)
