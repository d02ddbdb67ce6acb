"""A picture of a page set upright by how legible it is: quarter turns tried, skew taken out, rows read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PIL import Image

from parsers.scan import tesseract
from parsers.scan.deskew import find_skew, is_sideways, straighten, turn
from parsers.scan.ink import is_blank
from parsers.scan.paragraphs import hide_paragraphs
from parsers.scan.spread import find_gutter
from parsers.turn import Turn
from parsers.vietnamese import legibility
from parsers.words import Line

# Text below this legibility stands on its head or is no Vietnamese: upright scans measure above 0.7, the
# same scans turned over below 0.2.
_LEGIBLE = 0.45
_ENOUGH_WORDS = 20


class Part(Enum):
    """Which part of a page is read, as shares of its height from the top."""

    HEADER = (0.0, 0.45)
    BODY = (0.4, 1.0)
    WHOLE = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Upright:
    """A part of a page turned upright, with the rows read on it, in pixels of `region`.

    `size` is that of the page after the quarter turns, `top` the row of it where the region begins. Of two pages side
    by side one is read: it begins at the column `left` of a picture `width` wide; both are 0 for a page by itself.
    """

    region: Image.Image
    rows: tuple[Line, ...]
    rotation: int
    skew: float
    size: tuple[int, int]
    top: int
    left: int = 0
    width: int = 0

    @property
    def legibility(self) -> float:
        """How surely Vietnamese was read; a few words prove little."""
        return legibility_of(self.rows)


def legibility_of(rows: Sequence[Line]) -> float:
    """Return how surely rows are Vietnamese, 0 to 1; a few words prove little."""
    words = [word for row in rows for word in row.words]
    if not words:
        return 0.0
    sure = sum(word.confidence for word in words) / len(words)
    spelling = legibility(" ".join(word.text for word in words))
    return sure * spelling * min(1.0, len(words) / _ENOUGH_WORDS)


def is_legible(rows: Sequence[Line]) -> bool:
    """Tell whether rows were read from a page that stands upright."""
    return legibility_of(rows) >= _LEGIBLE


def read_upright(gray: Image.Image, part: Part, dpi: int, known: Turn | None = None) -> Upright:
    """Read the page as it lies; where that is not legible, try it other ways up and keep the best.

    `known` says how the page is turned where another part of it told.
    """
    if is_blank(gray):
        return Upright(gray, (), 0, 0.0, gray.size, 0)
    if known is not None:
        return _read_turned(gray, known.rotation, part, dpi, known.skew)
    best = _read_turned(gray, 0, part, dpi)
    if best.legibility >= _LEGIBLE:
        return best
    for way in (90, 270, 180) if is_sideways(gray) else (180, 90, 270):
        other = _read_turned(gray, way, part, dpi)
        if other.legibility >= _LEGIBLE:
            return other
        if other.legibility > best.legibility + 0.1:
            best = other
    return best


def _read_turned(gray: Image.Image, rotation: int, part: Part, dpi: int, known_skew: float | None = None) -> Upright:
    turned, left, width = _one_page(turn(gray, rotation), part, dpi)
    skew = find_skew(turned) if known_skew is None or left else known_skew
    # The second of two pages has no letterhead that was read before.
    shares = Part.WHOLE.value if left else part.value
    top, bottom = (round(share * turned.height) for share in shares)
    region = straighten(turned.crop((0, top, turned.width, bottom)), skew)
    rows = tesseract.find_rows(hide_paragraphs(region, dpi, is_head=part is Part.HEADER), dpi=dpi)
    return Upright(region, rows, rotation, skew, turned.size, top, left, width)


def _one_page(turned: Image.Image, part: Part, dpi: int) -> tuple[Image.Image, int, int]:
    """Return one of two pages that lie side by side, where it begins, and how wide both are; else the page, 0 and 0.

    The first has the letterhead, the second more likely the signature, if anything.
    """
    gutter = find_gutter(turned, dpi)
    if gutter is None:
        return turned, 0, 0
    first, second = (turned.crop((x, 0, end, turned.height)) for x, end in ((0, gutter), (gutter, turned.width)))
    return (first, 0, turned.width) if part is Part.HEADER or is_blank(second) else (second, gutter, turned.width)
