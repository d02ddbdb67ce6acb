"""Everything a criteria-set file can say: rules of every shape, schedules, marks, gates, an older version."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from evidence_svc.domain.criteria import CriteriaSet, Mark, Option
from evidence_svc.domain.criteria_file import parse_criteria_set
from evidence_svc.domain.deadlines import Circumstances, wanted_slots
from evidence_svc.domain.errors import CriteriaFileError, CriterionNotFoundError
from evidence_svc.domain.file_render import render_criteria_set
from evidence_svc.domain.rule_bounds import inputs_of, most_points, slots_of
from evidence_svc.domain.rule_inputs import InputSource, RuleInputs
from evidence_svc.domain.rule_schema import RuleEntry
from evidence_svc.domain.rules import suggest
from evidence_svc.domain.set_schema import render_schema
from evidence_svc.domain.suggestions import suggest_for
from verifiers.deadline import Clock
from verifiers.subject import Period

ROOT = Path(__file__).parents[3]
HEAD = """\
id: thu-2024
version: "2"
title: Bộ thử
legal_basis: Quyết định thử
issued_on: 2024-02-01
valid_from: 2024-01-01
period: {starts_on: 2024-01-01, ends_on: 2024-10-15}
clock: received_at
agency_kinds: [so, huyen]
scale: 4
rounding: down
printed_total: 10
replaces:
  criteria_set: thu-2023
  version: "1"
  changes:
    - {old: "1.1", new: "1"}
    - {old: "9", new: null}
criteria:
"""
CRITERION = """\
  - id: {id}
    code: "{code}"
    title: Tiêu chí
    max_score: 2
    level: criterion
"""
RULES: dict[str, str] = {
    "bands": "{kind: bands, measure: {part: a, whole: b}, bands: [{span: '[50,100]', points: 2}]}",
    "linear": "{kind: linear, measure: {part: a, whole: b}, points: 2}",
    "cut-off": "{kind: cut-off, measure: {value: p}, least: 80, strict: true, below: 1,"
    " rule: {kind: fixed, points: 2}}",
    "affine": "{kind: affine, base: 0.5, points: 1.5, measure: {now: a, base: b}}",
    "sum": "{kind: sum, cap: 2, parts: [{kind: fixed, points: 1}, {kind: linear, measure: {value: p}, points: 1}]}",
    "deduction": "{kind: deduction, start: {kind: fixed, points: 2}, each: 0.5, conditions: [{input: x}], count: n}",
    "per-item": "{kind: per-item, cap: 2, items: [{count: n, each: 2, cap: 2}]}",
    "checklist": "{kind: checklist, items: [{condition: {input: x}, points: 1},"
    " {condition: {issued: plan}, points: 1}]}",
    "yes-no": "{kind: yes-no, question: 'Có?', yes: 2, condition: {in_time: plan}}",
    "choice": "{kind: choice, input: c, options: [{key: tot, title: Tốt, points: 2},"
    " {key: kem, title: Kém, points: 0}]}",
    "gate": "{kind: gate, conditions: [{issued: plan}], rule: {kind: fixed, points: 2}}",
    "all-or-nothing": "{kind: all-or-nothing, conditions: [{input: x}, {input: y}], points: 2}",
    "severity": "{kind: severity, clean: 2, levels: [{violation: {input: x}, points: 1}]}",
    "imported": "{kind: imported, input: s, full: 1, points: 2}",
    "best-of": "{kind: best-of, alternatives: [{kind: fixed, points: 1},"
    " {kind: linear, measure: {value: p}, points: 2}]}",
    "systemic": "{kind: systemic, rule: {kind: fixed, points: 2}, deduction: 0.5, cause: Bộ chưa làm}",
    "manual": "{kind: manual, guidance: Xem nội dung}",
    "lateness": "{kind: lateness, slots: [plan], bands: [{days: '[0,0]', points: 2}], missing: null}",
    "fixed": "{kind: fixed, points: 2, assumption: true}",
}
INPUTS = {
    "a": "{name: a, title: A, unit: count}",
    "b": "{name: b, title: B, unit: count, source: external-system}",
    "n": "{name: n, title: N, unit: count}",
    "p": "{name: p, title: P, unit: percent}",
    "s": "{name: s, title: S, unit: points, source: survey}",
    "x": "{name: x, title: X, unit: yes-no}",
    "y": "{name: y, title: Y, unit: yes-no, source: person}",
    "c": "{name: c, title: C, unit: choice}",
}
PLAN = "      - {key: plan, title: Kế hoạch, document_type: kế hoạch}\n"
USED = {
    "bands": "ab",
    "linear": "ab",
    "cut-off": "p",
    "affine": "ab",
    "sum": "p",
    "deduction": "xn",
    "per-item": "n",
    "checklist": "x",
    "choice": "c",
    "all-or-nothing": "xy",
    "severity": "x",
    "imported": "s",
    "best-of": "p",
}


def with_rule(rule: str, inputs: str = "", extra: str = "") -> str:
    """A set of one criterion with a rule, the named inputs and the slot `plan`."""
    declared = "".join(f"      - {INPUTS[name]}\n" for name in inputs)
    listed = f"    inputs:\n{declared}" if declared else ""
    return f"{HEAD}{CRITERION.format(id='mot', code='1')}    slots:\n{PLAN}{listed}    rule: {rule}\n{extra}"


def problems_of(text: str) -> list[tuple[str, str]]:
    """Path and reason of every fault."""
    with pytest.raises(CriteriaFileError) as caught:
        parse_criteria_set(text)
    return [(problem.path.removeprefix("criteria[0]."), problem.reason) for problem in caught.value.problems]


def read(text: str) -> CriteriaSet:
    """A set that is good, checked to survive writing and reading."""
    found = parse_criteria_set(text)
    assert parse_criteria_set(render_criteria_set(found)) == found
    return found


@pytest.mark.parametrize("kind", RULES)
def test_every_shape_is_read_written_and_read_again(kind: str) -> None:
    """The rule names its inputs and slots, and gives at most the criterion's maximum."""
    criterion = read(with_rule(RULES[kind], USED.get(kind, ""))).by_path("1")

    assert criterion.rule is not None
    assert {each.name for each in inputs_of(criterion.rule)} == set(USED.get(kind, ""))
    assert set(slots_of(criterion.rule)) <= {"plan"}
    most = most_points(criterion.rule)
    assert most is None if kind == "manual" else most is not None and most <= criterion.max_score


