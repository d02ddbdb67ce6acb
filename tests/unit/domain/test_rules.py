"""Rules that suggest a score, and their traces."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_svc.domain.rules import (
    Interval,
    LatenessBand,
    LatenessRule,
    ManualRule,
    RuleInputs,
    YesNoRule,
    suggest,
)

ON_TIME = LatenessBand(Interval(0, 0), Decimal(2))
UNDER_TEN = LatenessBand(Interval(0, 10, lower_closed=False, upper_closed=False), Decimal(1))
TEN_OR_MORE = LatenessBand(Interval(10, None), Decimal(0))
RULE = LatenessRule(("plan",), (ON_TIME, UNDER_TEN, TEN_OR_MORE))

LATE = {
    0: ("2", "Không chậm → đúng thời hạn: 2 điểm"),
    1: ("1", "Chậm 1 ngày → chậm dưới 10 ngày: 1 điểm"),
    9: ("1", "Chậm 9 ngày → chậm dưới 10 ngày: 1 điểm"),
    10: ("0", "Chậm 10 ngày → chậm từ 10 ngày trở lên: 0 điểm"),
    400: ("0", "Chậm 400 ngày → chậm từ 10 ngày trở lên: 0 điểm"),
}


@pytest.mark.parametrize("days", LATE)
def test_lateness_bands_give_points_at_their_ends(days: int) -> None:
    """Day 9 is still under ten, day 10 is not; the trace names days, band and points."""
    points, trace = LATE[days]

    suggestion = suggest(RULE, RuleInputs(days_late={"plan": days}))

    assert (suggestion.points, suggestion.trace, suggestion.reason) == (Decimal(points), trace, "computed")


def test_the_latest_of_several_documents_counts() -> None:
    """Two reports, one late: the late one decides."""
    rule = LatenessRule(("first", "second"), RULE.bands)

    assert suggest(rule, RuleInputs(days_late={"first": 0, "second": 3})).points == Decimal(1)


def test_a_document_never_issued_earns_what_the_rule_says() -> None:
    """Known to be missing is not the same as unknown."""
    missing = suggest(RULE, RuleInputs(days_late={"plan": None}))
    unknown = suggest(RULE, RuleInputs())

    assert (missing.points, missing.trace) == (Decimal(0), "Không ban hành: 0 điểm")
    assert (unknown.points, unknown.reason) == (None, "input-missing")


def test_a_gap_between_bands_suggests_nothing() -> None:
    """A day that no band covers is reported, not rounded to a neighbour."""
    rule = LatenessRule(("plan",), (ON_TIME, TEN_OR_MORE))

    assert suggest(rule, RuleInputs(days_late={"plan": 5})).reason == "band-gap"


def test_bands_that_contradict_each_other_suggest_nothing() -> None:
    """Two bands with different points for one day are reported."""
    rule = LatenessRule(("plan",), (LatenessBand(Interval(0, 5), Decimal(2)), UNDER_TEN, TEN_OR_MORE))

    assert suggest(rule, RuleInputs(days_late={"plan": 5})).reason == "band-overlap"


def test_yes_and_no_and_no_answer() -> None:
    """A yes-no rule needs its answer."""
    rule = YesNoRule("Có quyết định?", Decimal("0.5"))

    assert suggest(rule, RuleInputs(answer=True)).points == Decimal("0.5")
    assert suggest(rule, RuleInputs(answer=True)).trace == "Có quyết định? Có: 0,5 điểm"
    assert suggest(rule, RuleInputs(answer=False)).points == Decimal(0)
    assert suggest(rule, RuleInputs()).reason == "input-missing"


@pytest.mark.parametrize("rule", [None, ManualRule("xem nội dung")])
def test_a_persons_judgment_is_not_suggested(rule: ManualRule | None) -> None:
    """Where a person judges, the machine says nothing."""
    assert suggest(rule, RuleInputs(answer=True)).points is None


WORDS = {
    "đúng thời hạn": Interval(0, 0),
    "chậm dưới 10 ngày": Interval(0, 10, lower_closed=False, upper_closed=False),
    "chậm không quá 10 ngày": Interval(0, 10, lower_closed=False),
    "chậm từ 1 ngày không quá 3 ngày": Interval(1, 3),
    "chậm trên 3 ngày": Interval(3, None, lower_closed=False),
    "chậm từ 10 ngày trở lên": Interval(10, None),
}


@pytest.mark.parametrize("words", WORDS)
def test_bands_are_described_as_the_sets_print_them(words: str) -> None:
    """Open and closed ends have their own words."""
    assert WORDS[words].describe() == words


@given(st.integers(0, 1000))
def test_bands_that_meet_cover_every_day_once(days: int) -> None:
    """Lateness never earns more than fewer days, and no day falls between the bands."""
    points = suggest(RULE, RuleInputs(days_late={"plan": days})).points
    later = suggest(RULE, RuleInputs(days_late={"plan": days + 1})).points

    assert points is not None
    assert later is not None
    assert later <= points
