"""Ranges with explicit ends, and what a row of bands leaves out or covers twice."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from evidence_svc.domain.numbers import format_decimal


@dataclass(frozen=True, slots=True)
class Interval:
    """A range of days with explicit ends; `upper` None means without end."""

    lower: int
    upper: int | None
    lower_closed: bool = True
    upper_closed: bool = True

    def holds(self, days: int) -> bool:
        """True if `days` lies inside, ends included only where they are closed."""
        above = days >= self.lower if self.lower_closed else days > self.lower
        if self.upper is None:
            return above
        return above and (days <= self.upper if self.upper_closed else days < self.upper)

    def describe(self) -> str:
        """The range in the words of the published criteria sets."""
        if self.upper == 0:
            return "đúng thời hạn"
        upper = "" if self.upper is None else f"{'không quá' if self.upper_closed else 'dưới'} {self.upper} ngày"
        if self.lower == 0 and not self.lower_closed and upper:
            return f"chậm {upper}"
        start = f"{'từ' if self.lower_closed else 'trên'} {self.lower} ngày"
        return f"chậm {start} trở lên" if not upper and self.lower_closed else f"chậm {start} {upper}".rstrip()


@dataclass(frozen=True, slots=True)
class Span:
    """A range of any measure with explicit ends; an end of None lies open without limit."""

    lower: Decimal | None
    upper: Decimal | None
    lower_closed: bool = True
    upper_closed: bool = False

    def holds(self, value: Decimal | Fraction) -> bool:
        """True if `value` lies inside, ends included only where they are closed."""
        exact = Fraction(value)
        if self.lower is not None and (exact < self.lower or (exact == self.lower and not self.lower_closed)):
            return False
        return self.upper is None or exact < self.upper or (exact == self.upper and self.upper_closed)

    def describe(self, unit: str = "") -> str:
        """The range in the words of the published criteria sets, e.g. `từ 70% đến dưới 80%`."""
        if self.lower is not None and self.lower == self.upper:
            return f"đúng {_shown(self.lower, unit)}"
        if self.upper is None:
            return _from(self.lower, unit, closed=self.lower_closed)
        end = _shown(self.upper, unit)
        if self.lower is None:
            return f"không quá {end}" if self.upper_closed else f"dưới {end}"
        start = f"{'từ' if self.lower_closed else 'trên'} {_shown(self.lower, unit)}"
        return f"{start} đến {'' if self.upper_closed else 'dưới '}{end}"


def _from(lower: Decimal | None, unit: str, *, closed: bool) -> str:
    if lower is None:
        return "mọi giá trị"
    return f"từ {_shown(lower, unit)} trở lên" if closed else f"trên {_shown(lower, unit)}"


def _shown(value: Decimal, unit: str) -> str:
    spaced = unit if unit in {"", "%"} else f" {unit}"
    return f"{format_decimal(value)}{spaced}"


_SPAN = re.compile(
    r"([\[(])\s*(-?[0-9]{1,12}(?:\.[0-9]{1,6})?)?\s*,\s*(-?[0-9]{1,12}(?:\.[0-9]{1,6})?)?\s*([\])])", re.ASCII
)


def parse_span(text: str) -> Span | None:
    """`[80,100)`, `(80,)`, `(,50)` → a span; None if it is none, is empty, or is closed at an end it has not."""
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        return None
    opening, low, high, closing = match.groups()
    lower, upper = (Decimal(end) if end else None for end in (low, high))
    if (lower is None and opening == "[") or (upper is None and closing == "]"):
        return None
    span = Span(lower, upper, opening == "[", closing == "]")
    return None if is_empty(span) else span


def render_span(span: Span) -> str:
    """A span → `[80,100)`; the inverse of `parse_span`."""
    opening = "[" if span.lower is not None and span.lower_closed else "("
    closing = "]" if span.upper is not None and span.upper_closed else ")"
    ends = ("" if end is None else f"{end:f}" for end in (span.lower, span.upper))
    return f"{opening}{','.join(ends)}{closing}"


_INTERVAL = re.compile(r"([\[(])\s*([0-9]{1,5})\s*,\s*([0-9]{1,5})?\s*([\])])", re.ASCII)


def parse_interval(text: str) -> Interval | None:
    """`[0,10)` → an interval; None if it is not one or holds no day."""
    match = _INTERVAL.fullmatch(text.strip())
    if match is None:
        return None
    opening, lower, upper, closing = match.groups()
    interval = Interval(int(lower), int(upper) if upper else None, opening == "[", closing == "]")
    if upper is None:
        return interval if closing == ")" else None
    first = interval.lower if interval.lower_closed else interval.lower + 1
    return interval if interval.holds(first) else None


def render_interval(interval: Interval) -> str:
    """An interval → `[0,10)`; the inverse of `parse_interval`."""
    opening = "[" if interval.lower_closed else "("
    closing = "]" if interval.upper is not None and interval.upper_closed else ")"
    return f"{opening}{interval.lower},{'' if interval.upper is None else interval.upper}{closing}"


def is_empty(span: Span) -> bool:
    """True if no value lies in it (a band upside down)."""
    if span.lower is None or span.upper is None:
        return False
    return span.lower > span.upper or (span.lower == span.upper and not (span.lower_closed and span.upper_closed))


def span_of(interval: Interval) -> Span:
    """A range of days as a span."""
    upper = None if interval.upper is None else Decimal(interval.upper)
    closed = interval.upper_closed and upper is not None
    return Span(Decimal(interval.lower), upper, interval.lower_closed, closed)


@dataclass(frozen=True, slots=True)
class Reach:
    """The values a measure can take; `whole` where only whole numbers occur (days, counts, ranks)."""

    span: Span
    whole: bool = False


PERCENTS = Reach(Span(Decimal(0), Decimal(100), upper_closed=True))
DAYS = Reach(Span(Decimal(0), None), whole=True)


def find_gaps(spans: Iterable[Span], reach: Reach) -> tuple[Span, ...]:
    """The ranges of `reach` that no span covers, each as large as it can be, in order."""
    bands = tuple(spans)
    pieces = _pieces(bands, reach)
    return _merge([piece for piece in pieces if not any(band.holds(_inside(piece, reach)) for band in bands)], reach)


def find_overlaps(first: Span, second: Span, reach: Reach) -> tuple[Span, ...]:
    """The ranges of `reach` that lie in both spans."""
    both = [
        piece
        for piece in _pieces((first, second), reach)
        if first.holds(inside := _inside(piece, reach)) and second.holds(inside)
    ]
    return _merge(both, reach)


def _pieces(spans: tuple[Span, ...], reach: Reach) -> list[Span]:
    """`reach` cut at every end: single points and the open ranges between them, in order."""
    everything = (reach.span, *spans)
    ends = sorted({end for span in everything for end in (span.lower, span.upper) if end is not None})
    cuts: list[Decimal | None] = [None, *ends, None]
    pieces: list[Span] = []
    for low, high in pairwise(cuts):
        if low is not None:
            pieces.append(Span(low, low, upper_closed=True))
        pieces.append(Span(low, high, lower_closed=False))
    return [piece for piece in pieces if _exists(piece, reach)]


def _exists(piece: Span, reach: Reach) -> bool:
    if reach.whole and piece.lower is not None and piece.upper is not None:
        first = _first_whole(piece)
        if not piece.holds(first):
            return False
    return reach.span.holds(_inside(piece, reach))


def _first_whole(piece: Span) -> Fraction:
    lower = Fraction(piece.lower or 0)
    first = Fraction(-(-lower.numerator // lower.denominator))
    return first if piece.lower_closed or first > lower else first + 1


def _inside(piece: Span, reach: Reach) -> Fraction:
    """One value of a piece; as no end lies inside a piece, it stands for all of them."""
    if piece.lower is None:
        return Fraction(piece.upper or 0) - 1
    if reach.whole:
        return _first_whole(piece)
    if piece.upper is None:
        return Fraction(piece.lower) + 1
    return (Fraction(piece.lower) + Fraction(piece.upper)) / 2


def _merge(pieces: list[Span], reach: Reach) -> tuple[Span, ...]:
    merged: list[Span] = []
    for piece in pieces:
        if merged and _touch(merged[-1], piece, reach):
            merged[-1] = Span(merged[-1].lower, piece.upper, merged[-1].lower_closed, piece.upper_closed)
        else:
            merged.append(piece)
    return tuple(merged)


def _touch(before: Span, after: Span, reach: Reach) -> bool:
    if before.upper == after.lower:
        return before.upper_closed or after.lower_closed
    if not reach.whole or before.upper is None or after.lower is None:
        return False
    return not _exists(Span(before.upper, after.lower, not before.upper_closed, not after.lower_closed), reach)
