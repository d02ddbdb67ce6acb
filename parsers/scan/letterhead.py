"""Where a scanned page carries its number and its date: two lines of the letterhead, found by labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from parsers.document import Box
from parsers.scan.dated import find_beside, find_dated_below, split_behind_number
from parsers.vietnamese import fold
from parsers.words import Line, Word

# "Số" as Tesseract reads it: the accent wrong, the colon lost, handwriting glued to it. A small letter may
# not follow, as in the "Sở" of a department's name or in any other word.
_LABEL = re.compile(r"[Ss§$][oòóôốồổỗộóỏõọöÓÔỐ6€e0](?![a-zà-ỹ])|[Ss§$5]\w?[:;]")
_DEPARTMENT = re.compile(r"(?:S[ỞỠỚỜÓỐỒỔ]|Sở)(?![:;])$")
# "Luật số:", "Nghị quyết số:" stand before the label of acts of the National Assembly and councils.
_ACTS = re.compile(r"(?:(?:bo )?luat|nghi quyet|phap lenh|nghi dinh|thong tu|quyet dinh|chi thi)\Z")
# The number's label starts left of this share of the page's width, the place and date right of the other.
_LEFT_COLUMN, _RIGHT_COLUMN = 0.42, 0.33
_DAY, _MONTH, _YEAR = re.compile(r"n\W?ga[yvw]"), re.compile(r"tha?n\W?g|fhang"), re.compile(r"n[ae]m")
# Words that stand before "ngày" in a citation, never between a place and its date.
_CITING = re.compile(r"\b(?:theo|so|cu|quyet|nghi|den|tu|truoc|trong|cua|ke)\b|\d")
# What parts the groups of a symbol, and the groups that a second line of it holds.
_DELIMITERS = "-–&,./"
_GROUPS = re.compile(r"[A-ZĐÐƯ]{2,}[a-z]{0,3}[\d]{0,3}(?:[-–&,./][A-ZĐÐƯ]{2,}[a-z]{0,3}\d{0,3})*")
# What the text below a letterhead begins with: a number behind is a cited one.
_TEXT_BEGINS = re.compile(r"\W*(?:can cu|kinh gui|dieu 1|theo de nghi|thuc hien)")
_HALF = 0.5  # of the page's width: the left column ends before
# A number without a readable label is looked for this near to the date's line, in line heights.
_NEAR = 4.0


# A row's words left of the place and date, and the place and date if it has them.
Part: TypeAlias = tuple[Line, Line | None]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The lines that may carry the number, likeliest first, the date's line, and the issuer's lines above.

    Boxes are in pixels of the image that was read.
    """

    number_lines: tuple[Line, ...] = ()
    date_line: Line | None = None
    issuer: tuple[Line, ...] = ()


def find_letterhead(rows: Sequence[Line], width: int) -> Letterhead:
    """Find number and date lines among the rows of a page `width` pixels wide, from its top down."""
    parts = [split_at_date(row, width) for row in rows if row.words]
    date_line = next((right for _, right in parts if right is not None), None)
    if date_line is None:
        parts, date_line = _dated_by_number(parts, width)
    lefts = [left for left, _ in parts if left.words]
    labelled = [line for left in lefts if (line := _from_label(left, width)) is not None]
    labelled.sort(key=lambda line: -_likelihood(line, date_line))
    unlabelled = [left for left in lefts if _from_label(left, width) is None]
    bare = [line for left in unlabelled if (line := _without_label(left, date_line, width)) is not None]
    if date_line is None and labelled:
        date_line = find_dated_below(lefts, labelled[0]) or find_beside(rows, labelled[0], width)
    numbers = tuple(labelled[:2]) or (*bare[:1], *_beside(date_line, unlabelled, width))
    return Letterhead(numbers, date_line, _issuer(lefts, numbers, width))


def _dated_by_number(parts: Sequence[Part], width: int) -> tuple[list[Part], Line | None]:
    """Cut the first row that goes on with its date behind the number; return all rows and that date."""
    for at, (row, _) in enumerate(parts):
        if _TEXT_BEGINS.match(fold(row.text)):
            break
        found = split_behind_number(row, [above for above, _ in parts[max(0, at - 2) : at]])
        if found is not None and _from_label(found[0], width) is not None:
            return [*parts[:at], found, *parts[at + 1 :]], found[1]
    return list(parts), None


def split_at_date(row: Line, width: int) -> tuple[Line, Line | None]:
    """Return the part of a row left of the place and date, and the place and date if the row has them."""
    folded = [fold(word.text) for word in row.words]
    at = next((i for i, text in enumerate(folded) if _DAY.search(text)), None)
    text = " ".join(folded)
    if at is None and "," in row.text and _YEAR.search(text):
        at = next((i for i, word in enumerate(folded) if i and _MONTH.search(word)), None)
    if at is None or not (_MONTH.search(text) or _YEAR.search(text)):
        return row, None
    start = _column_start(row.words, at)
    before = " ".join(folded[start:at])
    if row.words[start].box.x0 < _RIGHT_COLUMN * width or _CITING.search(before) or at - start > 7:
        return row, None
    return Line(row.words[:start], row.page), Line(row.words[start:], row.page)


