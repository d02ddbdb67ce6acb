"""Reviewed corrections laid over what a reader made: each must fit the place it names, and says why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import yaml

from evidence_svc.domain.criteria import CriteriaSet
from evidence_svc.domain.criteria_file import parse_criteria_set
from evidence_svc.domain.file_render import render_criteria_set
from evidence_svc.samples.seed_table import SeedTableError

Node = dict[str, Any]


def correct_set(draft: CriteriaSet, corrections: Mapping[str, Any]) -> CriteriaSet:
    """The draft with its corrections (`values`) and reviewed rules (`rules`), read again by the file's own parser.

    A value is replaced only where the wrong one stands; a rule replaces slots, inputs and rule of a criterion and
    is marked as an assumption where the set does not print it. Raises SeedTableError for one that fits no place.
    """
    data = yaml.safe_load(render_criteria_set(draft))
    nodes: dict[str, Node] = {str(node.get("path", node["code"])): node for node in _walk(data["criteria"])}
    for item in corrections["values"]:
        _replace(nodes, item)
    for item in corrections["rules"]:
        _rule(nodes, item)
    replaces = {"criteria_set": draft.id, "version": draft.version, "changes": []}
    text = yaml.safe_dump({**data, **corrections["head"], "replaces": replaces}, allow_unicode=True)
    return parse_criteria_set(text)


def _replace(nodes: Mapping[str, Node], item: Mapping[str, Any]) -> None:
    """One cell of a node, or the words of one of its cases (`option: 2`)."""
    node = nodes.get(item["path"])
    target = node["options"][item["option"] - 1] if node is not None and "option" in item else node
    key = "text" if "option" in item else item["key"]
    if target is None or str(target.get(key, "")) != item["wrong"]:
        raise SeedTableError(f"correction of {item['path']} (“{item['wrong']}”) fits no place")
    target[key] = item["right"]


def _rule(nodes: Mapping[str, Node], item: Mapping[str, Any]) -> None:
    node = nodes.get(item["path"])
    if node is None:
        raise SeedTableError(f"a rule for {item['path']} fits no place")
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
