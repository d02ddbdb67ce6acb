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
    DayKind,
    FixedDate,
    FromDate,
    Milestone,
    Schedule,
    Unstated,
    WithinInterval,
    Wording,
    YearlyDate,
    YearlyDates,
)

# 20/01/2023, 20/01, 20 tháng 01 năm 2023; with points or dashes only where the year says that it is a date.
_DATE = (
    r"(\d{1,2})(?:\s*/\s*|\s+tháng\s+|[.-](?=\d{1,2}[.-]\d{4}))(\d{1,2})(?!\d)"
    r"(?:(?:\s*/\s*|\s+năm\s+|[.-])(\d{4}))?"
)
_QUARTER = r"(IV|III|II|I|[1-4])"
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
_NUMERALS = {number: numeral for numeral, number in _ROMAN.items()}


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


_LIMIT = r"(trước|(?:chậm|muộn|trễ) nhất|không (?:quá|muộn hơn|chậm hơn|trễ hơn)|đến|hết|tại thời điểm)"
_HOUR = r"(\d{1,2}\s*(?:giờ|h)(?:\s*\d{1,2}(?:\s*phút)?)?)"
_BEFORE = re.compile(rf"\b{_LIMIT}\s+(?:(?:là|vào|đến|hết)\s+)*(?:{_HOUR}\s*,?\s+)?(?:ngày\s+)?{_DATE}", re.IGNORECASE)
_SOME_LIMIT = re.compile(rf"\b{_LIMIT}\b.*\d", re.IGNORECASE)
_WINDOW = re.compile(rf"\btừ\s+(?:ngày\s+)?{_DATE}\s+đến\s+(?:hết\s+)?(?:ngày\s+)?{_DATE}", re.IGNORECASE)
_TARGET = re.compile(r"\b(?:đạt|hoàn thành)\s[^.;,]*?\d+(?:[.,]\d+)?\s*%(?:\s+kế hoạch)?", re.IGNORECASE)
_LISTED = re.compile(
    rf"\b(?:q[uú][yý]\s+{_QUARTER}|(?:0?([69])|(sáu|chín))\s+tháng(?:\s+đầu\s+năm)?|(năm))(?:(?:\s*/\s*|\s+(?:năm\s+)?)(\d{{4}}))?"
    rf"\s+(?:{_LIMIT}\s+)?(?:ngày\s+)?{_DATE}",
    re.IGNORECASE,
)
_MONTHS = {"6": "6 tháng", "sáu": "6 tháng", "9": "9 tháng", "chín": "9 tháng"}


def find_dates(text: str) -> tuple[DatePhrase, ...]:
    """Every governed date of a text: "trước ngày" is open to both readings, the other words include the day.

    "Trước 17 giờ ngày X" includes it, too: days are counted, not hours. The ends of a window "từ ngày … đến ngày …"
    are no deadlines, see `find_windows`.
    """
    found = []
    for match in _BEFORE.finditer(_WINDOW.sub(" ", _plain(text))):
        word, hour, day, month, year = match.groups()
        inclusive = None if word.lower() == "trước" and hour is None else True
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
    Several dates are a list only where each has its period; "trong N ngày" moves off a last day of rest (Bộ luật
    Dân sự 2015, Điều 148.5), which is assumed as well.
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


def _read_list(match: re.Match[str], wording: Wording, year: int) -> Schedule | None:
    """A list such as "Quý I trước 07/3, quý II 07/6, năm 2022 trước 07/12/2022": one date per period."""
    items = list(_LISTED.finditer(match.string))
    dates = tuple(each for item in items if (each := _listed(item, year)) is not None)
    whole = len(re.findall(_DATE, match.string)) == len(items) == len(dates)
    if len(items) < 2 or not whole or len({each.key for each in dates}) < len(dates):
        return None
    limits = {(item[6] or "trước").lower() for item in items}
    undated = any(item[9] is None for item in items)
    return YearlyDates(replace(wording, inclusive=None if "trước" in limits else True, assumption=undated), dates)


