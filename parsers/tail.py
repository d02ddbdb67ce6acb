"""What stands on a page behind the document's own signature: a certified copy's block, an annex, another document."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.noise import is_copy_form
from parsers.vietnamese import fold, squeeze
from parsers.words import Line

# NĐ 30/2020/NĐ-CP, Phụ lục I, phần II: the number of a copy, with SY, TrS or SL.
_NUMBER = re.compile(r"^\W*so\s*:?[\s.…_]*\d*\s*/\s*(sy|trs|sl)\b")
_CLOSES = re.compile(r"^\W*noi nhan\b|\bluu\s*:")
_ANNEX = re.compile(r"^\W*(phu luc|danh sach|danh muc|bieu (mau|so|tong)|mau so)\b")
_HEADINGS = ("conghoaxahoichunghiavietnam", "dangcongsanvietnam")
_LOWER_PART = 0.4  # of the text's depth: where a copy's block may stand when nothing says who gets the paper
_COPY_BELOW, _AGENCY_ABOVE = 20.0, 40.0  # points


def tail_begins(lines: Sequence[Line]) -> float:
    """Return the height at which something else begins under the document's signature, infinite where nothing does.

    A form of copying printed above, at the head of a page, is only a mark.
    """
    copies = [line.box.y0 for line in lines if is_copy_form(line.text) or _NUMBER.match(fold(line.text))]
    closing = next((line.box.y0 for line in lines if _CLOSES.search(fold(line.text))), None)
    if closing is None:
        middle = _LOWER_PART * max((line.box.y1 for line in lines), default=0.0)
        return min((y for y in copies if y > middle), default=float("inf"))
    others = [line.box.y0 - _AGENCY_ABOVE for line in lines if _is_heading(line)]
    annexes = [line.box.y0 for line in lines if line.text.isupper() and _ANNEX.match(fold(line.text))]
    return min((y for y in (*copies, *others, *annexes) if y > closing + _COPY_BELOW), default=float("inf"))


def _is_heading(line: Line) -> bool:
    return line.text.isupper() and squeeze(line.text).endswith(_HEADINGS)
