"""The shapes that contain other rules: gates, cut-offs, deductions, sums, alternatives, causes beyond control."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from evidence_svc.domain.rule_inputs import RuleInputs
from evidence_svc.domain.rule_measures import cannot_tell, describe, holds, measure, read_number, unit_of
from evidence_svc.domain.rule_points import capped, find_unmet
from evidence_svc.domain.rule_shapes import (
    CutOffRule,
    DeductionRule,
    GateRule,
    SumRule,
    SystemicRule,
)
from evidence_svc.domain.rule_spans import Span
from evidence_svc.domain.rule_worked import INPUT_INVALID, Worked, first_unknown, plain, show, unknown


def through_gate(rule: GateRule, inner: Worked, known: RuleInputs) -> Worked:
    """R11: a closed gate gives 0 whatever lies behind it; one that cannot be told waits."""
    closed = find_unmet(rule.conditions, known)
    if closed:
        return plain(Fraction(0), f"Điều kiện tiên quyết không đạt: {describe(closed[0])}")
    waiting = [cannot_tell(each) for each in rule.conditions if holds(each, known) is None]
    return first_unknown([*waiting, inner] if waiting else []) or inner


def above_cut(rule: CutOffRule, inner: Worked, known: RuleInputs) -> Worked:
    """R4: below the cut the rule's `below` points, from there on the inner rule."""
    found = measure(rule.measure, known)
    if isinstance(found, Worked):
        return found
    under = found.value <= rule.least if rule.strict else found.value < rule.least
    if not under:
        return inner
    unit = unit_of(rule.measure)
    words = f"{'không quá' if rule.strict else 'dưới'} {show(rule.least)}{unit if unit == '%' else ''}"
    below = Span(None, rule.least, lower_closed=False, upper_closed=rule.strict)
    return plain(rule.below, f"{found.describe(below)} → {words}")


def less_deductions(rule: DeductionRule, start: Worked, known: RuleInputs) -> Worked:
    """R6: `3 − 2 × 0,75`, never below the floor; what failed is named."""
    counted = _deduction_count(rule, known)
    lacking = first_unknown([start, counted])
    if lacking is not None or start.points is None or counted.points is None:
        return lacking or start
    if not counted.points:
        return start
    left = start.points - counted.points * Fraction(rule.each)
    formula = f"{start.term} − {show(counted.points)} × {show(rule.each)}"
    notes = (*start.notes, *counted.notes)
    floor = min(Fraction(rule.floor), start.points)
    if left < floor:
        note = f"{formula} = {show(left)}, không thấp hơn {show(floor)}"
        return replace(start, points=floor, formula="", notes=(*notes, note))
    return replace(start, points=left, formula=formula, notes=notes)


def _deduction_count(rule: DeductionRule, known: RuleInputs) -> Worked:
    waiting = first_unknown(cannot_tell(each) for each in rule.conditions if holds(each, known) is None)
    if waiting is not None:
        return waiting
    failed = find_unmet(rule.conditions, known)
    notes = (f"Không đạt: {'; '.join(describe(each) for each in failed)}",) if failed else ()
    if rule.count is None:
        return Worked(Fraction(len(failed)), notes)
    count = read_number(rule.count, known)
    if isinstance(count, Worked):
        return count
    if count.denominator != 1:
        return unknown(f"Số liệu không hợp lệ: {rule.count.title}.", INPUT_INVALID, (rule.count.name,))
    return Worked(count + len(failed), (*notes, f"{rule.count.title}: {show(count)}"))


def summed(rule: SumRule, parts: Sequence[Worked]) -> Worked:
    """R5: the parts together, each with its own formula, at most the cap."""
    lacking = first_unknown(parts)
    if lacking is not None:
        return lacking
    total = sum((part.points or Fraction(0) for part in parts), Fraction(0))
    beyond = sum((part.beyond_control for part in parts), Fraction(0))
    notes = tuple(note for part in parts for note in part.notes)
    worked = Worked(total, notes, " + ".join(part.term for part in parts), beyond_control=beyond)
    return capped(worked, rule.cap)


def best_of(parts: Sequence[Worked], most: Fraction) -> Worked:
    """R16: the best alternative; one that already earns `most` decides before the others are known."""
    known = [part for part in parts if part.points is not None]
    best = max(known, key=lambda part: part.points or Fraction(0), default=None)
    if best is not None and (len(known) == len(parts) or best.points == most):
        return best
    return first_unknown(parts) or parts[0]


def beyond_control(rule: SystemicRule, inner: Worked) -> Worked:
    """R19: the deduction that strikes every agency alike, kept apart from what the agency lost itself."""
    if inner.points is None:
        return inner
    off = min(Fraction(rule.deduction), inner.points)
    formula = f"{inner.term} − {show(off)}"
    notes = (*inner.notes, f"Ngoài tầm kiểm soát: {rule.cause}")
    return replace(
        inner, points=inner.points - off, formula=formula, notes=notes, beyond_control=inner.beyond_control + off
    )
