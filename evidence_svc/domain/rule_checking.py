"""What a rule of a file refers to: inputs that exist and fit, slots that exist, bands that hold, points in range."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evidence_svc.domain.entries import Entry
from evidence_svc.domain.errors import FileProblem
from evidence_svc.domain.rule_inputs import Input, InputSource, Unit
from evidence_svc.domain.rule_operands import GivesPoints, HoldsSpan, InputEntry, NamesInput, NamesSlot
from evidence_svc.domain.rule_schema import ChoiceEntry, ImportedEntry, RuleEntry
from evidence_svc.domain.rule_spans import parse_interval, parse_span
from evidence_svc.domain.yaml_text import Location, YamlText

_KINDS = {Unit.YES_NO: "yes-no", Unit.CHOICE: "choice"}
_FROM_OUTSIDE = frozenset(
    {InputSource.SURVEY, InputSource.IMPORTED_INDEX, InputSource.EXTERNAL_SYSTEM, InputSource.MONITORING}
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a rule in its criterion: the inputs and slots by name, and the maximum."""

    document: YamlText
    inputs: Mapping[str, Input]
    slots: Mapping[str, str]
    max_score: Decimal


def read_inputs(entries: Iterable[InputEntry]) -> dict[str, Input]:
    """The inputs of a criterion by their names."""
    return {entry.name: Input(entry.name, entry.title, entry.unit, entry.source) for entry in entries}


def find_input_problems(
    document: YamlText, at: Location, entries: tuple[InputEntry, ...], rule: RuleEntry | None
) -> list[FileProblem]:
    """Inputs declared twice, and inputs that the rule never uses."""
    used = {name for _, _, name in _named_inputs(rule, ())} if rule is not None else set()
    problems: list[FileProblem] = []
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        place: Location = (*at, "inputs", index, "name")
        if entry.name in seen:
            problems.append(document.problem(place, "input-twice", "số liệu này đã được khai báo."))
        elif entry.name not in used:
            problems.append(document.problem(place, "input-unused", "quy tắc không dùng số liệu này."))
        seen.add(entry.name)
    return problems


def find_rule_problems(rule: RuleEntry, at: Location, around: Surroundings) -> list[FileProblem]:
    """Everything in a rule that does not fit its criterion, with the place of each."""
    problems = [
        problem
        for place, value, mark in _marked_fields(rule, at)
        for problem in _field_problems(place, value, mark, around)
    ]
    return problems + [
        problem for place, entry in _entries(rule, at) for problem in _own_problems(entry, place, around)
    ]


def _field_problems(place: Location, value: Any, mark: object, around: Surroundings) -> Iterator[FileProblem]:
    problem = around.document.problem
    match mark:
        case GivesPoints() if value is not None and value > around.max_score:
            yield problem(place, "score-above-maximum", "điểm vượt quá điểm chuẩn của tiêu chí.")
        case HoldsSpan(days) if not _is_span(value, days=days):
            example = "khoảng ngày phải ghi như [0,0], (0,10), [10,)" if days else "khoảng phải ghi như [80,100], (,50)"
            yield problem(place, "interval-unreadable", f"{example} và không được rỗng.")
        case NamesSlot():
            for where, key in _slot_names(place, value):
                if key not in around.slots:
                    yield problem(where, "slot-unknown", f"tiêu chí không có tài liệu “{key}”.")
        case NamesInput(kind) if value is not None:
            found = around.inputs.get(value)
            if found is None:
                yield problem(place, "input-unknown", f"chưa khai báo số liệu “{value}”.")
            elif _KINDS.get(found.unit, "number") != kind:
                yield problem(place, "input-unit", f"số liệu “{value}” không đúng loại ở chỗ này.")


def _own_problems(entry: Entry, place: Location, around: Surroundings) -> Iterator[FileProblem]:
    match entry:
        case ImportedEntry(input=name):
            found = around.inputs.get(name)
            if found is not None and found.source not in _FROM_OUTSIDE:
                message = "giá trị nhập từ bên ngoài không được do đơn vị tự khai."
                yield around.document.problem((*place, "input"), "source-not-outside", message)
        case ChoiceEntry(options=options):
            keys = [option.key for option in options]
            for index, key in enumerate(keys):
                if key in keys[:index]:
                    message = "mức này đã có ở trên."
                    yield around.document.problem((*place, "options", index, "key"), "option-twice", message)


def _is_span(text: str, *, days: bool) -> bool:
    return (parse_interval(text) if days else parse_span(text)) is not None


def _slot_names(place: Location, value: Any) -> Iterator[tuple[Location, str]]:
    if isinstance(value, str):
        yield place, value
    else:
        yield from (((*place, index), key) for index, key in enumerate(value))


def _named_inputs(entry: Entry, at: Location) -> Iterator[tuple[Location, NamesInput, str]]:
    for place, value, mark in _marked_fields(entry, at):
        if isinstance(mark, NamesInput) and value is not None:
            yield place, mark, value


def _marked_fields(entry: Entry, at: Location) -> Iterator[tuple[Location, Any, object]]:
    """Every field of a rule and of what is inside it that carries a mark."""
    for place, each in _entries(entry, at):
        for name, info in type(each).model_fields.items():
            for mark in info.metadata:
                yield (*place, name), getattr(each, name), mark


def _entries(entry: Entry, at: Location) -> Iterator[tuple[Location, Entry]]:
    """The entry and all entries inside it, with their places in the file."""
    yield at, entry
    for name in type(entry).model_fields:
        value = getattr(entry, name)
        if isinstance(value, Entry):
            yield from _entries(value, (*at, name))
        elif isinstance(value, tuple):
            for index, each in enumerate(value):
                if isinstance(each, Entry):
                    yield from _entries(each, (*at, name, index))
