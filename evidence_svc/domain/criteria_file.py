"""Criteria sets and assumptions as YAML files: schema, checks across entries, and reading into the domain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from evidence_svc.domain.criteria import (
    CriteriaSet,
    Criterion,
    EvidenceSlot,
    EvidenceSource,
    Level,
    RoundKind,
)
from evidence_svc.domain.errors import CriteriaFileError, FileProblem
from evidence_svc.domain.file_schema import (
    DeadlineEntry,
    Entry,
    Key,
    LatenessEntry,
    RuleEntry,
    Score,
    SlotEntry,
    Text,
    YesNoEntry,
    parse_interval,
    read_entry,
    refuse_if,
)
from evidence_svc.domain.numbers import Rounding, Scale
from evidence_svc.domain.rules import LatenessBand, LatenessRule, ManualRule, Rule, YesNoRule
from evidence_svc.domain.yaml_text import Location, YamlText
from verifiers.deadline import Deadline


class CriterionEntry(Entry):
    """A node with what is below it."""

    id: Key
    code: Annotated[str, Field(min_length=1, max_length=40)]
    path: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    title: Text
    max_score: Score
    level: Level
    evidence_source: EvidenceSource = EvidenceSource.UNIT_FILE
    rounds: tuple[RoundKind, ...] = Field(default=(RoundKind.HALF_YEAR, RoundKind.YEAR), min_length=1)
    file_number: int | None = None
    slots: tuple[SlotEntry, ...] = ()
    rule: RuleEntry | None = None
    note: str = ""
    children: tuple[CriterionEntry, ...] = ()


class SetEntry(Entry):
    """A criteria-set file."""

    id: Key
    version: Text = "1"
    title: Text
    legal_basis: Text
    valid_from: date
    valid_to: date | None = None
    scale: Annotated[int, Field(ge=0, le=6)]
    rounding: Rounding
    criteria: tuple[CriterionEntry, ...] = Field(min_length=1)


class AssumptionEntry(Entry):
    """Slots and a rule laid over one criterion, to be confirmed by the agency."""

    criterion: Text
    assumption: Literal["true"]
    note: Text
    slots: tuple[SlotEntry, ...] = ()
    rule: RuleEntry | None = None


class AssumptionsEntry(Entry):
    """An assumptions file."""

    criteria_set: Key
    assumptions: tuple[AssumptionEntry, ...]


def parse_criteria_set(text: str, source: str = "bộ tiêu chí") -> CriteriaSet:
    """A criteria-set file's text as a set; raises CriteriaFileError listing every fault with its line."""
    entry, document = read_entry(text, source, SetEntry)
    placed = tuple(_walk(entry.criteria, ("criteria",), None))
    problems = _repeated(document, placed)
    for _, node, location in placed:
        problems += _rule_problems(document, node, location)
    refuse_if(document, problems)
    return CriteriaSet(
        id=entry.id,
        title=entry.title,
        criteria=tuple(_criterion(node, parent) for parent, node, _ in placed),
        scale=Scale(entry.scale, entry.rounding),
        legal_basis=entry.legal_basis,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        version=entry.version,
    )


def lay_assumptions(criteria_set: CriteriaSet, text: str, source: str = "giả định") -> CriteriaSet:
    """The set with the slots and rules of an assumptions file; raises CriteriaFileError."""
    entry, document = read_entry(text, source, AssumptionsEntry)
    problems: list[FileProblem] = []
    by_path = {node.path: node for node in criteria_set.criteria}
    changed: list[Criterion] = []
    for index, item in enumerate(entry.assumptions):
        location: Location = ("assumptions", index)
        found = by_path.get(item.criterion)
        if found is None:
            message = "bộ tiêu chí không có tiêu chí này."
            problems.append(document.problem((*location, "criterion"), "criterion-unknown", message))
            continue
        merged = _entry_over(found, item)
        problems += _rule_problems(document, merged, location)
        if not problems:
            changed.append(_criterion(merged, found.parent))
    refuse_if(document, problems)
    return criteria_set.with_criteria(changed)


