"""A deadline: the wording, its reading, the instant computed from it, and how late a document is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from verifiers.calendar import Calendar, end_of_day


class Clock(StrEnum):
    """The four clocks that stay apart; a deadline finding names the one it used."""

    DOCUMENT_DATE = "document_date"
    SIGNED_AT = "signed_at"
    TIMESTAMPED_AT = "timestamped_at"
    RECEIVED_AT = "received_at"


class Strength(StrEnum):
    """How far a clock can be believed, the strongest first."""

    PROVEN = "proven"
    RECORDED = "recorded"
    CLAIMED = "claimed"
    PRINTED = "printed"


STRENGTHS = {
    Clock.TIMESTAMPED_AT: Strength.PROVEN,
    Clock.RECEIVED_AT: Strength.RECORDED,
    Clock.SIGNED_AT: Strength.CLAIMED,
    Clock.DOCUMENT_DATE: Strength.PRINTED,
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """A fixed date with its wording; `inclusive` None means that the wording allows both readings.

    `working_days`: lateness is counted in them, because the wording counts so.
    """

    phrase: str
    on: date
    inclusive: bool | None = None
    clock: Clock = Clock.DOCUMENT_DATE
    roll: bool = False
    assumption: bool = False
    working_days: bool = False


@dataclass(frozen=True, slots=True)
class DeadlineReading:
    """One reading of a deadline's wording: the last permitted day and the instant at which it ends.

    `counted_by` is the calendar in whose working days lateness is counted, None for calendar days.
    """

    inclusive: bool
    last_day: date
    ends_at: datetime
    counted_by: Calendar | None = field(default=None, repr=False, compare=False)

    def days_late(self, on: date) -> int:
        """Return how many days after the last permitted day a date lies, 0 only when it is in time.

        A day of rest right behind a deadline in working days is late by one.
        """
        if self.counted_by is None or on <= self.last_day:
            return max(0, (on - self.last_day).days)
        return max(1, self.counted_by.working_days_between(self.last_day, on))


def read_deadline(deadline: Deadline, calendar: Calendar) -> tuple[DeadlineReading, ...]:
    """Return the readings the wording allows: one when it is settled, else the strict and the inclusive one.

    "Trước ngày X" read strictly ends at 24:00 of the day before X, read inclusively (as "chậm nhất", "không
    quá", "đến ngày") at 24:00 of X. With `roll`, a last day on which offices rest moves to the next working
    day (Bộ luật Dân sự 2015, Điều 148.5).
    """
    allowed = (False, True) if deadline.inclusive is None else (deadline.inclusive,)
    return tuple(_read(deadline, calendar, inclusive=inclusive) for inclusive in allowed)


def _read(deadline: Deadline, calendar: Calendar, *, inclusive: bool) -> DeadlineReading:
    last = deadline.on if inclusive else deadline.on - timedelta(days=1)
    if deadline.roll:
        last = calendar.roll(last)
    return DeadlineReading(inclusive, last, end_of_day(last), calendar if deadline.working_days else None)
