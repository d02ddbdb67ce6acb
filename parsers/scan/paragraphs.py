"""Paragraphs of running text on a scanned page: found by their ink alone, so that nobody need read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image

from parsers.scan.ink import paper_tone

# Fine enough to keep lines apart, coarse enough to look at a page in a few milliseconds.
_COARSE_DPI = 100
_INK = 0.72  # of the paper's tone
# Shares of the page's width: the rim that a scanner blackens, the least ink of a row, where running text begins
# and ends (NĐ 30/2020/NĐ-CP, Phụ lục I: margins of 30 to 35 and 15 to 20 of 210 mm, and paper lies askew).
_RIM, _LEAST_INK, _BEGINS, _ENDS = 0.03, 0.012, 0.24, 0.8
# Line heights in inches: letters of 10 to 16 points, with the accents above and below them.
_LOWEST, _TALLEST = 0.08, 0.3
_WIDEST_GAP = 2.2  # line heights: the columns of a letterhead and of a signature block stand further apart
# Kept of each paragraph: first lines, which may be a subject or name a parent, and last, which may bear a date.
_KEPT_ABOVE, _KEPT_BELOW = 2, 3
_FEWEST_LINES = _KEPT_ABOVE + _KEPT_BELOW + 1
# So many short lines in a row may be a heading or a list, more of them a signature block.
_MOST_BETWEEN = 3

Flags: TypeAlias = npt.NDArray[np.bool_]


class Band(NamedTuple):
    """A row of ink: its first pixel row and the one behind its last, and whether it is a line of running text."""

    top: int
    bottom: int
    is_running: bool


def hide_paragraphs(gray: Image.Image, dpi: int, *, is_head: bool = False) -> Image.Image:
    """Return an upright page with the inner lines of its text painted over, the page itself where it has none.

    Of the head of a first page also the last lines are hidden, because the text goes on below.
    """
    step = max(1, round(dpi / _COARSE_DPI))
    bands = find_bands_of_text(gray.reduce(step), dpi / step)
    hidden = [*_inner(bands, gray.height // step if is_head else None)]
    if not hidden:
        return gray
    # The commonest paper, not the whitest: Tesseract tells ink from paper by what the whole picture has most of.
    page, tone = gray.copy(), int(np.median(np.asarray(gray.reduce(4 * step))))
    for top, bottom in hidden:
        page.paste(tone, (0, top * step, page.width, bottom * step))
    return page


def _inner(bands: Sequence[Band], below: int | None) -> Iterator[tuple[int, int]]:
    """Yield from where to where lines need no reading; the last ones too if the text is cut off at `below`."""
    for lines in _texts(bands):
        # Cut between two lines, where the paper is clean.
        top = (lines[_KEPT_ABOVE - 1].bottom + lines[_KEPT_ABOVE].top) // 2
        if below is not None and lines[-1] in bands[-_MOST_BETWEEN:]:
            # A short letter's signature may begin right under its text: only a line cut in two is hidden with it.
            is_cut = bands[-1].bottom >= below and lines[-1] in bands[-2:]
            yield top, below if is_cut or lines[-1] is bands[-1] else lines[-1].bottom
        else:
            yield top, (lines[-_KEPT_BELOW - 1].bottom + lines[-_KEPT_BELOW].top) // 2


def _texts(bands: Sequence[Band]) -> Iterator[list[Band]]:
    """Yield the lines of running text, several paragraphs and the few short lines between them as one."""
    text: list[Band] = []
    between: list[Band] = []
    for is_running, group in groupby(bands, key=lambda band: band.is_running):
        lines = list(group)
        if is_running and len(lines) >= _FEWEST_LINES:
            text += [*between, *lines]
            between = []
        elif text:
            between += lines
            if len(between) > _MOST_BETWEEN:
                yield text
                text, between = [], []
    if text:
        yield text


def find_bands_of_text(small: Image.Image, dpi: float) -> list[Band]:
    """Return the rows of ink of a small picture of a page, from its top down."""
    pixels = np.asarray(small)
    rim = round(_RIM * pixels.shape[1])
    ink = pixels[:, rim : pixels.shape[1] - rim] < paper_tone(small) * _INK
    if not ink.size:
        return []
    is_inked = ink.sum(axis=1) >= max(2.0, _LEAST_INK * ink.shape[1])
    edges = np.flatnonzero(np.diff(np.concatenate(([False], is_inked, [False])).astype(np.int8)))
    rows = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
    bands: list[Band] = []
    was_full = False
    for top, bottom in _with_accents(rows, dpi):
        begins, ends = _reach(ink[top:bottom], dpi)
        # The last line of a paragraph ends anywhere, but follows a full one.
        bands.append(Band(top, bottom, begins and (ends or was_full)))
        was_full = begins and ends
    return bands


def _with_accents(rows: Sequence[tuple[int, int]], dpi: float) -> list[tuple[int, int]]:
    """Join to each row the thin ones close to it: accents, and dots below the letters."""
    joined: list[tuple[int, int]] = []
    for top, bottom in rows:
        above = joined[-1] if joined else None
        is_thin = above is not None and min(bottom - top, above[1] - above[0]) < _LOWEST * dpi / 2
        if above is not None and is_thin and top - above[1] <= 0.03 * dpi:
            joined[-1] = (above[0], bottom)
        else:
            joined.append((top, bottom))
    return joined


def _reach(ink: Flags, dpi: float) -> tuple[bool, bool]:
    """Tell whether a row of ink begins like a line of running text, without a hole in it, and whether it ends so."""
    height, width = ink.shape
    columns = np.flatnonzero(ink.any(axis=0))
    if not _LOWEST * dpi <= height <= _TALLEST * dpi or not columns.size:
        return False, False
    is_whole = int(np.diff(columns, prepend=columns[0]).max()) <= _WIDEST_GAP * height
    return bool(is_whole and columns[0] <= _BEGINS * width), bool(columns[-1] >= _ENDS * width)