def _entry_over(base: Criterion, item: AssumptionEntry) -> CriterionEntry:
    rule = item.rule.model_copy(update={"assumption": True}) if item.rule else None
    return CriterionEntry(
        id=base.id,
        code=base.code,
        path=base.path,
        title=base.title,
        max_score=base.max_score,
        level=base.level,
        evidence_source=base.evidence_source,
        rounds=base.rounds,
        file_number=base.file_number,
        slots=tuple(_assumed(slot) for slot in item.slots),
        rule=rule,
        note=item.note,
    )


def _assumed(slot: SlotEntry) -> SlotEntry:
    if slot.deadline is None:
        return slot
    deadline = slot.deadline.model_copy(update={"assumption": True})
    return slot.model_copy(update={"deadline": deadline})


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


def _rule_problems(document: YamlText, node: CriterionEntry, location: Location) -> list[FileProblem]:
    at: Location = (*location, "rule")
    if isinstance(node.rule, LatenessEntry):
        return _lateness_problems(document, node, node.rule, at)
    if isinstance(node.rule, YesNoEntry) and max(node.rule.yes, node.rule.no) > node.max_score:
        return [_above_maximum(document, at)]
    return []


def _lateness_problems(
    document: YamlText, node: CriterionEntry, rule: LatenessEntry, at: Location
) -> list[FileProblem]:
    problems: list[FileProblem] = []
    known = {slot.key for slot in node.slots}
    for index, key in enumerate(rule.slots):
        if key not in known:
            message = f"tiêu chí không có tài liệu “{key}”."
            problems.append(document.problem((*at, "slots", index), "slot-unknown", message))
    for index, band in enumerate(rule.bands):
        place: Location = (*at, "bands", index)
        if parse_interval(band.days) is None:
            message = "khoảng ngày phải ghi như [0,0], (0,10), [10,) và không được rỗng."
            problems.append(document.problem((*place, "days"), "interval-unreadable", message))
        if band.points > node.max_score:
            problems.append(_above_maximum(document, (*place, "points")))
    if rule.missing > node.max_score:
        problems.append(_above_maximum(document, (*at, "missing")))
    return problems


def _above_maximum(document: YamlText, location: Location) -> FileProblem:
    return document.problem(location, "score-above-maximum", "điểm vượt quá điểm chuẩn của tiêu chí.")


def _criterion(entry: CriterionEntry, parent: str | None) -> Criterion:
    return Criterion(
        id=entry.id,
        code=entry.code,
        path=entry.path or entry.code,
        title=entry.title,
        max_score=entry.max_score,
        level=entry.level,
        parent=parent,
        evidence_source=entry.evidence_source,
        rounds=entry.rounds,
        file_number=entry.file_number,
        slots=tuple(_slot(slot) for slot in entry.slots),
        rule=_rule(entry.rule),
        note=entry.note,
    )


def _slot(entry: SlotEntry) -> EvidenceSlot:
    deadline = _deadline(entry.deadline) if entry.deadline else None
    return EvidenceSlot(entry.key, entry.title, entry.document_type, entry.about, deadline)


def _deadline(entry: DeadlineEntry) -> Deadline:
    return Deadline(
        phrase=entry.phrase,
        on=entry.date,
        inclusive=entry.inclusive,
        clock=entry.clock,
        roll=entry.roll,
        assumption=entry.assumption,
    )


def _rule(entry: RuleEntry | None) -> Rule | None:
    if isinstance(entry, LatenessEntry):
        spans = ((parse_interval(band.days), band.points) for band in entry.bands)
        bands = tuple(LatenessBand(span, points) for span, points in spans if span is not None)
        return LatenessRule(entry.slots, bands, entry.missing, entry.assumption)
    if isinstance(entry, YesNoEntry):
        return YesNoRule(entry.question, entry.yes, entry.no, entry.assumption)
    return ManualRule(entry.guidance, entry.assumption) if entry else None


__all__ = ["CriteriaFileError", "lay_assumptions", "parse_criteria_set"]
