"""What the ink of a gap says of the digits in it, whoever read them: how many strokes there are, and of what kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PIL import Image

from parsers.document import Box
from parsers.scan.ink import Flags, inked

# Of the tallest stroke in a gap: lower ones are dots, bars and pieces of the words beside it.
_TALL = 0.55
_LEAST_STROKE = 0.7  # of the line's height
# A digit is narrower than this share of its height; what is wider is two that touch.
_WIDEST_DIGIT = 0.88
# From where to where, in shares of a digit's height, its legs stand: below any flag, above any foot.
_LEGS = (0.5, 0.86)
# Where the bar of a 4 lies, and how wide it is at least, in shares of the digit's height; a pen's stroke is a third.
_BARS, _BAR = (0.3, 0.9), 0.3
# Digits that stand on one leg; the others may have two.
_ONE_LEGGED = "147"
# How much less likely a text is with fewer digits or legs than the ink has, and one with a 4 that has no bar.
LOST_DIGIT, NO_BAR = 0.25, 0.3


class Stroke(NamedTuple):
    """Ink in one piece as seen from above: how many digits it is at least, its legs, and its widest run of ink.

    The run is in shares of the stroke's height.
    """

    digits: int
    legs: int
    bar: float


def find_strokes(gray: Image.Image, box: Box) -> tuple[Stroke, ...]:
    """Return the tall strokes in a gap, from left to right; what the box cuts belongs to the words beside it."""
    edges = (round(box.x0), round(box.y0), round(box.x1), round(box.y1))
    if edges[2] - edges[0] < 3 or edges[3] <= edges[1]:
        return ()
    ink = inked(gray.crop(edges))
    columns = np.flatnonzero(np.diff(np.concatenate(([0], ink.any(axis=0), [0])).astype(np.int8)))
    runs = [(int(start), int(end)) for start, end in zip(columns[::2], columns[1::2], strict=True)]
    whole = [_trimmed(ink[:, start:end]) for start, end in runs if start > 0 and end < ink.shape[1]]
    tallest = max((len(one) for one in whole), default=0)
    return tuple(_stroke(one) for one in whole if len(one) > _TALL * max(tallest, _LEAST_STROKE * ink.shape[0]))


def stroke_odds(digits: str, strokes: Sequence[Stroke]) -> float:
    """Return by what factor the ink makes a text less likely: 1 where it has nothing against it."""
    odds = 1.0
    legs = sum(1 if digit in _ONE_LEGGED else 2 for digit in digits)
    if len(digits) < sum(stroke.digits for stroke in strokes) or legs < sum(stroke.legs for stroke in strokes):
        odds *= LOST_DIGIT
    if len(strokes) == len(digits):
        pairs = zip(digits, strokes, strict=True)
        odds *= NO_BAR if any(digit == "4" and stroke.bar < _BAR for digit, stroke in pairs) else 1.0
    return odds


def _trimmed(ink: Flags) -> Flags:
    """Return a piece of ink without the empty rows above and below it."""
    rows = np.flatnonzero(ink.any(axis=1))
    return ink[rows[0] : rows[-1] + 1] if rows.size else ink[:0]


def _stroke(ink: Flags) -> Stroke:
    height, width = ink.shape
    digits = 2 if width > _WIDEST_DIGIT * height else 1
    legs = [len(_runs(row)) for row in ink[round(_LEGS[0] * height) : round(_LEGS[1] * height)]]
    across = [max(_runs(row), default=0) for row in ink[round(_BARS[0] * height) : round(_BARS[1] * height)]]
    return Stroke(digits, round(float(np.median(legs))) if legs else 1, max(across, default=0) / height)


def _runs(row: Flags) -> list[int]:
    """Return how long the stretches of ink in a row of pixels are; single pixels are specks."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], row, [False])).astype(np.int8)))
    return [int(length) for length in edges[1::2] - edges[::2] if length > 1]
