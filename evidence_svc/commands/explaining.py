"""A criterion's rule in words, and its trace for given inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

import click

from evidence_svc.domain.criteria import CriteriaSet, Criterion
from evidence_svc.domain.numbers import format_decimal
from evidence_svc.domain.rule_bounds import inputs_of, slots_of
from evidence_svc.domain.rule_inputs import Input, RuleInputs, Unit, Value
from evidence_svc.domain.rule_words import describe_rule
from evidence_svc.domain.rules import suggest
from evidence_svc.errors import NotFoundError
from evidence_svc.samples.load import SET_FILES, load_set

ANSWER, MISSING = "answer", "missing"
_YES, _NO = frozenset({"yes", "true", "1", "có", "co"}), frozenset({"no", "false", "0", "không", "khong"})


def find_node(name: str, set_name: str | None, get_set: Callable[[str], CriteriaSet]) -> tuple[CriteriaSet, Criterion]:
    """The criterion of that id or path in the named set, else in the first sample that has it; raises NotFoundError."""
    sets = [get_set(set_name)] if set_name is not None else [load_set(file) for file in reversed(SET_FILES)]
    for criteria_set in sets:
        for node in criteria_set.criteria:
            if name in {node.id, node.path}:
                return criteria_set, node
    raise NotFoundError(f"Không có tiêu chí “{name}”.")


def explain(criteria_set: CriteriaSet, node: Criterion, given: Mapping[str, str]) -> Iterator[str]:
    """What the criterion is, its rule in words, what it asks for, and the trace where inputs are given."""
    yield f"{node.path}. {node.title} – {format_decimal(node.max_score)} điểm ({criteria_set.id})"
    if node.rule is None:
        yield "Bộ tiêu chí không có quy tắc tính cho tiêu chí này."
        return
    yield from (f"  {line}" for line in describe_rule(node.rule))
    yield from (f"  --input {_wanted(each)}" for each in inputs_of(node.rule))
    yield from (f"  --input {slot}=SỐ NGÀY CHẬM hoặc {MISSING}" for slot in slots_of(node.rule))
    if not given:
        return
    suggestion = suggest(node.rule, read_inputs(node, given), criteria_set.scale, most=node.max_score)
    points = "chưa tính được" if suggestion.points is None else f"{format_decimal(suggestion.points)} điểm"
    yield f"{suggestion.trace}"
    yield f"→ {points} ({suggestion.reason})"
    if suggestion.missing:
        yield f"Còn thiếu: {', '.join(suggestion.missing)}"


def read_inputs(node: Criterion, given: Mapping[str, str]) -> RuleInputs:
    """The values as the rule takes them; raises UsageError naming an input it does not have or cannot read."""
    rule = node.rule
    inputs = {} if rule is None else {each.name: each for each in inputs_of(rule)}
    slots = frozenset() if rule is None else frozenset(slots_of(rule))
    values: dict[str, Value] = {}
    late: dict[str, int | None] = {}
    answer: bool | None = None
    for name, text in given.items():
        if name in inputs:
            values[name] = _value(inputs[name], text)
        elif name in slots:
            late[name] = None if text == MISSING else _days(name, text)
        elif name == ANSWER:
            answer = _yes_no(name, text)
        else:
            raise click.UsageError(f"{name} is no input of this rule; it has: {', '.join([*inputs, *slots, ANSWER])}")
    present = {slot: days is not None for slot, days in late.items()}
    return RuleInputs(days_late=late, answer=answer, values=values, present=present)


def _value(wanted: Input, text: str) -> Value:
    if wanted.unit is Unit.YES_NO:
        return _yes_no(wanted.name, text)
    if wanted.unit is Unit.CHOICE:
        return text
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise click.UsageError(f"{wanted.name}={text}: not a number") from error


def _days(name: str, text: str) -> int:
    if not text.isdecimal():
        raise click.UsageError(f"{name}={text}: neither days late nor {MISSING!r}")
    return int(text)


def _yes_no(name: str, text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise click.UsageError(f"{name}={text}: neither yes nor no")
    return text.lower() in _YES


def _wanted(each: Input) -> str:
    return f"{each.name}={each.unit.value} – {each.title}"
