"""Signature blocks that stand abreast, so close that their rows read as one: cut where the blocks part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from parsers.document import Origin
from parsers.vietnamese import fold
from parsers.words import Line

_DEPTH = 260.0  # points from the title to the name below the seal
_WIDE = 0.5  # of the letter height: twice a space
_STANDS_OUT = 2.0  # times the usual gap of a row
_INDENT = 14.0  # points by which a recipient may be set in
_SLACK = 25.0  # points by which a row's gap may lie beside the seam


class _Seam(NamedTuple):
    """Where two blocks part: from their first row, at `top`, on downwards."""

    x: float
    top: float


def part_abreast(lines: Sequence[Line], opens: Callable[[str], bool]) -> list[Line]:
    """Return the lines with rows of blocks that stand abreast cut; `opens` tells what begins a title."""
    parted = [piece for line in _beside_recipients(lines) for piece in _titles(line, opens)]
    seams = list(_seams(parted, opens))
    for seam in seams:
        parted = [piece for line in parted for piece in _cut(line, seam)]
    return parted


def _beside_recipients(lines: Sequence[Line]) -> Sequence[Line]:
    """Cut rows of `Nơi nhận` that reach so far that a title or a name beside them reads as their end."""
    first = next((line for line in lines if fold(line.text).lstrip().startswith("noi nhan")), None)
    if first is None:
        return lines
    parted: list[Line] = []
    for line in lines:
        is_below = line.box.y0 > first.box.y0 - 4 and abs(line.box.x0 - first.box.x0) < _INDENT
        is_printed = line.words[0].origin is not Origin.OCR
        parted.extend(_pieces(line, _end_of_recipient(line)) if is_below and is_printed else (line,))
    return parted


def _end_of_recipient(line: Line) -> Sequence[int]:
    """Return where a gap stands out among the spaces of a row, which no justifying made wide."""
    gaps = {i: b.box.x0 - a.box.x1 for i, (a, b) in enumerate(pairwise(line.words), start=1)}
    at = max(gaps, key=gaps.__getitem__, default=0)
    others = sorted(gaps[i] for i in gaps if i != at)
    usual = others[len(others) // 2] if others else line.words[0].size / 4
    return [at] if at and gaps[at] > max(_WIDE * line.words[0].size, _STANDS_OUT * usual) else []


def _titles(line: Line, opens: Callable[[str], bool]) -> Sequence[Line]:
    """Cut a row of titles, `KT. BỘ TRƯỞNG   KT. BỘ TRƯỞNG`, at its wide gaps, or at the widest one alone."""
    gaps = _gaps(line) if line.text.isupper() else {}
    if not gaps:
        return (line,)
    for cuts in (sorted(gaps), sorted(gaps, key=lambda at: -gaps[at])[:1]):
        pieces = _pieces(line, cuts)
        if all(opens(piece.text) for piece in pieces):
            return pieces
    return (line,)


def _gaps(line: Line) -> dict[int, float]:
    """Return the widths of gaps wider than some spaces, by the index of the word behind each."""
    gaps = {i: b.box.x0 - a.box.x1 for i, (a, b) in enumerate(pairwise(line.words), start=1)}
    return {i: gap for i, gap in gaps.items() if gap > _WIDE * line.words[0].size > 0}


def _pieces(line: Line, cuts: Sequence[int]) -> Sequence[Line]:
    edges = (0, *cuts, len(line.words))
    return [Line(line.words[start:stop], line.page) for start, stop in pairwise(edges)]


def _seams(lines: Sequence[Line], opens: Callable[[str], bool]) -> Iterator[_Seam]:
    titles = [line for line in lines if line.text.isupper() and opens(line.text)]
    for left, right in pairwise(titles):
        is_row = abs(left.box.y1 - right.box.y1) < 4.0 and right.box.x0 - left.box.x1 > 0
        if is_row:
            yield _Seam((left.box.x1 + right.box.x0) / 2, left.box.y0)


def _cut(line: Line, seam: _Seam) -> Sequence[Line]:
    if not (line.box.x0 < seam.x < line.box.x1 and 0 <= line.box.y0 - seam.top < _DEPTH):
        return (line,)
    near = {
        at: gap
        for at, gap in _gaps(line).items()
        if line.words[at - 1].box.x1 - _SLACK < seam.x < line.words[at].box.x0 + _SLACK
    }
    return _pieces(line, [max(near, key=near.__getitem__)]) if near else (line,)