def _listed(item: re.Match[str], year: int) -> YearlyDate | None:
    quarter, figure, word, _, of_year, _, day, month, dated = item.groups()
    on = DatePhrase("", int(day), int(month), int(dated) if dated else None, inclusive=None).on(year)
    if on is None or not -1 <= on.year - year <= 1:
        return None
    if quarter:
        number = _quarter_number(quarter)
        key, title = f"quarter-{number}", f"quý {_NUMERALS[number]}"
    elif figure or word:
        title = _MONTHS[(figure or word).lower()]
        key = f"{title[0]}-months"
    else:
        key, title = ("year", f"năm {of_year}") if of_year else ("year", "năm")
    return YearlyDate(key, title, on.month, on.day, on.year - year)


def _read_date(match: re.Match[str], wording: Wording, year: int) -> Schedule | None:
    """The one date of a phrase; of several nobody knows which is meant."""
    every = find_dates(match.string)
    on = every[0].on(year) if len(every) == 1 else None
    if on is None:
        return None
    read = replace(wording, inclusive=every[0].inclusive, assumption=every[0].year is None)
    target = _TARGET.search(match.string)
    return FixedDate(read, on) if target is None else Milestone(read, on, target[0])


def _read_days(match: re.Match[str], wording: Wording, _year: int) -> Schedule:
    kind = DayKind.WORKING if match[2] else DayKind.CALENDAR
    title = match[3].strip(" .,;") or _OTHER_DOCUMENT
    return AfterAnchor(replace(wording, roll=True, day_kind=kind, assumption=True), "request", title, int(match[1]))


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


def _read_half(match: re.Match[str], wording: Wording, year: int) -> Schedule:
    named = int(match[2]) if match[2] else None
    first, last = ("I", "II") if match[1].lower() == "đầu" else ("III", "IV")
    chosen = named or year
    read = replace(wording, assumption=named is None)
    return WithinInterval(read, _quarter(first, chosen)[0], _quarter(last, chosen)[1])


def _read_always(match: re.Match[str], wording: Wording, _year: int) -> Schedule | None:
    """Without a last day, unless the phrase names one that was not understood: "hằng quý, trước ngày 25"."""
    return None if _SOME_LIMIT.search(match.string) else Always(wording)


def _read_other_document(_match: re.Match[str], wording: Wording, _year: int) -> Schedule:
    return AfterAnchor(replace(wording, assumption=True), "request", _OTHER_DOCUMENT)


_OTHER_DOCUMENT = "văn bản quy định thời hạn"
Reader = Callable[[re.Match[str], Wording, int], Schedule | None]
_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_WINDOW, _read_window),
    (_LISTED, _read_list),
    (_BEFORE, _read_date),
    (
        re.compile(
            r"\b(?:trong|sau|không quá|chậm nhất|tối đa)(?: vòng| thời hạn| thời gian)?(?: là)? (\d{1,3}) ngày"
            r"( làm việc)?,? (?:kể từ|tính từ)(?: khi)?( .+|$)",
            re.IGNORECASE,
        ),
        _read_days,
    ),
    (re.compile(r"\btrong tháng (\d{1,2})(?:/(\d{4}))?", re.IGNORECASE), _read_month),
    (re.compile(rf"\bbắt đầu từ quý {_QUARTER}\b(?:\s*(?:năm|/)?\s*(\d{{4}}))?", re.IGNORECASE), _read_start),
    (
        re.compile(
            rf"^(?:trong )?quý {_QUARTER}\b(?:\s*(?:[-–,]|và)\s*{_QUARTER}\b)?(?:\s*(?:năm|/)?\s*(\d{{4}}))?$",
            re.IGNORECASE,
        ),
        _read_quarters,
    ),
    (re.compile(r"^(?:trong )?(?:6|06|sáu) tháng (đầu|cuối) năm(?: (\d{4}))?$", re.IGNORECASE), _read_half),
    (re.compile(r"\bthường xuyên\b|\bhàng quý\b|\bhằng quý\b", re.IGNORECASE), _read_always),
    (re.compile(r"\btheo yêu cầu\b|\bthời gian (?:quy định|yêu cầu)\b", re.IGNORECASE), _read_other_document),
)


def _quarter_number(name: str) -> int:
    return _ROMAN.get(name.upper()) or int(name)


def _quarter(name: str, year: int) -> tuple[date, date]:
    last = _quarter_number(name) * 3
    return date(year, last - 2, 1), date(year, last, monthrange(year, last)[1])


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text)
