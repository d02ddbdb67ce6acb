"""Suggested scores where a rule alone is not enough: gates between criteria, and wordings with two readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from evidence_svc.domain.criteria import CriteriaSet
from evidence_svc.domain.numbers import TWO_PLACES, Scale
from evidence_svc.domain.rule_inputs import RuleInputs, Suggestion
from evidence_svc.domain.rule_shapes import Rule
from evidence_svc.domain.rules import suggest

NOTHING = RuleInputs()


def suggest_for(criteria_set: CriteriaSet, criterion_id: str, known: Mapping[str, RuleInputs]) -> Suggestion:
    """The suggestion for one criterion, with what is known of every criterion by its id.

    A criterion whose gate earned 0 earns 0; while the gate cannot be told, nothing is suggested. A gate is judged
    by its own rule alone, so gates that point at each other end. Raises CriterionNotFoundError.
    """
    criterion = criteria_set.get(criterion_id)
    own = suggest(criterion.rule, known.get(criterion_id, NOTHING), criteria_set.scale)
    if criterion.gated_by is None:
        return own
    gate = criteria_set.get(criterion.gated_by)
    before = suggest(gate.rule, known.get(gate.id, NOTHING), criteria_set.scale)
    if before.points is None:
        trace = f"Chờ kết quả của tiêu chí {gate.path}: {before.trace}"
        return Suggestion(None, trace, before.reason, before.missing)
    if before.points == 0:
        return Suggestion(Decimal(0), f"Tiêu chí {gate.path} không có điểm: 0 điểm", "computed")
    return own


@dataclass(frozen=True, slots=True)
class ReadSuggestion:
    """What a rule gives under one reading of the wording of its deadlines."""

    inclusive: bool
    suggestion: Suggestion


def suggest_by_reading(
    rule: Rule | None, strict: RuleInputs, inclusive: RuleInputs, scale: Scale = TWO_PLACES
) -> tuple[ReadSuggestion, ...]:
    """One suggestion where both readings give the same points, else both, the strict one first."""
    both = (
        ReadSuggestion(inclusive=False, suggestion=suggest(rule, strict, scale)),
        ReadSuggestion(inclusive=True, suggestion=suggest(rule, inclusive, scale)),
    )
    return both[1:] if both[0].suggestion.points == both[1].suggestion.points else both
