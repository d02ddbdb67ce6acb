"""The title of a page and what it says under it: from the name of the type to the last centred line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.document import Origin, PageSize
from parsers.titles import type_of_title
from parsers.vietnamese import fold
from parsers.words import Line

# What a body begins with and no subject does, and what either of them may begin with: `Triển khai …`, `Hiện trạng …`.
_BODY_ONLY = re.compile(
    r"(kinh gui|dieu 1|chuong i|phan (?:thu|[ivx]+\b|\d)|i\.|1\.|hom nay|.{0,60}kinh moi\b|nguoi ky|"
    r"can cu (?:vao |bo luat|luat|hien phap|phap lenh|ngh|quyet|thong|chi thi|dieu le|quy |chuc nang|ke hoach|cong van|"
    r"bien ban|to trinh|ho so|ket |huong dan|de nghi|tinh hinh|yeu cau|nhu cau))"
)
_EITHER = re.compile(
    r"(can cu|thuc hien|xet |theo |de |nham |trien khai|tiep theo|ngay \d|tren co so|vua qua|hien nay|"
    r"trong thoi gian|thoi gian qua)"
)


def begins_like_body(text: str) -> bool:
    """Tell whether text begins with words that a body begins with, and perhaps a subject too."""
    folded = fold(text)
    return _BODY_ONLY.match(folded) is not None or _EITHER.match(folded) is not None


def is_title_line(line: Line, size: PageSize) -> bool:
    """Tell whether a line is the centred name of a document type, such as QUYẾT ĐỊNH."""
    middle = (line.box.x0 + line.box.x1) / 2
    return abs(middle - size.width / 2) < 0.13 * size.width and type_of_title(line.text) is not None


def split_title(lines: Sequence[Line], size: PageSize) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Return the title block, from the name of the type to the last centred line under it, and the rest."""
    first = next((i for i, line in enumerate(lines[:12]) if is_title_line(line, size)), None)
    if first is None or any(_is_running(line, size) for line in lines[:first]):
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


def _is_running(line: Line, size: PageSize) -> bool:
    """Tell whether a line belongs to running text or addresses it: what stands in the middle below is no title."""
    is_wide = line.box.x1 - line.box.x0 > 0.7 * size.width and not line.text.isupper()
    is_printed = line.words[0].origin is not Origin.OCR
    return fold(line.text).startswith("kinh gui") or (is_printed and is_wide and line.text[-1:].isalnum())


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
        wide = [line for line in lines if line.box.x1 - line.box.x0 > 0.5 * size.width] or lines
        left, right = min(line.box.x0 for line in wide), max(line.box.x1 for line in wide)
        return _Set(left, right, tuple(lines[index + 1 : index + 6]), size.width)


def _begins_body(line: Line, middle: float, place: _Set, *, is_running: bool) -> bool:
    """Tell whether a line begins the body by its first words; a subject that begins alike is set like one.

    It is short, or away from both margins, or the first of a few lines of which the last is centred below it.
    """
    text = fold(line.text)
    if _BODY_ONLY.match(text):
        return True
    if not is_running or _EITHER.match(text) is None or line.box.x1 - line.box.x0 < 0.6 * place.width:
        return False
    before, behind = line.box.x0 - place.left, place.right - line.box.x1
    is_free = min(before, behind) > 12 or (min(before, behind) > 3 and abs(before - behind) < 6)
    return not is_free and not _ends_centred(line, place.followers, middle)


def _ends_centred(line: Line, followers: Sequence[Line], middle: float) -> bool:
    """Tell whether the first shorter line below is centred: a paragraph of the body ends at the left margin."""
    width = line.box.x1 - line.box.x0
    last = next((x for x in followers if x.box.x1 - x.box.x0 < 0.9 * width), None)
    return last is not None and abs((last.box.x0 + last.box.x1) / 2 - middle) <= 8 and last.box.x0 > line.box.x0 + 8


def _continues_title(title: Sequence[Line], line: Line, middle: float, place: _Set) -> bool:
    """Tell whether a line goes on with the title: centred under it, close, and no beginning of the body."""
    height = max((word.size for word in line.words), default=12.0)
    is_read = line.words[0].origin is Origin.OCR
    is_set = not is_read and line.box.x1 > place.right - 1.5  # up to the margin: justified, or a long centred line
    slack = 1.2 if is_read else 0.35 if is_set else 0.9
    is_centred = abs((line.box.x0 + line.box.x1) / 2 - middle) <= slack * height
    if not is_read and line.box.x0 - place.left < 1.5 and place.right - line.box.x1 > 6.0:
        return False  # set at the left margin
    # A paragraph begins with a capital, and is not written in capitals throughout.
    is_rest = len(title) > 1 and line.text[:1].islower() and not is_read
    is_running = not is_rest and (is_read or not line.text.isupper())
    if not is_centred or (not is_rest and _begins_body(line, middle, place, is_running=is_running)):
        return False
    if is_set and is_running and _fills_rows(title, line, place) and not _ends_centred(line, place.followers, middle):
        return False
    return len(title) == 1 or line.box.y0 - title[-1].box.y0 < 2.6 * max(height, 11.0)


def _fills_rows(title: Sequence[Line], line: Line, place: _Set) -> bool:
    """Tell whether a line from margin to margin may begin a paragraph: under the title itself the next fills too."""
    below = place.followers[:1]
    return len(title) > 1 or any(abs(x.box.x0 - line.box.x0) < 2 and x.box.x1 > place.right - 2 for x in below)


def headline(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the first lines of a page when they are set larger than the rest, as web pages set their titles."""
    if len(lines) < 4:
        return ()
    sizes = sorted(line.words[0].size for line in lines)
    usual = sizes[len(sizes) // 2]
    end = next((i for i, line in enumerate(lines) if line.words[0].size < 1.04 * usual), 0)
    return tuple(lines[:end]) if end <= 4 else ()
