"""Where things stand on a Vietnamese administrative page: header columns, title, body.

The places are those of NĐ 30/2020/NĐ-CP, Phụ lục I, and of Party papers (36-HD/VPTW): the national or
Party heading top right, the agency and the number top left, the title centred below, then the body.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.document import PageSize
from parsers.heading import Heading, find_heading, first_word, of_heading
from parsers.noise import strip_noise
from parsers.strays import settle_strays
from parsers.title_block import begins_like_body, headline, is_title_line, split_title
from parsers.vietnamese import fold, squeeze
from parsers.words import Line, Page, Word

_HEADER_DEPTH = 0.42  # of the page height below the heading: no header is deeper
_REACH_ABOVE = 60.0  # points the left column may start above the heading
_DATE_REACH = 110.0  # points the place and date may start left of the heading
_REACH_ABOVE_CENTRED = 170.0  # the same where everything stands below each other, agency first


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines of a first page by the place they stand in, each tuple from top to bottom."""

    page: int
    size: PageSize
    heading: Heading
    left: tuple[Line, ...] = ()
    right: tuple[Line, ...] = ()
    title: tuple[Line, ...] = ()
    body: tuple[Line, ...] = ()


def read_layout(page: Page) -> Layout:
    """Return the layout of a page that may bear a heading."""
    lines = settle_strays(strip_noise(page.lines, page.size))
    heading, start = find_heading(lines)
    if start is None:
        return _without_heading(page, lines)
    if _stands_alone(lines, start, page.size):
        return _in_one_column(page, lines, heading, start)
    split, top = start.box.x0, start.box.y0
    below = [line for line in lines if line.box.y0 > top - _REACH_ABOVE]
    depth = top + _HEADER_DEPTH * max(page.size.height, page.size.width)
    end = _header_end(below, split, top, depth, page.size)
    header = [line for line in below if line.box.y0 < end - 1]
    left, right = _split_columns(header, split)
    rest = [line for line in below if line.box.y0 >= end - 1]
    title, body = split_title(rest, page.size)
    return Layout(page.number, page.size, heading, left, right, title, body)


def _stands_alone(lines: Sequence[Line], start: Word, size: PageSize) -> bool:
    """Tell whether the heading stands alone, in the middle or at the left, as conversions to one column leave it."""
    line = next((line for line in lines if abs(line.box.y0 - start.box.y0) < 1 and line.box.x1 > start.box.x1), None)
    if line is None or len(squeeze(line.text)) > 34 or of_heading(line) is Heading.NONE:
        return False
    beside = [x for x in lines if x is not line and x.box.y0 < line.box.y1 and x.box.y1 > line.box.y0]
    is_middle = abs((line.box.x0 + line.box.x1) / 2 - size.width / 2) < 0.07 * size.width
    return not beside and (is_middle or line.box.x0 < 0.25 * size.width)


def _in_one_column(page: Page, lines: Sequence[Line], heading: Heading, start: Word) -> Layout:
    """Lay out a page whose header runs in one column: what is no heading and no date stands for the left one."""
    top, middle = start.box.y0, page.size.width / 2
    below = [line for line in lines if line.box.y0 > top - _REACH_ABOVE_CENTRED]
    end = _header_end(below, middle, top, top + _HEADER_DEPTH * max(page.size.height, page.size.width), page.size)
    header = [line for line in below if line.box.y0 < end - 1]
    right = tuple(line for line in header if of_heading(line) is not Heading.NONE or _is_dated(line))
    left = tuple(line for line in header if line not in right)
    title, body = split_title([line for line in below if line.box.y0 >= end - 1], page.size)
    return Layout(page.number, page.size, heading, left, right, title, body)


def _header_end(lines: Sequence[Line], split: float, top: float, depth: float, size: PageSize) -> float:
    """Return the height at which the header ends: at the title, `Kính gửi`, or the first line of the body."""
    for line in lines:
        if line.box.y0 <= top + 12:
            continue
        if line.box.y0 > depth:
            return depth
        if is_title_line(line, size) or fold(line.text).startswith("kinh gui"):
            return line.box.y0
        if _crosses(line, split) and begins_like_body(line.text):
            return line.box.y0
        is_wide = _crosses(line, split) and line.box.x1 - line.box.x0 > 0.62 * size.width
        if is_wide and not _is_dated(line) and not _is_of_two_columns(line, split):
            return line.box.y0
    return depth


def _crosses(line: Line, split: float) -> bool:
    return line.box.x0 < split - 20 and line.box.x1 > split + 60


def _is_of_two_columns(line: Line, split: float) -> bool:
    """Tell whether a row holds a line of each column: one gap near the split is far wider than the others."""
    gaps = sorted(right.box.x0 - left.box.x1 for left, right in pairwise(line.words))
    near = [r.box.x0 - x.box.x1 for x, r in pairwise(line.words) if x.box.x1 - 90 < split < r.box.x0 + 90]
    return bool(near) and max(near) == gaps[-1] and gaps[-1] > 1.9 * max(gaps[len(gaps) // 2], 0.2 * line.words[0].size)


def _is_dated(line: Line) -> bool:
    return re.search(r"ngay\s*\S*\s*thang", fold(line.text)) is not None


def _split_columns(lines: Sequence[Line], split: float) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        cut = _cut(line, split)
        if cut > 0:
            left.append(Line(line.words[:cut], line.page))
        if cut < len(line.words):
            right.append(Line(line.words[cut:], line.page))
    return tuple(left), tuple(right)


def _cut(line: Line, split: float) -> int:
    """Return how many words of a header line belong to the left column: cut at the widest gap near the split."""
    if line.box.x0 >= split - 5:
        return 0
    if _is_dated(line) and line.box.x0 > split - _DATE_REACH and (line.box.x0 + line.box.x1) / 2 > split:
        return 0  # the Party's short heading stands further right than the place and date below it
    if line.box.x1 <= split + 25:
        return 0 if _is_dated(line) and (line.box.x0 + line.box.x1) / 2 > split else len(line.words)
    at = next((i for i, word in enumerate(line.words) if abs(word.box.x0 - split) < 1.5), 0)
    if at and first_word(line) is line.words[at]:
        return at  # the heading begins here, however close the left column comes
    gaps = [
        (right.box.x0 - left.box.x1, index)
        for index, (left, right) in enumerate(pairwise(line.words), start=1)
        if left.box.x1 - 90 < split < right.box.x0 + 90
    ]
    widest, index = max(gaps, default=(0.0, 0))
    if gaps and widest > 0.7 * line.words[0].size:
        return index
    return 0 if (line.box.x0 + line.box.x1) / 2 > split else len(line.words)


def _without_heading(page: Page, lines: Sequence[Line]) -> Layout:
    """Lay out a page without a heading: an annex, a page printed from the web, a continuation."""
    titled = next((line for line in lines[:25] if is_title_line(line, page.size)), None)
    depth = min(titled.box.y0 if titled else 0.3 * page.size.height, 0.45 * page.size.height)
    header = [line for line in lines if line.box.y0 < depth - 1]
    left, right = _split_columns(header, page.size.width / 2)
    if titled is None and (large := headline(lines)):
        return Layout(page.number, page.size, Heading.NONE, title=large, body=tuple(lines[len(large) :]))
    title, body = split_title([line for line in lines if line.box.y0 >= depth - 1], page.size)
    return Layout(page.number, page.size, Heading.NONE, left, right, title, body)
