"""The door to PDF files: pages, words with boxes and origin, pictures of pages. No PDF type leaves it."""

from __future__ import annotations

import ctypes
import hashlib
import io
from collections.abc import Sequence
from typing import Any, NamedTuple

import pypdfium2 as pdfium
from PIL import Image
from pypdfium2 import raw

from parsers.document import Origin, PageSize
from parsers.errors import DamagedError, NoPagesError, ParseError, TooLargeError
from parsers.frame import Frame
from parsers.lines import Char, build_lines
from parsers.reader_open import Pdf, find_header, open_page, open_pdf
from parsers.reader_pictures import is_picture
from parsers.reader_text import Home, Stamped, read_chars, read_frame, upright_turns
from parsers.turn import Turn
from parsers.words import Page

_MOST_PIXELS = 24_000_000  # of one picture: A4 at 400 dpi is 15 million
_MOST_OBJECTS = 20_000
_WIDEST_PICTURE = 4000
_DEEPEST_FORM = 3
_SILENT_ANNOTATIONS = frozenset((raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_TEXT))


def page_count(content: bytes) -> int:
    """Return the number of pages of a PDF.

    Raises:
        ParseError: as `open_pdf`.

    """
    with open_pdf(content) as document:
        return document.page_count


def page_size(document: Pdf, index: int) -> PageSize:
    """Return the size of page `index` (from 0) as displayed, in points, without loading the page.

    Raises:
        ParseError: `damaged-file`.

    """
    try:
        width, height = document.handle.get_page_size(index)
    except pdfium.PdfiumError as error:
        raise DamagedError(f"page {index + 1} has no size") from error
    return PageSize(width, height)


def page_text(document: Pdf, index: int) -> str:
    """Return the plain text of page `index` (from 0) quickly, without annotations, order or boxes.

    Raises:
        ParseError: `damaged-file`.

    """
    with open_page(document, index) as opened:
        return str(opened.text_page().get_text_range())


def read_page(document: Pdf, index: int) -> Page:
    """Return the lines of page `index` (from 0), text of annotations and signatures put in its place.

    The page is flattened in memory where it has annotations; the bytes given are never changed.

    Raises:
        ParseError: `damaged-file`.

    """
    with open_page(document, index) as opened:
        page, text_page = opened.page, opened.text_page()
        displayed, frame = _frames(page, text_page)
        homes = _homes(document, page, frame)
        if not homes:
            return _assembled(index, displayed, frame, read_chars(text_page, frame))
        plain, count = text_page.get_text_range(), text_page.count_chars()
        _drop_undrawable(page)
        # Annotations and fields are drawn into the content, in memory; text and pictures then show them.
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    document.leave_page()
    with open_page(document, index) as opened:
        text_page = opened.text_page()
        # What annotations bring is drawn last; should it not be so, whatever lies in them counts as theirs.
        first = count if text_page.get_text_range().startswith(plain) else 0
        chars = read_chars(text_page, frame, Stamped(first, homes))
    return _assembled(index, displayed, frame, chars)


def _frames(page: Any, text_page: Any) -> tuple[Frame, Frame]:
    """Return the frame of a page as displayed, and the one in which most of its text stands upright."""
    displayed, turns = read_frame(page), upright_turns(text_page)
    return displayed, displayed if turns is None else displayed._replace(quarter_turns=turns)


def _assembled(index: int, displayed: Frame, frame: Frame, chars: Sequence[Char]) -> Page:
    turn = Turn((frame.quarter_turns - displayed.quarter_turns) % 4 * 90)
    return Page(index + 1, _upright_size(frame), build_lines(chars, index + 1), turn=turn)


def _upright_size(frame: Frame) -> PageSize:
    if frame.quarter_turns % 2:
        return PageSize(frame.height, frame.width)
    return PageSize(frame.width, frame.height)


def _homes(document: Pdf, page: Any, frame: Frame) -> list[Home]:
    """List the annotations of a page that may carry text of their own."""
    homes: list[Home] = []
    for number in range(min(raw.FPDFPage_GetAnnotCount(page), 500)):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        if not annotation:
            continue
        try:
            homes.extend(_home(document, annotation, frame))
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    return homes


def _drop_undrawable(page: Any) -> None:
    """Take annotations without an appearance off the page in memory: flattening a broken one ends the process."""
    for number in reversed(range(raw.FPDFPage_GetAnnotCount(page))):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        length = raw.FPDFAnnot_GetAP(annotation, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) if annotation else 0
        raw.FPDFPage_CloseAnnot(annotation)
        if length <= 2:  # the closing zero of an empty text
            raw.FPDFPage_RemoveAnnot(page, number)


