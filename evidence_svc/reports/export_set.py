"""A criteria set as a table that people read and edit, and that the importer reads back as the same set."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from evidence_svc.domain.criteria import CriteriaSet, Criterion
from evidence_svc.domain.file_render import render_head, render_node
from evidence_svc.domain.rule_words import describe_rule
from evidence_svc.domain.set_words import HEAD_WORDS, LEVEL_WORDS, MORE, UNDER
from evidence_svc.reports.export_json import plain
from evidence_svc.reports.export_table import Cell, TableColumn, WrittenTable

COLUMNS = (
    TableColumn("STT", 8),
    TableColumn("Nội dung", 60),
    TableColumn("Điểm chuẩn", 10),
    TableColumn("Tài liệu kiểm chứng", 40),
    TableColumn("Cách chấm", 50),
    TableColumn("Cấp", 14),
    TableColumn("Đường dẫn", 10, for_programs=True),
    TableColumn("Định danh", 20, for_programs=True),
    TableColumn("Dữ liệu", 30, for_programs=True),
)
_IN_COLUMNS = ("id", "code", "path", "title", "max_score", "level", "evidence", "options", "children")


def set_table(criteria_set: CriteriaSet) -> WrittenTable:
    """Codes, words, points and evidence as offices print them, each case under its criterion.

    Then what only a program needs: level, path, id, and the rest of the node as JSON. "Cách chấm" is the rule in
    words for people; the importer passes over it.
    """
    columns = tuple(replace(each, places=criteria_set.scale.places) for each in COLUMNS)
    rows = tuple(row for node in criteria_set.criteria for row in _rows(criteria_set, node))
    return WrittenTable("Bộ tiêu chí", criteria_set.title, columns, rows, _facts(criteria_set))


def _facts(criteria_set: CriteriaSet) -> tuple[tuple[str, str], ...]:
    head = plain(render_head(criteria_set))
    known = tuple((label, str(head[key])) for key, label in HEAD_WORDS.items() if head.get(key) is not None)
    more = {key: value for key, value in head.items() if key not in HEAD_WORDS}
    return (*known, (MORE, _json(more))) if more else known


def _rows(criteria_set: CriteriaSet, node: Criterion) -> Iterator[tuple[Cell, ...]]:
    shape = plain(render_node(node))
    more = {key: value for key, value in shape.items() if key not in _IN_COLUMNS}
    above = None if node.parent is None else criteria_set.get(node.parent).path
    if (node.path.rpartition(".")[0] or None) != above:
        more[UNDER] = above
    words = "" if node.rule is None else "\n".join(describe_rule(node.rule))
    level = LEVEL_WORDS[node.level]
    data = _json(more) if more else ""
    yield node.code, node.title, node.max_score, node.evidence, words, level, node.path, node.id, data
    for option in node.options:
        yield None, option.text, option.points, option.evidence, None, None, None, None, None


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