def test_every_shape_of_the_schema_is_tested() -> None:
    """A shape added to the schema must be added here."""
    kinds = {field.annotation.__args__[0] for each in shapes() if (field := each.model_fields["kind"]).annotation}

    assert kinds == set(RULES)


def shapes() -> tuple[Any, ...]:
    """The entry classes of every rule."""
    union = RuleEntry.__origin__  # type: ignore[attr-defined] # typing gives Annotated no typed way in
    return tuple(union.__args__)


def test_the_head_of_a_set_is_read() -> None:
    """Dates, window, clock, kinds of agency, printed total and the older version."""
    found = read(with_rule(RULES["fixed"]))

    assert (found.issued_on, found.clock) == (date(2024, 2, 1), Clock.RECEIVED_AT)
    assert found.period == Period(date(2024, 1, 1), date(2024, 10, 15))
    assert (found.agency_kinds, found.printed_total) == (("so", "huyen"), Decimal(10))


def test_an_older_versions_codes_are_found_here() -> None:
    """A path that moved, one that was dropped, one that stayed, and one that never was."""
    found = read(with_rule(RULES["fixed"]))
    moved, stayed = found.in_this_version("1.1"), found.in_this_version("1")

    assert moved is not None
    assert stayed is not None
    assert (moved.id, stayed.id, found.in_this_version("9")) == ("mot", "mot", None)
    with pytest.raises(CriterionNotFoundError):
        found.in_this_version("7")


