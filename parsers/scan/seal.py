"""Where a seal was stamped: a small picture of a page tells it long before its text is read."""

from __future__ import annotations

import numpy as np
from PIL import Image

from parsers.scan.ring import LEAST, find_ring

# Dots per inch that show a seal of 36 mm and lose its letters.
SEAL_DPI = 40
# How much redder than green and blue a seal's ink is, paper and bleed-through are not.
_REDDER = 45
# Millimetres: a seal fills a square this large, a red logo or a line of red print does not.
_SQUARE_MM = 40
# Share of such a square that is red under a seal: its rings, its letters and the star.
_LEAST_RED = 0.1


def has_seal(small: Image.Image) -> bool:
    """Tell whether a page drawn at `SEAL_DPI` bears a red seal; of a grey scan nothing can be told by colour."""
    if small.mode == "L":
        return False
    red, green, blue = (np.asarray(band, dtype=np.int16) for band in small.convert("RGB").split())
    is_red = (red - np.maximum(green, blue)) > _REDDER
    side = round(_SQUARE_MM / 25.4 * SEAL_DPI)
    if min(is_red.shape) <= side:
        return False
    summed = np.pad(is_red.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    squares = summed[side:, side:] - summed[:-side, side:] - summed[side:, :-side] + summed[:-side, :-side]
    return bool(squares.max() > _LEAST_RED * side * side)


def has_ring(small: Image.Image) -> bool:
    """Tell whether a page drawn at `SEAL_DPI` bears the ring of a seal, whatever its colour."""
    dark = small if small.mode == "L" else small.convert("RGB").getchannel("G")  # red and blue ink are dark in green
    return find_ring(dark, SEAL_DPI).strength >= LEAST
