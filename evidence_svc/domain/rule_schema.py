"""The rules of a criteria-set file: one entry per shape, nested as the shapes are."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from evidence_svc.domain.entries import Entry, Key, Score, Text
from evidence_svc.domain.rule_operands import (
    ConditionEntry,
    Conditions,
    HoldsSpan,
    MaybeNumberName,
    MaybePoints,
    MeasureEntry,
    NamesInput,
    NamesSlot,
    Number,
    NumberName,
    Points,
)


class RuleBase(Entry):
    """What every rule has: whether it is an assumption, to be confirmed by the agency."""

    assumption: bool = False


class BandEntry(Entry):
    """Points for an interval of days late, written as in mathematics: `[0,0]`, `(0,10)`, `[10,)`."""

    days: Annotated[str, HoldsSpan(days=True)]
    points: Points


class LatenessEntry(RuleBase):
    """R1: points by days late; `missing: null` where the set does not say what a document never issued earns."""

    kind: Literal["lateness"]
    slots: Annotated[tuple[Key, ...], NamesSlot()] = Field(min_length=1)
    bands: tuple[BandEntry, ...] = Field(min_length=1)
    missing: MaybePoints = Decimal(0)


class MeasureBandEntry(Entry):
    """Points for an interval of a measure: `[80,100]`, `(,50)`."""

    span: Annotated[str, HoldsSpan()]
    points: Points


class BandsEntry(RuleBase):
    """R2, R15, R16, R18: points by bands of a percentage, rank, growth or amount."""

    kind: Literal["bands"]
    measure: MeasureEntry
    bands: tuple[MeasureBandEntry, ...] = Field(min_length=1)


class LinearEntry(RuleBase):
    """R3: the share times the points."""

    kind: Literal["linear"]
    measure: MeasureEntry
    points: Points


class CutOffEntry(RuleBase):
    """R4: below `least` (at it too with `strict: true`) `below` points, else the inner rule."""

    kind: Literal["cut-off"]
    measure: MeasureEntry
    least: Number
    strict: bool = False
    below: Points = Decimal(0)
    rule: RuleEntry


class AffineEntry(RuleBase):
    """R5: a base and the share times the points."""

    kind: Literal["affine"]
    base: Points
    points: Points
    measure: MeasureEntry


class SumEntry(RuleBase):
    """R5: parts added up, at most `cap`."""

    kind: Literal["sum"]
    parts: tuple[RuleEntry, ...] = Field(min_length=1)
    cap: MaybePoints = None


class FixedEntry(RuleBase):
    """Points that are there, for deductions to start from."""

    kind: Literal["fixed"]
    points: Points


class DeductionEntry(RuleBase):
    """R6: `each` off per failed condition or per counted failure, not below `floor`."""

    kind: Literal["deduction"]
    start: RuleEntry
    each: Score
    conditions: tuple[ConditionEntry, ...] = ()
    count: MaybeNumberName = None
    floor: Points = Decimal(0)


class CountedEntry(Entry):
    """Points for each of a count, up to a cap."""

    count: NumberName
    each: Score
    cap: Points


class PerItemEntry(RuleBase):
    """R7, R17: points per item, capped."""

    kind: Literal["per-item"]
    items: tuple[CountedEntry, ...] = Field(min_length=1)
    cap: Points


class CheckEntry(Entry):
    """A condition and its points."""

    condition: ConditionEntry
    points: Points


class ChecklistEntry(RuleBase):
    """R8: the points of the met conditions added up."""

    kind: Literal["checklist"]
    items: tuple[CheckEntry, ...] = Field(min_length=1)


class YesNoEntry(RuleBase):
    """R9: yes or no."""

    kind: Literal["yes-no"]
    question: Text
    yes: Points
    no: Points = Decimal(0)
    condition: ConditionEntry | None = None


class OptionEntry(Entry):
    """One grade of a choice."""

    key: Key
    title: Text
    points: Points


class ChoiceEntry(RuleBase):
    """R10: a person chooses a grade."""

    kind: Literal["choice"]
    input: Annotated[Key, NamesInput("choice")]
    options: tuple[OptionEntry, ...] = Field(min_length=1)


class GateEntry(RuleBase):
    """R11: nothing unless every condition is met, then the inner rule."""

    kind: Literal["gate"]
    conditions: Conditions
    rule: RuleEntry


class AllEntry(RuleBase):
    """R12: all conditions or nothing."""

    kind: Literal["all-or-nothing"]
    conditions: Conditions
    points: Points


class LevelEntry(Entry):
    """A kind of violation and the points that remain."""

    violation: ConditionEntry
    points: Points


class SeverityEntry(RuleBase):
    """R13: the worst violation decides."""

    kind: Literal["severity"]
    clean: Points
    levels: tuple[LevelEntry, ...] = Field(min_length=1)


class ImportedEntry(RuleBase):
    """R14, R15: a value from a survey or an index out of `full`, times the points."""

    kind: Literal["imported"]
    input: NumberName
    full: Annotated[Decimal, Field(gt=0, le=10**12, max_digits=18)]
    points: Points


class BestOfEntry(RuleBase):
    """R16: the best of several alternatives."""

    kind: Literal["best-of"]
    alternatives: tuple[RuleEntry, ...] = Field(min_length=1)


class SystemicEntry(RuleBase):
    """R19: a deduction beyond the agency's control."""

    kind: Literal["systemic"]
    rule: RuleEntry
    deduction: Score
    cause: Text


class ManualEntry(RuleBase):
    """A person's judgment."""

    kind: Literal["manual"]
    guidance: str = ""


RuleEntry = Annotated[
    LatenessEntry
    | BandsEntry
    | LinearEntry
    | CutOffEntry
    | AffineEntry
    | SumEntry
    | FixedEntry
    | DeductionEntry
    | PerItemEntry
    | ChecklistEntry
    | YesNoEntry
    | ChoiceEntry
    | GateEntry
    | AllEntry
    | SeverityEntry
    | ImportedEntry
    | BestOfEntry
    | SystemicEntry
    | ManualEntry,
    Field(discriminator="kind"),
]

for _nested in (CutOffEntry, SumEntry, DeductionEntry, GateEntry, BestOfEntry, SystemicEntry):
    _nested.model_rebuild()
