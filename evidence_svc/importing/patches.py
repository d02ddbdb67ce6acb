"""Reviewed corrections of misread cells, and of what the cells became: each must fit the place it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import yaml

from evidence_svc.domain.criteria import CriteriaSet
from evidence_svc.domain.criteria_file import parse_criteria_set
from evidence_svc.domain.file_render import render_criteria_set
from evidence_svc.importing.codes import CodedRow
from evidence_svc.importing.heads import Head
from evidence_svc.tables.rows import Repair, TableError, TableRow, repaired

Node = dict[str, Any]


def correct_set(draft: CriteriaSet, corrections: Mapping[str, Any]) -> CriteriaSet:
    """The draft with its corrections (`values`) and reviewed rules (`rules`), read again by the file's own parser.

    A value is replaced only where the wrong one stands; a rule replaces slots, inputs and rule of a criterion and
    is marked as an assumption where the set does not print it. Raises TableError for one that fits no place.
    """
    data = yaml.safe_load(render_criteria_set(draft))
    nodes: dict[str, Node] = {str(node.get("path", node["code"])): node for node in _walk(data["criteria"])}
    for item in corrections.get("values", ()):
        _replace(nodes, item)
    for item in corrections.get("rules", ()):
        _rule(nodes, item)
    replaces = {"criteria_set": draft.id, "version": draft.version, "changes": []}
    text = yaml.safe_dump({**data, **corrections.get("head", {}), "replaces": replaces}, allow_unicode=True)
    return parse_criteria_set(text)


def misplaced(code: str, wrong: str) -> TableError:
    """The error of a correction that fits no place, or several."""
    message = f"Tệp chỉnh lý: chỗ sửa của {code} (“{wrong}”) không khớp đúng một chỗ nào."
    return TableError(message, reason="correction-misplaced")


def correct_cells(
    rows: Iterable[TableRow], corrections: Iterable[Mapping[str, str]], head: Head, repairs: list[Repair]
) -> tuple[TableRow, ...]:
    """Reviewed corrections of misread letters, each at one place; rows are named by their code.

    Raises TableError (`correction-misplaced`) for one that fits no place or several.
    """
    corrected = {head.get(row, "code"): row for row in rows}
    for item in corrections:
        row = corrected.get(item["code"])
        if row is None:
            raise misplaced(item["code"], item["wrong"])
        corrected[item["code"]] = _corrected(row, item, head, repairs)
    return tuple(corrected.values())


def correct_rows(
    placed: Iterable[CodedRow], head: Head, corrections: Mapping[str, Any], repairs: list[Repair]
) -> tuple[CodedRow, ...]:
    """The same for rows that are named by their path, once codes were told apart."""
    corrected = {each.path: each for each in placed}
    for item in corrections.get("cells", ()):
        each = corrected.get(item["code"])
        if each is None:
            raise misplaced(item["code"], item["wrong"])
        corrected[item["code"]] = replace(each, row=_corrected(each.row, item, head, repairs))
    return tuple(corrected.values())


def _corrected(row: TableRow, item: Mapping[str, str], head: Head, repairs: list[Repair]) -> TableRow:
    column = head.columns.get(item["column"])
    if column is None or row.cells[column].count(item["wrong"]) != 1:
        raise misplaced(item["code"], item["wrong"])
    message = f"“{item['wrong']}” hiểu là “{item['right']}”."
    repairs.append(repaired(row, item["code"], "misread-letters", message))
    return row.with_cell(column, row.cells[column].replace(item["wrong"], item["right"]))


def _replace(nodes: Mapping[str, Node], item: Mapping[str, Any]) -> None:
    """One cell of a node, or the words of one of its cases (`option: 2`)."""
    node = nodes.get(item["path"])
    target = node["options"][item["option"] - 1] if node is not None and "option" in item else node
    key = "text" if "option" in item else item["key"]
    if target is None or str(target.get(key, "")) != item["wrong"]:
        raise misplaced(item["path"], item["wrong"])
    target[key] = item["right"]


def _rule(nodes: Mapping[str, Node], item: Mapping[str, Any]) -> None:
    node = nodes.get(item["path"])
    if node is None:
        raise misplaced(item["path"], "rule")
    for key in ("slots", "inputs", "rule"):
        node.pop(key, None)
        if key in item:
            node[key] = item[key]
    node["rule"]["assumption"] = item["assumption"]
    node["note"] = item["why"]


def _walk(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _walk(node.get("children", ()))
