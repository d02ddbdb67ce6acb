"""Criteria sets as pages: the published editions, one edition's tree with its rules in words, and taking one in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from evidence_svc.domain.criteria import CriteriaSet, Criterion
from evidence_svc.domain.errors import CriteriaFileError
from evidence_svc.domain.lint_problem import LintProblem
from evidence_svc.errors import RefusedError
from evidence_svc.headers import send_untrusted
from evidence_svc.isolation import IsolationError
from evidence_svc.operations.import_criteria import ImportWishes
from evidence_svc.operations.rounds import publish_criteria_set
from evidence_svc.operations.show_criteria_sets import list_criteria_sets, preview_criteria_set, show_criteria_set
from evidence_svc.reports.export_set import set_table
from evidence_svc.reports.export_xlsx import write_xlsx
from evidence_svc.serving import acting, services
from evidence_svc.tables.rows import TableError
from evidence_svc.translations.sentences import said
from evidence_svc.web.rule_words import RuleLine, describe_reading, rule_lines

pages = Blueprint("criteria_sets", __name__, url_prefix="/criteria-sets")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEAD = ("id", "title", "valid_from")


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One node as a row of the tree: how deep it stands, its rule in words, its deadlines, what is wrong with it."""

    node: Criterion
    depth: int
    rule: Sequence[RuleLine]
    readings: Sequence[str]
    problems: Sequence[LintProblem]


def tree_rows(criteria_set: CriteriaSet, problems: Sequence[LintProblem]) -> tuple[TreeRow, ...]:
    """Every node in document order with what the linter says of it."""
    by_path: Mapping[str, list[LintProblem]] = {node.path: [] for node in criteria_set.criteria}
    for problem in problems:
        by_path.get(problem.path, []).append(problem)
    depths: dict[str | None, int] = {None: -1}
    rows = []
    for node in criteria_set.criteria:
        depths[node.id] = depths[node.parent] + 1
        rule = rule_lines(node.rule) if node.rule is not None else ()
        readings = [describe_reading(slot.deadline) for slot in node.slots if slot.deadline is not None]
        rows.append(TreeRow(node, depths[node.id], rule, readings, by_path[node.path]))
    return tuple(rows)


@pages.get("")
def index() -> ResponseReturnValue:
    """All published editions, and the form to take one in."""
    return _index()


@pages.get("/<key>")
def show(key: str) -> ResponseReturnValue:
    """One edition."""
    criteria_set, problems = show_criteria_set(services(), key)
    return render_template("criteria_set.html", key=key, set=criteria_set, **_parts(criteria_set, problems))


@pages.get("/<key>.xlsx")
def workbook(key: str) -> ResponseReturnValue:
    """One edition as a workbook that the importer reads back."""
    criteria_set, _problems = show_criteria_set(services(), key)
    return send_untrusted(write_xlsx((set_table(criteria_set),)), f"{key}.xlsx", XLSX)


@pages.post("/preview")
def preview() -> ResponseReturnValue:
    """What a file would become: every repair, every problem, the whole tree; nothing is kept."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _index(message=_("Hãy chọn tệp chứa bộ tiêu chí.")), 422
    corrections = request.files.get("corrections")
    text = corrections.stream.read().decode("utf-8", errors="replace") if corrections is not None else ""
    head = {key: value for key in _HEAD if (value := request.form.get(key, "").strip())}
    try:
        found = preview_criteria_set(services(), acting(), file.stream.read(), file.filename, ImportWishes(text, head))
    except (TableError, CriteriaFileError, IsolationError, RefusedError) as error:
        return _index(message=_("Không đọc được tệp: %(why)s", why=said(error))), 422
    parts = _parts(found.criteria_set, found.problems)
    repairs = found.imported.repairs
    return render_template(
        "criteria_preview.html", set=found.criteria_set, yaml=found.imported.yaml, repairs=repairs, **parts
    )


@pages.post("")
def publish() -> ResponseReturnValue:
    """Publish what was looked at."""
    key = publish_criteria_set(services(), acting(), request.form.get("content", ""))
    flash(_("Đã công bố bộ tiêu chí. Từ nay nội dung không thay đổi được; muốn sửa hãy công bố phiên bản mới."))
    return redirect(url_for("criteria_sets.show", key=key))


def _index(message: str = "") -> str:
    page = list_criteria_sets(services(), acting())
    return render_template("criteria_sets.html", page=page, message=message)


def _parts(criteria_set: CriteriaSet, problems: Sequence[LintProblem]) -> dict[str, object]:
    return {
        "rows": tree_rows(criteria_set, problems),
        "of_the_set": [problem for problem in problems if not problem.path],
        "problem_count": len(problems),
    }
