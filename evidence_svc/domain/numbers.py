"""Decimal numbers as the offices write them, and the scale and rounding of a criteria set."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum

from evidence_svc.domain.errors import NumberError

HUNDRED = Decimal(100)
ZERO = Decimal(0)

_NUMBER = re.compile(r"(?P<sign>[-−+]?)(?P<digits>[0-9]+(?:[.,][0-9]+)*)\s*(?:đ|điểm|%)?\.?", re.IGNORECASE)


class Rounding(StrEnum):
    """How a computed score meets the scale of its set (both modes are in use among councils)."""

    HALF_UP = "half-up"
    DOWN = "down"


_MODES = {Rounding.HALF_UP: ROUND_HALF_UP, Rounding.DOWN: ROUND_DOWN}


@dataclass(frozen=True, slots=True)
class Scale:
    """Digits after the decimal mark, and what happens to the rest."""

    places: int = 2
    rounding: Rounding = Rounding.HALF_UP

    def round(self, value: Decimal) -> Decimal:
        """`value` in exactly this many places."""
        return value.quantize(Decimal(1).scaleb(-self.places), rounding=_MODES[self.rounding])

    def fits(self, value: Decimal) -> bool:
        """True if nothing but zeros is lost by writing `value` in this scale."""
        return value == self.round(value)


TWO_PLACES = Scale()


def percentage(part: Decimal, whole: Decimal) -> Decimal | None:
    """`part` of `whole` in percent, two places, half up; None when there is nothing to divide by."""
    return TWO_PLACES.round(part * HUNDRED / whole) if whole else None


def format_decimal(value: Decimal, *, places: int | None = None) -> str:
    """The Vietnamese way: comma for decimals, point for thousands, e.g. `41.940` and `53,50`.

    Without `places` the digits are those of the value, without trailing zeros.
    """
    exact = value if places is None else Scale(places).round(value)
    text = f"{abs(exact):,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    sign = "-" if exact < 0 else ""
    return sign + text.translate(str.maketrans(",.", ".,"))


def parse_decimal(text: str, *, mark: str | None = None) -> Decimal:
    """Reads `2.00`, `2`, `82,5`, `53,5đ`, `1.234,5`; `mark` names the decimal mark when it is known.

    Without `mark`, `41.940` could be forty-one thousand or forty-one point nine four: it is refused.
    Raises NumberError (`number-unreadable`, `number-ambiguous`).
    """
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        raise NumberError(f"“{text}” không phải là một số.")
    sign = "-" if match["sign"] in {"-", "−"} else ""
    return Decimal(sign + _plain(match["digits"], mark or _decimal_mark(match["digits"]), text))


def _decimal_mark(digits: str) -> str:
    marks = [char for char in digits if char in ".,"]
    if len(set(marks)) == 2:
        return marks[-1]
    if len(marks) > 1:
        return "," if marks[0] == "." else "."
    if not marks:
        return ","
    whole, _, fraction = digits.partition(marks[0])
    if len(fraction) == 3 and len(whole) <= 3 and not whole.startswith("0"):
        raise NumberError(
            f"“{digits}” có thể là số nghìn hoặc số thập phân; cần nói rõ dấu thập phân.",
            reason="number-ambiguous",
        )
    return marks[0]


def _plain(digits: str, mark: str, text: str) -> str:
    whole, found, fraction = digits.partition(mark)
    first, *groups = whole.split("." if mark == "," else ",")
    grouped = all(len(group) == 3 for group in groups) and (not groups or len(first) <= 3)
    if not grouped or (found and not fraction.isdigit()):
        raise NumberError(f"“{text}” không phải là một số.")
    return "".join([first, *groups]) + (f".{fraction}" if found else "")
