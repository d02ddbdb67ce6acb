"""Where rows of letters lie in a heap of print, seal and signature: rows that ink and paper cross often."""

from __future__ import annotations

import numpy as np
from PIL import Image

from parsers.scan.ink import INK_LEVEL, paper_tone

# A name of ten letters crosses its row some thirty times, the strokes of a signature only a few times.
_LEAST_CROSSINGS = 10.0


def find_bands(gray: Image.Image, height: int, apart: int) -> tuple[int, ...]:
    """Return the middle rows of what may be lines of letters `height` pixels high, from top to bottom.

    Of rows closer than `apart` pixels the one most often crossed stays.
    """
    pixels = np.asarray(gray)
    if pixels.shape[0] < height or pixels.shape[1] < 2:
        return ()
    ink = (pixels < paper_tone(gray) * INK_LEVEL).astype(np.int8)
    crossings = np.abs(np.diff(ink, axis=1)).sum(axis=1).astype(float)
    smooth = np.convolve(crossings, np.ones(height) / height, "same")
    found: list[int] = []
    while smooth.size and smooth.max() >= _LEAST_CROSSINGS:
        row = int(smooth.argmax())
        found.append(row)
        smooth[max(0, row - apart) : row + apart] = 0.0
    return tuple(sorted(found))