def test_a_criterion_says_what_it_wants_and_of_whom() -> None:
    """Slots with type, period, count, issuer and signature; options as printed; marks, gate and appraiser."""
    text = with_rule(RULES["gate"]) + (
        CRITERION.format(id="hai", code="2")
        + "    mark: bonus\n    gated_by: mot\n    agency_kinds: [huyen]\n    appraiser: Phòng Nội vụ\n"
        + "    evidence: Quyết định công nhận\n    options:\n      - {text: Có, points: 2, evidence: bản sao}\n"
        + "    slots:\n      - {key: r, title: Báo cáo, document_type: báo cáo, issuer: UBND, count: 2, signed: true,\n"
        + "         period: {starts_on: 2024-01-01, ends_on: 2024-06-30}}\n"
    )
    found = read(text).by_path("2")
    (slot,) = found.slots

    assert (found.mark, found.gated_by, found.agency_kinds) == (Mark.BONUS, "mot", ("huyen",))
    assert (found.appraiser, found.evidence) == ("Phòng Nội vụ", "Quyết định công nhận")
    assert found.options == (Option("Có", Decimal(2), "bản sao"),)
    assert (slot.issuer, slot.count, slot.signed) == ("UBND", 2, True)
    assert slot.period == Period(date(2024, 1, 1), date(2024, 6, 30))


YEARLY = (
    "      - {key: r, title: Báo cáo, document_type: báo cáo, about: CCHC, schedule: {kind: yearly, phrase: trước 07/3,"
    " dates: [{key: q1, title: quý I, month: 3, day: 7}, {key: y, title: năm, month: 12, day: 7, year: -1}]}}\n"
)
SCHEDULES = {
    "fixed": "{kind: fixed, phrase: trước 20/1, date: 2024-01-20, inclusive: true, clock: signed_at}",
    "after": "{kind: after, phrase: theo yêu cầu, anchor: cv, title: công văn, days: 5, days_are: working, roll: true}",
    "interval": "{kind: interval, phrase: quý I, first: 2024-01-01, last: 2024-03-31, assumption: true}",
    "milestone": "{kind: milestone, phrase: đến ngày, date: 2024-11-15, target: 80%}",
    "from": "{kind: from, phrase: từ quý IV, first: 2024-10-01}",
    "always": "{kind: always, phrase: thường xuyên}",
    "unstated": '{kind: unstated, phrase: ""}',
}


@pytest.mark.parametrize("kind", SCHEDULES)
def test_every_schedule_is_read_written_and_read_again(kind: str) -> None:
    """The phrase and its reading survive; an assumed reading marks the criterion."""
    slot = f"      - {{key: r, title: B, document_type: b, schedule: {SCHEDULES[kind]}}}\n"
    found = read(with_rule(RULES["manual"]).replace(PLAN, PLAN + slot)).by_path("1")

    assert found.slots[1].schedule is not None
    assert found.assumption == (kind == "interval")


def test_a_recurring_slot_becomes_one_per_date() -> None:
    """The rule names the dates' keys; the round fixes them, in the set's clock."""
    rule = "{kind: all-or-nothing, points: 2, conditions: [{in_time: r-q1}, {in_time: r-y}]}"
    found = read(with_rule(rule).replace(PLAN, YEARLY))
    slots = wanted_slots(found.by_path("1"), Circumstances(2024, clock=found.clock))

    assert [(slot.key, slot.title, slot.about) for slot in slots] == [
        ("r-q1", "Báo cáo quý I", "CCHC … quý I"),
        ("r-y", "Báo cáo năm", "CCHC … năm"),
    ]
    assert [slot.deadline and (slot.deadline.on, slot.deadline.clock) for slot in slots] == [
        (date(2024, 3, 7), Clock.RECEIVED_AT),
        (date(2023, 12, 7), Clock.RECEIVED_AT),
    ]
    rule_ = found.by_path("1").rule
    assert suggest(rule_, RuleInputs(days_late={"r-q1": 0, "r-y": 0})).points == 2


