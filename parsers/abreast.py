"""Signature blocks that stand abreast, so close that their rows read as one: cut where the blocks part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from parsers.words import Line

_DEPTH = 260.0  # points from the title to the name below the seal
_WIDE = 0.5  # of the letter height: twice a space
_SLACK = 25.0  # points by which a row's gap may lie beside the seam


class _Seam(NamedTuple):
    """Where two blocks part: from their first row, at `top`, on downwards."""

    x: float
    top: float


def part_abreast(lines: Sequence[Line], opens: Callable[[str], bool]) -> list[Line]:
    """Return the lines with rows of blocks that stand abreast cut in two; `opens` tells what begins a title."""
    parted = [piece for line in lines for piece in _halves(line, opens)]
    seams = list(_seams(parted, opens))
    for seam in seams:
        parted = [piece for line in parted for piece in _cut(line, seam)]
    return parted


def _halves(line: Line, opens: Callable[[str], bool]) -> Sequence[Line]:
    """Cut a row of two titles, `KT. BỘ TRƯỞNG   KT. BỘ TRƯỞNG`, at its widest gap."""
    if not line.text.isupper() or (at := _widest(line)) == 0:
        return (line,)
    left, right = Line(line.words[:at], line.page), Line(line.words[at:], line.page)
    return (left, right) if opens(left.text) and opens(right.text) else (line,)


def _widest(line: Line) -> int:
    """Return the index of the word behind the widest gap, 0 where no gap is wider than some spaces."""
    gaps = [(b.box.x0 - a.box.x1, i) for i, (a, b) in enumerate(pairwise(line.words), start=1)]
    gap, at = max(gaps, default=(0.0, 0))
    return at if gap > _WIDE * line.words[0].size > 0 else 0


def _seams(lines: Sequence[Line], opens: Callable[[str], bool]) -> Iterator[_Seam]:
    titles = [line for line in lines if line.text.isupper() and opens(line.text)]
    for left, right in pairwise(titles):
        is_row = abs(left.box.y1 - right.box.y1) < 4.0 and right.box.x0 - left.box.x1 > 0
        if is_row:
            yield _Seam((left.box.x1 + right.box.x0) / 2, left.box.y0)


def _cut(line: Line, seam: _Seam) -> Sequence[Line]:
    if not (line.box.x0 < seam.x < line.box.x1 and 0 <= line.box.y0 - seam.top < _DEPTH):
        return (line,)
    at = _widest(line)
    if at and line.words[at - 1].box.x1 - _SLACK < seam.x < line.words[at].box.x0 + _SLACK:
        return Line(line.words[:at], line.page), Line(line.words[at:], line.page)
    return (line,)
