"""Criteria sets and self-assessments written as the YAML that their parsers read back unchanged."""

from __future__ import annotations

from typing import Any

import yaml

from evidence_svc.domain.criteria import (
    CriteriaSet,
    Criterion,
    EvidenceSlot,
    EvidenceSource,
    Mark,
    Option,
    Replacement,
    RoundKind,
)
from evidence_svc.domain.rule_bounds import inputs_of
from evidence_svc.domain.rule_render import render_input, render_rule
from evidence_svc.domain.schedule_schema import render_schedule
from evidence_svc.domain.self_assessment import SelfAssessment, SelfRow
from verifiers.deadline import Clock, Deadline
from verifiers.subject import Period

Mapping = dict[str, Any]


class _TextDumper(yaml.SafeDumper):
    """Writes long texts of several lines as blocks, and indents lists under their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Lists stand two columns inside their key."""
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:
        """The same value twice is written twice: the reader refuses aliases."""
        return True


def _text_node(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_TextDumper.add_representer(str, _text_node)


def render_criteria_set(criteria_set: CriteriaSet) -> str:
    """The set as YAML, rules and assumptions included; `parse_criteria_set` gives the same set back."""
    below: dict[str | None, list[Criterion]] = {}
    for node in criteria_set.criteria:
        below.setdefault(node.parent, []).append(node)
    return dump_yaml(
        {**render_head(criteria_set), "criteria": [_criterion(node, below) for node in below.get(None, [])]}
    )


def render_head(item: CriteriaSet) -> Mapping:
    """What stands above the criteria; what a set does not say is left out."""
    printed = item.printed_total
    optional = {
        "issued_on": item.issued_on,
        "period": _period(item.period),
        "clock": None if item.clock is Clock.DOCUMENT_DATE else item.clock.value,
        "agency_kinds": list(item.agency_kinds),
        "printed_total": None if printed is None else str(printed),
        "replaces": _replacement(item.replaces),
    }
    return {
        "id": item.id,
        "version": item.version,
        "title": item.title,
        "legal_basis": item.legal_basis,
        "valid_from": item.valid_from,
        "valid_to": item.valid_to,
        "scale": item.scale.places,
        "rounding": item.scale.rounding.value,
        **_filled(optional),
    }


def render_self_assessment(item: SelfAssessment) -> str:
    """The self-assessment as YAML; `parse_self_assessment` gives the same back."""
    return dump_yaml(
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


def dump_yaml(data: Mapping) -> str:
    """Plain data as the YAML of our files: keys in their order, long texts as blocks."""
    return yaml.dump(data, Dumper=_TextDumper, allow_unicode=True, sort_keys=False, width=100)


def _criterion(node: Criterion, below: dict[str | None, list[Criterion]]) -> Mapping:
    children = [_criterion(child, below) for child in below.get(node.id, [])]
    return _filled({**render_node(node), "children": children})


def render_node(node: Criterion) -> Mapping:
    """One criterion without what is below it; what it does not say is left out."""
    every_round = node.rounds == tuple(RoundKind)
    unit_file = node.evidence_source is EvidenceSource.UNIT_FILE
    own = {
        "id": node.id,
        "code": node.code,
        "path": node.path if node.path != node.code else None,
        "title": node.title,
        "max_score": str(node.max_score),
        "level": node.level.value,
        "mark": None if node.mark is Mark.SCORED else node.mark.value,
        "gated_by": node.gated_by,
        "agency_kinds": list(node.agency_kinds),
        "appraiser": node.appraiser,
        "evidence_source": None if unit_file else node.evidence_source.value,
        "rounds": None if every_round else [kind.value for kind in node.rounds],
        "file_number": node.file_number,
        "evidence": node.evidence,
        "options": [_option(option) for option in node.options],
    }
    return _filled({**own, **_ruled(node), "note": node.note})


def _ruled(node: Criterion) -> Mapping:
    inputs = [] if node.rule is None else [render_input(wanted) for wanted in inputs_of(node.rule)]
    rule = None if node.rule is None else render_rule(node.rule)
    return {"slots": [render_slot(slot) for slot in node.slots], "inputs": inputs, "rule": rule}


def _option(option: Option) -> Mapping:
    return _filled({"text": option.text, "points": str(option.points), "evidence": option.evidence})


def _replacement(replaces: Replacement | None) -> Mapping | None:
    if replaces is None:
        return None
    changes = [{"old": change.old, "new": change.new} for change in replaces.changes]
    return {"criteria_set": replaces.criteria_set, "version": replaces.version, "changes": changes}


def _period(period: Period | None) -> Mapping | None:
    return None if period is None else {"starts_on": period.starts_on, "ends_on": period.ends_on}


def render_slot(slot: EvidenceSlot) -> Mapping:
    """A wanted document as the mapping that a file holds; what it does not say is left out."""
    return _filled(
        {
            "key": slot.key,
            "title": slot.title,
            "document_type": slot.document_type,
            "about": slot.about,
            "issuer": slot.issuer,
            "count": None if slot.count == 1 else slot.count,
            "signed": slot.signed,
            "period": _period(slot.period),
            "deadline": _deadline(slot.deadline) if slot.deadline else None,
            "schedule": render_schedule(slot.schedule) if slot.schedule else None,
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
