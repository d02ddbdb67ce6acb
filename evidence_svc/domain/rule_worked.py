"""What a rule or a part of it comes to: exact points, the formula they came from, and why not where they did not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from evidence_svc.domain.numbers import Rounding, Scale, format_decimal

COMPUTED = "computed"
INPUT_MISSING = "input-missing"
INPUT_INVALID = "input-invalid"
NO_OCCURRENCE = "no-occurrence"
BAND_GAP = "band-gap"
BAND_OVERLAP = "band-overlap"
MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Worked:
    """Points before rounding, as an exact fraction, or None with the `reason`.

    `formula` is empty where the points are a plain number; `notes` are sentences that explain it.
    """

    points: Fraction | None
    notes: tuple[str, ...] = ()
    formula: str = ""
    reason: str = COMPUTED
    missing: tuple[str, ...] = ()
    beyond_control: Fraction = Fraction(0)

    @property
    def term(self) -> str:
        """How the points stand in a larger formula."""
        return self.formula or show(self.points or Fraction(0))


def plain(points: Decimal | Fraction, note: str) -> Worked:
    """Points that need no formula, with the sentence that explains them."""
    return Worked(Fraction(points), (f"{note}: {in_points(points)}",))


def unknown(note: str, reason: str, missing: Iterable[str] = ()) -> Worked:
    """No points, and why."""
    return Worked(None, (note,), reason=reason, missing=tuple(missing))


def first_unknown(parts: Iterable[Worked]) -> Worked | None:
    """The parts without points as one, None if all have points; a missing input hides behind nothing graver."""
    lacking = [part for part in parts if part.points is None]
    if not lacking:
        return None
    gravest = next((part for part in lacking if part.reason != INPUT_MISSING), lacking[0])
    notes = tuple(dict.fromkeys(note for part in lacking for note in part.notes))
    missing = tuple(dict.fromkeys(name for part in lacking for name in part.missing))
    return Worked(None, notes, reason=gravest.reason, missing=missing)


def round_exact(value: Fraction, scale: Scale) -> Decimal:
    """An exact value in the set's scale, rounded once and from the exact value, whatever came before.

    `value` must not be negative; truncating and rounding down are then the same.
    """
    shifted = value * 10**scale.places
    if scale.rounding is Rounding.HALF_UP:
        shifted += Fraction(1, 2)
    return Decimal(shifted.numerator // shifted.denominator).scaleb(-scale.places)


def show(value: Decimal | Fraction, places: int = 4) -> str:
    """A number the Vietnamese way, at most `places` digits after the comma, half up."""
    exact = Fraction(value)
    sign = "-" if exact < 0 else ""
    return sign + format_decimal(round_exact(abs(exact), Scale(places)))


def in_points(value: Decimal | Fraction) -> str:
    """`0,5 điểm`."""
    return f"{show(value)} điểm"
