"""Stamps of arrival on a scan: the words in them are taken out of the rows that they stand in.

A stamp says who received a document, `ĐẾN`, and the number and day of its arrival: none of it is the document's. It
lies beside, above or over the letterhead, often within the very rows of the agency's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parsers.document import Box
from parsers.vietnamese import fold
from parsers.words import Line, Word

# The word itself, in capitals, as it is read; it stands alone or at the end of `CÔNG VĂN ĐẾN`.
_ARRIVED = re.compile(r"[ĐDÐ][ẾÊÉEỀỂÈ]N[:.]?")
# Labels in a stamp: number, day, hour, to whom it goes. The day is of digits, never `ngày … tháng …`.
_LABEL = re.compile(r"(so|s[o06é]?|ngay|gio|chuyen|luu)\b|(so|ngay|gio|chuyen)[:.\d]")
_DAY = re.compile(r"ngay|chuyen|gio\b")
# In heights of the word: how far labels lie from it, below and to either side, and the line above it.
_BELOW, _ASIDE, _ABOVE = 6.5, 8.0, 1.7
_GAP = 1.2  # word heights: what stands further apart is no value of the label before it


def drop_arrivals(rows: Sequence[Line]) -> tuple[Line, ...]:
    """Return the rows without the words of stamps of arrival."""
    stamps = [box for at, row in enumerate(rows) for word in _arrived(row) if (box := _stamp(word, rows[at:]))]
    if not stamps:
        return tuple(rows)
    kept = (tuple(word for word in row.words if not any(_takes(box, word) for box in stamps)) for row in rows)
    return tuple(replace(row, words=words) for row, words in zip(rows, kept, strict=True) if words)


def _arrived(row: Line) -> Iterator[Word]:
    """Yield the words `ĐẾN` of a row that stand by themselves."""
    for at, word in enumerate(row.words):
        if _ARRIVED.fullmatch(word.text.strip("_|-—[](){}")) and _is_alone(row.words, at):
            yield word


def _is_alone(words: Sequence[Word], at: int) -> bool:
    word = words[at]
    height = word.box.y1 - word.box.y0
    close = (x for x in words[at + 1 :] if x.box.x0 - word.box.x1 < _GAP * height and x.text[:1].isalpha())
    follower = next(close, None)
    before = words[at - 1] if at else None
    is_after_words = before is not None and word.box.x0 - before.box.x1 < 0.6 * height and before.text.islower()
    return not is_after_words and (follower is None or _LABEL.match(fold(follower.text)) is not None)


def _stamp(word: Word, rows: Sequence[Line]) -> Box | None:
    """Return the place of the stamp that says `ĐẾN` in `word`, None where no day of arrival stands near."""
    height = max(word.box.y1 - word.box.y0, 1.0)
    near = Box(word.box.x0 - _ASIDE * height, word.box.y0 - 0.5 * height,
               word.box.x1 + _ASIDE * height, word.box.y1 + _BELOW * height)  # fmt: skip
    fields = [field for row in rows for field in _fields(row, near)]
    if not any(_DAY.match(fold(field[0].text)) for field in fields):
        return None
    labels = [field[0].box for field in fields]
    left, middle = min(word.box.x0, *(box.x0 for box in labels)), (word.box.x0 + word.box.x1) / 2
    is_below = any(box.x0 < word.box.x0 and box.y0 > _middle(word) for box in labels)
    # `ĐẾN` is centred over its fields, whose values may run into the letterhead, or stands left of them.
    right = 2 * middle - left if is_below else max(one.box.x1 for field in fields for one in field)
    bottom = max(box.y1 for box in labels)
    return Box(left - 0.5 * height, word.box.y0 - _ABOVE * height, right + 0.2 * height, bottom + 0.3 * height)


def _middle(word: Word) -> float:
    return (word.box.y0 + word.box.y1) / 2


def _fields(row: Line, near: Box) -> Iterator[tuple[Word, ...]]:
    """Yield label and value of each field of a stamp in a row."""
    if re.search(r"thang|nam \d{4}|/\s?[a-z]{2,}", fold(row.text)) and not _DAY.match(fold(row.text)):
        words: Sequence[Word] = [word for word in row.words if word.box.x1 < near.x1]
    else:
        words = row.words
    for at, word in enumerate(words):
        if _LABEL.match(fold(word.text)) and _holds(near, word):
            end = at + 1
            while end < len(words) and words[end].box.x0 - words[end - 1].box.x1 < _GAP * (word.box.y1 - word.box.y0):
                end += 1
            value = " ".join(fold(one.text) for one in words[at:end])
            if not re.search(r"thang|/\s?[a-z]{2,}", value):
                yield tuple(words[at:end])


def _takes(box: Box, word: Word) -> bool:
    """Tell whether a word is a stamp's: it lies in it, or is a piece of its frame."""
    rim = 2.0 * (word.box.y1 - word.box.y0)
    is_frame = not any(letter.isalnum() for letter in word.text)
    return _holds(Box(box.x0 - rim, box.y0 - rim, box.x1 + rim, box.y1 + rim) if is_frame else box, word)


def _holds(box: Box, word: Word) -> bool:
    """Tell whether the middle of a word lies in a box."""
    x, y = (word.box.x0 + word.box.x1) / 2, (word.box.y0 + word.box.y1) / 2
    return box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1
