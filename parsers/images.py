"""Pictures of pages: PNG, JPEG and TIFF of one or more pages, read by OCR."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

from PIL import Image, UnidentifiedImageError

from parsers import ocr
from parsers.document import PageSize, Remark, TextOrigin
from parsers.errors import DamagedError, NoPagesError, TooLargeError
from parsers.material import Limits, Material
from parsers.scan.page import DPI, read_scan
from parsers.scan.signature_block import read_closing
from parsers.scan.tone import level
from parsers.signer import find_signers
from parsers.words import Page

_MOST_PIXELS = 120_000_000
_PAGE_INCHES = 8.27  # a picture without a believable resolution is taken for a page A4 wide
_MOST_FRAMES = 500


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
    count = min(int(getattr(image, "n_frames", 1)), _MOST_FRAMES)
    dpi = _dpi(image)
    sizes = (PageSize(image.width * 72 / dpi, image.height * 72 / dpi),)
    missing = ocr.missing_parts()
    if not limits.ocr or missing:
        image.load()
        remark = Remark("needs-ocr", {"missing": ", ".join(missing) or "switched-off"})
        return Material(count, sizes, remarks=(remark,))
    first = _drawn(image, dpi)
    head = read_scan(first)
    closing = [*_closing(image, count, limits)] or [read_closing(first, 1, dpi=DPI, above=head.page)]
    text = "\n".join(line.text for page in (head.page, *closing) for line in page.lines)[: limits.characters]
    return Material(count, sizes, head.page, tuple(closing), text, TextOrigin.OCR, head.number, head.date)


def _closing(image: Image.Image, count: int, limits: Limits) -> Iterator[Page]:
    for frame in range(count - 1, max(0, count - 1 - limits.pages_ocr), -1):
        image.seek(frame)
        if image.width * image.height > _MOST_PIXELS:
            continue
        page = read_closing(_drawn(image, _dpi(image)), frame + 1, dpi=DPI)
        if find_signers(page):
            yield page
            return


def _dpi(image: Image.Image) -> float:
    """Return the dots per inch that make the picture a page: its own word for it, or A4 by its width."""
    stated = image.info.get("dpi", (0, 0))
    value = float(stated[0] if isinstance(stated, tuple) else stated or 0)
    shorter = min(image.width, image.height)
    if 60 <= value <= 1200 and 5.0 <= shorter / value <= 14.0:
        return value
    return shorter / _PAGE_INCHES


def _drawn(image: Image.Image, dpi: float) -> Image.Image:
    """Return the picture at the resolution OCR works at, levelled."""
    scale = DPI / dpi
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    if size[0] * size[1] > _MOST_PIXELS // 3:
        raise TooLargeError("the picture is far longer than it is wide")
    return level(image.convert("RGB").resize(size, Image.Resampling.LANCZOS))
