"""A second PDF library for files the first one cannot open: slower, without annotations, better than nothing."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from typing import Any

import pdfplumber

from parsers.document import Box, Origin, PageSize
from parsers.errors import DamagedError, NoPagesError, ParseError
from parsers.lines import Char, build_lines
from parsers.words import Page

# It logs each oddity of a broken file; the remark says it once.
logging.getLogger("pdfminer").addHandler(logging.NullHandler())
_MOST_PAGES = 6
_MOST_CHARS = 20_000


def read_pages(content: bytes) -> tuple[int, tuple[Page, ...]]:
    """Return the number of pages and the lines of the first and the last few of them.

    Raises:
        ParseError: `no-pages`, or `damaged-file` when this library cannot read the file either.

    """
    try:
        return _read(content)
    except ParseError:
        raise
    except Exception as error:  # the documented boundary: pdfminer raises what it likes on broken files
        raise DamagedError("no library can read the file") from error


def _read(content: bytes) -> tuple[int, tuple[Page, ...]]:
    with pdfplumber.open(io.BytesIO(content)) as document:
        count = len(document.pages)
        if not count:
            raise NoPagesError("the document has no page")
        wanted = sorted({*range(min(2, count)), *range(max(0, count - _MOST_PAGES + 2), count)})
        return count, tuple(_page(document.pages[index], index + 1) for index in wanted)


def _page(page: Any, number: int) -> Page:
    chars = [_char(char) for char in page.chars[:_MOST_CHARS] if char["text"].strip()]
    return Page(number, PageSize(float(page.width), float(page.height)), build_lines(chars, number))


def _char(char: dict[str, Any]) -> Char:
    box = Box(float(char["x0"]), float(char["top"]), float(char["x1"]), float(char["bottom"]))
    return Char(char["text"], box.x0, box.y0, box.x1, box.y1, box.y1, Origin.TEXT, spaced=False)


def find_tables(content: bytes, index: int) -> Sequence[Sequence[Sequence[str | None]]]:
    """Return the tables of page `index` (from 0) as rows of cells.

    Raises:
        ParseError: `damaged-file`.

    """
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            return [table for table in document.pages[index].extract_tables() if table]
    except Exception as error:  # the documented boundary, as above
        raise DamagedError("the tables of the page cannot be read") from error
