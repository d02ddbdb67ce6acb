"""The wordings of time that the offices' sets and plans use, read into schedules; the phrase itself is always kept."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from evidence_svc.domain.schedules import (
    AfterAnchor,
    Always,
    FixedDate,
    FromDate,
    Schedule,
    Unstated,
    WithinInterval,
    Wording,
)

_DATE = r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?"
_QUARTER = r"(IV|III|II|I|[1-4])"
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A date in a text with the words that govern it; `year` None where the text leaves it out."""

    phrase: str
    day: int
    month: int
    year: int | None
    inclusive: bool | None

    def on(self, year: int) -> date | None:
        """The date, in `year` where it names none; None for a day that does not exist."""
        try:
            return date(self.year or year, self.month, self.day)
        except ValueError:
            return None


_BEFORE = re.compile(rf"\b(trước|chậm nhất|không quá|đến|tại thời điểm)\s+(?:là\s+)?(?:ngày\s+)?{_DATE}", re.IGNORECASE)
_WINDOW = re.compile(rf"\btừ\s+(?:ngày\s+)?{_DATE}\s+đến\s+(?:hết\s+)?(?:ngày\s+)?{_DATE}", re.IGNORECASE)


def find_dates(text: str) -> tuple[DatePhrase, ...]:
    """Every governed date of a text: "trước ngày" is open to both readings, the other words include the day.

    The ends of a window "từ ngày … đến ngày …" are no deadlines, see `find_windows`.
    """
    found = []
    for match in _BEFORE.finditer(_WINDOW.sub(" ", _plain(text))):
        word, day, month, year = match.groups()
        inclusive = None if word.lower() == "trước" else True
        found.append(DatePhrase(match[0], int(day), int(month), int(year) if year else None, inclusive))
    return tuple(found)


def find_windows(text: str) -> tuple[tuple[str, date, date], ...]:
    """Every window "từ ngày … đến ngày …" of a text: the phrase and its two days, both included."""
    found = []
    for match in _WINDOW.finditer(_plain(text)):
        numbers = [int(part) if part else None for part in match.groups()]
        first, last = _window_days(numbers)
        if first is not None and last is not None:
            found.append((match[0], first, last))
    return tuple(found)


def _window_days(numbers: list[int | None]) -> tuple[date | None, date | None]:
    day, month, year, last_day, last_month, last_year = numbers
    whole = last_year or year
    if None in (day, month, last_day, last_month, whole):
        return None, None
    first = DatePhrase("", day or 0, month or 0, year or whole, inclusive=True)
    last = DatePhrase("", last_day or 0, last_month or 0, whole, inclusive=True)
    return first.on(whole or 0), last.on(whole or 0)


def parse_phrase(phrase: str, year: int) -> Schedule | None:
    """A wording of time as a schedule, `year` where it names none (then marked as assumed); None if unknown.

    Quarters end with their last day; "bắt đầu từ" has no end; an empty phrase is a deadline that was not stated.
    """
    text = " ".join(_plain(phrase).split())
    if not text:
        return Unstated(Wording(phrase))
    for pattern, read in _READERS:
        match = pattern.search(text)
        if match is not None:
            schedule = read(match, Wording(phrase), year)
            if schedule is not None:
                return schedule
    return None


def _read_window(match: re.Match[str], wording: Wording, _year: int) -> Schedule | None:
    first, last = _window_days([int(part) if part else None for part in match.groups()])
    return WithinInterval(wording, first, last) if first and last else None


def _read_date(match: re.Match[str], wording: Wording, year: int) -> Schedule | None:
    (found,) = find_dates(match[0]) or (None,)
    on = found.on(year) if found else None
    if found is None or on is None:
        return None
    return FixedDate(replace(wording, inclusive=found.inclusive, assumption=found.year is None), on)


def _read_month(match: re.Match[str], wording: Wording, year: int) -> Schedule | None:
    month, named = int(match[1]), int(match[2]) if match[2] else None
    if not 1 <= month <= 12:
        return None
    chosen = named or year
    last = date(chosen, month, monthrange(chosen, month)[1])
    return WithinInterval(replace(wording, assumption=named is None), date(chosen, month, 1), last)


def _read_start(match: re.Match[str], wording: Wording, year: int) -> Schedule:
    named = int(match[2]) if match[2] else None
    first, _ = _quarter(match[1], named or year)
    return FromDate(replace(wording, assumption=named is None), first)


def _read_quarters(match: re.Match[str], wording: Wording, year: int) -> Schedule | None:
    named = int(match[3]) if match[3] else None
    first, last = _quarter(match[1], named or year)
    if match[2]:
        _, last = _quarter(match[2], named or year)
    if last < first:
        return None
    return WithinInterval(replace(wording, assumption=named is None), first, last)


def _read_always(_match: re.Match[str], wording: Wording, _year: int) -> Schedule:
    return Always(wording)


def _read_other_document(_match: re.Match[str], wording: Wording, _year: int) -> Schedule:
    return AfterAnchor(replace(wording, assumption=True), "request", "văn bản quy định thời hạn")


Reader = Callable[[re.Match[str], Wording, int], Schedule | None]
_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_WINDOW, _read_window),
    (_BEFORE, _read_date),
    (re.compile(r"\btrong tháng (\d{1,2})(?:/(\d{4}))?", re.IGNORECASE), _read_month),
    (re.compile(rf"\bbắt đầu từ quý {_QUARTER}\b(?:\s*(?:năm|/)?\s*(\d{{4}}))?", re.IGNORECASE), _read_start),
    (
        re.compile(rf"^quý {_QUARTER}\b(?:\s*[-–]\s*{_QUARTER}\b)?(?:\s*(?:năm|/)?\s*(\d{{4}}))?$", re.IGNORECASE),
        _read_quarters,
    ),
    (re.compile(r"\bthường xuyên\b|\bhàng quý\b|\bhằng quý\b", re.IGNORECASE), _read_always),
    (re.compile(r"\btheo yêu cầu\b|\bthời gian (?:quy định|yêu cầu)\b", re.IGNORECASE), _read_other_document),
)


def _quarter(name: str, year: int) -> tuple[date, date]:
    number = _ROMAN.get(name.upper()) or int(name)
    last = number * 3
    return date(year, last - 2, 1), date(year, last, monthrange(year, last)[1])


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text)
