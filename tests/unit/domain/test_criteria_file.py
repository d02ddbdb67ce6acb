"""Criteria-set and assumptions files: what is read, and every fault with its line and path."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_svc.domain.criteria import CriteriaSet, EvidenceSource, Level, RoundKind
from evidence_svc.domain.criteria_file import lay_assumptions, parse_criteria_set
from evidence_svc.domain.errors import CriteriaFileError
from evidence_svc.domain.file_render import render_criteria_set
from evidence_svc.domain.numbers import Rounding, Scale
from evidence_svc.domain.rules import Interval, LatenessBand, LatenessRule, YesNoRule
from verifiers.deadline import Clock, Deadline

GOOD = """\
id: thu-2023
version: 2
title: Bộ tiêu chí thử
legal_basis: Quyết định thử
valid_from: 2023-01-01
scale: 2
rounding: down
criteria:
  - id: linh-vuc
    code: 1
    title: Lĩnh vực
    max_score: 3.00
    level: field
    children:
      - id: ke-hoach
        code: 1.10
        path: I.1.10
        title: Kế hoạch
        max_score: 2.00
        level: criterion
        rounds: [year]
        file_number: 6139
        slots:
          - key: plan
            title: Kế hoạch năm
            document_type: kế hoạch
            about: CCHC
            deadline: {phrase: trước ngày 20/01/2023, date: 2023-01-20, inclusive: null, clock: signed_at}
        rule:
          kind: lateness
          slots: [plan]
          bands:
            - {days: "[0,0]", points: 2.00}
            - {days: "(0,10)", points: 0.50}
      - id: cau-hoi
        code: 1.2
        title: Câu hỏi
        max_score: 1.00
        level: criterion
        evidence_source: survey
        rule: {kind: yes-no, question: "Có hay không?", yes: 1.00}
"""

ASSUMED = """\
criteria_set: thu-2023
assumptions:
  - criterion: "1"
    assumption: true
    note: Giả định
    rule: {kind: yes-no, question: "Có?", yes: 3.00}
