"""Working days of Viet Nam's public offices and the instant at which a day ends there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from importlib.metadata import version
from types import MappingProxyType

import holidays

from verifiers.calendar_overrides import OVERRIDES, OVERRIDES_VERSION, Override

# Asia/Ho_Chi_Minh has kept UTC+7 without summer time since 1975, so no time zone database is needed.
VIET_NAM_TIME = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
CALENDAR_VERSION = f"VN {OVERRIDES_VERSION} (holidays {version('holidays')})"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which offices work; `version` goes into every verdict that used it.

    Rest days are Saturdays, Sundays and the holidays of Bộ luật Lao động 2019, Điều 112 with their swaps,
    as the `holidays` package knows them; `overrides` (day -> is it a working day) come before it.
    """

    version: str = CALENDAR_VERSION
    overrides: Mapping[date, bool] = field(default_factory=lambda: MappingProxyType({}))

    def __reduce__(self) -> tuple[type[Calendar], tuple[str, dict[date, bool]]]:
        """How it is handed to a child process: a read-only view alone cannot be."""
        return Calendar, (self.version, dict(self.overrides))

    def is_working_day(self, day: date) -> bool:
        """Whether public offices work on this day."""
        known = self.overrides.get(day)
        return _package_says(day) if known is None else known

    def roll(self, day: date) -> date:
        """Return the day itself when offices work on it, else the next day on which they do.

        Bộ luật Dân sự 2015, Điều 148.5: a period that ends on a rest day ends with the next working day.
        """
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """Count the working days after `first` up to and including `last`; 0 when last is not later.

        The first day is not counted (Bộ luật Dân sự 2015, Điều 147.2).
        """
        span = range(1, (last - first).days + 1)
        return sum(self.is_working_day(first + timedelta(days=step)) for step in span)


def with_overrides(overrides: Iterable[Override], version: str = CALENDAR_VERSION) -> Calendar:
    """Return a calendar under a table of overrides; a later line wins over an earlier one."""
    table = {override.day: override.is_working for override in overrides}
    return Calendar(version, MappingProxyType(table))


VIET_NAM = with_overrides(OVERRIDES)


def local_date(moment: datetime) -> date:
    """Return the day in Viet Nam on which an aware instant falls."""
    return moment.astimezone(VIET_NAM_TIME).date()


def end_of_day(day: date) -> datetime:
    """Return 24:00 of a day in Viet Nam (Bộ luật Dân sự 2015, Điều 148.6), which is 0:00 of the next."""
    return datetime.combine(day + timedelta(days=1), time(), VIET_NAM_TIME)


@cache
def _package_says(day: date) -> bool:
    return bool(_package_year(day.year).is_working_day(day))


@cache
def _package_year(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("VN", years=year)
