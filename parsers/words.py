"""Words and lines with their boxes: what every way of reading a page hands to the layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from parsers.document import Box, Origin, PageSize
from parsers.turn import UNTURNED, Turn


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters without a gap. `size` is its letter height in points, `confidence` from 0 to 1."""

    text: str
    box: Box
    origin: Origin = Origin.TEXT
    confidence: float = 1.0
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand on one line of one column, left to right; `page` counts from 1.

    `text` is the words joined by single spaces, `box` the smallest box around them.
    """

    words: tuple[Word, ...]
    page: int = 1
    text: str = field(init=False, compare=False, repr=False)
    box: Box = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        # worked out once, because every rule asks for them again and again
        object.__setattr__(self, "text", " ".join(word.text for word in self.words))
        object.__setattr__(self, "box", bounding_box([word.box for word in self.words]))


@dataclass(frozen=True, slots=True)
class Page:
    """The lines read on one page, in reading order, on the page of this size set upright.

    `turn` says how the page as displayed was turned for that.
    """

    number: int
    size: PageSize
    lines: tuple[Line, ...] = ()
    origin: Origin = Origin.TEXT
    turn: Turn = UNTURNED


def bounding_box(boxes: Sequence[Box]) -> Box:
    """Return the smallest box around `boxes`; an empty box at the origin when there are none."""
    if len(boxes) == 1:
        return boxes[0]
    if not boxes:
        return Box(0.0, 0.0, 0.0, 0.0)
    return Box(
        min([box.x0 for box in boxes]),
        min([box.y0 for box in boxes]),
        max([box.x1 for box in boxes]),
        max([box.y1 for box in boxes]),
    )


def words_within(line: Line, start: int, end: int) -> tuple[Word, ...]:
    """Return the words of `line` that the slice `line.text[start:end]` touches."""
    found: list[Word] = []
    offset = 0
    for word in line.words:
        if offset < end and offset + len(word.text) > start:
            found.append(word)
        offset += len(word.text) + 1
    return tuple(found)


def reading_confidence(words: Sequence[Word]) -> float:
    """Return how sure the letters of `words` are, each word weighing by its length; 1 for page text."""
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def stamped_origin(words: Sequence[Word]) -> Origin:
    """Return the origin that tells most: a stamped word outweighs the printed ones around it."""
    for origin in (Origin.SIGNATURE, Origin.ANNOTATION, Origin.FORM, Origin.OCR):
        if any(word.origin is origin for word in words):
            return origin
    return Origin.TEXT
