"""Kinds of deadlines as data: what the wording of a criteria set fixes, and what it leaves to other documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from verifiers.deadline import Clock


class DayKind(StrEnum):
    """How days are counted, both when a period runs and when lateness is measured."""

    CALENDAR = "calendar"
    WORKING = "working"


@dataclass(frozen=True, slots=True)
class Wording:
    """The phrase as printed and how it is read.

    `inclusive` None: both readings of "trước ngày" are kept. `clock` None: the clock of the set. `roll`: a last
    day on which offices rest moves to the next working day. `assumption`: the reading is to be confirmed.
    """

    phrase: str
    inclusive: bool | None = None
    clock: Clock | None = None
    roll: bool = False
    day_kind: DayKind = DayKind.CALENDAR
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class FixedDate:
    """One date: "trước ngày 20/01/2023"."""

    wording: Wording
    on: date


@dataclass(frozen=True, slots=True)
class YearlyDate:
    """A day of the year in a list; `year` counts from the round's (−1: "báo cáo năm 2022 trước 07/12/2022")."""

    key: str
    title: str
    month: int
    day: int
    year: int = 0


@dataclass(frozen=True, slots=True)
class YearlyDates:
    """A recurring list: quarters, half-year, year, the year before."""

    wording: Wording
    dates: tuple[YearlyDate, ...]


@dataclass(frozen=True, slots=True)
class AfterAnchor:
    """Relative to an event or another document; without `days` that document names the due date itself."""

    wording: Wording
    anchor: str
    title: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class WithinInterval:
    """Between two days, both included: "Quý III-IV", "trong tháng 12/2024"."""

    wording: Wording
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Milestone:
    """A date and what must be reached by it: "đến ngày 15/11/2023 đạt tối thiểu 80 %"."""

    wording: Wording
    on: date
    target: str


@dataclass(frozen=True, slots=True)
class FromDate:
    """A start without an end: "Bắt đầu từ quý IV 2024"."""

    wording: Wording
    first: date


@dataclass(frozen=True, slots=True)
class Always:
    """Continuous: "Thường xuyên trong năm", "hàng quý"."""

    wording: Wording


@dataclass(frozen=True, slots=True)
class Unstated:
    """The set speaks of time, or leaves its place empty, and names none."""

    wording: Wording


Schedule = FixedDate | YearlyDates | AfterAnchor | WithinInterval | Milestone | FromDate | Always | Unstated
