"""What the rules of a file are made of: inputs, measures, conditions, and marks for what a field may name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from evidence_svc.domain.entries import Entry, Key, Score, Text
from evidence_svc.domain.rule_inputs import InputSource, Unit


@dataclass(frozen=True, slots=True)
class NamesInput:
    """Marks a field that names an input; `kind` is what the input must be."""

    kind: Literal["number", "yes-no", "choice"]


@dataclass(frozen=True, slots=True)
class NamesSlot:
    """Marks a field that names a slot, or several."""


@dataclass(frozen=True, slots=True)
class GivesPoints:
    """Marks points that may not exceed the criterion's maximum."""


@dataclass(frozen=True, slots=True)
class HoldsSpan:
    """Marks the text of an interval, of days or of any measure."""

    days: bool = False


Number = Annotated[Decimal, Field(ge=0, le=10**12, max_digits=18)]
NumberName = Annotated[Key, NamesInput("number")]
MaybeNumberName = Annotated[Key | None, NamesInput("number")]
Points = Annotated[Score, GivesPoints()]
MaybePoints = Annotated[Score | None, GivesPoints()]


def _kind_by(*keys: str) -> Callable[[Any], str | None]:
    """Tells entries apart by the first key they have: no `kind` to write where one word says it."""

    def find(data: Any) -> str | None:
        if isinstance(data, dict):
            return next((key for key in keys if key in data), None)
        return next((key for key in keys if hasattr(data, key)), None)

    return find


class InputEntry(Entry):
    """A named value that a rule needs, its unit and who gives it."""

    name: Key
    title: Text
    unit: Unit
    source: InputSource = InputSource.UNIT_FILE


class GivenEntry(Entry):
    """A measure that is given as it stands."""

    value: NumberName


class ShareEntry(Entry):
    """`part` of `whole`, in percent, or as a multiple with `percent: false`."""

    part: NumberName
    whole: NumberName
    percent: bool = True


class GrowthEntry(Entry):
    """The change from the base year to now, in percent."""

    now: NumberName
    base: NumberName


MeasureEntry = Annotated[
    Annotated[GivenEntry, Tag("value")] | Annotated[ShareEntry, Tag("part")] | Annotated[GrowthEntry, Tag("now")],
    Discriminator(
        _kind_by("value", "part", "now"),
        custom_error_type="measure-unknown",
        custom_error_message="measure-unknown",
    ),
]


class AskedEntry(Entry):
    """A condition answered with yes or no."""

    input: Annotated[Key, NamesInput("yes-no")]


class IssuedEntry(Entry):
    """The document of a slot is there."""

    issued: Annotated[Key, NamesSlot()]


class InTimeEntry(Entry):
    """The document of a slot kept its deadline."""

    in_time: Annotated[Key, NamesSlot()]


ConditionEntry = Annotated[
    Annotated[AskedEntry, Tag("input")]
    | Annotated[IssuedEntry, Tag("issued")]
    | Annotated[InTimeEntry, Tag("in_time")],
    Discriminator(
        _kind_by("input", "issued", "in_time"),
        custom_error_type="condition-unknown",
        custom_error_message="condition-unknown",
    ),
]
Conditions = Annotated[tuple[ConditionEntry, ...], Field(min_length=1)]
