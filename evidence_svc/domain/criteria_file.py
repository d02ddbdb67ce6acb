"""Criteria sets and assumptions as YAML files: schema, checks across entries, and reading into the domain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from evidence_svc.domain.criteria import CriteriaSet, Criterion
from evidence_svc.domain.criteria_entries import (
    AssumptionEntry,
    AssumptionsEntry,
    CriterionEntry,
    PeriodEntry,
    RuledEntry,
    SetEntry,
    SlotEntry,
)
from evidence_svc.domain.criteria_reading import read_criterion, read_replacement, read_slot, slot_titles
from evidence_svc.domain.errors import FileProblem
from evidence_svc.domain.file_schema import read_entry, refuse_if
from evidence_svc.domain.numbers import Scale
from evidence_svc.domain.rule_checking import Surroundings, find_input_problems, find_rule_problems, read_inputs
from evidence_svc.domain.rule_reading import read_rule
from evidence_svc.domain.schedule_schema import find_schedule_problems
from evidence_svc.domain.yaml_text import Location, YamlText
from verifiers.deadline import Clock
from verifiers.subject import Period

_REVERSED = "ngày cuối phải sau ngày đầu."


def parse_criteria_set(text: str, source: str = "bộ tiêu chí") -> CriteriaSet:
    """A criteria-set file's text as a set; raises CriteriaFileError listing every fault with its line."""
    entry, document = read_entry(text, source, SetEntry)
    placed = tuple(_walk(entry.criteria, ("criteria",), None))
    scale = Scale(entry.scale, entry.rounding)
    problems = _repeated(document, placed) + _set_problems(document, entry, placed)
    for _, node, location in placed:
        if not scale.fits(node.max_score):
            message = f"điểm chuẩn có quá {scale.places} chữ số thập phân."
            problems.append(document.problem((*location, "max_score"), "scale-exceeded", message))
        problems += _node_problems(document, location, node, node.max_score)
    refuse_if(document, problems)
    return CriteriaSet(
        id=entry.id,
        title=entry.title,
        criteria=tuple(_criterion(document, node, parent, entry.clock) for parent, node, _ in placed),
        scale=scale,
        legal_basis=entry.legal_basis,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        version=entry.version,
        issued_on=entry.issued_on,
        period=Period(entry.period.starts_on, entry.period.ends_on) if entry.period else None,
        clock=entry.clock,
        agency_kinds=entry.agency_kinds,
        printed_total=entry.printed_total,
        replaces=read_replacement(entry.replaces),
    )


def lay_assumptions(criteria_set: CriteriaSet, text: str, source: str = "giả định") -> CriteriaSet:
    """The set with the slots and rules of an assumptions file, each marked as assumed.

    Raises CriteriaFileError; what the set itself prints is never covered by an assumption.
    """
    entry, document = read_entry(text, source, AssumptionsEntry)
    problems: list[FileProblem] = []
    if entry.criteria_set != criteria_set.id:
        message = f"tệp này không dành cho bộ tiêu chí “{criteria_set.id}”."
        problems.append(document.problem(("criteria_set",), "criteria-set-differs", message))
    bases = {node.path: node for node in criteria_set.criteria}
    changed: list[Criterion] = []
    for index, item in enumerate(entry.assumptions):
        base = bases.pop(item.criterion, None)
        found = _assumption_problems(document, item, ("assumptions", index), base)
        problems += found
        if base is not None and not found:
            changed.append(_assumed(document, base, item, criteria_set.clock))
    refuse_if(document, problems)
    return criteria_set.with_criteria(changed)


def _assumption_problems(
    document: YamlText, item: AssumptionEntry, at: Location, base: Criterion | None
) -> list[FileProblem]:
    if base is None:
        message = "bộ tiêu chí không có tiêu chí này, hoặc tiêu chí đã có ở trên."
        return [document.problem((*at, "criterion"), "criterion-unknown", message)]
    if base.slots or base.rule is not None:
        message = "bộ tiêu chí đã quy định cho tiêu chí này, không được giả định khác đi."
        return [document.problem((*at, "criterion"), "already-printed", message)]
    return _node_problems(document, at, item, base.max_score)


def _assumed(document: YamlText, base: Criterion, item: AssumptionEntry, clock: Clock) -> Criterion:
    slots = (read_slot(slot, clock) for slot in item.slots)
    rule = read_rule(item.rule, _surroundings(document, item, base.max_score)) if item.rule is not None else None
    return replace(
        base,
        slots=tuple(
            replace(slot, deadline=replace(slot.deadline, assumption=True)) if slot.deadline else slot for slot in slots
        ),
        rule=replace(rule, assumption=True) if rule is not None else None,
        note=item.note,
    )


Placed = tuple[str | None, CriterionEntry, Location]


def _walk(entries: tuple[CriterionEntry, ...], above: Location, parent: str | None) -> Iterator[Placed]:
    for index, entry in enumerate(entries):
        location: Location = (*above, index)
        yield parent, entry, location
        yield from _walk(entry.children, (*location, "children"), entry.id)