FAULTS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "an input nobody declared": (with_rule(RULES["linear"], "a"), [("rule.measure.whole", "input-unknown")]),
    "an input of the wrong kind": (
        with_rule(RULES["severity"].replace("input: x", "input: n"), "n"),
        [("rule.levels[0].violation.input", "input-unit")],
    ),
    "an input nobody uses": (with_rule(RULES["fixed"], "a"), [("inputs[0].name", "input-unused")]),
    "an input twice": (with_rule(RULES["linear"], "aba"), [("inputs[2].name", "input-twice")]),
    "a slot nobody wants": (
        with_rule(RULES["gate"].replace("issued: plan", "issued: no")),
        [("rule.conditions[0].issued", "slot-unknown")],
    ),
    "a measure of nothing": (
        with_rule("{kind: linear, measure: {of: a}, points: 1}"),
        [("rule.measure", "measure-unknown")],
    ),
    "a condition of nothing": (
        with_rule("{kind: gate, conditions: [{if: a}], rule: {kind: fixed, points: 1}}"),
        [("rule.conditions[0]", "condition-unknown")],
    ),
    "a band upside down, deep inside": (
        with_rule("{kind: sum, parts: [{kind: bands, measure: {value: p}, bands: [{span: '[9,1]', points: 1}]}]}", "p"),
        [("rule.parts[0].bands[0].span", "interval-unreadable")],
    ),
    "points above the maximum, deep inside": (
        with_rule("{kind: gate, conditions: [{issued: plan}], rule: {kind: fixed, points: 2.01}}"),
        [("rule.rule.points", "score-above-maximum")],
    ),
    "a rule unknown, deep inside": (
        with_rule("{kind: sum, parts: [{kind: guess}]}"),
        [("rule.parts[0]", "rule-unknown")],
    ),
    "a survey the agency fills in itself": (
        with_rule(RULES["imported"].replace("input: s", "input: p"), "p"),
        [("rule.input", "source-not-outside")],
    ),
    "an option twice": (
        with_rule(RULES["choice"].replace("key: kem", "key: tot"), "c"),
        [("rule.options[1].key", "option-twice")],
    ),
    "a full value of nothing": (
        with_rule(RULES["imported"].replace("full: 1", "full: 0"), "s"),
        [("rule.full", "value-too-small")],
    ),
    "a gate that is not there": (
        with_rule(RULES["fixed"]).replace("    slots:", "    gated_by: khac\n    slots:"),
        [("gated_by", "gate-unknown")],
    ),
    "gates in a circle": (
        with_rule(RULES["fixed"]).replace("    slots:", "    gated_by: hai\n    slots:")
        + CRITERION.format(id="hai", code="2")
        + "    gated_by: ba\n"
        + CRITERION.format(id="ba", code="3")
        + "    gated_by: mot\n"
        + CRITERION.format(id="bon", code="4")
        + "    gated_by: mot\n",
        [("gated_by", "gate-cycle"), ("criteria[1].gated_by", "gate-cycle"), ("criteria[2].gated_by", "gate-cycle")],
    ),
    "a set that ends before it begins": (
        with_rule(RULES["fixed"]).replace("valid_from: 2024-01-01", "valid_from: 2024-01-01\nvalid_to: 2023-12-31"),
        [("valid_to", "interval-reversed")],
    ),
    "a document of days that end before they begin": (
        with_rule(RULES["manual"]).replace(
            "document_type: kế hoạch",
            "document_type: kế hoạch, period: {starts_on: 2024-02-01, ends_on: 2024-01-31}",
        ),
        [("slots[0].period.ends_on", "interval-reversed")],
    ),
    "a kind of agency that is not there": (
        with_rule(RULES["fixed"]).replace("    slots:", "    agency_kinds: [xa]\n    slots:"),
        [("agency_kinds[0]", "agency-kind-unknown")],
    ),
    "a window that ends before it begins": (
        with_rule(RULES["fixed"]).replace("ends_on: 2024-10-15", "ends_on: 2023-10-15"),
        [("period.ends_on", "interval-reversed")],
    ),
    "a change to nowhere": (
        with_rule(RULES["fixed"]).replace('new: "1"', 'new: "7"'),
        [("replaces.changes[0].new", "criterion-unknown")],
    ),
    "a slot twice": (with_rule(RULES["manual"]).replace(PLAN, PLAN + PLAN), [("slots[1].key", "key-twice")]),
    "a day that no year has": (
        with_rule(RULES["manual"]).replace(PLAN, YEARLY.replace("month: 3, day: 7", "month: 2, day: 30")),
        [("slots[0].schedule.dates[0].day", "date-unreadable")],
    ),
    "a deadline and a schedule": (
        with_rule(RULES["manual"]).replace(
            "document_type: kế hoạch",
            "document_type: kế hoạch, deadline: {phrase: x, date: 2024-01-01}, schedule: {kind: always, phrase: x}",
        ),
        [("slots[0].schedule", "deadline-twice")],
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_named_with_its_place(case: str) -> None:
    """Whatever a rule refers to must be there and fit."""
    text, expected = FAULTS[case]

    assert problems_of(text) == expected


def gated_set() -> CriteriaSet:
    """Criterion 2 earns nothing without criterion 1."""
    gate = with_rule("{kind: yes-no, question: 'Có?', yes: 2, condition: {input: x}}", "x")
    second = CRITERION.format(id="hai", code="2") + "    gated_by: mot\n    rule: {kind: fixed, points: 1.5}\n"
    return read(gate + second)


def test_a_criterion_behind_a_gate() -> None:
    """Nothing when the gate earned nothing, its own rule when it earned, and waiting in between."""
    found = gated_set()

    def given(**values: bool) -> dict[str, RuleInputs]:
        return {"mot": RuleInputs(values=dict(values))}

    assert suggest_for(found, "hai", given(x=True)).points == Decimal("1.5")
    closed = suggest_for(found, "hai", given(x=False))
    assert (closed.points, closed.trace) == (Decimal(0), "Tiêu chí 1 không có điểm: 0 điểm")
    waiting = suggest_for(found, "hai", {})
    assert (waiting.points, waiting.missing) == (None, ("x",))
    assert suggest_for(found, "mot", given(x=True)).points == 2


def test_a_gate_behind_a_gate_closes_all_behind_it() -> None:
    """What the first gate closes stays closed, whatever the nearer one earned by its own rule."""
    third = CRITERION.format(id="ba", code="3") + "    gated_by: hai\n    rule: {kind: fixed, points: 1}\n"
    gate = with_rule("{kind: yes-no, question: 'Có?', yes: 2, condition: {input: x}}", "x")
    second = CRITERION.format(id="hai", code="2") + "    gated_by: mot\n    rule: {kind: fixed, points: 1.5}\n"
    found = read(gate + second + third)

    closed = suggest_for(found, "ba", {"mot": RuleInputs(values={"x": False})})
    assert (closed.points, closed.trace) == (Decimal(0), "Tiêu chí 1 không có điểm: 0 điểm")
    assert suggest_for(found, "ba", {"mot": RuleInputs(values={"x": True})}).points == 1
    assert suggest_for(found, "ba", {}).points is None


def test_a_suggestion_stays_within_the_criterion() -> None:
    """Parts that add up to more than the maximum are the linter's to find; nobody is offered more than there is."""
    rule = "{kind: sum, parts: [{kind: fixed, points: 2}, {kind: fixed, points: 1.5}]}"
    suggestion = suggest_for(read(with_rule(rule)), "mot", {})

    assert (suggestion.points, suggestion.trace) == (Decimal(2), "2 + 1,5 = 3,5, tối đa 2")


def test_the_published_schema_is_the_one_in_force() -> None:
    """docs/criteria-set.schema.json is written by `python -m evidence_svc.domain.set_schema`."""
    assert (ROOT / "docs" / "criteria-set.schema.json").read_text(encoding="utf-8") == render_schema()


def test_the_schema_names_every_shape_and_schedule() -> None:
    """An editor that knows the schema offers every kind there is."""
    text = render_schema()

    assert all(f'"const": "{kind}"' in text for kind in (*RULES, *SCHEDULES, "yearly"))
    assert json.loads(text)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert {each.value for each in InputSource} <= set(json.loads(text)["$defs"]["InputSource"]["enum"])
    assert yaml.safe_load(HEAD + "  []")["id"] == "thu-2024"
