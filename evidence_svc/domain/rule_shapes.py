"""The shapes of scoring rules as data."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from evidence_svc.domain.rule_inputs import Input
from evidence_svc.domain.rule_spans import Interval, Span
from evidence_svc.domain.rule_terms import Condition, Measure


@dataclass(frozen=True, slots=True)
class LatenessBand:
    """Points for a range of days late."""

    days: Interval
    points: Decimal


@dataclass(frozen=True, slots=True)
class LatenessRule:
    """R1: points by days late of the latest of `slots`; a document never issued earns `missing`.

    Where the set does not say what a document never issued earns, `missing_stated` is False.
    """

    slots: tuple[str, ...]
    bands: tuple[LatenessBand, ...]
    missing: Decimal = Decimal(0)
    assumption: bool = False
    missing_stated: bool = True


@dataclass(frozen=True, slots=True)
class Band:
    """Points for a range of a measure."""

    span: Span
    points: Decimal


@dataclass(frozen=True, slots=True)
class BandsRule:
    """R2 percentages, R15 ranks, R16 growth, R18 amounts: points by the band in which a measure lies."""

    measure: Measure
    bands: tuple[Band, ...]
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class LinearRule:
    """R3: the measure as a share of one, never more, times `points`: `41.940/58.818 × 1,5`."""

    measure: Measure
    points: Decimal
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class CutOffRule:
    """R4: below `least` (below and at it where `strict`) the measure earns `below`; from there on `rule` decides."""

    measure: Measure
    least: Decimal
    rule: Rule
    strict: bool = False
    below: Decimal = Decimal(0)
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class AffineRule:
    """R5: `base` for having it at all and `points` times the share: `0,5 + 0,5 × 38/39`."""

    base: Decimal
    points: Decimal
    measure: Measure
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class SumRule:
    """R5: the points of several parts together, at most `cap`."""

    parts: tuple[Rule, ...]
    cap: Decimal | None = None
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class FixedRule:
    """Points that are simply there: what deductions start from and what a cut-off leads to."""

    points: Decimal
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class DeductionRule:
    """R6: `each` off for every condition that is not met, or for each of a `count`, never below `floor`."""

    start: Rule
    each: Decimal
    conditions: tuple[Condition, ...] = ()
    count: Input | None = None
    floor: Decimal = Decimal(0)
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class CountedItem:
    """`each` points for each of a count, at most `cap` for this kind of item."""

    count: Input
    each: Decimal
    cap: Decimal


@dataclass(frozen=True, slots=True)
class PerItemRule:
    """R7, and R17 for bonus and penalty content: points per item, at most `cap` in all."""

    items: tuple[CountedItem, ...]
    cap: Decimal
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """A condition and its points."""

    condition: Condition
    points: Decimal


@dataclass(frozen=True, slots=True)
class ChecklistRule:
    """R8: the points of all conditions that are met, added up."""

    items: tuple[ChecklistItem, ...]
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class YesNoRule:
    """R9: `yes` points if the condition is met, else `no`; without a condition the question is answered freely."""

    question: str
    yes: Decimal
    no: Decimal = Decimal(0)
    assumption: bool = False
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class ChoiceOption:
    """One grade of a choice; `key` is what the input's value names."""

    key: str
    title: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class ChoiceRule:
    """R10: a person grades the quality by choosing one option."""

    value: Input
    options: tuple[ChoiceOption, ...]
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class GateRule:
    """R11: where one of `conditions` is not met (no plan was issued), 0; else `rule` decides."""

    conditions: tuple[Condition, ...]
    rule: Rule
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class AllRule:
    """R12: `points` if every condition is met, else nothing."""

    conditions: tuple[Condition, ...]
    points: Decimal
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class SeverityLevel:
    """A kind of violation and the points that remain when it occurred (the condition is met)."""

    violation: Condition
    points: Decimal


@dataclass(frozen=True, slots=True)
class SeverityRule:
    """R13: `clean` points without any violation; the worst violation that occurred decides."""

    levels: tuple[SeverityLevel, ...]
    clean: Decimal
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class ImportedRule:
    """R14 survey values and R15 indices, never self-scored: `value` of `full` times `points`."""

    value: Input
    full: Decimal
    points: Decimal
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class BestOfRule:
    """R16: alternatives joined by "hoặc"; the best one counts."""

    alternatives: tuple[Rule, ...]
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class SystemicRule:
    """R19: `deduction` off for a cause that strikes every agency alike; it is marked as beyond control."""

    rule: Rule
    deduction: Decimal
    cause: str
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class ManualRule:
    """A person judges; the machine suggests nothing."""

    guidance: str = ""
    assumption: bool = False


Rule = (
    LatenessRule
    | BandsRule
    | LinearRule
    | CutOffRule
    | AffineRule
    | SumRule
    | FixedRule
    | DeductionRule
    | PerItemRule
    | ChecklistRule
    | YesNoRule
    | ChoiceRule
    | GateRule
    | AllRule
    | SeverityRule
    | ImportedRule
    | BestOfRule
    | SystemicRule
    | ManualRule
)
