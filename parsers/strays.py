"""Digits that the clerk's stamp set a little off the line they belong to, put back into the blank beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.document import Origin
from parsers.vietnamese import fold
from parsers.words import Line, Word

_STAMPED = frozenset((Origin.SIGNATURE, Origin.ANNOTATION, Origin.FORM))
# `Số:      /KH-VP`, and `ngày    tháng    năm`, one of the two or both without a value.
_BLANK = re.compile(r"^\W*so\s*[:.;]?\s*[.…_\s]*[/-]|ngay[\s.…_]*thang|thang[\s.…_]*nam|nam[\s.…_]*$")
_LABEL, _SYMBOL = re.compile(r"^\W*so\s*[:.;]?[.…_\s]*$"), re.compile(r"^[.…_\s]*[/-]\s*[A-ZĐ]")
_MOST_OFF = 1.1  # of the letter height, from middle to middle: the next line is further away


def settle_strays(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with those that are nothing but stamped digits put into the blank line they touch."""
    strays = [line for line in lines if _is_stray(line)]
    if not strays:
        return list(lines)
    kept = _with_wide_blanks([line for line in lines if line not in strays])
    for stray in strays:
        at = _nearest(kept, stray)
        if at is None:
            kept.append(stray)
        else:
            kept[at] = _with(kept[at], stray.words)
    return sorted(kept, key=lambda line: line.box.y0)


def _with_wide_blanks(lines: Sequence[Line]) -> list[Line]:
    """Join `Số:` and `/KH-VP` where the blank between them is as wide as a gap between columns."""
    joined: list[Line] = []
    for line in sorted(lines, key=lambda line: (round(line.box.y0 / 4), line.box.x0)):
        above = joined[-1] if joined else None
        if above and _LABEL.match(fold(above.text)) and _SYMBOL.match(line.text) and _is_on_row(above, line):
            joined[-1] = Line((*above.words, *line.words), line.page)
        else:
            joined.append(line)
    return joined


def _is_on_row(left: Line, right: Line) -> bool:
    height = max(left.box.y1 - left.box.y0, 8.0)
    return abs(left.box.y1 - right.box.y1) < 0.5 * height and 0 < right.box.x0 - left.box.x1 < 8 * height


def _is_stray(line: Line) -> bool:
    return all(word.origin in _STAMPED and re.fullmatch(r"\d{1,5}[A-ZĐ]?", word.text) for word in line.words)


def _nearest(lines: Sequence[Line], stray: Line) -> int | None:
    """Return the line with a blank that the stamp lies over or beside, None where none is near enough."""
    best, least = None, _MOST_OFF * max(stray.box.y1 - stray.box.y0, 8.0)
    for index, line in enumerate(lines):
        distance = abs(stray.box.y0 + stray.box.y1 - line.box.y0 - line.box.y1) / 2
        is_beside = line.box.x0 - 5 < stray.box.x0 and stray.box.x1 < line.box.x1 + 5
        if is_beside and distance <= least and _BLANK.search(fold(_printed(line))):
            best, least = index, distance
    return best


def _printed(line: Line) -> str:
    return " ".join(word.text for word in line.words if word.origin not in _STAMPED)


def _with(line: Line, words: Sequence[Word]) -> Line:
    return Line(tuple(sorted((*line.words, *words), key=lambda word: word.box.x0 + word.box.x1)), line.page)