def _repeated(document: YamlText, placed: tuple[Placed, ...]) -> list[FileProblem]:
    """Ids and paths name one criterion each; a code may stand twice (it restarts per part)."""
    problems: list[FileProblem] = []
    seen: set[tuple[str, str]] = set()
    for _, node, location in placed:
        for key, value in (("id", node.id), ("path", node.path or node.code)):
            if (key, value) in seen:
                shown = "code" if key == "path" and node.path is None else key
                message = f"“{value}” đã được dùng cho một tiêu chí khác."
                problems.append(document.problem((*location, shown), f"{key}-twice", message))
            seen.add((key, value))
    return problems


def _set_problems(document: YamlText, entry: SetEntry, placed: tuple[Placed, ...]) -> list[FileProblem]:
    """What one criterion says of another, of the set's agencies and of an older version."""
    problems: list[FileProblem] = []
    ids = {node.id for _, node, _ in placed}
    for _, node, location in placed:
        if node.gated_by is not None and (node.gated_by not in ids or node.gated_by == node.id):
            message = "không có tiêu chí khác mang định danh này."
            problems.append(document.problem((*location, "gated_by"), "gate-unknown", message))
        for index, kind in enumerate(node.agency_kinds):
            if kind not in entry.agency_kinds:
                message = "bộ tiêu chí không khai báo loại đơn vị này."
                problems.append(document.problem((*location, "agency_kinds", index), "agency-kind-unknown", message))
    problems += _reversed(document, ("period",), entry.period)
    if entry.valid_to is not None and entry.valid_to < entry.valid_from:
        problems.append(document.problem(("valid_to",), "interval-reversed", _REVERSED))
    return problems + _gate_cycles(document, placed) + _replacement_problems(document, entry, placed)


def _gate_cycles(document: YamlText, placed: tuple[Placed, ...]) -> list[FileProblem]:
    """Criteria that wait for each other: none of them could ever earn anything."""
    gates = {node.id: node.gated_by for _, node, _ in placed}
    codes = {node.id: node.path or node.code for _, node, _ in placed}
    problems = []
    for _, node, location in placed:
        cycle = [node.id]
        while (gate := gates.get(cycle[-1])) is not None and gate not in cycle:
            cycle.append(gate)
        if gate == node.id and len(cycle) > 1:
            shown = " → ".join(codes[each] for each in (*cycle, node.id))
            message = f"các tiêu chí là điều kiện của nhau thành vòng: {shown}."
            problems.append(document.problem((*location, "gated_by"), "gate-cycle", message))
    return problems


def _replacement_problems(document: YamlText, entry: SetEntry, placed: tuple[Placed, ...]) -> list[FileProblem]:
    if entry.replaces is None:
        return []
    paths = {node.path or node.code for _, node, _ in placed}
    return [
        document.problem(("replaces", "changes", index, "new"), "criterion-unknown", "bộ này không có tiêu chí đó.")
        for index, change in enumerate(entry.replaces.changes)
        if change.new is not None and change.new not in paths
    ]


def _node_problems(document: YamlText, at: Location, node: RuledEntry, max_score: Decimal) -> list[FileProblem]:
    problems = [
        *_slot_problems(document, at, node.slots),
        *find_input_problems(document, at, node.inputs, node.rule),
    ]
    if node.rule is not None:
        problems += find_rule_problems(node.rule, (*at, "rule"), _surroundings(document, node, max_score))
    return problems


def _slot_problems(document: YamlText, at: Location, slots: tuple[SlotEntry, ...]) -> Iterator[FileProblem]:
    seen: set[str] = set()
    for index, slot in enumerate(slots):
        place: Location = (*at, "slots", index)
        if slot.key in seen:
            yield document.problem((*place, "key"), "key-twice", "mã tài liệu này đã có ở trên.")
        seen.add(slot.key)
        yield from _reversed(document, (*place, "period"), slot.period)
        if slot.schedule is not None:
            yield from find_schedule_problems(document, (*place, "schedule"), slot.schedule)
            if slot.deadline is not None:
                yield document.problem((*place, "schedule"), "deadline-twice", "tài liệu đã có thời hạn.")


def _reversed(document: YamlText, at: Location, period: PeriodEntry | None) -> list[FileProblem]:
    if period is None or period.starts_on <= period.ends_on:
        return []
    return [document.problem((*at, "ends_on"), "interval-reversed", _REVERSED)]


def _surroundings(document: YamlText, node: RuledEntry, max_score: Decimal) -> Surroundings:
    return Surroundings(document, read_inputs(node.inputs), slot_titles(node.slots), max_score)


def _criterion(document: YamlText, entry: CriterionEntry, parent: str | None, clock: Clock) -> Criterion:
    rule = read_rule(entry.rule, _surroundings(document, entry, entry.max_score)) if entry.rule is not None else None
    return read_criterion(entry, parent, rule, clock)
