"""The deadlines and slots of a criteria-set file: entries, reading and writing."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from evidence_svc.domain import schedules
from evidence_svc.domain.entries import Entry, Key, Text
from evidence_svc.domain.errors import FileProblem
from evidence_svc.domain.schedules import DayKind, Schedule, Wording
from evidence_svc.domain.yaml_text import Location, YamlText
from verifiers.deadline import Clock

_LEAP_YEAR = 2024


class WordingEntry(Entry):
    """The phrase and how it is read; `inclusive: null` keeps both readings, no `clock` means the set's."""

    phrase: str
    inclusive: bool | None = None
    clock: Clock | None = None
    roll: bool = False
    days_are: DayKind = DayKind.CALENDAR
    assumption: bool = False

    def wording(self) -> Wording:
        """The wording of the domain."""
        return Wording(self.phrase, self.inclusive, self.clock, self.roll, self.days_are, self.assumption)


class FixedDateEntry(WordingEntry):
    """One date."""

    kind: Literal["fixed"]
    date: date


class YearlyDateEntry(Entry):
    """A day of the year; `year: -1` lies in the year before the round's."""

    key: Key
    title: Text
    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]
    year: Annotated[int, Field(ge=-1, le=1)] = 0


class YearlyDatesEntry(WordingEntry):
    """A recurring list of dates."""

    kind: Literal["yearly"]
    dates: tuple[YearlyDateEntry, ...] = Field(min_length=1)


class AfterAnchorEntry(WordingEntry):
    """`days` after a document or event, or the day that document names."""

    kind: Literal["after"]
    anchor: Key
    title: Text
    days: Annotated[int, Field(ge=0, le=3650)] | None = None


class IntervalEntry(WordingEntry):
    """Between two days, both included."""

    kind: Literal["interval"]
    first: date
    last: date


class MilestoneEntry(WordingEntry):
    """A date and the target due by it."""

    kind: Literal["milestone"]
    date: date
    target: Text


class FromDateEntry(WordingEntry):
    """A start without an end."""

    kind: Literal["from"]
    first: date


class AlwaysEntry(WordingEntry):
    """Continuous."""

    kind: Literal["always"]


class UnstatedEntry(WordingEntry):
    """Time is meant but not stated."""

    kind: Literal["unstated"]


ScheduleEntry = Annotated[
    FixedDateEntry
    | YearlyDatesEntry
    | AfterAnchorEntry
    | IntervalEntry
    | MilestoneEntry
    | FromDateEntry
    | AlwaysEntry
    | UnstatedEntry,
    Field(discriminator="kind"),
]


def read_schedule(entry: ScheduleEntry) -> Schedule:
    """The schedule; `find_schedule_problems` must have found none."""
    wording = entry.wording()
    match entry:
        case FixedDateEntry():
            return schedules.FixedDate(wording, entry.date)
        case YearlyDatesEntry():
            return schedules.YearlyDates(
                wording,
                tuple(schedules.YearlyDate(day.key, day.title, day.month, day.day, day.year) for day in entry.dates),
            )
        case AfterAnchorEntry():
            return schedules.AfterAnchor(wording, entry.anchor, entry.title, entry.days)
        case IntervalEntry():
            return schedules.WithinInterval(wording, entry.first, entry.last)
        case MilestoneEntry():
            return schedules.Milestone(wording, entry.date, entry.target)
        case FromDateEntry():
            return schedules.FromDate(wording, entry.first)
        case AlwaysEntry():
            return schedules.Always(wording)
        case UnstatedEntry():
            return schedules.Unstated(wording)


def find_schedule_problems(document: YamlText, at: Location, entry: ScheduleEntry) -> Iterator[FileProblem]:
    """Days that no year has, keys used twice, an interval that ends before it begins."""
    if isinstance(entry, IntervalEntry) and entry.last < entry.first:
        yield document.problem((*at, "last"), "interval-reversed", "ngày cuối phải sau ngày đầu.")
    if isinstance(entry, YearlyDatesEntry):
        seen: set[str] = set()
        for index, each in enumerate(entry.dates):
            if each.day > monthrange(_LEAP_YEAR, each.month)[1]:
                yield document.problem((*at, "dates", index, "day"), "date-unreadable", "tháng này không có ngày đó.")
            if each.key in seen:
                yield document.problem((*at, "dates", index, "key"), "key-twice", "mã này đã có ở trên.")
            seen.add(each.key)


def render_schedule(schedule: Schedule) -> dict[str, Any]:
    """A schedule as the mapping that reads back the same."""
    shape: dict[str, Any] = {"kind": _KINDS[type(schedule)], "phrase": schedule.wording.phrase}
    match schedule:
        case schedules.FixedDate(_, on):
            shape["date"] = on
        case schedules.YearlyDates(_, dates):
            shape["dates"] = [_render_yearly(each) for each in dates]
        case schedules.AfterAnchor(_, anchor, title, days):
            shape |= {"anchor": anchor, "title": title, **({} if days is None else {"days": days})}
        case schedules.WithinInterval(_, first, last):
            shape |= {"first": first, "last": last}
        case schedules.Milestone(_, on, target):
            shape |= {"date": on, "target": target}
        case schedules.FromDate(_, first):
            shape["first"] = first
        case _:
            pass
    return shape | _render_reading(schedule.wording)


_KINDS: dict[type, str] = {
    schedules.FixedDate: "fixed",
    schedules.YearlyDates: "yearly",
    schedules.AfterAnchor: "after",
    schedules.WithinInterval: "interval",
    schedules.Milestone: "milestone",
    schedules.FromDate: "from",
    schedules.Always: "always",
    schedules.Unstated: "unstated",
}


def _render_yearly(each: schedules.YearlyDate) -> dict[str, Any]:
    shape: dict[str, Any] = {"key": each.key, "title": each.title, "month": each.month, "day": each.day}
    return {**shape, "year": each.year} if each.year else shape


def _render_reading(wording: Wording) -> dict[str, Any]:
    """Only what differs from the defaults: a file says what is special."""
    given = {
        "inclusive": wording.inclusive,
        "clock": None if wording.clock is None else wording.clock.value,
        "roll": wording.roll or None,
        "days_are": None if wording.day_kind is DayKind.CALENDAR else wording.day_kind.value,
        "assumption": wording.assumption or None,
    }
    return {key: value for key, value in given.items() if value is not None}
