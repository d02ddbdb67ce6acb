"""The signature block of a scan read once more by itself, in black and in red ink apart.

Seal and signature lie over title and name, and Tesseract takes the heap for a picture. Names are often
rubber-stamped in red; sparse reading of one ink at a time finds what page reading loses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from PIL import Image

from parsers.document import Box, Origin
from parsers.scan import tesseract
from parsers.scan.deskew import turn
from parsers.scan.ink import keep_black
from parsers.scan.page import read_scan
from parsers.scan.upright import Part
from parsers.signer import find_signers, opens_title, title_text
from parsers.turn import Turn
from parsers.vietnamese import fold, is_syllable
from parsers.words import Line, Page, Word, reading_confidence

_SPARSE, _BLOCK = 11, 6  # Tesseract's page segmentation modes
_LEFT = 0.42  # of the page width: the block stands right of this
_ABOVE, _BELOW = 35.0, 205.0  # points around `Nơi nhận` that hold the block
_LEAST_RED = 400  # pixels; less is dirt


def read_closing(image: Image.Image, number: int, *, dpi: int) -> Page:
    """Read a page that may hold the signature: of the first page only what lies under its header."""
    page = read_scan(image, number, dpi=dpi, part=Part.BODY if number == 1 else Part.WHOLE).page
    return page if find_signers(page) else reread_block(set_upright(image, page.turn, dpi), page, dpi)


def set_upright(image: Image.Image, way: Turn, dpi: int) -> Image.Image:
    """Return the picture turned the way its page was when it was read."""
    turned = turn(image, way.rotation)
    if not way.skew:
        return turned
    pivot = (way.pivot[0] * dpi / 72, way.pivot[1] * dpi / 72)
    return turned.rotate(way.skew, Image.Resampling.BICUBIC, center=pivot, fillcolor="white")


def reread_block(image: Image.Image, page: Page, dpi: int) -> Page:
    """Return `page` with the lines of its signature block read again from `image`, if it shows one."""
    top = _anchor(page)
    if top is None:
        return page
    scale = dpi / 72
    frame = (
        round(image.width * _LEFT),
        max(0, round((top - _ABOVE) * scale)),
        image.width,
        min(image.height, round((top + _BELOW) * scale)),
    )
    if frame[3] - frame[1] < 20:
        return page
    crop = image.crop(frame)
    found: list[Line] = []
    for ink, mode in _readings(crop):
        rows = tesseract.find_rows(ink, dpi=dpi, segmentation=mode)
        found.extend(_placed(row, frame, scale, page.number) for row in rows if row.words)
        merged = _merge(page, found, frame, scale)
        if find_signers(merged):
            return merged
    return _merge(page, found, frame, scale)


def _anchor(page: Page) -> float | None:
    """Return the height of `Nơi nhận`, or of a title in the right half."""
    for line in page.lines:
        if re.search(r"\bnoi nhan\b|^\W*.oi nhan", fold(line.text)):
            return line.box.y0
    for line in page.lines:
        if line.box.x0 > 0.45 * page.size.width and opens_title(title_text(line)) and line.text.isupper():
            return line.box.y0
    return None


def _readings(crop: Image.Image) -> Iterable[tuple[Image.Image, int]]:
    """Yield pictures of one ink with the segmentation that suits, the likeliest first."""
    black = keep_black(crop)
    yield black, _SPARSE
    red = _red_ink(crop)
    if red is not None:
        yield red, _SPARSE
        yield red, _BLOCK
    yield black, _BLOCK


def _red_ink(crop: Image.Image) -> Image.Image | None:
    """Return what is red as dark on white, None when hardly anything is."""
    pixels = np.asarray(crop.convert("RGB"), dtype=np.int16)
    redness = pixels[:, :, 0] - np.minimum(pixels[:, :, 1], pixels[:, :, 2])
    if int((redness > 60).sum()) < _LEAST_RED:
        return None
    return Image.fromarray(np.clip(255 - redness * 2, 0, 255).astype(np.uint8))


def _placed(row: Line, frame: tuple[int, int, int, int], scale: float, number: int) -> Line:
    words = tuple(
        Word(
            word.text,
            Box(
                (word.box.x0 + frame[0]) / scale,
                (word.box.y0 + frame[1]) / scale,
                (word.box.x1 + frame[0]) / scale,
                (word.box.y1 + frame[1]) / scale,
            ),
            Origin.OCR,
            word.confidence,
            (word.box.y1 - word.box.y0) / scale,
        )
        for word in row.words
    )
    return Line(words, number)


def _merge(page: Page, found: Sequence[Line], frame: tuple[int, int, int, int], scale: float) -> Page:
    """Put the new lines in the place of the old ones; of lines at one place the more legible one stays."""
    left, top, _, bottom = (edge / scale for edge in frame)
    inside = [x for x in page.lines if x.box.x0 >= left - 5 and top <= x.box.y0 <= bottom]
    outside = [x for x in page.lines if x not in inside]
    kept: list[Line] = []
    for line in sorted([*inside, *found], key=_quality, reverse=True):
        if not any(_overlap(line, other) for other in kept):
            kept.append(line)
    ordered = sorted([*outside, *kept], key=lambda line: (line.box.y0, line.box.x0))
    return replace(page, lines=tuple(ordered))


def _quality(line: Line) -> float:
    """Return how legible a line is: its letters in syllables, times the reader's confidence."""
    good = sum(len(word.text) for word in line.words if is_syllable(word.text.strip(".,:;")))
    return good * reading_confidence(line.words)


def _overlap(a: Line, b: Line) -> bool:
    width = min(a.box.x1, b.box.x1) - max(a.box.x0, b.box.x0)
    height = min(a.box.y1, b.box.y1) - max(a.box.y0, b.box.y0)
    if width <= 0 or height <= 0:
        return False
    smaller = min((x.box.x1 - x.box.x0) * (x.box.y1 - x.box.y0) for x in (a, b))
    return width * height > 0.4 * max(smaller, 1.0)
