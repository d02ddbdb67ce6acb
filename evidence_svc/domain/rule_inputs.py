"""What a rule asks for by name, what is known, and the suggestion it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

Value = Decimal | bool | str


class Unit(StrEnum):
    """What an input's value counts; it decides how the value is asked for, checked and printed."""

    PERCENT = "percent"
    COUNT = "count"
    AMOUNT = "amount"
    DAYS = "days"
    POINTS = "points"
    RANK = "rank"
    YES_NO = "yes-no"
    CHOICE = "choice"


UNIT_WORDS = {
    Unit.PERCENT: "%",
    Unit.COUNT: "",
    Unit.AMOUNT: "",
    Unit.DAYS: "ngày",
    Unit.POINTS: "điểm",
    Unit.RANK: "",
}
WHOLE_UNITS = frozenset({Unit.COUNT, Unit.DAYS, Unit.RANK})


class InputSource(StrEnum):
    """Who or what gives a value; only the first two are ever asked of a person who scores the own agency."""

    UNIT_FILE = "unit-file"
    PERSON = "person"
    MONITORING = "monitoring"
    EXTERNAL_SYSTEM = "external-system"
    SURVEY = "survey"
    IMPORTED_INDEX = "imported-index"


@dataclass(frozen=True, slots=True)
class Input:
    """A named value that a rule needs; `title` is the Vietnamese question or column head."""

    name: str
    title: str
    unit: Unit
    source: InputSource = InputSource.UNIT_FILE


@dataclass(frozen=True, slots=True)
class RuleInputs:
    """What is known; what is absent cannot be told.

    `days_late` per slot (None: known not to be issued), `answer` to the question of a rule without a named
    input, `values` per input, `present` per slot.
    """

    days_late: Mapping[str, int | None] = field(default_factory=dict)
    answer: bool | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    present: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggested score with its trace; `points` None means that nothing can be suggested, `reason` says why.

    `missing` names the inputs and slots still wanted; `beyond_control` are points that nobody in the agency
    could have earned (a deduction of every province alike).
    """

    points: Decimal | None
    trace: str
    reason: str
    missing: tuple[str, ...] = ()
    beyond_control: Decimal = Decimal(0)
