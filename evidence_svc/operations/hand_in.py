"""Hand an assessment in as the agency's leader, take it back, and agree with its appraisal."""

from __future__ import annotations

from evidence_svc.domain.errors import RoundError
from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.rounds import RoundState, stage_for
from evidence_svc.domain.score import checked_reason
from evidence_svc.operations.context import Request, Standing, get_standing
from evidence_svc.persistence.assessments import Step
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services

SUBMITTED, TAKEN_BACK, CONSENTED = "submitted", "taken-back", "consented"


def hand_in_assessment(services: Services, request: Request, assessment_id: int) -> None:
    """The leader submits what the clerk prepared; nothing of it changes until it is taken back.

    Raises PermissionDeniedError, NotFoundError and RoundError (`already-submitted`).
    """
    with services.work.begin() as unit:
        standing = get_standing(unit, assessment_id)
        require(request.actor, Action.SUBMIT, standing.agency_id, _unsubmitted(standing))
        if standing.assessment.submitted:
            raise RoundError("Bản tự đánh giá này đã được gửi.", reason="already-submitted")
        _take(services, unit, request, assessment_id, SUBMITTED, "")
        unit.commit()


def take_back_assessment(services: Services, request: Request, assessment_id: int, reason: str) -> None:
    """The leader takes a submitted assessment back while the round takes self-assessments.

    Raises PermissionDeniedError, NotFoundError, ScoreError (`reason-too-short`) and RoundError (`not-submitted`).
    """
    with services.work.begin() as unit:
        standing = get_standing(unit, assessment_id)
        require(request.actor, Action.SUBMIT, standing.agency_id, _unsubmitted(standing))
        if not standing.assessment.submitted:
            raise RoundError("Bản tự đánh giá này chưa được gửi.", reason="not-submitted")
        _take(services, unit, request, assessment_id, TAKEN_BACK, checked_reason(reason))
        unit.commit()


def consent_to_appraisal(services: Services, request: Request, assessment_id: int) -> None:
    """The leader agrees with the appraisal of everything the agency did not object to.

    Raises PermissionDeniedError, NotFoundError and RoundError (`already-consented`).
    """
    with services.work.begin() as unit:
        standing = get_standing(unit, assessment_id)
        require(request.actor, Action.CONSENT, standing.agency_id, standing.state)
        if standing.assessment.consented:
            raise RoundError("Cơ quan đã đồng ý với kết quả thẩm định.", reason="already-consented")
        _take(services, unit, request, assessment_id, CONSENTED, "")
        unit.commit()


def _unsubmitted(standing: Standing) -> RoundState:
    """The stage as if nothing had been handed in."""
    return stage_for(standing.round_state, submitted=False, extended=standing.assessment.extended)


def _take(services: Services, unit: UnitOfWork, request: Request, assessment_id: int, step: str, reason: str) -> None:
    subject, now = f"assessment:{assessment_id}", services.now()
    draft = request.draft(f"assessment:{step}", subject, after={"step": step}, reason=reason)
    entry = unit.append(draft, now=now).sequence
    unit.assessments.add_step(Step(assessment_id, step, now, request.actor.id, entry))
