"""Opening PDF files and their pages: one page of a file is open at a time, and stays so until another is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from parsers.errors import DamagedError, EmptyFileError, EncryptedError, NoPagesError, UnsupportedTypeError

_MAGIC = b"%PDF-"
_A4 = (0.0, 0.0, 595.28, 841.89)  # points
_LEAST_SIDE = 3.0  # points; ISO 32000-1, annex C: the smallest page that may be
_MAGIC_WITHIN = 1024  # ISO 32000-1, implementation note 13: the header may stand in the first 1024 bytes


@dataclass(slots=True)
class OpenPage:
    """A page that stays open until another one is wanted, with its text once somebody has asked for it."""

    index: int
    page: Any
    text: Any = None

    def text_page(self) -> Any:
        """Return pdfium's text of the page, made once."""
        if self.text is None:
            self.text = self.page.get_textpage()
        return self.text

    def close(self) -> None:
        """Close the page and its text."""
        if self.text is not None:
            self.text.close()
        self.page.close()


@dataclass(slots=True)
class Pdf:
    """An open PDF; `leading` counts the bytes of garbage that stood before its header."""

    handle: Any
    page_count: int
    leading: int
    opened: OpenPage | None = None

    def leave_page(self) -> None:
        """Close the page that is open, if one is."""
        if self.opened is not None:
            self.opened.close()
            self.opened = None


@contextmanager
def open_pdf(content: bytes) -> Iterator[Pdf]:
    """Open `content` in memory and close it afterwards.

    Raises:
        ParseError: empty, no PDF, encrypted, damaged, or without pages.

    """
    leading = find_header(content)
    handle = _load(content[leading:] if leading else content)
    try:
        _start_forms(handle)
        count = len(handle)
        if count < 1:
            raise NoPagesError("the document has no page")
        document = Pdf(handle, count, leading)
        try:
            yield document
        finally:
            document.leave_page()
    finally:
        handle.close()


def find_header(content: bytes) -> int:
    """Return the number of bytes before `%PDF-`.

    Raises:
        ParseError: `empty-file`, or `unsupported-type` when there is no header near the start.

    """
    if not content:
        raise EmptyFileError("the file has no bytes")
    leading = content.find(_MAGIC, 0, _MAGIC_WITHIN + len(_MAGIC))
    if leading < 0:
        raise UnsupportedTypeError("no PDF header in the first 1024 bytes")
    return leading


def _load(content: bytes) -> Any:
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        # pdfium keeps the code of an older failure, so the file itself must say that it is encrypted
        refused = getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        if refused and b"/Encrypt" in content:
            raise EncryptedError("the file needs a password") from error
        raise DamagedError(str(error)) from error


def _start_forms(handle: Any) -> None:
    """Start the form environment, without which signature appearances are not drawn."""
    try:
        handle.init_forms()
    except pdfium.PdfiumError as error:
        raise DamagedError("the form of the file cannot be loaded") from error


def _sized(handle: Any, index: int) -> Any:
    """Return page `index`, on A4 in memory where the file gives it no area, as viewers show it."""
    page = handle[index]
    left, bottom, right, top = page.get_cropbox()
    if min(abs(right - left), abs(top - bottom)) >= _LEAST_SIDE:
        return page
    page.set_mediabox(*_A4)
    page.set_cropbox(*_A4)
    page.close()
    return handle[index]


@contextmanager
def open_page(document: Pdf, index: int) -> Iterator[OpenPage]:
    """Open page `index` (from 0); it stays open until the next one is, for loading is most of the work.

    Raises:
        ParseError: `damaged-file`, also for what the block itself asks of pdfium.

    """
    try:
        if document.opened is None or document.opened.index != index:
            document.leave_page()
            document.opened = OpenPage(index, _sized(document.handle, index))
    except (pdfium.PdfiumError, IndexError) as error:
        raise DamagedError(f"page {index + 1} cannot be loaded") from error
    try:
        yield document.opened
    except pdfium.PdfiumError as error:
        raise DamagedError(f"page {index + 1} cannot be read") from error
