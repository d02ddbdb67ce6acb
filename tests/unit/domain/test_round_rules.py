"""What a round lays down for itself."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from evidence_svc.domain.errors import RoundError
from evidence_svc.domain.round_rules import Grade, RoundRules, check_rules, due_move, grade_of, read_rules, write_rules
from evidence_svc.domain.rounds import RoundState

GRADES = (Grade("Khá", Decimal(65)), Grade("Tốt", Decimal(80)), Grade("Yếu", Decimal(0)))


@pytest.mark.parametrize(
    ("state", "now", "due"),
    [
        ("open", datetime(2023, 7, 15, 16, 59, 59, tzinfo=UTC), False),
        ("open", datetime(2023, 7, 15, 17, 0, tzinfo=UTC), True),
        ("council", datetime(2023, 12, 31, tzinfo=UTC), False),
        ("explaining", datetime(2023, 12, 31, tzinfo=UTC), False),
    ],
)
def test_the_clock_moves_only_stages_with_a_last_day(state: str, now: datetime, due: bool) -> None:
    """A last day ends at 24:00 in Viet Nam; what the clock may not decide stays."""
    rules = RoundRules({RoundState.OPEN: date(2023, 7, 15), RoundState.COUNCIL: date(2023, 9, 1)})

    assert (due_move(RoundState(state), rules, now) is not None) == due


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        (
            RoundRules({RoundState.OPEN: date(2023, 8, 2), RoundState.EXPLAINING: date(2023, 8, 1)}),
            "deadlines-out-of-order",
        ),
        (RoundRules({RoundState.ARCHIVED: date(2023, 8, 2)}), "deadlines-out-of-order"),
        (RoundRules(grades=(Grade("A", Decimal(80)), Grade("B", Decimal(80)))), "grades-wrong"),
        (RoundRules(grades=(Grade("A", Decimal(101)),)), "grades-wrong"),
        (RoundRules(second_eyes_above=Decimal(-1)), "limit-wrong"),
    ],
)
def test_rules_that_contradict_themselves_are_refused(rules: RoundRules, reason: str) -> None:
    """Each with its own reason."""
    with pytest.raises(RoundError) as caught:
        check_rules(rules)

    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("percent", "grade"), [("80.00", "Tốt"), ("79.99", "Khá"), ("64.99", "Yếu"), ("0", "Yếu"), (None, "")]
)
def test_a_grade_is_earned_from_its_bound_on(percent: str | None, grade: str) -> None:
    """The bound itself belongs to the better grade."""
    rules = check_rules(RoundRules(grades=GRADES))

    assert grade_of(None if percent is None else Decimal(percent), rules) == grade


def test_rules_are_the_same_after_writing_and_reading() -> None:
    """What the log says of them is enough to rebuild them."""
    rules = check_rules(
        RoundRules({RoundState.OPEN: date(2023, 7, 15)}, second_eyes_above=Decimal("0.5"), grades=GRADES)
    )

    assert read_rules(json.dumps(write_rules(rules))) == rules
    assert read_rules(None) == RoundRules()
    with pytest.raises(RoundError):
        read_rules("[]")