"""


def refused(text: str, assumptions: str = "") -> CriteriaFileError:
    """The refusal of a set, or of assumptions over it."""
    with pytest.raises(CriteriaFileError) as caught:
        lay_assumptions(parse_criteria_set(text, "thu.yaml"), assumptions, "gia-dinh.yaml")
    return caught.value


def problems_of(text: str, assumptions: str = "") -> list[tuple[int, str, str]]:
    """Line, path and reason of everything wrong with a file."""
    problems = refused(text, assumptions).problems
    assert all(problem.message.endswith((".", ")")) for problem in problems)
    return [(problem.line, problem.path, problem.reason) for problem in problems]


def read_if_good(text: str) -> CriteriaSet | None:
    """The set, or None where the file is refused."""
    try:
        return parse_criteria_set(text)
    except CriteriaFileError:
        return None


def good() -> CriteriaSet:
    """The good file, read."""
    return parse_criteria_set(GOOD)


def test_a_good_file_is_read_whole() -> None:
    """Codes stay text, decimals exact, a missing part takes its default."""
    read = good()
    plan = read.by_path("I.1.10")

    assert (read.id, read.version, read.scale) == ("thu-2023", "2", Scale(2, Rounding.DOWN))
    assert (plan.code, plan.parent, plan.level) == ("1.10", "linh-vuc", Level.CRITERION)
    assert (plan.max_score, plan.rounds, plan.file_number) == (Decimal("2.00"), (RoundKind.YEAR,), 6139)
    assert plan.slots[0].deadline == Deadline("trước ngày 20/01/2023", date(2023, 1, 20), None, Clock.SIGNED_AT)
    assert plan.rule == LatenessRule(
        ("plan",),
        (
            LatenessBand(Interval(0, 0), Decimal(2)),
            LatenessBand(Interval(0, 10, lower_closed=False, upper_closed=False), Decimal("0.5")),
        ),
    )
    assert read.by_path("1.2").evidence_source is EvidenceSource.SURVEY


def test_a_set_is_written_and_read_back_unchanged() -> None:
    """Rules, slots, deadlines and assumptions survive the round trip."""
    assumed = lay_assumptions(good(), ASSUMED)

    assert parse_criteria_set(render_criteria_set(good())) == good()
    assert parse_criteria_set(render_criteria_set(assumed)) == assumed


def swapped(old: str, new: str) -> str:
    """The good file with one passage replaced."""
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


FAULTS: dict[str, tuple[str, list[tuple[int, str, str]]]] = {
    "not YAML": ("a: [", [(1, "", "yaml-syntax")]),
    "a control character": ("a: b\nc: \x00", [(2, "", "yaml-character")]),
    "nothing": ("", [(1, "", "value-not-mapping")]),
    "a list": ("- a", [(1, "", "value-not-mapping")]),
    "an alias": ("a: &x [1]\nb: *x", [(2, "", "alias-refused")]),
    "bottomless": ("a: " + "[" * 60 + "]" * 60, [(1, "", "nesting-too-deep")]),
    "a tag that makes objects": ("a: !!python/name:os.system x", [(1, "", "yaml-syntax")]),
    "a tag that guesses": ("a: !!int abc", [(1, "", "yaml-syntax")]),
    "too large": ("#" * 500_001, [(1, "", "file-too-large")]),
    "the same key twice": (swapped("scale: 2\n", "scale: 2\nscale: 3\n"), [(7, "", "key-twice")]),
    "a key unknown": (swapped("scale: 2", "scale: 2\ncolour: red"), [(7, "colour", "key-unknown")]),
    "a key missing": (swapped("title: Bộ tiêu chí thử\n", ""), [(1, "title", "key-missing")]),
    "a decimal comma": (
        swapped("max_score: 1.00", 'max_score: "1,00"'),
        [(38, "criteria[0].children[1].max_score", "number-unreadable")],
    ),
    "a negative maximum": (
        swapped("max_score: 3.00", "max_score: -3"),
        [(12, "criteria[0].max_score", "score-negative")],
    ),
    "too many places": (
        swapped("max_score: 3.00", "max_score: 3.005"),
        [(12, "criteria[0].max_score", "scale-exceeded")],
    ),
    "no such day": (swapped("2023-01-01", "2023-02-30"), [(5, "valid_from", "date-unreadable")]),
    "an unknown level": (swapped("level: field", "level: chapter"), [(13, "criteria[0].level", "value-unknown")]),
    "an unknown rule": (
        swapped("kind: lateness", "kind: formula"),
        [(29, "criteria[0].children[0].rule", "rule-unknown")],
    ),
    "a band upside down": (
        swapped('"(0,10)"', '"(10,0)"'),
        [(34, "criteria[0].children[0].rule.bands[1].days", "interval-unreadable")],
    ),
    "a band without a day": (
        swapped('"(0,10)"', '"(0,1)"'),
        [(34, "criteria[0].children[0].rule.bands[1].days", "interval-unreadable")],
    ),
    "a band above the maximum": (
        swapped('"[0,0]", points: 2.00', '"[0,0]", points: 2.50'),
        [(33, "criteria[0].children[0].rule.bands[0].points", "score-above-maximum")],
    ),
    "points unreadable inside a rule": (
        swapped("points: 0.50", "points: half"),
        [(34, "criteria[0].children[0].rule.bands[1].points", "number-unreadable")],
    ),
    "a yes above the maximum": (
        swapped("yes: 1.00", "yes: 1.01"),
        [(41, "criteria[0].children[1].rule.yes", "score-above-maximum")],
    ),
    "a slot unknown": (
        swapped("slots: [plan]", "slots: [plan, report]"),
        [(31, "criteria[0].children[0].rule.slots[1]", "slot-unknown")],
    ),
    "an id twice": (
        swapped("id: cau-hoi", "id: ke-hoach"),
        [(35, "criteria[0].children[1].id", "id-twice")],
    ),
    "a path twice": (
        swapped("code: 1.2", "code: I.1.10"),
        [(36, "criteria[0].children[1].code", "path-twice")],
    ),
    "two faults": (
        swapped("max_score: 3.00", "max_score: x").replace("level: field", "level: x"),
        [(12, "criteria[0].max_score", "number-unreadable"), (13, "criteria[0].level", "value-unknown")],
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_named_with_line_and_path(case: str) -> None:
    """Whatever is wrong, the person learns where, and nothing is half read."""
    text, expected = FAULTS[case]

    assert problems_of(text) == expected


@given(
    st.integers(0, len(GOOD)),
    st.integers(0, 20),
    st.one_of(st.text(max_size=6), st.sampled_from(["? ", "- ", "!!set ", "<<: ", "%", "{", "1e999", "[[a]: b]"])),
)
def test_any_text_is_read_or_refused(start: int, length: int, inserted: str) -> None:
    """However a file is damaged, it is read or refused with its faults; no other error leaves."""
    damaged = GOOD[:start] + inserted + GOOD[start + length :]

    read = read_if_good(damaged)

    assert read is None or parse_criteria_set(render_criteria_set(read)) == read


def test_the_error_reads_as_sentences() -> None:
    """The message names file, line, path and fault in Vietnamese."""
    error = refused(swapped("max_score: 3.00", "max_score: -3"))

    assert str(error) == "thu.yaml, dòng 12: criteria[0].max_score: điểm không được âm."
    assert error.reason == "criteria-file-invalid"


def test_assumptions_are_laid_over_what_the_set_leaves_open() -> None:
    """The rule comes in, marked as assumed, with its note; the rest of the set stays."""
    assumed = lay_assumptions(good(), ASSUMED)

    field = assumed.by_path("1")
    assert field.rule == YesNoRule("Có?", Decimal(3), assumption=True)
    assert (field.note, field.assumption) == ("Giả định", True)
    assert assumed.with_criteria([good().by_path("1")]) == good()


ASSUMPTION_FAULTS = {
    "another set": ("criteria_set: thu-2023", "criteria_set: khac", (1, "criteria_set", "criteria-set-differs")),
    "no such criterion": ('"1"', '"9"', (3, "assumptions[0].criterion", "criterion-unknown")),
    "a printed rule": ('"1"', '"1.2"', (3, "assumptions[0].criterion", "already-printed")),
    "not owned up to": ("assumption: true", "assumption: false", (4, "assumptions[0].assumption", "value-unknown")),
    "above the maximum": ("yes: 3.00", "yes: 3.01", (6, "assumptions[0].rule.yes", "score-above-maximum")),
}


@pytest.mark.parametrize("case", ASSUMPTION_FAULTS)
def test_an_assumption_may_not_go_too_far(case: str) -> None:
    """It belongs to one set, to an open criterion, is marked, and stays within the maximum."""
    old, new, expected = ASSUMPTION_FAULTS[case]

    assert problems_of(GOOD, ASSUMED.replace(old, new)) == [expected]
