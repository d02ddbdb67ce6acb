"""The cases that sets print under a criterion, read as bands: "từ 80% đến dưới 90%", "chậm dưới 10 ngày"."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from evidence_svc.domain.rule_spans import Interval, Span

PERCENT_SIGN_MISSING = "percent-sign-missing"
WORDS_LOST = "words-lost"


@dataclass(frozen=True, slots=True)
class OptionReading:
    """What an option says of a percentage or of days late; `never` where it is the case of nothing issued.

    `faults` names what is wrong with its wording.
    """

    percent: Span | None = None
    days: Interval | None = None
    never: bool = False
    faults: tuple[str, ...] = ()


_NUMBER = r"(\d+(?:[.,]\d+)?)"
_RANGE = re.compile(rf"từ {_NUMBER}\s*(%?)\s*(?:(đến|-|–)\s*(dưới )?|(dưới ))\s*{_NUMBER}\s*%", re.IGNORECASE)
_FROM = re.compile(rf"từ {_NUMBER}\s*% trở lên", re.IGNORECASE)
_ABOVE = re.compile(rf"(?<!\w)trên {_NUMBER}\s*%", re.IGNORECASE)
_BELOW = re.compile(rf"(từ )?dưới {_NUMBER}\s*%", re.IGNORECASE)
_EXACT = re.compile(rf"(?<![\d.,]){_NUMBER}\s*%", re.IGNORECASE)

_LATE_RANGE = re.compile(r"(?:chậm|quá) từ (\d+) đến (\d+) ngày", re.IGNORECASE)
_LATE_FROM = re.compile(r"chậm từ (\d+) ngày trở lên", re.IGNORECASE)
_LATE_BELOW = re.compile(r"chậm (dưới|không quá) (\d+) ngày", re.IGNORECASE)
_LATE_ABOVE = re.compile(r"(?:chậm trên|quá) (\d+) ngày", re.IGNORECASE)
_LATE_EXACT = re.compile(r"chậm (\d+) ngày", re.IGNORECASE)
_ON_TIME = re.compile(
    r"trước và đúng thời gian|(?<!không )(?<!chưa )(?:đúng|đảm bảo|bảo đảm)(?: theo)? thời gian"
    r"|thủ tục và thời gian quy định",
    re.IGNORECASE,
)
_NEVER = re.compile(r"(?:^|, )không (?:ban hành|thực hiện|có)", re.IGNORECASE)
_CONTRADICTION = re.compile(r"(?:thấp hơn|dưới) (?!.*đến).*trở lên", re.IGNORECASE)


def read_option(text: str) -> OptionReading:
    """The band an option names, if any; a text that names none is an empty reading."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    percent, faults = _percent(plain)
    if _CONTRADICTION.search(plain):
        faults = (*faults, WORDS_LOST)
    return OptionReading(percent, _days(plain), bool(_NEVER.search(plain)), faults)


def _percent(text: str) -> tuple[Span | None, tuple[str, ...]]:
    found = _RANGE.search(text)
    if found is not None:
        low, sign, joint, below, bare_below, high = found.groups()
        faults = (*(() if sign else (PERCENT_SIGN_MISSING,)), *(() if joint else (WORDS_LOST,)))
        return Span(_decimal(low), _decimal(high), upper_closed=not (below or bare_below)), faults
    for pattern, closed in ((_FROM, True), (_ABOVE, False)):
        found = pattern.search(text)
        if found is not None:
            return Span(_decimal(found[1]), None, lower_closed=closed), ()
    found = _BELOW.search(text)
    if found is not None:
        return Span(None, _decimal(found[2]), lower_closed=False), (WORDS_LOST,) if found[1] else ()
    found = _EXACT.search(text)
    return (Span(_decimal(found[1]), _decimal(found[1]), upper_closed=True), ()) if found else (None, ())


def _days(text: str) -> Interval | None:
    found = _LATE_RANGE.search(text)
    if found is not None:
        return Interval(int(found[1]), int(found[2]))
    found = _LATE_FROM.search(text)
    if found is not None:
        return Interval(int(found[1]), None)
    found = _LATE_BELOW.search(text)
    if found is not None:
        return Interval(0, int(found[2]), lower_closed=False, upper_closed=found[1].lower() == "không quá")
    found = _LATE_ABOVE.search(text)
    if found is not None:
        return Interval(int(found[1]), None, lower_closed=False)
    found = _LATE_EXACT.search(text)
    if found is not None:
        return Interval(int(found[1]), int(found[1]))
    return Interval(0, 0) if _ON_TIME.search(text) else None


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))
