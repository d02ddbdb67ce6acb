"""Rules written as the mappings that a criteria-set file holds; the inverse of reading them."""

from __future__ import annotations

from typing import Any

from evidence_svc.domain import rule_shapes as shapes
from evidence_svc.domain.rule_inputs import Input, InputSource
from evidence_svc.domain.rule_shapes import Rule
from evidence_svc.domain.rule_spans import render_interval, render_span
from evidence_svc.domain.rule_terms import Asked, Condition, Given, Issued, Measure, Share

Mapping = dict[str, Any]


def render_rule(rule: Rule) -> Mapping:
    """The rule as plain mappings, lists and texts."""
    shape = _leaf(rule)
    if rule.assumption:
        shape["assumption"] = True
    return shape


def render_input(wanted: Input) -> Mapping:
    """A named input; its source is left out where the agency gives it itself."""
    shape = {"name": wanted.name, "title": wanted.title, "unit": wanted.unit.value}
    return shape if wanted.source is InputSource.UNIT_FILE else {**shape, "source": wanted.source.value}


def _leaf(rule: Rule) -> Mapping:
    match rule:
        case shapes.LatenessRule():
            bands = [{"days": render_interval(band.days), "points": str(band.points)} for band in rule.bands]
            missing = str(rule.missing) if rule.missing_stated else None
            return {"kind": "lateness", "slots": list(rule.slots), "bands": bands, "missing": missing}
        case shapes.BandsRule():
            spans = [{"span": render_span(band.span), "points": str(band.points)} for band in rule.bands]
            return {"kind": "bands", "measure": _measure(rule.measure), "bands": spans}
        case shapes.LinearRule():
            return {"kind": "linear", "measure": _measure(rule.measure), "points": str(rule.points)}
        case shapes.AffineRule():
            points = {"base": str(rule.base), "points": str(rule.points)}
            return {"kind": "affine", **points, "measure": _measure(rule.measure)}
        case shapes.ImportedRule():
            shape = {"input": rule.value.name, "full": str(rule.full), "points": str(rule.points)}
            return {"kind": "imported", **shape}
        case shapes.FixedRule():
            return {"kind": "fixed", "points": str(rule.points)}
        case shapes.ManualRule():
            return {"kind": "manual", "guidance": rule.guidance}
        case _:
            return _judged(rule)


def _judged(rule: Rule) -> Mapping:
    match rule:
        case shapes.PerItemRule():
            items = [{"count": i.count.name, "each": str(i.each), "cap": str(i.cap)} for i in rule.items]
            return {"kind": "per-item", "items": items, "cap": str(rule.cap)}
        case shapes.ChecklistRule():
            checks = [{"condition": _condition(i.condition), "points": str(i.points)} for i in rule.items]
            return {"kind": "checklist", "items": checks}
        case shapes.YesNoRule():
            shape: Mapping = {"question": rule.question, "yes": str(rule.yes), "no": str(rule.no)}
            if rule.condition is not None:
                shape["condition"] = _condition(rule.condition)
            return {"kind": "yes-no", **shape}
        case shapes.ChoiceRule():
            options = [{"key": o.key, "title": o.title, "points": str(o.points)} for o in rule.options]
            return {"kind": "choice", "input": rule.value.name, "options": options}
        case shapes.AllRule():
            conditions = [_condition(each) for each in rule.conditions]
            return {"kind": "all-or-nothing", "conditions": conditions, "points": str(rule.points)}
        case shapes.SeverityRule():
            levels = [{"violation": _condition(each.violation), "points": str(each.points)} for each in rule.levels]
            return {"kind": "severity", "clean": str(rule.clean), "levels": levels}
        case _:
            return _nested(rule)


def _nested(rule: Rule) -> Mapping:
    match rule:
        case shapes.CutOffRule():
            ends = {"least": str(rule.least), "strict": rule.strict, "below": str(rule.below)}
            return {"kind": "cut-off", "measure": _measure(rule.measure), **ends, "rule": render_rule(rule.rule)}
        case shapes.SumRule():
            cap = {} if rule.cap is None else {"cap": str(rule.cap)}
            return {"kind": "sum", "parts": [render_rule(part) for part in rule.parts], **cap}
        case shapes.DeductionRule():
            shape: Mapping = {"start": render_rule(rule.start), "each": str(rule.each)}
            shape["conditions"] = [_condition(each) for each in rule.conditions]
            count = {} if rule.count is None else {"count": rule.count.name}
            return {"kind": "deduction", **shape, **count, "floor": str(rule.floor)}
        case shapes.GateRule():
            conditions = [_condition(each) for each in rule.conditions]
            return {"kind": "gate", "conditions": conditions, "rule": render_rule(rule.rule)}
        case shapes.SystemicRule():
            shape = {"rule": render_rule(rule.rule), "deduction": str(rule.deduction), "cause": rule.cause}
            return {"kind": "systemic", **shape}
        case shapes.BestOfRule():
            return {"kind": "best-of", "alternatives": [render_rule(each) for each in rule.alternatives]}
        case _:
            return {}


def _measure(measure: Measure) -> Mapping:
    match measure:
        case Given(value):
            return {"value": value.name}
        case Share(part, whole, percent):
            shape: Mapping = {"part": part.name, "whole": whole.name}
            return shape if percent else {**shape, "percent": False}
        case _:
            return {"now": measure.now.name, "base": measure.base.name}


def _condition(condition: Condition) -> Mapping:
    match condition:
        case Asked(value):
            return {"input": value.name}
        case Issued(slot):
            return {"issued": slot}
        case _:
            return {"in_time": condition.slot}
