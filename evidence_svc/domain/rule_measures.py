"""Measures and conditions against what is known: numbers with their formula, truths of three values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from evidence_svc.domain.rule_inputs import UNIT_WORDS, WHOLE_UNITS, Input, RuleInputs, Unit
from evidence_svc.domain.rule_spans import PERCENTS, Reach, Span
from evidence_svc.domain.rule_terms import Asked, Condition, Given, Growth, InTime, Issued, Measure, Share
from evidence_svc.domain.rule_worked import INPUT_INVALID, INPUT_MISSING, NO_OCCURRENCE, Worked, show, unknown

HUNDRED = Fraction(100)
_FEWEST, _MOST = 2, 12  # digits after the comma in a trace


@dataclass(frozen=True, slots=True)
class Measured:
    """A measured value with the formula it came from; `share` is the value as a part of one."""

    value: Fraction
    formula: str
    unit: str

    @property
    def share(self) -> Fraction:
        """The value as a share of one, where it is in percent."""
        return self.value / HUNDRED if self.unit == "%" else self.value

    def describe(self, within: Span | None = None) -> str:
        """`101.835/102.337 = 99,51%`, or the value alone where it was given.

        Two places, or as many more as keep the shown value `within` its band: 99,996% is not yet 100%.
        """
        spaced = self.unit if self.unit in {"", "%"} else f" {self.unit}"
        shown = f"{show(self.value, _places_within(self.value, within))}{spaced}"
        return shown if not self.formula else f"{self.formula} = {shown}"


def _places_within(value: Fraction, span: Span | None) -> int:
    if span is None:
        return _FEWEST
    rounded = ((places, round(value * 10**places) / Fraction(10**places)) for places in range(_FEWEST, _MOST))
    return next((places for places, near in rounded if span.holds(near)), _MOST)


def measure(wanted: Measure, known: RuleInputs) -> Measured | Worked:
    """The value of a measure, or a Worked without points that says why there is none.

    Reasons: `input-missing`, `input-invalid` (not a number, or negative), `no-occurrence` (nothing to divide by).
    """
    match wanted:
        case Given(value):
            found = read_number(value, known)
            return found if isinstance(found, Worked) else Measured(found, "", UNIT_WORDS[value.unit])
        case Share(part, whole, percent):
            pair = _pair(part, whole, known)
            return pair if isinstance(pair, Worked) else _share(*pair, percent=percent)
        case Growth(now, base):
            pair = _pair(now, base, known)
            return pair if isinstance(pair, Worked) else _growth(*pair)


def reach_of(wanted: Measure) -> Reach:
    """The values a measure can take, for finding what bands leave out."""
    match wanted:
        case Share(_, _, True) | Given(Input(unit=Unit.PERCENT)):
            return PERCENTS
        case Growth():
            return Reach(Span(None, None, lower_closed=False))
        case Given(value):
            first = Decimal(1) if value.unit is Unit.RANK else Decimal(0)
            return Reach(Span(first, None), whole=value.unit in WHOLE_UNITS)
        case _:
            return Reach(Span(Decimal(0), None))


def unit_of(wanted: Measure) -> str:
    """The unit's word behind the number: `%`, `ngày`, or nothing."""
    match wanted:
        case Given(value):
            return UNIT_WORDS[value.unit]
        case Share(_, _, percent):
            return "%" if percent else "lần"
        case _:
            return "%"


def inputs_of_measure(wanted: Measure) -> tuple[Input, ...]:
    """The inputs a measure names."""
    match wanted:
        case Given(value):
            return (value,)
        case Share(part, whole, _):
            return (part, whole)
        case Growth(now, base):
            return (now, base)


def read_number(wanted: Input, known: RuleInputs) -> Fraction | Worked:
    """A number that is not negative, or a Worked without points that says why there is none."""
    value = known.values.get(wanted.name)
    if value is None:
        return unknown(f"Chưa có số liệu: {wanted.title}.", INPUT_MISSING, (wanted.name,))
    if isinstance(value, bool | str) or not value.is_finite() or value < 0:
        return unknown(f"Số liệu không hợp lệ: {wanted.title}.", INPUT_INVALID, (wanted.name,))
    return Fraction(value)


def holds(condition: Condition, known: RuleInputs) -> bool | None:
    """Whether a condition is met; None if that cannot be told."""
    match condition:
        case Asked(value):
            answer = known.values.get(value.name)
            return answer if isinstance(answer, bool) else None
        case Issued(slot):
            return is_issued(slot, known)
        case InTime(slot):
            late = known.days_late.get(slot)
            if late is not None:
                return late == 0
            return False if is_issued(slot, known) is False else None


def is_issued(slot: str, known: RuleInputs) -> bool | None:
    """Whether the document of a slot is there; None if that cannot be told."""
    if slot in known.present:
        return known.present[slot]
    return known.days_late[slot] is not None if slot in known.days_late else None


def name_of(condition: Condition) -> str:
    """The input or slot a condition waits for."""
    return condition.value.name if isinstance(condition, Asked) else condition.slot


def describe(condition: Condition) -> str:
    """A condition in words."""
    match condition:
        case Asked(value):
            return value.title
        case Issued(_, title):
            return f"có {title}"
        case InTime(_, title):
            return f"{title} đúng hạn"


def cannot_tell(condition: Condition) -> Worked:
    """No points because a condition has no answer yet."""
    return unknown(f"Chưa biết: {describe(condition)}.", INPUT_MISSING, (name_of(condition),))


def _pair(part: Input, whole: Input, known: RuleInputs) -> tuple[Fraction, Fraction] | Worked:
    upper, lower = read_number(part, known), read_number(whole, known)
    if isinstance(upper, Worked):
        return upper
    if isinstance(lower, Worked):
        return lower
    if not lower:
        return unknown(f"Không phát sinh ({whole.title} bằng 0).", NO_OCCURRENCE, (whole.name,))
    return upper, lower


def _share(part: Fraction, whole: Fraction, *, percent: bool) -> Measured:
    formula = f"{show(part)}/{show(whole)}"
    return Measured(part / whole * HUNDRED, formula, "%") if percent else Measured(part / whole, formula, "lần")


def _growth(now: Fraction, base: Fraction) -> Measured:
    return Measured((now - base) / base * HUNDRED, f"({show(now)} − {show(base)})/{show(base)}", "%")
