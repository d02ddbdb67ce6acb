"""Criteria sets and assumptions as YAML files: schema, checks across entries, and reading into the domain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
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
from evidence_svc.domain.errors import FileProblem
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
    scale = Scale(entry.scale, entry.rounding)
    problems = _repeated(document, placed)
    for _, node, location in placed:
        if not scale.fits(node.max_score):
            message = f"điểm chuẩn có quá {scale.places} chữ số thập phân."
            problems.append(document.problem((*location, "max_score"), "scale-exceeded", message))
        problems += _rule_problems(document, location, node.rule, node.slots, node.max_score)
    refuse_if(document, problems)
    return CriteriaSet(
        id=entry.id,
        title=entry.title,
        criteria=tuple(_criterion(node, parent) for parent, node, _ in placed),
        scale=scale,
        legal_basis=entry.legal_basis,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        version=entry.version,
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
            changed.append(_assumed(base, item))
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
    return _rule_problems(document, at, item.rule, item.slots, base.max_score)


def _assumed(base: Criterion, item: AssumptionEntry) -> Criterion:
    slots = (_slot(slot) for slot in item.slots)
    rule = _rule(item.rule)
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


def _rule_problems(
    document: YamlText,
    at: Location,
    rule: RuleEntry | None,
    slots: tuple[SlotEntry, ...],
    max_score: Decimal,
) -> list[FileProblem]:
    if not isinstance(rule, LatenessEntry | YesNoEntry):
        return []
    points = {"missing": rule.missing} if isinstance(rule, LatenessEntry) else {"yes": rule.yes, "no": rule.no}
    problems = [_above_maximum(document, (*at, "rule", key)) for key, value in points.items() if value > max_score]
    if isinstance(rule, LatenessEntry):
        problems += _slot_problems(document, at, rule, {slot.key for slot in slots})
        problems += _band_problems(document, at, rule, max_score)
    return problems


def _slot_problems(document: YamlText, at: Location, rule: LatenessEntry, known: set[str]) -> list[FileProblem]:
    return [
        document.problem((*at, "rule", "slots", index), "slot-unknown", f"tiêu chí không có tài liệu “{key}”.")
        for index, key in enumerate(rule.slots)
        if key not in known
    ]


def _band_problems(document: YamlText, at: Location, rule: LatenessEntry, max_score: Decimal) -> list[FileProblem]:
    problems: list[FileProblem] = []
    for index, band in enumerate(rule.bands):
        place: Location = (*at, "rule", "bands", index)
        if parse_interval(band.days) is None:
            message = "khoảng ngày phải ghi như [0,0], (0,10), [10,) và không được rỗng."
            problems.append(document.problem((*place, "days"), "interval-unreadable", message))
        if band.points > max_score:
            problems.append(_above_maximum(document, (*place, "points")))
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
