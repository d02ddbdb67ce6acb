"""Objections: an agency disagrees with an appraised score, another appraiser than the first decides."""

from __future__ import annotations

from decimal import Decimal

from audit import store
from evidence_svc.domain.errors import ScoreError
from evidence_svc.domain.permissions import Action
from evidence_svc.domain.score import ScoreKind
from evidence_svc.domain.threads import MessageKind, require_open, require_other
from evidence_svc.domain.voting import MotionKind
from evidence_svc.operations.context import CriterionStanding, Request, get_criterion_standing
from evidence_svc.operations.say import say
from evidence_svc.operations.score import give_score, require_current
from evidence_svc.operations.voted_on import require_not_voted_on
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services

_NO_OBJECTION = "Tiêu chí này không có ý kiến nào đang chờ quyết định."
_SAME_PERSON = "Người đã thẩm định lần đầu không quyết định ý kiến về điểm của mình; cần một người thẩm định khác."


def object_to_score(services: Services, request: Request, row_id: int, text: str) -> None:
    """The agency objects within the explanation window.

    Raises PermissionDeniedError, NotFoundError and ScoreError (`reason-too-short`, `not-appraised`,
    `already-objected`).
    """
    with services.work.begin() as unit:
        place = get_criterion_standing(unit, row_id)
        require_current(request, place, Action.OBJECT, None)
        if place.row.appraised_score is None:
            raise ScoreError("Tiêu chí này chưa có điểm thẩm định để có ý kiến.", reason="not-appraised")
        if place.thread.objection is not None:
            raise ScoreError("Ý kiến về tiêu chí này đã gửi và đang chờ quyết định.", reason="already-objected")
        say(services, unit, request, place, MessageKind.OBJECTED, text)
        unit.commit()


def withdraw_objection(services: Services, request: Request, row_id: int, text: str) -> None:
    """The agency takes its objection back; raises PermissionDeniedError, NotFoundError and ScoreError."""
    with services.work.begin() as unit:
        place = get_criterion_standing(unit, row_id)
        require_current(request, place, Action.OBJECT, None)
        require_open(place.thread.objection, _NO_OBJECTION, "not-contested")
        say(services, unit, request, place, MessageKind.OBJECTION_WITHDRAWN, text)
        unit.commit()


def decide_objection(
    services: Services,
    request: Request,
    row_id: int,
    *,
    value: Decimal | None,
    reason: str,
    version: int | None = None,
) -> None:
    """Uphold the objection with another score, or refuse it (`value` None or the score that stands).

    Raises PermissionDeniedError, NotFoundError, ConflictError and ScoreError (`reason-too-short`,
    `not-contested`, `same-person` for the first appraiser), and RoundError (`motion-open`: the council votes on it).
    """
    with services.work.begin() as unit:
        place = get_criterion_standing(unit, row_id)
        require_current(request, place, Action.DECIDE_OBJECTION, version)
        require_open(place.thread.objection, _NO_OBJECTION, "not-contested")
        require_other(request.actor.id, first_appraiser(unit, place), _SAME_PERSON)
        require_not_voted_on(unit, place, MotionKind.SCORE)
        rule_objection(services, unit, request, place, value, reason)
        unit.commit()


def rule_objection(
    services: Services,
    unit: UnitOfWork,
    request: Request,
    place: CriterionStanding,
    value: Decimal | None,
    reason: str,
) -> None:
    """Record the ruling and the score that follows, not committed; the caller has checked who may."""
    upheld = value is not None and value != place.row.appraised_score
    kind = MessageKind.OBJECTION_UPHELD if upheld else MessageKind.OBJECTION_REFUSED
    say(services, unit, request, place, kind, reason, value if upheld else place.row.appraised_score)
    if upheld and value is not None:
        give_score(services, unit, request, place, ScoreKind.APPRAISED, value, reason)


def first_appraiser(unit: UnitOfWork, place: CriterionStanding) -> int | None:
    """Who gave the score that stands, as the log names them; None when nobody did."""
    if place.row.appraised_entry is None:
        return None
    entries = store.read(unit.connection, after=place.row.appraised_entry - 1, limit=1)
    kind, _, number = entries[0].actor.partition(":") if entries else ("", "", "")
    return int(number) if kind == "person" else None
