"""Rules that never decide anything: those of nodes that are only sums, and gates that nothing can tell."""

from __future__ import annotations

from collections.abc import Iterator

from evidence_svc.domain.criteria import CriteriaSet
from evidence_svc.domain.lint_problem import LintProblem, warn
from evidence_svc.domain.rule_bounds import most_points


def find_rule_problems(criteria_set: CriteriaSet) -> Iterator[LintProblem]:
    """Cases or a rule on a node with criteria below it, and gates without a rule that computes."""
    leaves = {leaf.id for leaf in criteria_set.leaves}
    for node in criteria_set.criteria:
        if node.id not in leaves and (node.rule is not None or node.options):
            yield warn("rule-on-parent", node.path, "có mục con nên cách chấm ghi ở đây không được dùng.")
        gate = criteria_set.get(node.gated_by) if node.gated_by is not None else None
        if gate is not None and (gate.id not in leaves or gate.rule is None or most_points(gate.rule) is None):
            message = (
                f"điều kiện là mục {gate.path}, nhưng mục đó không có quy tắc tính nên không bao giờ biết đạt chưa."
            )
            yield warn("gate-without-rule", node.path, message)
