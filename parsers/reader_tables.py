"""The ruled tables of a PDF, page by page, as rows of texts."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

from parsers.errors import DamagedError, EncryptedError, ParseError

MAX_PAGES = 300
_DEEPEST = 8  # levels of a tree of names
_TOUCH = 1.0  # points by which neighbouring cells may overlap
logging.getLogger("pdfminer").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class PageRow:
    """The texts of a row, line ends as on the page; `below` are the columns covered by a cell that begins above."""

    cells: tuple[str, ...]
    below: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table on a page (counted from 1)."""

    page: int
    rows: tuple[PageRow, ...]


@dataclass(frozen=True, slots=True)
class PdfTables:
    """The tables in the order of pages, the text of all pages, and whether any page is only a picture.

    `attached` are the files that the document carries, by name.
    """

    tables: tuple[PageTable, ...]
    text: str
    has_pictures: bool
    attached: Mapping[str, bytes] = field(default_factory=dict)


def read_pdf_tables(content: bytes) -> PdfTables:
    """Every ruled table of the first `MAX_PAGES` pages; raises DamagedError or EncryptedError."""
    try:
        return _read(content)
    except Exception as error:  # the documented boundary: pdfminer raises what it likes on broken files
        raise _translated(error) from error


def _translated(error: Exception) -> ParseError:
    locked = isinstance(error, PDFPasswordIncorrect) or any(
        isinstance(each, PDFPasswordIncorrect) for each in error.args
    )
    return EncryptedError(str(error)) if locked else DamagedError(str(error))


def _read(content: bytes) -> PdfTables:
    tables: list[PageTable] = []
    texts: list[str] = []
    pictures = False
    with pdfplumber.open(io.BytesIO(content)) as document:
        for number, page in enumerate(document.pages[:MAX_PAGES], start=1):
            tables += [PageTable(number, tuple(_rows(each))) for each in page.find_tables()]
            texts.append(page.extract_text())
            pictures = pictures or bool(page.images and not page.chars)
            page.close()
        attached = dict(_attached(_below(document.doc.catalog, "Names", "EmbeddedFiles")))
    return PdfTables(tuple(tables), "\n".join(texts), pictures, attached)


def _attached(node: Any, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """The files of a tree of names (ISO 32000-1, 7.9.6), each with its name."""
    names = _below(node, "Names") or []
    for name, entry in zip(names[::2], names[1::2], strict=False):
        stream = _below(entry, "EF", "F")
        if hasattr(stream, "get_data"):
            yield decode_text(resolve1(name)), stream.get_data()
    for child in _below(node, "Kids") or [] if depth < _DEEPEST else []:
        yield from _attached(child, depth + 1)


def _below(node: Any, *keys: str) -> Any:
    for key in keys:
        found = resolve1(node)
        node = found.get(key) if isinstance(found, dict) else None
    return resolve1(node)


def _rows(table: Any) -> Iterator[PageRow]:
    """A missing cell lies under its left neighbour where that one reaches so far, else under the one above."""
    boxes = [row.cells for row in table.rows]
    lefts = [min((box[0] for box in column if box), default=0.0) for column in zip(*boxes, strict=False)]
    for texts, row in zip(table.extract(), boxes, strict=True):
        below = tuple(
            column
            for column, box in enumerate(row)
            if box is None and not any(other and other[2] > lefts[column] + _TOUCH for other in row[:column])
        )
        yield PageRow(tuple(text or "" for text in texts), below)
