"""Rules that suggest a score: lateness bands, yes or no, or a person's judgment, each with its trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from evidence_svc.domain.numbers import format_decimal


@dataclass(frozen=True, slots=True)
class Interval:
    """A range of days with explicit ends; `upper` None means without end."""

    lower: int
    upper: int | None
    lower_closed: bool = True
    upper_closed: bool = True

    def holds(self, days: int) -> bool:
        """True if `days` lies inside, ends included only where they are closed."""
        above = days >= self.lower if self.lower_closed else days > self.lower
        if self.upper is None:
            return above
        return above and (days <= self.upper if self.upper_closed else days < self.upper)

    def describe(self) -> str:
        """The range in the words of the published criteria sets."""
        if self.upper == 0:
            return "đúng thời hạn"
        upper = "" if self.upper is None else f"{'không quá' if self.upper_closed else 'dưới'} {self.upper} ngày"
        if self.lower == 0 and not self.lower_closed and upper:
            return f"chậm {upper}"
        start = f"{'từ' if self.lower_closed else 'trên'} {self.lower} ngày"
        return f"chậm {start} trở lên" if not upper and self.lower_closed else f"chậm {start} {upper}".rstrip()


@dataclass(frozen=True, slots=True)
class LatenessBand:
    """Points for a range of days late."""

    days: Interval
    points: Decimal


@dataclass(frozen=True, slots=True)
class LatenessRule:
    """R1: points by days late of the latest of `slots`; a document never issued earns `missing`."""

    slots: tuple[str, ...]
    bands: tuple[LatenessBand, ...]
    missing: Decimal = Decimal(0)
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class YesNoRule:
    """R9: `yes` points if the condition is met, else `no`."""

    question: str
    yes: Decimal
    no: Decimal = Decimal(0)
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class ManualRule:
    """A person judges; the machine suggests nothing."""

    guidance: str = ""
    assumption: bool = False


Rule = LatenessRule | YesNoRule | ManualRule


@dataclass(frozen=True, slots=True)
class RuleInputs:
    """What is known: days late per slot (None: not issued; absent: cannot tell) and the answer to a question."""

    days_late: Mapping[str, int | None] = field(default_factory=dict)
    answer: bool | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggested score with its trace; `points` None means that nothing can be suggested, `reason` says why."""

    points: Decimal | None
    trace: str
    reason: str


def suggest(rule: Rule | None, inputs: RuleInputs) -> Suggestion:
    """The points a rule gives for `inputs`, never more certain than the inputs are.

    Reasons: `computed`, `manual`, `input-missing`, `band-gap`, `band-overlap`.
    """
    match rule:
        case LatenessRule():
            return _suggest_lateness(rule, inputs.days_late)
        case YesNoRule():
            return _suggest_answer(rule, inputs.answer)
        case _:
            return Suggestion(None, "Tiêu chí do người thẩm định đánh giá.", "manual")


def _suggest_answer(rule: YesNoRule, answer: bool | None) -> Suggestion:
    if answer is None:
        return Suggestion(None, f"Chưa có câu trả lời: {rule.question}", "input-missing")
    points = rule.yes if answer else rule.no
    return Suggestion(points, f"{rule.question} {'Có' if answer else 'Không'}: {_points(points)}", "computed")


def _suggest_lateness(rule: LatenessRule, days_late: Mapping[str, int | None]) -> Suggestion:
    if any(slot in days_late and days_late[slot] is None for slot in rule.slots):
        return Suggestion(rule.missing, f"Không ban hành: {_points(rule.missing)}", "computed")
    known = [days for slot in rule.slots if (days := days_late.get(slot)) is not None]
    if len(known) < len(rule.slots) or not known:
        return Suggestion(None, "Chưa biết ngày ban hành của tài liệu.", "input-missing")
    return _band_points(rule.bands, max(known))


def _band_points(bands: tuple[LatenessBand, ...], days: int) -> Suggestion:
    fitting = [band for band in bands if band.days.holds(days)]
    late = f"chậm {days} ngày" if days else "không chậm"
    if not fitting:
        return Suggestion(None, f"Không có mức điểm nào cho trường hợp {late}.", "band-gap")
    if len({band.points for band in fitting}) > 1:
        return Suggestion(None, f"Nhiều mức điểm cùng áp dụng cho trường hợp {late}.", "band-overlap")
    band = fitting[0]
    trace = f"{late} → {band.days.describe()}: {_points(band.points)}"
    return Suggestion(band.points, trace[0].upper() + trace[1:], "computed")


def _points(points: Decimal) -> str:
    return f"{format_decimal(points)} điểm"