def _column_start(words: Sequence[Word], label: int) -> int:
    """Return where the place before "ngày" begins: behind the widest gap to its left, if it is a column's."""
    gaps = [(words[i].box.x0 - words[i - 1].box.x1, i) for i in range(1, label + 1)]
    widest, start = max(gaps, default=(0.0, 0))
    heights = sorted(word.box.y1 - word.box.y0 for word in words)
    return start if widest > 0.9 * heights[len(heights) // 2] else 0


def _from_label(line: Line, width: int) -> Line | None:
    """Return a line from its label on, if that is the first word (of an act's name) in the left column."""
    words = _trimmed(line.words, width)
    for at, word in enumerate(words[:4]):
        before = fold(_text(words[:at]))
        if before and not _ACTS.match(before):
            continue
        if _LABEL.match(word.text) and not _DEPARTMENT.match(word.text):
            found = Line(words[at:], line.page)
            return None if word.box.x0 > _LEFT_COLUMN * width or _is_cited(found) else found
    return None


def _is_cited(line: Line) -> bool:
    """Tell whether a number stands in running text: small "số" without a colon, or its date right behind."""
    text = line.text
    return re.match(r"s\w?[^\w:;]", text) is not None or _DAY.search(fold(text)) is not None


def _trimmed(words: Sequence[Word], width: int) -> tuple[Word, ...]:
    """Return the words of the left column up to its last letter or digit: specks and other columns are cut."""
    kept: list[Word] = []
    for word in words:
        gap = word.box.x0 - kept[-1].box.x1 if kept else 0.0
        is_next_column = gap > 1.2 * (word.box.y1 - word.box.y0) and _has_symbol(_text(kept))
        if word.box.x0 > 0.55 * width or is_next_column:
            break
        kept.append(word)
    last = max((i for i, word in enumerate(kept) if re.search(r"\w", word.text)), default=-1)
    return tuple(kept[: last + 1])


def _without_label(line: Line, date_line: Line | None, width: int) -> Line | None:
    """Return a line of the left column beside the date that ends like a symbol, its label lost or misread."""
    words = _trimmed(line.words, width)
    if date_line is None or not words or words[0].box.x0 > _LEFT_COLUMN * width:
        return None
    candidate = Line(words, line.page)
    height = max(date_line.box.y1 - date_line.box.y0, 1.0)
    if abs(candidate.box.y0 - date_line.box.y0) > _NEAR * height or not _has_symbol(candidate.text):
        return None
    if _is_cited(candidate):
        return None
    # The label is in the picture even if nobody read it: leave room for it.
    room = Word("", Box(max(words[0].box.x0 - height, 0.0), words[0].box.y0, words[0].box.x0, words[0].box.y1))
    return Line((room, *words), line.page)


def _beside(date_line: Line | None, lefts: Sequence[Line], width: int) -> tuple[Line, ...]:
    """Return where the number should be if its line was garbled or missed: left of the place and date."""
    if date_line is None:
        return ()
    height = date_line.box.y1 - date_line.box.y0
    near = [line.box for line in lefts if abs(line.box.y0 - date_line.box.y0) < height and line.box.x1 < 0.5 * width]
    right = min(date_line.box.x0 - height, 0.48 * width)
    boxes = near[:1] or [Box(0.1 * width, date_line.box.y0, right, date_line.box.y1)]
    rooms = (Box(max(box.x0 - height, 0.0), box.y0, box.x1, box.y1) for box in boxes)
    return tuple(Line((Word("", room),), date_line.page) for room in rooms if room.x1 - room.x0 > 2 * height)


def find_wrapped(rows: Sequence[Line], number: Line, width: int) -> Line | None:
    """Return the line that goes on with a symbol too long for one: right below, led or announced by a delimiter."""
    height = number.box.y1 - number.box.y0
    for row in rows:
        words = _trimmed([word for word in row.words if word.box.x1 < _HALF * width], width)
        if not words:
            continue
        line = Line(words, row.page)
        is_below = 0.2 * height < line.box.y0 - number.box.y0 < 2.2 * height
        if is_below and _goes_on(number.text, line.text):
            return line
    return None


def _goes_on(above: str, text: str) -> bool:
    """Tell whether `text` goes on with the symbol that `above` ends with; a subject (`V/v`) or a stamp does not."""
    bare = text.replace(" ", "")
    is_led, is_announced = bare[:1] in _DELIMITERS, above.rstrip()[-1:] in _DELIMITERS
    return (is_led or is_announced) and _GROUPS.fullmatch(bare.lstrip(_DELIMITERS)) is not None


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _has_symbol(text: str) -> bool:
    return re.search(r"[/⁄]\s*[A-ZĐÐƯ]{2}|[A-ZĐÐƯ]{2,}\s*-\s*[A-ZĐÐƯ]{2}", text) is not None


def _likelihood(line: Line, date_line: Line | None) -> float:
    likely = 2.0 if _has_symbol(line.text[1:]) else 0.0
    likely += 1.0 if re.search(r"[/⁄]", line.text) else 0.0
    likely += 0.5 if re.search(r"[:;]", line.text[:5]) else 0.0
    if date_line is not None:
        height = max(date_line.box.y1 - date_line.box.y0, 1.0)
        distance = abs(line.box.y0 - date_line.box.y0) / height
        likely += 2.0 if distance < _NEAR else 0.5 if distance < 2 * _NEAR else -1.0
    return likely


def _issuer(lefts: Sequence[Line], numbers: Sequence[Line], width: int) -> tuple[Line, ...]:
    """Return what stands above the number in the left column: the names whose initials the symbol repeats."""
    if not numbers:
        return ()
    top = numbers[0].box.y0
    above = [line for line in lefts if top - 12 * (numbers[0].box.y1 - top) < line.box.y1 <= top + 5]
    halves = (tuple(word for word in line.words if word.box.x1 < 0.5 * width) for line in above)
    return tuple(Line(words) for words in halves if words)
