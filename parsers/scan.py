"""Pages without usable text, read by OCR where this machine can."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from PIL import Image, ImageChops

from parsers import ocr
from parsers.document import Box, Candidate, Origin, PageSize
from parsers.words import Line, Page, Word

DPI = 200


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page read by OCR, with what the recogniser made of its number and date lines."""

    page: Page
    number: tuple[Candidate[str], ...] = ()
    date: tuple[Candidate[date], ...] = ()


def read_scan(image: Image.Image, number: int, *, dpi: int, whole_page: bool, below: float = 0.0) -> ScannedPage:
    """Read the picture of page `number` (from 1); with `below`, only the part under that share of its height."""
    size = PageSize(image.width * 72 / dpi, image.height * 72 / dpi)
    top = round(image.height * below)
    part = image.crop((0, top, image.width, image.height)) if top else image
    if top or number > 1:
        part = black_ink(part)
    found = ocr.read_page(part, dpi=dpi, whole_page=whole_page or top > 0)
    shift = top * 72 / dpi
    lines = tuple(_placed(line, number, shift) for line in found.lines if line.words)
    page = Page(number, size, lines, Origin.OCR)
    if top:
        return ScannedPage(page)
    return ScannedPage(
        page,
        tuple(replace(candidate, page=number) for candidate in found.number),
        tuple(replace(candidate, page=number) for candidate in found.date),
    )


def black_ink(image: Image.Image) -> Image.Image:
    """Return the picture with blue signatures and red seals faded: printed names are dark in every channel."""
    red, green, blue = image.convert("RGB").split()
    lightest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return lightest.convert("RGB")


def _placed(line: Line, number: int, shift: float) -> Line:
    words = tuple(_shifted(word, shift) for word in line.words)
    return Line(words, number)


def _shifted(word: Word, shift: float) -> Word:
    box = word.box
    return Word(
        word.text,
        Box(box.x0, box.y0 + shift, box.x1, box.y1 + shift),
        Origin.OCR,
        word.confidence,
        word.size or box.y1 - box.y0,
    )
