"""The date of a scanned letterhead where it is not right of the number: on the number's own line, or below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.document import Box
from parsers.vietnamese import fold
from parsers.words import Line, Word

_DAY, _YEAR = re.compile(r"n\W?ga[yvw]"), re.compile(r"n[ae]m")
_FULL = re.compile(r"^\W*(?:[^,;:/\d]{2,30}[,.])?\W*n\W?ga[yvw].{1,12}tha?n\W?g.{1,10}n[ae]m\W*\d[\d\s]{1,5}\W*$")
# Behind "ngày": the month, and nothing behind the year that an act would be cited with.
_DATED = re.compile(r"(?:tha?n\W?g|fhang)(?!.*n[ae]m\W*\S{2,5}\s+\w{2})")
# An annex names the act it belongs to, number, day and all.
_BELONGS = re.compile(r"kem theo|ban hanh theo|dinh kem")
_SYMBOL = re.compile(r"[/⁄-]\s*[A-ZĐÐƯ]{2}")
# The right column begins behind this share of the width; how far above or below the number its date may stand, in line
# heights; letters of a place and date at least, and what shows that it is no motto.
_COLUMN, _ASIDE, _SHORTEST, _HINT = 0.38, 1.6, 14, re.compile(r"\d|tha|th[aáà]ng|n[aă]m|ng[aà]y", re.IGNORECASE)
# How far below the number a date of its own row may stand, in line heights.
_BELOW = 3.2


def split_behind_number(row: Line, above: Sequence[Line]) -> tuple[Line, Line | None] | None:
    """Return a row's number and the date behind it: `Số: 34/KH-VP ngày 12 tháng 3 năm 2014`, None for other rows.

    The label opens the row, the year ends it; an act that is cited goes on (`… của Ủy ban`) or is named before. A date
    that the row has no room for is cut off the number and not read.
    """
    folded = [fold(word.text) for word in row.words]
    at = next((i for i, text in enumerate(folded) if i and _DAY.search(text)), None)
    if at is None or not row.text.lstrip("*_-—.|' ").startswith("S") or not _DATED.search(" ".join(folded[at:])):
        return None
    if _SYMBOL.search(" ".join(word.text for word in row.words[:at])) is None:
        return None
    if any(_BELONGS.search(fold(line.text)) for line in above):
        return None
    is_whole = _YEAR.search(" ".join(folded[at:])) is not None and row.text.rstrip(" .,;_|")[-1:].isdigit()
    return Line(row.words[:at], row.page), Line(row.words[at:], row.page) if is_whole else None


def find_dated_below(rows: Sequence[Line], number: Line) -> Line | None:
    """Return the row right below the number that holds nothing but a date, with or without a place before it."""
    height = max(number.box.y1 - number.box.y0, 1.0)
    for row in rows:
        is_near = 0.2 * height < row.box.y0 - number.box.y0 < _BELOW * height
        if is_near and _FULL.match(fold(row.text)):
            return row
    return None


def find_beside(rows: Sequence[Line], number: Line, width: int) -> Line | None:
    """Return where a place and date should be that nobody could read: in the right column, at the number's height.

    The row of it that begins nearest to the number's height; its labels are left for the recogniser to find.
    """
    height = max(number.box.y1 - number.box.y0, 1.0)
    left = max(_COLUMN * width, number.box.x1 + height)
    near: list[Line] = []
    for row in rows:
        words = tuple(word for word in row.words if word.box.x0 > left)
        if words and abs(_middle(Line(words).box) - _middle(number.box)) < _ASIDE * height:
            near.append(Line(words, row.page))
    # The heading and its motto are set in capitals, or wear no digits where the labels stand.
    dated = [
        line for line in near if len(line.text) >= _SHORTEST and not line.text.isupper() and _HINT.search(line.text)
    ]
    line = min(dated, key=lambda one: abs(_middle(one.box) - _middle(number.box)), default=None)
    if line is None:
        return None
    box = line.box
    return Line((Word("", Box(box.x0, box.y0, box.x1, box.y1)),), number.page)


def _middle(box: Box) -> float:
    return (box.y0 + box.y1) / 2
