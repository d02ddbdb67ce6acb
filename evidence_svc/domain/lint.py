"""The linter of criteria sets: everything that can be found without knowing what was meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain

from evidence_svc.domain.criteria import CriteriaSet
from evidence_svc.domain.lint_bands import find_band_problems
from evidence_svc.domain.lint_codes import find_code_problems
from evidence_svc.domain.lint_problem import LintProblem, Severity
from evidence_svc.domain.lint_rules import find_rule_problems
from evidence_svc.domain.lint_sums import find_sum_problems
from evidence_svc.domain.lint_times import find_time_problems
from evidence_svc.domain.lint_words import find_word_problems

__all__ = ["CHECKS", "LintProblem", "Severity", "lint"]

Check = Callable[[CriteriaSet], Iterable[LintProblem]]

CHECKS: tuple[Check, ...] = (
    find_sum_problems,
    find_code_problems,
    find_band_problems,
    find_rule_problems,
    find_time_problems,
    find_word_problems,
)


def lint(criteria_set: CriteriaSet) -> tuple[LintProblem, ...]:
    """Every problem of a set, in document order, those of the set itself first.

    A set without problems is consistent, not right: what no rule, date or sum contradicts is not seen.
    """
    place = {node.path: number for number, node in enumerate(criteria_set.criteria)}
    found = chain.from_iterable(check(criteria_set) for check in CHECKS)
    return tuple(sorted(found, key=lambda problem: (place.get(problem.path, -1), problem.reason, problem.message)))
