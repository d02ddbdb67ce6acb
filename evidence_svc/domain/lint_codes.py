"""Codes that are missing, stand twice or begin again, and titles that stand twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from evidence_svc.domain.criteria import CriteriaSet, Criterion
from evidence_svc.domain.folding import fold
from evidence_svc.domain.lint_problem import LintProblem, note, warn


def find_code_problems(criteria_set: CriteriaSet) -> Iterator[LintProblem]:
    """A code twice under one parent is an error, the same code in two parts a collision of code-keyed tables."""
    for node in criteria_set.criteria:
        if not any(char.isalnum() for char in node.code):
            yield warn("code-missing", node.path, "tiêu chí không có số thứ tự.")
    roots = {node.id: criteria_set.ancestry(node.id)[-1] for node in criteria_set.criteria}
    by_code: dict[str, list[Criterion]] = defaultdict(list)
    by_title: dict[str, list[Criterion]] = defaultdict(list)
    for node in criteria_set.criteria:
        by_code[node.code].append(node)
        by_title[fold(node.title)].append(node)
    for code, nodes in by_code.items():
        yield from _code_problems(code, nodes, roots)
    for nodes in by_title.values():
        for node in nodes[1:]:
            yield note("title-twice", node.path, f"trùng tên với mục {nodes[0].path}: “{node.title}”.")


def _code_problems(code: str, nodes: list[Criterion], roots: dict[str, Criterion]) -> Iterator[LintProblem]:
    if not any(char.isalnum() for char in code):
        return
    first_in: dict[str, Criterion] = {}
    for node in nodes:
        root = roots[node.id].id
        if root in first_in:
            message = f"mã {code} đã dùng cho mục {first_in[root].path}."
            yield LintProblem("code-twice", node.path, message)
        elif first_in:
            other = next(iter(first_in.values()))
            message = f"mã {code} cũng có ở phần khác ({other.path}); phải ghi cả phần và mã."
            yield note("code-restarts", node.path, message)
        first_in.setdefault(root, node)