def _home(document: Pdf, annotation: Any, frame: Frame) -> list[Home]:
    subtype, rect = raw.FPDFAnnot_GetSubtype(annotation), raw.FS_RECTF()
    if subtype in _SILENT_ANNOTATIONS or not raw.FPDFAnnot_GetRect(annotation, ctypes.byref(rect)):
        return []
    box = frame.box(rect.left, rect.bottom, rect.right, rect.top)
    if subtype != raw.FPDF_ANNOT_WIDGET:
        return [Home(box, Origin.ANNOTATION)]
    form = document.handle.formenv
    kind = raw.FPDFAnnot_GetFormFieldType(form, annotation) if form else raw.FPDF_FORMFIELD_UNKNOWN
    return [Home(box, Origin.SIGNATURE if kind == raw.FPDF_FORMFIELD_SIGNATURE else Origin.FORM)]


class Sight(NamedTuple):
    """What a page shows, as far as can be told without drawing it.

    `text` is its plain text without annotations; `pictures` a digest of its stored pictures, their places and of how
    many objects of each kind are drawn; `under` the text in given places.
    """

    text: str
    pictures: str
    under: str


def look_at_page(document: Pdf, index: int, places: Sequence[tuple[float, float, float, float]] = ()) -> Sight:
    """Return what page `index` (from 0) shows; `places` are left, bottom, right, top in the page's own space.

    Raises:
        ParseError: `damaged-file`.

    """
    with open_page(document, index) as opened:
        text_page = opened.text_page()
        under = "".join(text_page.get_text_bounded(*place) for place in places)
        digest = hashlib.blake2b(digest_size=16)
        _add_objects(digest, opened.page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, _DEEPEST_FORM)
        return Sight(str(text_page.get_text_range()), digest.hexdigest(), under)


def _add_objects(digest: Any, holder: Any, count: Any, get: Any, depth: int) -> None:
    """Add the kinds of the objects of a page or form to a digest, with places and bytes of pictures."""
    edges = [ctypes.c_float() for _ in range(4)]
    for number in range(min(count(holder), _MOST_OBJECTS)):
        item = get(holder, number)
        kind = raw.FPDFPageObj_GetType(item)
        digest.update(bytes([kind & 255]))
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            raw.FPDFPageObj_GetBounds(item, *edges)
            digest.update(repr([edge.value for edge in edges]).encode())
            digest.update(_stored_bytes(item))
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth:
            _add_objects(digest, item, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, depth - 1)


def _stored_bytes(picture: Any) -> bytes:
    size = raw.FPDFImageObj_GetImageDataRaw(picture, None, 0)
    block = ctypes.create_string_buffer(size)
    raw.FPDFImageObj_GetImageDataRaw(picture, block, size)
    return block.raw


def render_page(document: Pdf, index: int, dpi: float, most_pixels: int = _MOST_PIXELS) -> Image.Image:
    """Draw page `index` (from 0) in RGB at `dpi`, signature and form appearances included.

    A page so large that the picture would pass `most_pixels` is drawn smaller.

    Raises:
        ParseError: `damaged-file`.

    """
    with open_page(document, index) as opened:
        return _draw(opened.page, dpi / 72.0, most_pixels)


def _draw(page: Any, scale: float, most_pixels: int = _MOST_PIXELS) -> Image.Image:
    width, height = page.get_size()
    if width <= 0 or height <= 0:
        raise DamagedError("the page has no area")
    bound = (most_pixels / (width * height)) ** 0.5
    bitmap = page.render(scale=min(scale, bound), rev_byteorder=False)
    try:
        image: Image.Image = bitmap.to_pil().convert("RGB")
        return image
    finally:
        bitmap.close()


def render_png(content: bytes, page: int, width_px: int) -> bytes:
    """Draw `page` (from 1) of a PDF `width_px` pixels wide, as PNG bytes for a browser.

    Raises:
        ParseError: as `open_pdf`; `too-large` for a width beyond 4000; `no-pages` for a page it has not.

    """
    if not 1 <= width_px <= _WIDEST_PICTURE:
        raise TooLargeError(f"a picture may be 1 to {_WIDEST_PICTURE} pixels wide")
    with open_pdf(content) as document:
        if not 1 <= page <= document.page_count:
            raise NoPagesError(f"the document has no page {page}")
        with open_page(document, page - 1) as opened:
            image = _draw(opened.page, width_px / max(opened.page.get_width(), 1.0))
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=3)
    return out.getvalue()


__all__ = ["ParseError", "Pdf", "Sight", "find_header", "is_picture", "look_at_page", "open_pdf", "page_count",
           "page_size", "page_text", "read_page", "render_page", "render_png"]  # fmt: skip
