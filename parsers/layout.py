"""Where things stand on a Vietnamese administrative page: header columns, title, body.

The places are those of NĐ 30/2020/NĐ-CP, Phụ lục I, and of Party papers (36-HD/VPTW): the national or
Party heading top right, the agency and the number top left, the title centred below, then the body.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from parsers.document import Origin, PageSize
from parsers.noise import strip_noise
from parsers.strays import settle_strays
from parsers.titles import type_of_title
from parsers.vietnamese import fold, squeeze
from parsers.words import Line, Page, Word

_STATE = ("conghoaxahoi", "xahoichunghia", "chunghiaviet", "doclaptudo", "tudohanhphuc")
_PARTY = ("dangcongsanvietnam", "dangcongsan")
_FIRST_WORDS = ("cong", "doc", "dang", "tu", "xa", "chu")
_BODY_STARTS = re.compile(
    r"(can cu|thuc hien|xet |theo |de |nham |kinh gui|trien khai|tiep theo|ngay \d|dieu 1|"
    r"chuong i|phan (?:thu|[ivx]+\b|\d)|i\.|1\.|tren co so|hom nay|.{0,60}kinh moi\b|"
    r"vua qua|hien nay|trong thoi gian|thoi gian qua|nguoi ky)"
)
# Of these, the ones a subject may begin with too: `Triển khai …`, `Thực hiện …`; then it is set like a subject.
_SUBJECT_STARTS = re.compile(r"(thuc hien|xet |de |nham |trien khai|tiep theo|tren co so|theo |ngay \d)")
_HEADER_DEPTH = 0.42  # of the page height below the heading: no header is deeper
_REACH_ABOVE = 60.0  # points the left column may start above the heading
_DATE_REACH = 110.0  # points the place and date may start left of the heading
_REACH_ABOVE_CENTRED = 170.0  # the same where everything stands below each other, agency first


class Heading(StrEnum):
    """Which heading the first page bears."""

    STATE = "state"
    PARTY = "party"
    NONE = "none"


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
    heading, start = _find_heading(lines)
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
    title, body = _split_title(rest, page.size)
    return Layout(page.number, page.size, heading, left, right, title, body)


def _stands_alone(lines: Sequence[Line], start: Word, size: PageSize) -> bool:
    """Tell whether the heading stands alone, in the middle or at the left, as conversions to one column leave it."""
    line = next((line for line in lines if abs(line.box.y0 - start.box.y0) < 1 and line.box.x1 > start.box.x1), None)
    if line is None or len(squeeze(line.text)) > 34 or _of_heading(line) is Heading.NONE:
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
    right = tuple(line for line in header if _of_heading(line) is not Heading.NONE or _is_dated(line))
    left = tuple(line for line in header if line not in right)
    title, body = _split_title([line for line in below if line.box.y0 >= end - 1], page.size)
    return Layout(page.number, page.size, heading, left, right, title, body)


def _of_heading(line: Line) -> Heading:
    """Return which heading a line belongs to, by its letters alone."""
    text = squeeze(line.text)
    if any(mark in text for mark in _STATE):
        return Heading.STATE
    return Heading.PARTY if any(mark in text for mark in _PARTY) else Heading.NONE


def _find_heading(lines: Sequence[Line]) -> tuple[Heading, Word | None]:
    """Find the heading and the word it begins with; two lines of it agree on the leftmost begin."""
    found: list[Word] = []
    kind = Heading.NONE
    for line in lines:
        this = _of_heading(line)
        if this is Heading.NONE or len(squeeze(line.text)) > 90 or (found and line.box.y0 - found[0].box.y0 > 45):
            continue
        word = _first_word(line)
        if word is not None:
            kind = kind if kind is not Heading.NONE else this
            found.append(word)
    if not found:
        return Heading.NONE, None
    leftmost = min(found, key=lambda word: word.box.x0)
    return kind, Word(found[0].text, leftmost.box.__class__(
        leftmost.box.x0, found[0].box.y0, leftmost.box.x1, found[0].box.y1
    ))  # fmt: skip


def _first_word(line: Line) -> Word | None:
    """Return the word with which the heading begins on a line that may also hold the left column."""
    for index, word in enumerate(line.words):
        rest = squeeze("".join(w.text for w in line.words[index:]))
        starts = rest.startswith(("conghoa", "doclap", "dangcongs"))
        if starts and squeeze(word.text).startswith(_FIRST_WORDS):
            return word
    return line.words[0] if line.words else None


def _header_end(lines: Sequence[Line], split: float, top: float, depth: float, size: PageSize) -> float:
    """Return the height at which the header ends: at the title, `Kính gửi`, or the first line of the body."""
    for line in lines:
        if line.box.y0 <= top + 12:
            continue
        if line.box.y0 > depth:
            return depth
        if is_title_line(line, size) or fold(line.text).startswith("kinh gui"):
            return line.box.y0
        if _crosses(line, split) and _BODY_STARTS.match(fold(line.text)):
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


def is_title_line(line: Line, size: PageSize) -> bool:
    """Tell whether a line is the centred name of a document type, such as QUYẾT ĐỊNH."""
    middle = (line.box.x0 + line.box.x1) / 2
    return abs(middle - size.width / 2) < 0.13 * size.width and type_of_title(line.text) is not None


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
    if at and _first_word(line) is line.words[at]:
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


def _split_title(lines: Sequence[Line], size: PageSize) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Return the title block, from the name of the type to the last centred line under it, and the rest."""
    first = next((i for i, line in enumerate(lines[:12]) if is_title_line(line, size)), None)
    if first is None:
        return (), tuple(lines)
    middle = (lines[first].box.x0 + lines[first].box.x1) / 2
    title, beside, end = [lines[first]], [], first + 1
    while end < min(len(lines), first + 18):
        line = lines[end]
        if not line.box.x0 < middle < line.box.x1:
            beside.append(line)
        elif _continues_title(title, line, middle, _Set.on(lines[first:], end - first, size)):
            title.append(line)
        else:
            break
        end += 1
    return tuple(title), (*beside, *lines[end:])


