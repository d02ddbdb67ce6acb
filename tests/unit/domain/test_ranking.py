"""Agencies ranked by percentage."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evidence_svc.domain.ranking import Result, rank
from evidence_svc.domain.voting import Choice, count_votes


def result(name: str, percent: str | None) -> Result:
    """An agency with a percentage."""
    value = None if percent is None else Decimal(percent)
    return Result(name, name, 1, Decimal(100), value or Decimal(0), value, None, "", ())


def test_equal_percentages_share_a_place_and_the_next_is_skipped() -> None:
    """1, 2, 2, 4; an agency without a percentage comes last and has no place."""
    ranked = rank([result("d", "70"), result("e", None), result("b", "80.00"), result("c", "80"), result("a", "96.40")])

    assert [(item.name, item.place) for item in ranked] == [("a", 1), ("b", 2), ("c", 2), ("d", 4), ("e", 0)]


@pytest.mark.parametrize(
    ("in_favour", "entitled", "carried"), [(5, 10, False), (6, 10, True), (0, 0, False), (1, 1, True), (2, 3, True)]
)
def test_a_motion_needs_more_than_half_of_all_members(in_favour: int, entitled: int, carried: bool) -> None:
    """Those who did not vote count against."""
    assert count_votes([Choice.FOR] * in_favour, entitled).carried is carried
