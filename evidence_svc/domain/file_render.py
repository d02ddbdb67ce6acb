"""Criteria sets and self-assessments written as the YAML that their parsers read back unchanged."""

from __future__ import annotations

from typing import Any

import yaml

from evidence_svc.domain.criteria import CriteriaSet, Criterion, EvidenceSlot, EvidenceSource, RoundKind
from evidence_svc.domain.file_schema import render_interval
from evidence_svc.domain.rules import LatenessRule, ManualRule, Rule, YesNoRule
from evidence_svc.domain.self_assessment import SelfAssessment, SelfRow
from verifiers.deadline import Deadline

Mapping = dict[str, Any]


class _TextDumper(yaml.SafeDumper):
    """Writes long texts of several lines as blocks, and indents lists under their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Lists stand two columns inside their key."""
        super().increase_indent(flow, indentless=False)


def _text_node(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_TextDumper.add_representer(str, _text_node)


def render_criteria_set(criteria_set: CriteriaSet) -> str:
    """The set as YAML, rules and assumptions included; `parse_criteria_set` gives the same set back."""
    below: dict[str | None, list[Criterion]] = {}
    for node in criteria_set.criteria:
        below.setdefault(node.parent, []).append(node)
    head = {
        "id": criteria_set.id,
        "version": criteria_set.version,
        "title": criteria_set.title,
        "legal_basis": criteria_set.legal_basis,
        "valid_from": criteria_set.valid_from,
        "valid_to": criteria_set.valid_to,
        "scale": criteria_set.scale.places,
        "rounding": criteria_set.scale.rounding.value,
    }
    return _dump({**head, "criteria": [_criterion(node, below) for node in below.get(None, [])]})


def render_self_assessment(item: SelfAssessment) -> str:
    """The self-assessment as YAML; `parse_self_assessment` gives the same back."""
    return _dump(
        {
            "criteria_set": item.criteria_set,
            "agency": {"id": item.agency_id, "name": item.agency_name},
            "round": {
                "id": item.round_id,
                "title": item.round_title,
                "kind": item.round_kind.value,
                "starts_on": item.starts_on,
                "ends_on": item.ends_on,
            },
            "rows": [_row(row) for row in item.rows],
        }
    )


def _dump(data: Mapping) -> str:
    return yaml.dump(data, Dumper=_TextDumper, allow_unicode=True, sort_keys=False, width=100)


def _criterion(node: Criterion, below: dict[str | None, list[Criterion]]) -> Mapping:
    every_round = node.rounds == tuple(RoundKind)
    unit_file = node.evidence_source is EvidenceSource.UNIT_FILE
    return _filled(
        {
            "id": node.id,
            "code": node.code,
            "path": node.path if node.path != node.code else None,
            "title": node.title,
            "max_score": str(node.max_score),
            "level": node.level.value,
            "evidence_source": None if unit_file else node.evidence_source.value,
            "rounds": None if every_round else [kind.value for kind in node.rounds],
            "file_number": node.file_number,
            "slots": [_slot(slot) for slot in node.slots],
            "rule": _rule(node.rule),
            "note": node.note,
            "children": [_criterion(child, below) for child in below.get(node.id, [])],
        }
    )


def _slot(slot: EvidenceSlot) -> Mapping:
    return _filled(
        {
            "key": slot.key,
            "title": slot.title,
            "document_type": slot.document_type,
            "about": slot.about,
            "deadline": _deadline(slot.deadline) if slot.deadline else None,
        }
    )


def _deadline(deadline: Deadline) -> Mapping:
    return {
        "phrase": deadline.phrase,
        "date": deadline.on,
        "inclusive": deadline.inclusive,
        "clock": deadline.clock.value,
        "roll": deadline.roll,
        "assumption": deadline.assumption,
    }


def _rule(rule: Rule | None) -> Mapping | None:
    match rule:
        case LatenessRule():
            bands = [{"days": render_interval(band.days), "points": str(band.points)} for band in rule.bands]
            shape: Mapping = {"slots": list(rule.slots), "bands": bands, "missing": str(rule.missing)}
            return {"kind": "lateness", **shape, "assumption": rule.assumption}
        case YesNoRule():
            shape = {"question": rule.question, "yes": str(rule.yes), "no": str(rule.no)}
            return {"kind": "yes-no", **shape, "assumption": rule.assumption}
        case ManualRule():
            return {"kind": "manual", "guidance": rule.guidance, "assumption": rule.assumption}
        case None:
            return None


def _row(row: SelfRow) -> Mapping:
    return _filled(
        {
            "code": row.code,
            "criterion": row.criterion_id,
            "status": row.status.value,
            "self_score": None if row.self_score is None else str(row.self_score),
            "explanation": row.explanation,
            "evidence": list(row.evidence),
        }
    )


def _filled(mapping: Mapping) -> Mapping:
    """Without the entries that say nothing."""
    return {key: value for key, value in mapping.items() if value not in (None, "", [])}
