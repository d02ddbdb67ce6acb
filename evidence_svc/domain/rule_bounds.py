"""What can be said of a rule without any value: its best and least points, its inputs, slots and parts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from evidence_svc.domain import rule_shapes as shapes
from evidence_svc.domain.rule_inputs import Input
from evidence_svc.domain.rule_measures import inputs_of_measure
from evidence_svc.domain.rule_shapes import Rule
from evidence_svc.domain.rule_terms import Asked, Condition

ZERO = Decimal(0)


def parts_of(rule: Rule) -> tuple[Rule, ...]:
    """The rules directly inside a rule."""
    match rule:
        case shapes.CutOffRule() | shapes.GateRule() | shapes.SystemicRule():
            return (rule.rule,)
        case shapes.DeductionRule():
            return (rule.start,)
        case shapes.SumRule():
            return rule.parts
        case shapes.BestOfRule():
            return rule.alternatives
        case _:
            return ()


def walk(rule: Rule) -> Iterator[Rule]:
    """The rule and all rules inside it, outermost first."""
    yield rule
    for part in parts_of(rule):
        yield from walk(part)


def most_points(rule: Rule) -> Decimal | None:
    """The best a rule can give; None where a person decides freely."""
    match rule:
        case shapes.ManualRule():
            return None
        case (
            shapes.LatenessRule()
            | shapes.BandsRule()
            | shapes.YesNoRule()
            | shapes.ChoiceRule()
            | shapes.SeverityRule()
        ):
            return max(levels_of(rule))
        case shapes.LinearRule() | shapes.FixedRule() | shapes.AllRule() | shapes.ImportedRule():
            return rule.points
        case shapes.AffineRule():
            return rule.base + rule.points
        case shapes.PerItemRule():
            return min(rule.cap, sum((item.cap for item in rule.items), ZERO))
        case shapes.ChecklistRule():
            return sum((item.points for item in rule.items), ZERO)
        case _:
            return _most_of_parts(rule)


def _most_of_parts(rule: Rule) -> Decimal | None:
    inner = [most_points(part) for part in parts_of(rule)]
    best = [points for points in inner if points is not None]
    if len(best) < len(inner):
        return None
    match rule:
        case shapes.SumRule():
            total = sum(best, ZERO)
            return total if rule.cap is None else min(total, rule.cap)
        case shapes.SystemicRule():
            return max(ZERO, best[0] - rule.deduction)
        case shapes.CutOffRule():
            return max(best[0], rule.below)
        case _:
            return max(best)


def levels_of(rule: Rule) -> tuple[Decimal, ...]:
    """The points a rule of single levels names, in its own order; empty for rules that compute."""
    match rule:
        case shapes.LatenessRule():
            stated = (rule.missing,) if rule.missing_stated else ()
            return (*(band.points for band in rule.bands), *stated)
        case shapes.BandsRule():
            return tuple(band.points for band in rule.bands)
        case shapes.YesNoRule():
            return (rule.yes, rule.no)
        case shapes.ChoiceRule():
            return tuple(option.points for option in rule.options)
        case shapes.SeverityRule():
            return (rule.clean, *(level.points for level in rule.levels))
        case _:
            return ()


def conditions_of(rule: Rule) -> tuple[Condition, ...]:
    """The conditions a rule names itself, not those of the rules inside it."""
    match rule:
        case shapes.GateRule() | shapes.AllRule() | shapes.DeductionRule():
            return rule.conditions
        case shapes.ChecklistRule():
            return tuple(item.condition for item in rule.items)
        case shapes.SeverityRule():
            return tuple(level.violation for level in rule.levels)
        case shapes.YesNoRule():
            return () if rule.condition is None else (rule.condition,)
        case _:
            return ()


def inputs_of(rule: Rule) -> tuple[Input, ...]:
    """Every named input of a rule and the rules inside it, each once, in the order of reading."""
    found: dict[str, Input] = {}
    for part in walk(rule):
        for each in _own_inputs(part):
            found.setdefault(each.name, each)
    return tuple(found.values())


def slots_of(rule: Rule) -> tuple[str, ...]:
    """Every slot that a rule and the rules inside it look at, each once."""
    found: dict[str, None] = {}
    for part in walk(rule):
        lateness = part.slots if isinstance(part, shapes.LatenessRule) else ()
        named = (each.slot for each in conditions_of(part) if not isinstance(each, Asked))
        found.update(dict.fromkeys([*lateness, *named]))
    return tuple(found)


def _own_inputs(rule: Rule) -> Iterator[Input]:
    match rule:
        case shapes.BandsRule() | shapes.LinearRule() | shapes.AffineRule() | shapes.CutOffRule():
            yield from inputs_of_measure(rule.measure)
        case shapes.ChoiceRule() | shapes.ImportedRule():
            yield rule.value
        case shapes.PerItemRule():
            yield from (item.count for item in rule.items)
        case shapes.DeductionRule(count=count) if count is not None:
            yield count
    yield from (each.value for each in conditions_of(rule) if isinstance(each, Asked))
