"""Looking ahead: what a missing document puts at risk, by when, and what issuing it today would give."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from evidence_svc.domain.filing import Wanted
from evidence_svc.domain.known_inputs import NO_ANSWERS, Answers
from evidence_svc.domain.outlook import Outlook, add_up_risk, look_ahead
from evidence_svc.domain.reminders import OFFSETS, stage_of
from evidence_svc.domain.rule_shapes import LatenessRule, SumRule
from tests.unit.domain.claims import PLAN, RULE, claim, filing
from verifiers.deadline import Deadline

LATER = replace(
    PLAN,
    key="report",
    title="Báo cáo",
    document_type="báo cáo",
    deadline=Deadline("", date(2023, 3, 1), inclusive=True),
)


ONE, TWO, NONE = Decimal(1), Decimal(2), Decimal(0)


def outlook(today: date, answers: Answers = NO_ANSWERS) -> Outlook:
    """The one outlook of a claim without files."""
    return look_ahead(claim(), answers, today)[0]


@pytest.mark.parametrize(
    ("today", "points", "lost"),
    [
        (date(2023, 1, 1), ("2.00",), "0.00"),
        (date(2023, 1, 19), ("2.00",), "0.00"),
        (date(2023, 1, 20), ("1.00", "2.00"), "1.00"),
        (date(2023, 1, 25), ("1.00",), "1.00"),
        (date(2023, 2, 5), ("0.00",), "2.00"),
    ],
)
def test_issued_today(today: date, points: tuple[str, ...], lost: str) -> None:
    """Both readings on the day itself; what is lost is by the worse one."""
    found = outlook(today)

    assert found.today == tuple(map(Decimal, points))
    assert found.lost_today == Decimal(lost)


def test_the_ladder_names_the_days_at_which_points_fall() -> None:
    """By the strict reading: the 19th is the last day, day 10 of lateness is the 29th."""
    steps = [(step.first_day, step.points) for step in outlook(date(2023, 1, 1)).steps]

    assert steps == [(date(2023, 1, 19), TWO), (date(2023, 1, 20), ONE), (date(2023, 1, 29), NONE)]


def test_what_is_there_or_given_up_is_not_ahead() -> None:
    """Neither a filed plan nor one that somebody said was never issued."""
    today = date(2023, 1, 1)

    assert look_ahead(claim(filing()), NO_ANSWERS, today) == ()
    assert look_ahead(claim(), Answers(never_issued=frozenset({"plan"})), today) == ()


def two_documents(rule: object, most: str = "2") -> tuple[Outlook, ...]:
    """A criterion of so many points that wants a plan in January and a report in March."""
    made = claim(rule=rule)
    made = replace(made, criterion=replace(made.criterion, max_score=Decimal(most)))
    wanted = (*made.wanted, Wanted(LATER, claim(slot=LATER).wanted[0].due))
    return look_ahead(replace(made, wanted=wanted), NO_ANSWERS, date(2023, 1, 1))


def test_documents_of_one_criterion_share_its_points() -> None:
    """The latest decides: who has missed January loses nothing more in March."""
    rule = LatenessRule(("plan", "report"), RULE.bands)

    days = [(day.last_day, day.lost, day.lost_so_far) for day in add_up_risk(two_documents(rule))]

    assert days == [(date(2023, 1, 19), ONE, ONE), (date(2023, 3, 1), NONE, ONE)]


def test_parts_that_add_up_are_lost_one_by_one() -> None:
    """Where each document has points of its own, each deadline costs some."""
    rule = SumRule((RULE, replace(RULE, slots=("report",))))

    days = [(day.lost, day.lost_so_far) for day in add_up_risk(two_documents(rule, "4"))]

    assert days == [(ONE, ONE), (ONE, TWO)]


def test_without_a_rule_the_whole_criterion_is_at_risk() -> None:
    """Nobody knows how much, so no less than its maximum."""
    found = look_ahead(claim(rule=None), NO_ANSWERS, date(2023, 1, 1))

    assert found[0].on_time is None
    assert (found[0].stake, add_up_risk(found)[0].lost) == (TWO, TWO)


@pytest.mark.parametrize(
    ("days", "stage"), [(-8, None), (-7, -7), (-5, -7), (-3, -3), (-1, -1), (0, 0), (1, 1), (4, 1), (5, None)]
)
def test_stages_of_reminding(days: int, stage: int | None) -> None:
    """The newest stage reached; none before the first, none when it is history."""
    assert stage_of(date(2023, 1, 20), date.fromordinal(date(2023, 1, 20).toordinal() + days)) == stage
    assert stage is None or stage in OFFSETS
