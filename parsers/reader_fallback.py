"""A second PDF library for files the first one cannot open: slower, without annotations, better than nothing."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Iterator
from itertools import islice

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTFigure
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from parsers.document import Origin, PageSize
from parsers.errors import DamagedError, NoPagesError, ParseError
from parsers.lines import Char, build_lines
from parsers.marks import has_stray_marks, put_on_letters
from parsers.vietnamese import SOFT_HYPHEN
from parsers.words import Page

# It logs each oddity of a broken file; the remark says it once.
logging.getLogger("pdfminer").addHandler(logging.NullHandler())
_MOST_PAGES = 6
_MOST_CHARS = 20_000
_MOST_LOOKUPS = 500_000  # of objects; a file of ten thousand pages takes a tenth of it


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


class _Bounded(PDFDocument):
    """A document that gives up: where an object is a reference to itself, pdfminer looks it up for ever."""

    lookups = 0

    def getobj(self, objid: int) -> object:
        """Return an object, unless too many have been asked for."""
        self.lookups += 1
        if self.lookups > _MOST_LOOKUPS:
            raise DamagedError("objects of the file lead in a circle")
        return super().getobj(objid)


def _read(content: bytes) -> tuple[int, tuple[Page, ...]]:
    pages = list(PDFPage.create_pages(_Bounded(PDFParser(io.BytesIO(content)))))
    count = len(pages)
    if not count:
        raise NoPagesError("the document has no page")
    wanted = sorted({*range(min(2, count)), *range(max(0, count - _MOST_PAGES + 2), count)})
    manager = PDFResourceManager()
    device = PDFPageAggregator(manager)
    interpreter = PDFPageInterpreter(manager, device)
    return count, tuple(_page(pages[index], index + 1, interpreter, device) for index in wanted)


def _page(page: PDFPage, number: int, interpreter: PDFPageInterpreter, device: PDFPageAggregator) -> Page:
    interpreter.process_page(page)
    layout = device.get_result()
    height = float(layout.height)
    chars = [_char(item, height) for item in islice(_letters(layout), _MOST_CHARS)]
    if has_stray_marks(chars):
        chars = [char for _, char in put_on_letters([*enumerate(chars)])]
    return Page(number, PageSize(float(layout.width), height), build_lines(chars, number))


def _letters(container: Iterable[object]) -> Iterator[LTChar]:
    """Yield the visible letters, those of forms within the page among them."""
    for item in container:
        if isinstance(item, LTChar) and item.get_text().strip():
            yield item
        elif isinstance(item, LTFigure):
            yield from _letters(item)


def _char(letter: LTChar, height: float) -> Char:
    x0, y0, x1, y1 = map(float, letter.bbox)
    text = letter.get_text().replace(SOFT_HYPHEN, "-")
    return Char(text, x0, height - y1, x1, height - y0, height - y0, Origin.TEXT, spaced=False)
