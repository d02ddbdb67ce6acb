"""From the checked rule of a file to the rule of the domain."""

from __future__ import annotations

from decimal import Decimal

from evidence_svc.domain.rule_checking import Surroundings
from evidence_svc.domain.rule_operands import (
    AskedEntry,
    ConditionEntry,
    GivenEntry,
    IssuedEntry,
    MeasureEntry,
    ShareEntry,
)
from evidence_svc.domain.rule_schema import (
    AffineEntry,
    AllEntry,
    BandsEntry,
    BestOfEntry,
    ChecklistEntry,
    ChoiceEntry,
    CutOffEntry,
    DeductionEntry,
    FixedEntry,
    GateEntry,
    ImportedEntry,
    LatenessEntry,
    LinearEntry,
    ManualEntry,
    PerItemEntry,
    RuleEntry,
    SeverityEntry,
    SumEntry,
    SystemicEntry,
    YesNoEntry,
)
from evidence_svc.domain.rule_shapes import (
    AffineRule,
    AllRule,
    Band,
    BandsRule,
    BestOfRule,
    ChecklistItem,
    ChecklistRule,
    ChoiceOption,
    ChoiceRule,
    CountedItem,
    CutOffRule,
    DeductionRule,
    FixedRule,
    GateRule,
    ImportedRule,
    LatenessBand,
    LatenessRule,
    LinearRule,
    ManualRule,
    PerItemRule,
    Rule,
    SeverityLevel,
    SeverityRule,
    SumRule,
    SystemicRule,
    YesNoRule,
)
from evidence_svc.domain.rule_spans import parse_interval, parse_span
from evidence_svc.domain.rule_terms import Asked, Condition, Given, Growth, InTime, Issued, Measure, Share


def read_rule(entry: RuleEntry, around: Surroundings) -> Rule:
    """The rule; `find_rule_problems` must have found none."""
    match entry:
        case LatenessEntry() | BandsEntry():
            return _read_bands(entry, around)
        case LinearEntry() | AffineEntry() | ImportedEntry() | FixedEntry() | ManualEntry():
            return _read_formula(entry, around)
        case PerItemEntry() | ChecklistEntry() | YesNoEntry() | ChoiceEntry() | AllEntry() | SeverityEntry():
            return _read_judged(entry, around)
        case _:
            return _read_nested(entry, around)


def _read_bands(entry: LatenessEntry | BandsEntry, around: Surroundings) -> Rule:
    if isinstance(entry, BandsEntry):
        spans = ((parse_span(band.span), band.points) for band in entry.bands)
        bands = tuple(Band(span, points) for span, points in spans if span is not None)
        return BandsRule(_measure(entry.measure, around), bands, entry.assumption)
    days = ((parse_interval(band.days), band.points) for band in entry.bands)
    late = tuple(LatenessBand(interval, points) for interval, points in days if interval is not None)
    stated = entry.missing is not None
    return LatenessRule(entry.slots, late, entry.missing or Decimal(0), entry.assumption, missing_stated=stated)


def _read_formula(
    entry: LinearEntry | AffineEntry | ImportedEntry | FixedEntry | ManualEntry, around: Surroundings
) -> Rule:
    match entry:
        case LinearEntry():
            return LinearRule(_measure(entry.measure, around), entry.points, entry.assumption)
        case AffineEntry():
            return AffineRule(entry.base, entry.points, _measure(entry.measure, around), entry.assumption)
        case ImportedEntry():
            return ImportedRule(around.inputs[entry.input], entry.full, entry.points, entry.assumption)
        case FixedEntry():
            return FixedRule(entry.points, entry.assumption)
        case ManualEntry():
            return ManualRule(entry.guidance, entry.assumption)


def _read_judged(
    entry: PerItemEntry | ChecklistEntry | YesNoEntry | ChoiceEntry | AllEntry | SeverityEntry, around: Surroundings
) -> Rule:
    match entry:
        case PerItemEntry():
            items = (CountedItem(around.inputs[item.count], item.each, item.cap) for item in entry.items)
            return PerItemRule(tuple(items), entry.cap, entry.assumption)
        case ChecklistEntry():
            checks = (ChecklistItem(_condition(item.condition, around), item.points) for item in entry.items)
            return ChecklistRule(tuple(checks), entry.assumption)
        case YesNoEntry():
            condition = None if entry.condition is None else _condition(entry.condition, around)
            return YesNoRule(entry.question, entry.yes, entry.no, entry.assumption, condition)
        case ChoiceEntry():
            options = tuple(ChoiceOption(option.key, option.title, option.points) for option in entry.options)
            return ChoiceRule(around.inputs[entry.input], options, entry.assumption)
        case AllEntry():
            return AllRule(_conditions(entry.conditions, around), entry.points, entry.assumption)
        case SeverityEntry():
            levels = (SeverityLevel(_condition(level.violation, around), level.points) for level in entry.levels)
            return SeverityRule(tuple(levels), entry.clean, entry.assumption)


def _read_nested(
    entry: CutOffEntry | SumEntry | DeductionEntry | GateEntry | BestOfEntry | SystemicEntry, around: Surroundings
) -> Rule:
    match entry:
        case CutOffEntry():
            measure, inner = _measure(entry.measure, around), read_rule(entry.rule, around)
            return CutOffRule(measure, entry.least, inner, entry.strict, entry.below, entry.assumption)
        case SumEntry():
            return SumRule(tuple(read_rule(part, around) for part in entry.parts), entry.cap, entry.assumption)
        case DeductionEntry():
            start, conditions = read_rule(entry.start, around), _conditions(entry.conditions, around)
            count = None if entry.count is None else around.inputs[entry.count]
            return DeductionRule(start, entry.each, conditions, count, entry.floor, entry.assumption)
        case GateEntry():
            return GateRule(_conditions(entry.conditions, around), read_rule(entry.rule, around), entry.assumption)
        case BestOfEntry():
            return BestOfRule(tuple(read_rule(each, around) for each in entry.alternatives), entry.assumption)
        case SystemicEntry():
            return SystemicRule(read_rule(entry.rule, around), entry.deduction, entry.cause, entry.assumption)


def _measure(entry: MeasureEntry, around: Surroundings) -> Measure:
    if isinstance(entry, GivenEntry):
        return Given(around.inputs[entry.value])
    if isinstance(entry, ShareEntry):
        return Share(around.inputs[entry.part], around.inputs[entry.whole], entry.percent)
    return Growth(around.inputs[entry.now], around.inputs[entry.base])


def _conditions(entries: tuple[ConditionEntry, ...], around: Surroundings) -> tuple[Condition, ...]:
    return tuple(_condition(entry, around) for entry in entries)


def _condition(entry: ConditionEntry, around: Surroundings) -> Condition:
    if isinstance(entry, AskedEntry):
        return Asked(around.inputs[entry.input])
    if isinstance(entry, IssuedEntry):
        return Issued(entry.issued, around.slots[entry.issued])
    return InTime(entry.in_time, around.slots[entry.in_time])
