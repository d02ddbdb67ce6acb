"""Reading a scanned page: Tesseract finds and spells the lines, the recogniser reads number and date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PIL import Image

from parsers import recogniser, tesseract
from parsers.document import Box, Candidate, Origin
from parsers.ink import drop_red
from parsers.letterhead import find_letterhead
from parsers.scanned_date import read_date
from parsers.scanned_number import read_number
from parsers.symbol import merge_symbol
from parsers.words import Line, Word

# Finer images only cost time: every number and date line was found at this resolution.
WORKING_DPI = 200
# Share of the page's height, from the top, that holds letterhead, title and subject.
HEADER = 0.45
CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class OcrPage:
    """What was read on one scanned page.

    Boxes are in points from the top left of the page after it was turned by `rotation` degrees clockwise
    and straightened by `skew` degrees. Candidates come best first and carry no page number.
    """

    lines: tuple[Line, ...] = ()
    number: tuple[Candidate[str], ...] = ()
    date: tuple[Candidate[date], ...] = ()
    rotation: int = 0
    skew: float = 0.0


def missing_parts() -> tuple[str, ...]:
    """Name what this machine lacks for reading scans, in the words an administrator can act on."""
    parts = (
        ("tesseract-vie", tesseract.is_available()),
        ("recogniser-model", recogniser.is_available()),
    )
    return tuple(name for name, here in parts if not here)


def is_available() -> bool:
    """Tell whether scans can be read on this machine."""
    return not missing_parts()


def preload() -> None:
    """Load engine and model now; workers that fork afterwards share them."""
    tesseract.preload()
    recogniser.preload()


def read_page(image: Image.Image, *, dpi: int, whole_page: bool) -> OcrPage:
    """Read a page image of `dpi` dots per inch: only its letterhead region, or all of it."""
    gray = _at_working_size(drop_red(image), dpi)
    region = gray if whole_page else gray.crop((0, 0, gray.width, round(gray.height * HEADER)))
    rows = tesseract.find_rows(region, dpi=WORKING_DPI)
    head = find_letterhead(rows, region.width)
    lines = tuple(_in_points(line) for row in rows for line in tesseract.split_columns(row))
    return OcrPage(lines, _number(region, head.number_lines), _date(region, head.date_lines))


def _at_working_size(gray: Image.Image, dpi: int) -> Image.Image:
    if abs(dpi - WORKING_DPI) <= WORKING_DPI * 0.1:
        return gray
    scale = WORKING_DPI / dpi
    size = (max(round(gray.width * scale), 1), max(round(gray.height * scale), 1))
    return gray.resize(size, Image.Resampling.LANCZOS)


def _number(gray: Image.Image, found: tuple[Line, ...]) -> tuple[Candidate[str], ...]:
    if not found:
        return ()
    reading = read_number(gray, found[0])
    symbol = merge_symbol(reading.tails, found[0].text)
    ranked = sorted(reading.probabilities.items(), key=lambda item: -item[1])[:CANDIDATES]
    return tuple(
        Candidate(f"{digits}{symbol}", probability, Origin.OCR, "ocr-number-line", None, _scaled(found[0].box))
        for digits, probability in ranked
    )


def _date(gray: Image.Image, found: tuple[Line, ...]) -> tuple[Candidate[date], ...]:
    if not found:
        return ()
    ranked = sorted(read_date(gray, found[0]).items(), key=lambda item: -item[1])[:CANDIDATES]
    box = _scaled(found[0].box)
    return tuple(Candidate(value, probability, Origin.OCR, "ocr-date-line", None, box) for value, probability in ranked)


def _scaled(box: Box) -> Box:
    scale = 72 / WORKING_DPI
    return Box(box.x0 * scale, box.y0 * scale, box.x1 * scale, box.y1 * scale)


def _in_points(line: Line) -> Line:
    scale = 72 / WORKING_DPI
    words = (Word(w.text, _scaled(w.box), w.origin, w.confidence, w.size * scale) for w in line.words)
    return Line(tuple(words), line.page)
