"""Send a criterion back to its agency for evidence, and hand it in again."""

from __future__ import annotations

from evidence_svc.domain.errors import ScoreError
from evidence_svc.domain.permissions import Action
from evidence_svc.domain.threads import MessageKind, require_open
from evidence_svc.operations.context import Request, get_criterion_standing
from evidence_svc.operations.say import say
from evidence_svc.operations.score import check_appraisable, require_current
from evidence_svc.services import Services


def request_evidence(services: Services, request: Request, row_id: int, text: str, version: int | None = None) -> None:
    """Ask the agency for what is missing: the criterion is open to it again until it answers.

    Raises PermissionDeniedError, NotFoundError, ConflictError and ScoreError (`reason-too-short`,
    `already-returned`, `criterion-contested`, `criterion-final`).
    """
    with services.work.begin() as unit:
        place = get_criterion_standing(unit, row_id)
        require_current(request, place, Action.REQUEST_EVIDENCE, version)
        check_appraisable(place)
        if place.thread.request is not None:
            raise ScoreError("Tiêu chí này đang được trả lại cho cơ quan.", reason="already-returned")
        say(services, unit, request, place, MessageKind.EVIDENCE_REQUESTED, text)
        unit.commit()


def answer_request(services: Services, request: Request, row_id: int, text: str) -> None:
    """The agency hands a returned criterion in again, saying what it did.

    Raises PermissionDeniedError, NotFoundError and ScoreError (`reason-too-short`, `not-returned`).
    """
    with services.work.begin() as unit:
        place = get_criterion_standing(unit, row_id)
        require_current(request, place, Action.ANSWER_REQUEST, None)
        require_open(place.thread.request, "Tiêu chí này không có yêu cầu nào đang chờ trả lời.", "not-returned")
        say(services, unit, request, place, MessageKind.ANSWERED, text)
        unit.commit()
