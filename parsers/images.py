"""Pictures of pages: PNG, JPEG and TIFF of one or more pages, read by OCR."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

from PIL import Image, UnidentifiedImageError

from parsers import ocr
from parsers.document import PageSize, Remark, TextOrigin
from parsers.errors import DamagedError, NoPagesError, TooLargeError
from parsers.frames import as_seen, displayed, orientation
from parsers.material import Limits, Material
from parsers.scan.page import DPI, read_scan
from parsers.scan.signature_block import read_closing
from parsers.scan.tone import level
from parsers.sheet import MOST_PIXELS, placed
from parsers.signer import find_signers
from parsers.words import Page

_MOST_PIXELS = 120_000_000
_PAGE_INCHES = 8.27  # a picture without a believable resolution is taken for a page A4 wide
_MOST_FRAMES = 500
_LONGEST = 12_000  # pixels along a side: a sheet five times as long as A4


def read_image(content: bytes, limits: Limits) -> Material:
    """Return the material of a picture.

    Raises:
        ParseError: `damaged-file` or `too-large`.

    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # broken metadata is no news; our bound on pixels is below
        try:
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "TIFF")) as image:
                return _read(image, limits)
        except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
            raise DamagedError("the picture cannot be decoded") from error
        except (EOFError, KeyError, IndexError, TypeError, OverflowError, ArithmeticError) as error:
            raise DamagedError("the picture's structure is broken") from error


def _read(image: Image.Image, limits: Limits) -> Material:
    if image.width * image.height > _MOST_PIXELS:
        raise TooLargeError("the picture has more than 120 million pixels")
    if image.width < 1 or image.height < 1:
        raise NoPagesError("the picture has no area")
    # Frames of other kinds move, or are previews of the first.
    count = min(int(getattr(image, "n_frames", 1)), _MOST_FRAMES) if image.format == "TIFF" else 1
    sizes = (displayed(_page_size(image), orientation(image)),)
    missing = ocr.missing_parts()
    if not limits.ocr or missing:
        image.load()
        remark = Remark("needs-ocr", {"missing": ", ".join(missing) or "switched-off"})
        return Material(count, sizes, remarks=(remark,))
    first = _drawn(image)
    head = read_scan(first)
    closing = [*_closing(image, count, limits)] or [read_closing(first, 1, dpi=DPI, above=head.page)]
    top, *rest = (placed(page, sizes[0]) if page.number == 1 else page for page in (head.page, *closing))
    text = "\n".join(line.text for page in (top, *rest) for line in page.lines)[: limits.characters]
    return Material(count, sizes, top, tuple(rest), text, TextOrigin.OCR, head.number, head.date)


def _closing(image: Image.Image, count: int, limits: Limits) -> Iterator[Page]:
    for frame in range(count - 1, max(0, count - 1 - limits.pages_ocr), -1):
        image.seek(frame)
        if image.width * image.height > _MOST_PIXELS:
            continue
        page = read_closing(_drawn(image), frame + 1, dpi=DPI)
        if find_signers(page):
            yield placed(page, displayed(_page_size(image), orientation(image)))
            return


def _page_size(image: Image.Image) -> PageSize:
    """Return the size of the picture as stored, in points."""
    dpi = _dpi(image)
    return PageSize(image.width * 72 / dpi, image.height * 72 / dpi)


def _dpi(image: Image.Image) -> float:
    """Return the dots per inch that make the picture a page: its own word for it, or A4 by its width."""
    stated = image.info.get("dpi", (0, 0))
    value = float(stated[0] if isinstance(stated, tuple) else stated or 0)
    shorter = min(image.width, image.height)
    if 60 <= value <= 1200 and 5.0 <= shorter / value <= 14.0:
        return value
    return shorter / _PAGE_INCHES


def _drawn(image: Image.Image) -> Image.Image:
    """Return the picture as seen, levelled, at the resolution OCR works at or as near to it as memory allows."""
    scale = DPI / _dpi(image)
    scale *= min(1.0, (MOST_PIXELS / (image.width * image.height * scale * scale)) ** 0.5)
    scale *= min(1.0, _LONGEST / (max(image.width, image.height) * scale))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return level(as_seen(image, size, orientation(image)))
