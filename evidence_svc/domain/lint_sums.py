"""Sums that do not add up, maxima that nobody can reach, points beyond the maximum."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from evidence_svc.domain.criteria import CriteriaSet, Criterion, Mark, find_sum_mismatches
from evidence_svc.domain.lint_problem import LintProblem, note, warn
from evidence_svc.domain.numbers import format_decimal
from evidence_svc.domain.rule_bounds import levels_of, most_points, walk
from evidence_svc.domain.rule_shapes import BandsRule, LatenessRule

ZERO = Decimal(0)


def find_sum_problems(criteria_set: CriteriaSet) -> Iterator[LintProblem]:
    """Parents against their children, the printed total against the parts, maxima against the rules."""
    leaf_sums = _leaf_sums(criteria_set)
    for mismatch in find_sum_mismatches(criteria_set):
        node = mismatch.criterion
        message = f"điểm chuẩn ghi {_p(node.max_score)}, các mục con cộng lại {_p(mismatch.children_total)}"
        if leaf_sums[node.id] != mismatch.children_total:
            message += f", các tiêu chí chấm điểm cộng lại {_p(leaf_sums[node.id])}"
        yield LintProblem("sum-differs", node.path, f"{message}.")
    yield from _total_problems(criteria_set, leaf_sums)
    for leaf in criteria_set.leaves:
        yield from _maximum_problems(leaf)


def _total_problems(criteria_set: CriteriaSet, leaf_sums: dict[str, Decimal]) -> Iterator[LintProblem]:
    scored = [root for root in criteria_set.roots if root.mark is Mark.SCORED]
    parts = sum((root.max_score for root in scored), ZERO)
    leaves = sum((leaf_sums[root.id] for root in scored), ZERO)
    total = criteria_set.printed_total
    if total is not None and parts != total:
        message = f"tổng điểm ghi {_p(total)}, các phần cộng lại {_p(parts)}, các tiêu chí cộng lại {_p(leaves)}."
        yield LintProblem("total-differs", "", message)
    if total is not None and parts == total != leaves:
        message = f"tổng điểm ghi {_p(total)}, các tiêu chí chấm điểm cộng lại {_p(leaves)}."
        yield LintProblem("total-differs", "", message)
    scored_leaves = [leaf for leaf in criteria_set.leaves if leaf.mark is Mark.SCORED]
    best = sum((min(_best(leaf), leaf.max_score) for leaf in scored_leaves), ZERO)
    if best != leaves:
        message = f"điểm cao nhất có thể đạt là {_p(best)} trên {_p(leaves)}."
        yield warn("total-unreachable", "", message)


def _maximum_problems(leaf: Criterion) -> Iterator[LintProblem]:
    best = _best(leaf)
    if best < leaf.max_score:
        message = f"mức cao nhất chỉ đạt {_p(best)} trên điểm chuẩn {_p(leaf.max_score)}."
        yield LintProblem("maximum-unreachable", leaf.path, message)
    highest = max([best, *(option.points for option in leaf.options)])
    if highest > leaf.max_score:
        message = f"có mức điểm {_p(highest)} vượt điểm chuẩn {_p(leaf.max_score)}."
        yield LintProblem("points-outside-range", leaf.path, message)
    yield from _step_problems(leaf)


def _step_problems(leaf: Criterion) -> Iterator[LintProblem]:
    """Levels that go down in equal steps but for one of double size: 5, 4, 3, 2, 0."""
    printed = tuple(option.points for option in leaf.options) or _levels(leaf)
    if len(printed) < 3 or list(printed) != sorted(set(printed), reverse=True):
        return
    steps = [before - after for before, after in pairwise(printed)]
    usual, largest = min(steps), max(steps)
    if largest == usual * 2 and sorted(steps)[:-1] == [usual] * (len(steps) - 1):
        shown = " / ".join(_p(points) for points in printed)
        yield note("step-skipped", leaf.path, f"các mức {shown} bỏ cách quãng, có thể thiếu một mức.")


def _levels(leaf: Criterion) -> tuple[Decimal, ...]:
    return levels_of(leaf.rule) if isinstance(leaf.rule, BandsRule | LatenessRule) else ()


def _best(leaf: Criterion) -> Decimal:
    """The best a leaf can give: by its rule, else by its printed cases, else its maximum."""
    by_rule = most_points(leaf.rule) if leaf.rule is not None else None
    if by_rule is not None:
        return by_rule
    decided = leaf.rule is not None and any(levels_of(part) for part in walk(leaf.rule))
    if leaf.options and not decided:
        return max(option.points for option in leaf.options)
    return leaf.max_score


def _leaf_sums(criteria_set: CriteriaSet) -> dict[str, Decimal]:
    sums = {node.id: ZERO for node in criteria_set.criteria}
    for leaf in criteria_set.leaves:
        for node in criteria_set.ancestry(leaf.id):
            sums[node.id] += leaf.max_score
    return sums


def _p(points: Decimal) -> str:
    return format_decimal(points)
