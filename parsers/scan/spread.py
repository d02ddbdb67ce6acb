"""Two pages on one picture, as a copier takes an open or folded sheet: where one ends and the other begins."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from parsers.scan.ink import paper_tone

# Dots per inch that show where ink is; two pages lie on a sheet at least this much wider than it is high.
_DPI = 40
_LANDSCAPE = 1.15
_INK = 0.8  # of the paper's tone
# Shares of the width: where the gutter may be, and how wide it is at least (the margins that meet there are four times
# as wide); of the height: the rim that is left out, and how much ink a column of the gutter may have.
_MIDDLE, _NARROWEST = (0.4, 0.6), 0.02
_RIM, _CLEAN = 0.04, 0.012
# Of the rows of a half, so many bear ink when it is a page of text; a fold's own shadow is no text.
_LEAST_TEXT = 0.08
_FOLD = 0.5


def find_gutter(gray: Image.Image, dpi: int) -> int | None:
    """Return the column between two upright pages that lie side by side, None where there is only one.

    A single landscape page has a title, text or the rules of a table across its middle, two pages never have.
    The second may be empty.
    """
    if gray.width < _LANDSCAPE * gray.height:
        return None
    step = max(1, round(dpi / _DPI))
    small = gray.reduce(step)
    ink = np.asarray(small) < paper_tone(small) * _INK
    rim = round(_RIM * ink.shape[0])
    inner = ink[rim : ink.shape[0] - rim]
    share = inner.mean(axis=0)
    # The fold may show as a dark line from top to bottom; no letter and no rule of a table does.
    is_clean = (share <= _CLEAN) | (share >= _FOLD)
    left, right = (round(edge * ink.shape[1]) for edge in _MIDDLE)
    start, end = _longest(is_clean[left:right])
    if end - start < _NARROWEST * ink.shape[1]:
        return None
    middle = left + (start + end) // 2
    halves = (inner[:, : left + start], share[: left + start]), (inner[:, left + end :], share[left + end :])
    is_text = [part[:, columns < _FOLD].any(axis=1).mean() >= _LEAST_TEXT for part, columns in halves]
    return middle * step if is_text[0] else None


def _longest(flags: npt.NDArray[np.bool_]) -> tuple[int, int]:
    """Return where the longest run of true flags begins and ends."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    runs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return max(runs, key=lambda run: run[1] - run[0], default=(0, 0))
