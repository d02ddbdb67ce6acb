"""What people state: read from what they typed, kept as JSON, used as answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_svc.domain.deadlines import Circumstances
from evidence_svc.domain.errors import NumberError
from evidence_svc.domain.filing import find_wanted
from evidence_svc.domain.questions import Question, QuestionKind, find_questions
from evidence_svc.domain.rule_inputs import Input, InputSource, Unit
from evidence_svc.domain.rule_shapes import BandsRule, ChoiceOption, ChoiceRule, GateRule, YesNoRule
from evidence_svc.domain.rule_terms import Issued, Share
from evidence_svc.domain.schedules import AfterAnchor, Wording
from evidence_svc.domain.statements import StatementError, answers_from, attachments_from, read_statement
from tests.unit.domain.claims import PLAN, RULE, claim

RATE = Question("rate", "Tỷ lệ", QuestionKind.NUMBER, Unit.PERCENT)
COUNT = Question("count", "Số", QuestionKind.NUMBER, Unit.COUNT)
DONE = Question("done", "Đã làm?", QuestionKind.YES_NO)
LEVEL = Question("level", "Mức", QuestionKind.CHOICE, options=(("good", "Tốt"), ("bad", "Kém")))
GONE = Question("never-issued:plan", "Kế hoạch", QuestionKind.NEVER_ISSUED)
LETTER = Question("anchor:request", "Công văn", QuestionKind.DOCUMENT)


@pytest.mark.parametrize(
    ("question", "typed", "value"),
    [
        (RATE, {"rate": " 99,50 "}, "99.5"),
        (RATE, {"rate": ""}, None),
        (COUNT, {"count": "12"}, "12"),
        (COUNT, {"count": "100"}, "100"),
        (DONE, {"done": "no"}, False),
        (LEVEL, {"level": "bad"}, "bad"),
        (GONE, {"never-issued:plan": "yes"}, True),
        (GONE, {"never-issued:plan": ""}, None),
        (
            LETTER,
            {"anchor:request": "CV 12", "anchor:request:due": "2023-03-01"},
            {"document": "CV 12", "issued_on": None, "due_on": "2023-03-01"},
        ),
        (LETTER, {"anchor:request": ""}, None),
    ],
)
def test_what_is_typed_is_kept(question: Question, typed: dict[str, str], value: Any) -> None:
    """In the question's own kind; an empty field takes the statement back."""
    assert read_statement(question, typed).value == value


@pytest.mark.parametrize(
    ("question", "typed", "reason"),
    [
        (RATE, {"rate": "101"}, "statement-above-hundred"),
        (RATE, {"rate": "-1"}, "statement-negative"),
        (COUNT, {"count": "1,5"}, "statement-not-whole"),
        (COUNT, {"count": "nhiều"}, "number-unreadable"),
        (LEVEL, {"level": "best"}, "statement-unreadable"),
        (LETTER, {"anchor:request": "CV 12"}, "statement-unreadable"),
        (LETTER, {"anchor:request": "CV 12", "anchor:request:due": "mai"}, "statement-unreadable"),
        (LETTER, {"anchor:request": "", "anchor:request:due": "2023-03-01"}, "statement-unreadable"),
    ],
)
def test_what_is_no_value_is_refused(question: Question, typed: dict[str, str], reason: str) -> None:
    """With the reason, never guessed."""
    with pytest.raises((StatementError, NumberError)) as caught:
        read_statement(question, typed)

    assert caught.value.reason == reason


@given(st.decimals(min_value=0, max_value=100, places=2))
def test_a_number_survives_being_typed_and_kept(value: Decimal) -> None:
    """Typed the Vietnamese way, kept as text, read as the same number."""
    kept = read_statement(RATE, {"rate": f"{value:f}".replace(".", ",")}).value

    assert answers_from({"rate": kept}, (RATE,)).values["rate"] == value


def test_statements_become_answers() -> None:
    """Each in its place; what no question of the rule asks for is left aside."""
    stated = {"rate": "80", "done": True, "level": "good", "never-issued:plan": True, "answer": True, "old": "7"}
    questions = (RATE, DONE, LEVEL, GONE, Question("answer", "Có?", QuestionKind.YES_NO))

    found = answers_from(stated, questions)

    assert found.values == {"rate": Decimal(80), "done": True, "level": "good"}
    assert (found.answer, found.never_issued) == (True, frozenset({"plan"}))
    assert answers_from({"answer": True}, (RATE,)).answer is None


def test_questions_are_found_wherever_the_rule_nests_them() -> None:
    """Once each, with the slot's own title, the options of a choice, and what comes from outside marked so."""
    outside = Input("survey", "Khảo sát", Unit.PERCENT, InputSource.SURVEY)
    share = Share(Input("part", "Phần", Unit.COUNT), outside)
    choice = ChoiceRule(Input("level", "Mức", Unit.CHOICE, InputSource.PERSON), (ChoiceOption("a", "Tốt", Decimal(1)),))
    rule = GateRule((Issued("plan", "kế hoạch"),), BandsRule(share, ()))
    made = claim(rule=rule)

    asked = find_questions(made.criterion, made.wanted)
    of_choice = find_questions(replace(made.criterion, rule=choice, slots=()))

    assert [(each.name, each.title, each.own) for each in asked] == [
        ("never-issued:plan", "Kế hoạch năm 2023", True),
        ("part", "Phần", True),
        ("survey", "Khảo sát", False),
    ]
    assert (of_choice[0].options, of_choice[0].own) == ((("a", "Tốt"),), True)
    assert find_questions(replace(made.criterion, rule=YesNoRule("Có?", Decimal(1)), slots=()))[0].name == "answer"


def test_an_attached_document_fixes_a_relative_deadline() -> None:
    """Asked for while it is missing; once stated, the slot has its last day."""
    schedule = AfterAnchor(Wording("theo công văn"), "request", "công văn yêu cầu")
    made = claim(slot=replace(PLAN, deadline=None, schedule=schedule), rule=RULE).criterion
    stated = {"anchor:request": {"document": "CV 12", "issued_on": None, "due_on": "2023-03-01"}}

    open_one = find_wanted(made, Circumstances(2023))[0]
    fixed = find_wanted(made, Circumstances(2023, attachments=attachments_from(stated)))[0]

    assert [each.name for each in find_questions(made)] == ["anchor:request", "never-issued:plan"]
    assert open_one.due is not None
    assert open_one.due.reason == "anchor-missing"
    assert fixed.slot.deadline is not None
    assert fixed.slot.deadline.on == date(2023, 3, 1)