@dataclass(frozen=True, slots=True)
class _Set:
    """How a line is set among the others: the margins of the text, and the line that follows."""

    left: float
    right: float
    followers: tuple[Line, ...]
    width: float

    @staticmethod
    def on(lines: Sequence[Line], index: int, size: PageSize) -> _Set:
        """Return how line `index` of these is set."""
        left, right = min(line.box.x0 for line in lines), max(line.box.x1 for line in lines)
        return _Set(left, right, tuple(lines[index + 1 : index + 6]), size.width)


def _begins_body(line: Line, middle: float, place: _Set) -> bool:
    """Tell whether a line begins the body by its first words; a subject that begins alike is set like one.

    It is short, or away from both margins, or the first of a few lines of which the last is centred below it.
    """
    text = fold(line.text)
    if _BODY_STARTS.match(text) is None:
        return False
    if _SUBJECT_STARTS.match(text) is None:
        return True
    if line.box.x1 - line.box.x0 < 0.6 * place.width:
        return False
    is_free = line.box.x0 > place.left + 12 and line.box.x1 < place.right - 12
    return not is_free and not _ends_centred(line, place.followers, middle)


def _ends_centred(line: Line, followers: Sequence[Line], middle: float) -> bool:
    """Tell whether the first shorter line below is centred: a paragraph of the body ends at the left margin."""
    width = line.box.x1 - line.box.x0
    last = next((x for x in followers if x.box.x1 - x.box.x0 < 0.9 * width), None)
    return last is not None and abs((last.box.x0 + last.box.x1) / 2 - middle) <= 8 and last.box.x0 > line.box.x0 + 8


def _continues_title(title: Sequence[Line], line: Line, middle: float, place: _Set) -> bool:
    """Tell whether a line goes on with the title: centred under it, close, and no beginning of the body."""
    height = max((word.size for word in line.words), default=12.0)
    slack = 1.2 if line.words[0].origin is Origin.OCR else 0.9
    is_centred = abs((line.box.x0 + line.box.x1) / 2 - middle) <= slack * height
    if not is_centred or _begins_body(line, middle, place):
        return False
    return len(title) == 1 or line.box.y0 - title[-1].box.y0 < 2.6 * max(height, 11.0)


def _without_heading(page: Page, lines: Sequence[Line]) -> Layout:
    """Lay out a page without a heading: an annex, a page printed from the web, a continuation."""
    titled = next((line for line in lines[:25] if is_title_line(line, page.size)), None)
    depth = min(titled.box.y0 if titled else 0.3 * page.size.height, 0.45 * page.size.height)
    header = [line for line in lines if line.box.y0 < depth - 1]
    left, right = _split_columns(header, page.size.width / 2)
    if titled is None and (headline := _headline(lines)):
        return Layout(page.number, page.size, Heading.NONE, title=headline, body=tuple(lines[len(headline) :]))
    title, body = _split_title([line for line in lines if line.box.y0 >= depth - 1], page.size)
    return Layout(page.number, page.size, Heading.NONE, left, right, title, body)


def _headline(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the first lines of a page when they are set larger than the rest, as web pages set their titles."""
    if len(lines) < 4:
        return ()
    sizes = sorted(line.words[0].size for line in lines)
    usual = sizes[len(sizes) // 2]
    end = next((i for i, line in enumerate(lines) if line.words[0].size < 1.04 * usual), 0)
    return tuple(lines[:end]) if end <= 4 else ()
