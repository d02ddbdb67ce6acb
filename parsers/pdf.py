"""A PDF becomes material: which pages are read, as text or by OCR, and no more of them than needed."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence

from PIL import Image

from parsers import ocr
from parsers.document import PageSize, Remark, TextOrigin
from parsers.errors import DamagedError, ParseError, UnsupportedTypeError
from parsers.material import Limits, Material
from parsers.noise import strip_noise
from parsers.reader import Pdf, find_header, is_picture, open_pdf, page_size, page_text, read_page, render_page
from parsers.reader_fallback import read_pages
from parsers.scan.page import DPI, read_scan
from parsers.scan.seal import SEAL_DPI, has_ring, has_seal
from parsers.scan.signature_block import read_closing
from parsers.scan.tone import level
from parsers.sheet import MOST_PIXELS, fitting_dpi, placed
from parsers.signer import find_partial_signers, find_signers
from parsers.vietnamese import legibility, normalise
from parsers.words import Page

_FEWEST_WORDS = 20  # a signature stamp has about ten
_LEAST_LEGIBLE = 0.6
_MOST_SIZES = 5000
_PAGES_FROM_END = 10
_PAGES_BEFORE = 3  # of a document that says nothing of a signature: where its last page may be
_FEW_PAGES = 2  # so few are read in their order
_PAGES_FOR_SEALS = 12  # a glance at a page costs a fiftieth of its reading
_STAMPS_TO = 0.4  # of the first page's height
_HEADING = re.compile(r"C[ỘO]NG\s+H[ÒO][AÀ]\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM")
_SIGNED_HINT = re.compile(r"n[ơo]i nhận|\b(TM|KT|TL|TUQ)\s?\.|\b[TK]\s?/\s?[MTL]\b|thay mặt", re.IGNORECASE)


def read_pdf(content: bytes, limits: Limits) -> Material:
    """Return the material of a PDF.

    Raises:
        ParseError: when the file cannot be opened, or its first page cannot be read; `portfolio` where the pages
            hold nothing but a cover for attached files.

    """
    try:
        return _read_open(content, limits)
    except DamagedError:
        return _by_second_library(content, limits)


def _by_second_library(content: bytes, limits: Limits) -> Material:
    count, pages = read_pages(content[find_header(content) :])
    text = "\n".join(line.text for page in pages for line in page.lines)[: limits.characters]
    origin = TextOrigin.TEXT if is_usable(pages[0]) else TextOrigin.NONE
    sizes = tuple(page.size for page in pages)
    return Material(count, sizes, pages[0], pages[::-1], text, origin, remarks=(Remark("fallback-reader"),))


def _read_open(content: bytes, limits: Limits) -> Material:
    with open_pdf(content) as document:
        first = read_page(document, 0)
        remarks = [Remark("leading-garbage", {"bytes": document.leading})] if document.leading else []
        sizes = _sizes(document)
        is_portfolio = b"/Collection" in content
        shows_text = (_has_words(first) or is_portfolio) and not is_picture(document, 0)
        if shows_text and is_usable(first):
            return _from_text(document, first, sizes, remarks, limits)
        if shows_text and is_portfolio:
            raise UnsupportedTypeError("the pages only introduce files within the file", reason="portfolio")
        if shows_text:
            # Of fonts that are not in the file pdfium leaves out letters that it has no shape for.
            with contextlib.suppress(ParseError):
                material = _by_second_library(content, limits)
                if material.text_origin is TextOrigin.TEXT:
                    return material
        return _from_scan(document, sizes, remarks, limits)


def _has_words(page: Page) -> bool:
    return sum(len(line.words) for line in page.lines) >= _FEWEST_WORDS


def is_usable(page: Page) -> bool:
    """Tell whether the text of a page is its content: enough Vietnamese words besides any signature stamp."""
    text = " ".join(line.text for line in strip_noise(page.lines, page.size))
    return len(text.split()) >= _FEWEST_WORDS and legibility(text) >= _LEAST_LEGIBLE


def _sizes(document: Pdf) -> tuple[PageSize, ...]:
    sizes: list[PageSize] = []
    for index in range(min(document.page_count, _MOST_SIZES)):
        try:
            sizes.append(page_size(document, index))
        except DamagedError:
            sizes.append(PageSize(0.0, 0.0))  # keeps the places of the others; the remark names the page
    return tuple(sizes)


def _from_text(
    document: Pdf, first: Page, sizes: tuple[PageSize, ...], remarks: list[Remark], limits: Limits
) -> Material:
    texts: list[str] = []
    closing: list[Page] = []
    for index, plain in _plain_texts(document, first, remarks, limits):
        texts.append(plain)
        if closing and sum(map(len, texts)) > limits.characters:
            break
        if not closing and index and _HEADING.search(plain):
            closing.extend(_signed_before(document, index, first))
        if not closing and _SIGNED_HINT.search(plain):
            closing.extend(_with_signature(document, index, first))
    if not closing and document.page_count > 1:
        closing.extend(_with_signature(document, document.page_count - 1, first))
    text = "\n".join(texts)[: limits.characters]
    return Material(document.page_count, sizes, first, (*closing, first), text, TextOrigin.TEXT, remarks=tuple(remarks))


def _plain_texts(document: Pdf, first: Page, remarks: list[Remark], limits: Limits) -> Iterator[tuple[int, str]]:
    """Yield index and plain text of the pages, the middle of a very long file left out."""
    yield 0, "\n".join(line.text for line in first.lines)
    count = document.page_count
    front = range(1, min(count, limits.pages_text))
    back = range(max(front.stop, count - _PAGES_FROM_END), count)
    for index in (*front, *back):
        try:
            yield index, normalise(page_text(document, index))
        except DamagedError:
            remarks.append(Remark("page-unreadable", {"page": index + 1}))


def _with_signature(document: Pdf, index: int, first: Page) -> list[Page]:
    """Return the page when it holds a whole signature block; the first page has been read already."""
    try:
        page = first if index == 0 else read_page(document, index)
    except DamagedError:
        return []
    return [page] if find_signers(page) else []


def _signed_before(document: Pdf, index: int, first: Page) -> list[Page]:
    """Return the page with the signature before page `index`, where another document or a form begins."""
    for before in range(index - 1, max(-1, index - 1 - _PAGES_BEFORE), -1):
        found = _with_signature(document, before, first)
        if found:
            return found
    return []


def _from_scan(document: Pdf, sizes: tuple[PageSize, ...], remarks: list[Remark], limits: Limits) -> Material:
    missing = ocr.missing_parts()
    if not limits.ocr or missing:
        remarks = [*remarks, Remark("needs-ocr", {"missing": ", ".join(missing) or "switched-off"})]
        return Material(document.page_count, sizes, remarks=tuple(remarks))
    picture = _sheet(document, 0)
    head = read_scan(picture)
    closing = _scanned_closing(document, limits, picture, head.page)
    first, *closing = (placed(page, page_size(document, page.number - 1)) for page in (head.page, *closing))
    text = "\n".join(line.text for page in (first, *closing) for line in page.lines)[: limits.characters]
    return Material(
        document.page_count, sizes, first, tuple(closing), text,
        TextOrigin.OCR, head.number, head.date, tuple(remarks),
    )  # fmt: skip


def _sheet(document: Pdf, index: int) -> Image.Image:
    dpi = fitting_dpi(page_size(document, index), DPI)
    return level(render_page(document, index, dpi, MOST_PIXELS))


def _scanned_closing(document: Pdf, limits: Limits, first: Image.Image, head: Page) -> list[Page]:
    """Read the likeliest pages until one holds a signature block; they are few because each costs a second."""
    for index in _closing_order(document, limits.pages_ocr):
        try:
            page = _closing_page(document, index, first, head)
        except DamagedError:
            continue
        if find_signers(page) or find_partial_signers(page):  # `Nơi nhận` stands beside what is left of it
            return [page]
    return []


def _closing_order(document: Pdf, most: int) -> Sequence[int]:
    """Return the indices of the pages to read, `most` at most: those with a seal first, then the likely ones.

    Of several the first: annexes and copies are signed behind the document. Where red ones were seen, one page besides
    them is enough; a black ring is less sure.
    """
    likely = _likely_order(document.page_count)
    if len(likely) <= _FEW_PAGES:
        return likely[:most]
    red, rings = _sealed(document, likely[:_PAGES_FOR_SEALS])
    first = sorted(red or rings)
    others = [index for index in likely if index not in first]
    return [*first, *(others[:1] if red else others)][:most]


def _sealed(document: Pdf, likely: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return the pages that bear a red seal, and, where none does, those that bear the ring of a black one."""
    small = {index: picture for index in likely if (picture := _glance(document, index)) is not None}
    red = [index for index, picture in small.items() if has_seal(picture)]
    return red, [] if red else [index for index, picture in small.items() if has_ring(picture)]


def _glance(document: Pdf, index: int) -> Image.Image | None:
    """Return a small picture of a page; of the first page without the top, where stamps of arrival are."""
    try:
        small = render_page(document, index, fitting_dpi(page_size(document, index), SEAL_DPI), MOST_PIXELS)
    except DamagedError:
        return None
    top = round(_STAMPS_TO * small.height) if index == 0 else 0
    return small.crop((0, top, small.width, small.height))


def _closing_page(document: Pdf, index: int, first: Image.Image, head: Page) -> Page:
    """Return a page that may hold the signature, from its own text where usable, else by OCR.

    `first` is the levelled picture of the first page, which has been drawn already, `head` what was read of it.
    """
    page = read_page(document, index)
    if is_usable(page) and not is_picture(document, index):
        return page
    if index == 0:
        return read_closing(first, 1, dpi=DPI, above=head)
    return read_closing(_sheet(document, index), index + 1, dpi=DPI)


def _likely_order(count: int) -> Sequence[int]:
    """Return page indices by how likely the signature is there: last, second, the one before last, first."""
    order = [count - 1, 1, count - 2, 0, 2, *range(count - 3, 2, -1)] if count > 3 else [*range(count - 1, -1, -1)]
    return list(dict.fromkeys(order))
