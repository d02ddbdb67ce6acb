"""Appraise a criterion: score it, or propose a raise that needs a second pair of eyes, and confirm such a raise."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from evidence_svc.domain.permissions import Action
from evidence_svc.domain.score import ScoreChange, ScoreKind, checked_reason, checked_score, is_raise_above
from evidence_svc.domain.threads import MessageKind, require_open, require_other
from evidence_svc.operations.context import Request, get_criterion_standing, require_at
from evidence_svc.operations.say import say
from evidence_svc.operations.score import ScoreSent, check_appraisable, find_repeated, give_score, require_current
from evidence_svc.services import Services

_NOTHING_PROPOSED = "Không có đề xuất nâng điểm nào đang chờ."
_SAME_PERSON = "Người đề xuất nâng điểm không tự xác nhận được; cần một người thẩm định khác."


@dataclass(frozen=True, slots=True)
class Appraised:
    """What came of an appraisal: a changed score, or None where the raise waits for a second person."""

    change: ScoreChange | None


def appraise_criterion(
    services: Services, request: Request, row_id: int, *, value: Decimal, reason: str, version: int | None = None
) -> Appraised:
    """Give the appraised score; a raise above the round's limit is proposed instead.

    Raises PermissionDeniedError, ScoreError, NotFoundError and ConflictError.
    """
    with services.work.begin() as unit:
        place = get_criterion_standing(unit, row_id)
        require_at(request, Action.APPRAISE, place)
        sent_before = find_repeated(unit, request.actor, place, ScoreSent(ScoreKind.APPRAISED, value, reason, version))
        if sent_before is not None:
            return Appraised(sent_before)
        require_current(request, place, Action.APPRAISE, version)
        check_appraisable(place)
        if is_raise_above(place.score_state, value, place.standing.rules.second_eyes_above):
            score = checked_score(value, place.criterion.max_score, place.standing.criteria.scale)
            say(services, unit, request, place, MessageKind.RAISE_PROPOSED, checked_reason(reason), score)
            unit.assessments.change(place.row)
            change = None
        else:
            change = give_score(services, unit, request, place, ScoreKind.APPRAISED, value, reason)
        unit.commit()
    return Appraised(change)


def settle_raise(
    services: Services, request: Request, row_id: int, *, confirmed: bool, reason: str, version: int | None = None
) -> None:
    """Another appraiser confirms a proposed raise, which then is the score, or refuses it.

    Raises what `appraise_criterion` raises, and ScoreError (`raise-not-proposed`, `same-person`).
    """
    with services.work.begin() as unit:
        place = get_criterion_standing(unit, row_id)
        require_current(request, place, Action.APPRAISE, version)
        check_appraisable(place)
        proposed = require_open(place.thread.raise_, _NOTHING_PROPOSED, "raise-not-proposed")
        require_other(request.actor.id, proposed.by, _SAME_PERSON)
        kind = MessageKind.RAISE_CONFIRMED if confirmed else MessageKind.RAISE_REFUSED
        say(services, unit, request, place, kind, reason, proposed.value)
        if confirmed and proposed.value is not None:
            give_score(services, unit, request, place, ScoreKind.APPRAISED, proposed.value, reason)
        unit.commit()
