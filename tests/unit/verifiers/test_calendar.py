"""Working days of Viet Nam against the published calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifiers.calendar import CALENDAR_VERSION, VIET_NAM, end_of_day, local_date, with_overrides
from verifiers.calendar_overrides import OVERRIDES, OVERRIDES_VERSION, Override

days = st.dates(date(2010, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2023, 1, 19), True),
        (date(2023, 1, 20), False),  # first day off for Tết
        (date(2023, 1, 26), False),  # last day off for Tết
        (date(2023, 1, 27), True),
        (date(2023, 5, 2), False),  # Hùng Vương fell on a Saturday
        (date(2023, 5, 3), False),  # 30/4 fell on a Sunday
        (date(2023, 7, 30), False),  # a Sunday
        (date(2024, 4, 29), False),  # swapped with the next line
        (date(2024, 5, 4), True),
        (date(2025, 5, 2), False),
        (date(2025, 4, 26), True),
        (date(2026, 1, 2), False),  # 12729/VPCP-KGVX, against the package
        (date(2026, 1, 10), True),
    ],
)
def test_working_days_of_public_offices(day: date, is_working: bool) -> None:
    """Holidays, observed days and the Government's swaps are as announced."""
    assert is_working == VIET_NAM.is_working_day(day)


def test_overrides_correct_the_package() -> None:
    """Every override changes what the package alone says: a line it has learnt since can go."""
    plain = with_overrides(())

    assert all(plain.is_working_day(line.day) != line.is_working for line in OVERRIDES)
    assert all(line.document for line in OVERRIDES)


def test_later_override_wins() -> None:
    """A newer document about the same day replaces the older one."""
    day = date(2023, 3, 1)
    older = Override(day, is_working=False, document="a")
    calendar = with_overrides((older, Override(day, is_working=True, document="b")))

    assert calendar.is_working_day(day)


def test_version_names_table_and_package() -> None:
    """A verdict that stores the version can be replayed with the same table and package."""
    assert OVERRIDES_VERSION in CALENDAR_VERSION
    assert "holidays" in CALENDAR_VERSION
    assert VIET_NAM.version == CALENDAR_VERSION


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 1, 19), date(2023, 1, 19)),
        (date(2023, 1, 20), date(2023, 1, 27)),
        (date(2023, 7, 30), date(2023, 7, 31)),
        (date(2026, 1, 1), date(2026, 1, 5)),
    ],
)
def test_rolling_moves_to_the_next_working_day(day: date, expected: date) -> None:
    """A last day on which offices rest moves; a working day stays (Bộ luật Dân sự 2015, Điều 148)."""
    assert expected == VIET_NAM.roll(day)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2023, 1, 19), date(2023, 1, 27), 1),
        (date(2023, 1, 16), date(2023, 1, 19), 3),
        (date(2023, 1, 14), date(2023, 1, 16), 1),
        (date(2023, 1, 16), date(2023, 1, 16), 0),
        (date(2023, 1, 19), date(2023, 1, 16), 0),
    ],
)
def test_working_days_between_leave_out_the_first(first: date, last: date, expected: int) -> None:
    """The first day is not counted (Điều 147), rest days are not either, backwards counts nothing."""
    assert expected == VIET_NAM.working_days_between(first, last)


@settings(deadline=None)
@given(days, days, days)
def test_working_days_add_up(one: date, two: date, three: date) -> None:
    """Counting over a day in between gives the same sum."""
    first, middle, last = sorted((one, two, three))
    between = VIET_NAM.working_days_between

    assert between(first, last) == between(first, middle) + between(middle, last)


def test_days_end_at_midnight_in_viet_nam() -> None:
    """24:00 of a day is 17:00 UTC, and an instant belongs to the day it has in Viet Nam."""
    assert datetime(2023, 1, 19, 17, tzinfo=UTC) == end_of_day(date(2023, 1, 19))
    assert date(2023, 1, 19) == local_date(datetime(2023, 1, 19, 16, 59, 59, tzinfo=UTC))
    assert date(2023, 1, 20) == local_date(datetime(2023, 1, 19, 17, tzinfo=UTC))
