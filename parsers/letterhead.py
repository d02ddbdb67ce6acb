"""Where a scanned page carries its number and its date: two lines of the letterhead, found by labels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers.document import Box
from parsers.words import Line, Word

# "Số" as Tesseract reads it: the accent wrong, the colon lost, handwriting glued to it. "Sở" (a department)
# and "Sổ" go on with a letter or stand in a name, so a letter may not follow.
_LABEL = re.compile(r"[Ss§5][oòóôốồổỗộóỏõọöÓÔ6€e0][:;.,]?(?=$|[^a-zà-ỹ])|[Ss][:;]")
_DEPARTMENT = re.compile(r"S[ỞỠỚỜÓỐỒỔ]\b|Sở\b")
# The number stands in the left column: its label starts left of this share of the page's width.
LEFT_COLUMN = 0.42
# The date stands in the right column: its first word starts right of this share of the page's width.
RIGHT_COLUMN = 0.33
_DATE_WORDS = (re.compile(r"ng[aà]y|nga[yv]|n[gq]ày"), re.compile(r"th[aà]ng|thng|tháng"), re.compile(r"n[aă]m"))


def bare(text: str) -> str:
    """Return `text` in lower case without accents; đ becomes d. Labels are compared in this form."""
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d").replace("Ð", "D"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The lines that may carry the number and the date, likeliest first, in pixels of the image read."""

    number_lines: tuple[Line, ...] = ()
    date_lines: tuple[Line, ...] = ()


def find_letterhead(rows: Sequence[Line], width: int) -> Letterhead:
    """Find number and date lines among the rows of a page `width` pixels wide, read from the top."""
    parts = [split_at_date(row, width) for row in rows]
    dates = tuple(right for _, right in parts if right is not None)
    numbers = [number for left, _ in parts if (number := _as_number_line(left, width)) is not None]
    numbers.sort(key=lambda line: -_number_likelihood(line, dates))
    return Letterhead(tuple(numbers[:2]), dates[:1])


def split_at_date(row: Line, width: int) -> tuple[Line, Line | None]:
    """Return the part of a row left of the place and date, and the place and date if the row has them."""
    at = next((i for i, word in enumerate(row.words) if _DATE_WORDS[0].search(bare(word.text))), None)
    rest = bare(row.text)
    if at is None or not (_DATE_WORDS[1].search(rest) or _DATE_WORDS[2].search(rest)):
        return row, None
    start = _column_start(row.words, at)
    date = Line(row.words[start:])
    if date.box.x0 < RIGHT_COLUMN * width:
        return row, None
    return Line(row.words[:start]), date


def _column_start(words: Sequence[Word], day_label: int) -> int:
    """Return where the place name before "ngày" begins: after the widest gap to its left."""
    gaps = [(words[i].box.x0 - words[i - 1].box.x1, i) for i in range(1, day_label + 1)]
    heights = sorted(word.size for word in words)
    widest, start = max(gaps, default=(0.0, 0))
    return start if widest > heights[len(heights) // 2] * 0.9 else 0


def _as_number_line(line: Line, width: int) -> Line | None:
    """Return the line from its label "Số" on, if the label is its first word and stands in the left column."""
    words = tuple(word for word in line.words if word.box.x1 - word.box.x0 > 0)
    if not words or words[0].box.x0 > LEFT_COLUMN * width:
        return None
    if not _LABEL.match(words[0].text) or _DEPARTMENT.match(words[0].text):
        return None
    kept = tuple(word for word in words if word.box.x0 < 0.55 * width)
    return replace(line, words=kept)


def _number_likelihood(line: Line, dates: Sequence[Line]) -> float:
    text = line.text
    likely = 0.0
    likely += 1.0 if re.search(r"[/⁄]", text) else 0.0
    likely += 1.0 if re.search(r"[A-ZĐƯÐ]{2}", text[2:]) else 0.0
    likely += 0.5 if ":" in text[:5] else 0.0
    if dates:
        distance = abs(line.box.y0 - dates[0].box.y0) / max(dates[0].box.y1 - dates[0].box.y0, 1.0)
        likely += 2.0 if distance < 3 else 0.5 if distance < 6 else -1.0
    return likely


def to_points(box: Box, scale: float) -> Box:
    """Scale a box in pixels to points."""
    return Box(box.x0 * scale, box.y0 * scale, box.x1 * scale, box.y1 * scale)
