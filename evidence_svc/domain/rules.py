"""Rules that suggest a score: trees of shapes over named inputs, computed exactly and rounded once."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from evidence_svc.domain import rule_shapes as shapes
from evidence_svc.domain.numbers import TWO_PLACES, Scale, format_decimal
from evidence_svc.domain.rule_bounds import most_points
from evidence_svc.domain.rule_combinations import (
    above_cut,
    best_of,
    beyond_control,
    less_deductions,
    summed,
    through_gate,
)
from evidence_svc.domain.rule_inputs import Input, InputSource, RuleInputs, Suggestion, Unit, Value
from evidence_svc.domain.rule_points import (
    by_all,
    by_answer,
    by_bands,
    by_base_and_share,
    by_checklist,
    by_choice,
    by_import,
    by_items,
    by_lateness,
    by_severity,
    by_share,
    capped,
)
from evidence_svc.domain.rule_shapes import LatenessBand, LatenessRule, ManualRule, Rule, YesNoRule
from evidence_svc.domain.rule_spans import Interval
from evidence_svc.domain.rule_worked import MANUAL, Worked, round_exact, unknown

__all__ = [
    "Input",
    "InputSource",
    "Interval",
    "LatenessBand",
    "LatenessRule",
    "ManualRule",
    "Rule",
    "RuleInputs",
    "Suggestion",
    "Unit",
    "Value",
    "YesNoRule",
    "suggest",
]


def suggest(
    rule: Rule | None, inputs: RuleInputs, scale: Scale = TWO_PLACES, *, most: Decimal | None = None
) -> Suggestion:
    """The points a rule gives for `inputs` in the set's `scale`, never more certain than the inputs are.

    `most` is the maximum of the criterion, which its rule may pass in a set that contradicts itself.
    Reasons: `computed`, `manual`, `input-missing`, `input-invalid`, `no-occurrence` (nothing to divide by:
    the criterion may leave the base), `band-gap`, `band-overlap`.
    """
    worked = capped(work(rule, inputs), most) if rule is not None else _by_hand()
    trace = "; ".join(worked.notes)
    if worked.points is None:
        return Suggestion(None, trace, worked.reason, worked.missing)
    points = round_exact(worked.points, scale)
    if worked.formula:
        shown = format_decimal(points, places=None if points == worked.points else scale.places)
        trace = "; ".join([*worked.notes, f"{worked.formula} = {shown}"])
    return Suggestion(points, trace, worked.reason, beyond_control=round_exact(worked.beyond_control, scale))


def work(rule: Rule, known: RuleInputs) -> Worked:
    """The exact points of a rule before rounding; the rules inside it are worked first."""
    match rule:
        case shapes.GateRule():
            return through_gate(rule, work(rule.rule, known), known)
        case shapes.CutOffRule():
            return above_cut(rule, work(rule.rule, known), known)
        case shapes.DeductionRule():
            return less_deductions(rule, work(rule.start, known), known)
        case shapes.SumRule():
            return summed(rule, [work(part, known) for part in rule.parts])
        case shapes.BestOfRule():
            most = most_points(rule)
            return best_of([work(part, known) for part in rule.alternatives], Fraction(-1 if most is None else most))
        case shapes.SystemicRule():
            return beyond_control(rule, work(rule.rule, known))
        case _:
            return _work_simple(rule, known)


def _work_simple(rule: Rule, known: RuleInputs) -> Worked:
    match rule:
        case LatenessRule():
            return by_lateness(rule, known.days_late)
        case shapes.BandsRule():
            return by_bands(rule, known)
        case shapes.LinearRule():
            return by_share(rule, known)
        case shapes.AffineRule():
            return by_base_and_share(rule, known)
        case shapes.ImportedRule():
            return by_import(rule, known)
        case shapes.PerItemRule():
            return by_items(rule, known)
        case shapes.ChecklistRule():
            return by_checklist(rule, known)
        case _:
            return _work_judged(rule, known)


def _work_judged(rule: Rule, known: RuleInputs) -> Worked:
    match rule:
        case YesNoRule():
            return by_answer(rule, known)
        case shapes.ChoiceRule():
            return by_choice(rule, known)
        case shapes.AllRule():
            return by_all(rule, known)
        case shapes.SeverityRule():
            return by_severity(rule, known)
        case shapes.FixedRule():
            return Worked(Fraction(rule.points))
        case _:
            return _by_hand()


def _by_hand() -> Worked:
    return unknown("Tiêu chí do người thẩm định đánh giá.", MANUAL)
