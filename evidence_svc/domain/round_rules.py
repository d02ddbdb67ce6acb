"""What a round lays down for itself: last days of its stages, silence, grades, second pairs of eyes, the vote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from evidence_svc.domain.errors import RoundError
from evidence_svc.domain.rounds import AUTOMATIC, RoundMove, RoundState
from verifiers.calendar import end_of_day

# The stages that can be given a last day, in their order.
STAGES = (
    RoundState.OPEN,
    RoundState.COMPLETENESS,
    RoundState.APPRAISING,
    RoundState.EXPLAINING,
    RoundState.REAPPRAISING,
    RoundState.COUNCIL,
)
AUTOMATIC_REASON = "Hết hạn của giai đoạn, hệ thống tự chuyển."
_FULL = Decimal(100)


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade and the least percentage that earns it."""

    name: str
    from_percent: Decimal


@dataclass(frozen=True, slots=True)
class RoundRules:
    """A round's own rules; `deadlines` names the last day of a stage, which ends at 24:00 in Viet Nam.

    `silence_consents`: an agency that says nothing until the explanation window ends agrees with the appraisal.
    `second_eyes_above`: points by which one appraiser may raise a score alone; None for no limit.
    `vote_required`: an agency's result is published only after the council adopted it.
    """

    deadlines: Mapping[RoundState, date] = field(default_factory=lambda: MappingProxyType({}))
    silence_consents: bool = False
    second_eyes_above: Decimal | None = None
    grades: tuple[Grade, ...] = ()
    vote_required: bool = False

    def last_instant(self, state: RoundState) -> datetime | None:
        """The instant at which the stage is over, aware; None when it has no last day."""
        day = self.deadlines.get(state)
        return None if day is None else end_of_day(day)


def check_rules(rules: RoundRules) -> RoundRules:
    """The rules with grades best first; raises RoundError (`deadlines-out-of-order`, `grades-wrong`, `limit-wrong`)."""
    days = [rules.deadlines[stage] for stage in STAGES if stage in rules.deadlines]
    if days != sorted(days) or not set(rules.deadlines) <= set(STAGES):
        raise RoundError(
            "Hạn của giai đoạn sau không được trước hạn của giai đoạn trước.", reason="deadlines-out-of-order"
        )
    bounds = [grade.from_percent for grade in rules.grades]
    names = {grade.name for grade in rules.grades}
    if len(set(bounds)) < len(bounds) or len(names) < len(bounds) or not all(0 <= bound <= _FULL for bound in bounds):
        raise RoundError("Mỗi mức xếp loại phải có tên và ngưỡng riêng, từ 0 đến 100 %.", reason="grades-wrong")
    if rules.second_eyes_above is not None and rules.second_eyes_above < 0:
        raise RoundError("Ngưỡng nâng điểm không được âm.", reason="limit-wrong")
    best_first = tuple(sorted(rules.grades, key=lambda grade: -grade.from_percent))
    return RoundRules(rules.deadlines, rules.silence_consents, rules.second_eyes_above, best_first, rules.vote_required)


def grade_of(percent: Decimal | None, rules: RoundRules) -> str:
    """The grade a percentage earns; empty without a percentage or without grades."""
    if percent is None:
        return ""
    return next((grade.name for grade in rules.grades if percent >= grade.from_percent), "")


def due_move(state: RoundState, rules: RoundRules, now: datetime) -> RoundMove | None:
    """The move that the clock makes at `now` (aware), or None while there is time."""
    target, over = AUTOMATIC.get(state), rules.last_instant(state)
    if target is None or over is None or now < over:
        return None
    return RoundMove(state, target, AUTOMATIC_REASON)


def check_time_left(state: RoundState, rules: RoundRules, now: datetime) -> None:
    """A stage that the clock closes begins, or gets a last day, only while that day is not over at `now` (aware).

    Otherwise the clock would close it at once, and silence would be consent to what nobody had time to read.
    Raises RoundError (`deadline-past`).
    """
    if due_move(state, rules, now) is not None:
        message = "Hạn của giai đoạn này đã qua nên hệ thống sẽ đóng ngay. Hãy đặt hạn mới trước."
        raise RoundError(message, reason="deadline-past")


def write_rules(rules: RoundRules) -> dict[str, Any]:
    """The rules as they stand in the log: dates and decimals as texts, what is not laid down left out."""
    written: dict[str, Any] = {"deadlines": {stage.value: day.isoformat() for stage, day in rules.deadlines.items()}}
    if rules.second_eyes_above is not None:
        written["second_eyes_above"] = format(rules.second_eyes_above, "f")
    written["grades"] = [{"name": grade.name, "from": format(grade.from_percent, "f")} for grade in rules.grades]
    written["silence_consents"] = rules.silence_consents
    written["vote_required"] = rules.vote_required
    return written


def read_rules(text: str | None) -> RoundRules:
    """The rules from their stored JSON text; no text is a round without rules of its own.

    Raises RoundError (`rules-unreadable`).
    """
    if text is None:
        return RoundRules()
    try:
        stored = json.loads(text)
        above = stored.get("second_eyes_above")
        return RoundRules(
            deadlines={RoundState(name): date.fromisoformat(day) for name, day in stored["deadlines"].items()},
            silence_consents=bool(stored["silence_consents"]),
            second_eyes_above=None if above is None else Decimal(above),
            grades=tuple(Grade(grade["name"], Decimal(grade["from"])) for grade in stored["grades"]),
            vote_required=bool(stored["vote_required"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise RoundError("Quy định của kỳ đánh giá không đọc được.", reason="rules-unreadable") from error
