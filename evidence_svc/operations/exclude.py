"""Leave a criterion out of an agency's base: asked for and taken back by the agency, decided by the council."""

from __future__ import annotations

from evidence_svc.domain.exclusion import StatusChange, decide_exclusion, request_exclusion, withdraw_exclusion
from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.threads import MessageKind
from evidence_svc.domain.voting import MotionKind
from evidence_svc.operations.context import CriterionStanding, Request, get_criterion_standing
from evidence_svc.operations.say import say
from evidence_svc.operations.score import evidence_digests
from evidence_svc.operations.tell import tell_of_decisions
from evidence_svc.operations.voted_on import require_not_voted_on
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services

CHANGED, WITHDRAWN = "assessment:status-changed", "assessment:exclusion-withdrawn"


def ask_exclusion(services: Services, request: Request, row_id: int, reason: str) -> None:
    """The agency asks; raises PermissionDeniedError, ScoreError and NotFoundError."""
    with services.work.begin() as unit:
        place = get_criterion_standing(unit, row_id)
        state = place.state_for(Action.REQUEST_EXCLUSION)
        change = request_exclusion(place.score_state, reason=reason, actor=request.actor, round_state=state)
        _keep(services, unit, request, place, change, CHANGED)
        unit.commit()


def take_back_exclusion(services: Services, request: Request, row_id: int, reason: str) -> None:
    """The agency takes its request back.

    Raises PermissionDeniedError, ScoreError, NotFoundError and RoundError (`motion-open`).
    """
    with services.work.begin() as unit:
        place = get_criterion_standing(unit, row_id)
        state = place.state_for(Action.REQUEST_EXCLUSION)
        change = withdraw_exclusion(place.score_state, reason=reason, actor=request.actor, round_state=state)
        require_not_voted_on(unit, place, MotionKind.EXCLUSION)
        _keep(services, unit, request, place, change, WITHDRAWN)
        unit.commit()


def settle_exclusion(services: Services, request: Request, row_id: int, *, accepted: bool, reason: str) -> None:
    """The council accepts, or refuses and the criterion is open to the agency again for scoring itself.

    Raises PermissionDeniedError, ScoreError, NotFoundError, and RoundError (`motion-open`: the council votes on it).
    """
    with services.work.begin() as unit:
        place = get_criterion_standing(unit, row_id)
        require(request.actor, Action.DECIDE_EXCLUSION, place.standing.agency_id, place.standing.state)
        require_not_voted_on(unit, place, MotionKind.EXCLUSION)
        rule_exclusion(services, unit, request, place, accepted=accepted, reason=reason)
        unit.commit()


def rule_exclusion(
    services: Services,
    unit: UnitOfWork,
    request: Request,
    place: CriterionStanding,
    *,
    accepted: bool,
    reason: str,
    is_news: bool = True,
) -> int:
    """Record the decision and what follows from it, not committed; returns its entry in the log.

    Raises PermissionDeniedError and ScoreError. `is_news` False leaves the telling to who decides many at once.
    """
    change = decide_exclusion(
        place.score_state,
        accepted=accepted,
        reason=reason,
        actor=request.actor,
        round_state=place.standing.state,
    )
    entry = _keep(services, unit, request, place, change, CHANGED)
    if not accepted and place.thread.request is None:
        say(services, unit, request, place, MessageKind.REOPENED, reason, is_news=False)
    if is_news:
        words = decision_words(place.criterion.path, change.reason, accepted=accepted)
        tell_of_decisions(unit, place.standing, words, entry=entry, now=services.now(), by=request.actor.id)
    return entry


def decision_words(path: str, reason: str, *, accepted: bool) -> str:
    """What the agency is told of one decision."""
    if accepted:
        return f"Tiêu chí {path}: Hội đồng đồng ý trừ vào điểm tổng: “{reason}”"
    return f"Tiêu chí {path}: Hội đồng không đồng ý trừ, tiêu chí mở lại để tự chấm: “{reason}”"


def _keep(
    services: Services, unit: UnitOfWork, request: Request, place: CriterionStanding, change: StatusChange, action: str
) -> int:
    """Append the entry and change the row; returns the entry's sequence."""
    before, after = {"status": change.before.value}, {"status": change.after.value}
    files = evidence_digests(unit, place)
    draft = request.draft(action, place.subject, before=before, after=after, reason=change.reason, evidence=files)
    entry = unit.append(draft, now=services.now())
    unit.assessments.change(place.row, status=change.after.value, status_entry=entry.sequence)
    return entry.sequence
