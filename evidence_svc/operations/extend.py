"""Give one agency more time for its self-assessment, with a reason; the schedule ends it."""

from __future__ import annotations

from datetime import date

from evidence_svc.domain.errors import RoundError
from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.score import checked_reason
from evidence_svc.operations.context import Request, get_standing
from evidence_svc.services import Services
from verifiers.calendar import end_of_day


def extend_assessment(services: Services, request: Request, assessment_id: int, until: date, reason: str) -> None:
    """The agency may work on its self-assessment to the end of `until`, whatever the round does meanwhile.

    A newer extension takes the place of an older one. Raises PermissionDeniedError, NotFoundError,
    ScoreError (`reason-too-short`) and RoundError (`extension-past`).
    """
    kept, now = checked_reason(reason), services.now()
    with services.work.begin() as unit:
        standing = get_standing(unit, assessment_id)
        require(request.actor, Action.EXTEND, standing.agency_id, standing.round_state)
        if end_of_day(until) <= now:
            raise RoundError("Ngày gia hạn đã qua.", reason="extension-past")
        subject = f"assessment:{assessment_id}"
        for running in unit.assessments.open_extensions(assessment_id):
            before = {"extension": running.entry}
            draft = request.draft("assessment:extension-ended", subject, before=before, after={})
            unit.assessments.end_extension(running.id, entry=unit.append(draft, now=now).sequence)
        draft = request.draft("assessment:extended", subject, after={"until": until}, reason=kept)
        unit.assessments.extend(assessment_id, until, kept, entry=unit.append(draft, now=now).sequence)
        unit.commit()
