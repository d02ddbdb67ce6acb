"""Bands that leave something out or cover it twice, in every rule and every rule inside a rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from evidence_svc.domain.criteria import CriteriaSet
from evidence_svc.domain.lint_problem import LintProblem
from evidence_svc.domain.numbers import format_decimal
from evidence_svc.domain.rule_bounds import walk
from evidence_svc.domain.rule_measures import reach_of, unit_of
from evidence_svc.domain.rule_shapes import BandsRule, LatenessRule, Rule
from evidence_svc.domain.rule_spans import DAYS, Reach, Span, find_gaps, find_overlaps, span_of

Bands = Sequence[tuple[Span, Decimal]]


def find_band_problems(criteria_set: CriteriaSet) -> Iterator[LintProblem]:
    """Gaps, overlaps with different points, and lateness that forgets what is never issued."""
    for leaf in criteria_set.leaves:
        for rule in walk(leaf.rule) if leaf.rule is not None else ():
            yield from _rule_problems(leaf.path, rule)


def _rule_problems(path: str, rule: Rule) -> Iterator[LintProblem]:
    match rule:
        case BandsRule():
            bands = [(band.span, band.points) for band in rule.bands]
            yield from _problems(path, bands, reach_of(rule.measure), unit_of(rule.measure))
        case LatenessRule():
            bands = [(span_of(band.days), band.points) for band in rule.bands]
            yield from _problems(path, bands, DAYS, "ngày chậm")
            if not rule.missing_stated:
                yield LintProblem("missing-not-stated", path, "không nêu mức điểm khi không thực hiện.")


def _problems(path: str, bands: Bands, reach: Reach, unit: str) -> Iterator[LintProblem]:
    for gap in find_gaps([span for span, _ in bands], reach):
        yield LintProblem("band-gap", path, f"không có mức điểm nào cho {gap.describe(unit)}.")
    for (first, points), (second, other) in combinations(bands, 2):
        if points == other:
            continue
        for overlap in find_overlaps(first, second, reach):
            both = f"{format_decimal(points)} và {format_decimal(other)} điểm"
            yield LintProblem("band-overlap", path, f"{overlap.describe(unit)} được cả {both}.")
