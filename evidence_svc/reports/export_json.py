"""Criteria sets and rounds as the JSON that other programs read; both shapes are part of the contract."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evidence_svc.domain.criteria import CriteriaSet, Criterion
from evidence_svc.domain.file_render import render_slot
from evidence_svc.domain.rule_render import render_rule

Json = dict[str, Any]
_WHEN = ("deadline", "schedule")


@dataclass(frozen=True, slots=True)
class ScoredRow:
    """One leaf of an agency's assessment in a round; `evidence` holds the names under which files were linked."""

    criterion: Criterion
    status: str
    self_score: Decimal | None
    appraised_score: Decimal | None
    explanation: str
    opinion: str
    evidence: tuple[str, ...]


def set_as_json(criteria_set: CriteriaSet) -> Json:
    """The set with every node in document order; scores are texts so that no reader makes floats of them.

    `parent` is the id of the node above, null for a root; `evidence` the text as printed, or the titles of the
    wanted documents where none is printed; `deadline` one entry per document that has a time, null without any.
    """
    return {"set": criteria_set.id, "nodes": [_node(node) for node in criteria_set.criteria]}


def rows_as_json(rows: Iterable[ScoredRow]) -> Json:
    """The leaves of an assessment in document order; a score that is not there is null."""
    return {"rows": [_row(row) for row in rows]}


def _node(node: Criterion) -> Json:
    return {
        "id": node.id,
        "code": node.code,
        "path": node.path,
        "parent": node.parent,
        "title": node.title,
        "max_score": str(node.max_score),
        "level": node.level.value,
        "evidence": node.evidence or "; ".join(slot.title for slot in node.slots),
        "rule": None if node.rule is None else render_rule(node.rule),
        "deadline": _deadlines(node) or None,
    }


def _deadlines(node: Criterion) -> list[Json]:
    shapes = ((slot, render_slot(slot)) for slot in node.slots)
    return [
        {"slot": slot.key, "document": slot.title, **plain(shape[key])}
        for slot, shape in shapes
        for key in _WHEN
        if key in shape
    ]


def plain(value: Any) -> Any:
    """Mappings and lists with dates as ISO 8601 texts."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _row(row: ScoredRow) -> Json:
    return {
        "code": row.criterion.code,
        "path": row.criterion.path,
        "title": row.criterion.title,
        "max_score": str(row.criterion.max_score),
        "status": row.status,
        "self_score": _score(row.self_score),
        "appraised_score": _score(row.appraised_score),
        "explanation": row.explanation,
        "evidence": list(row.evidence),
    }


def _score(score: Decimal | None) -> str | None:
    return None if score is None else str(score)
