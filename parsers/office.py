"""DOCX and XLSX become pages of lines with places made up from their tables, so that one layout serves all."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError as XmlError

import docx
import openpyxl
from docx.opc.exceptions import OpcError
from openpyxl.utils.exceptions import InvalidFileException

from parsers.document import Box, PageSize, Remark, TextOrigin
from parsers.errors import DamagedError
from parsers.material import Limits, Material
from parsers.vietnamese import normalise, squeeze
from parsers.words import Line, Page, Word

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIZE = PageSize(595.0, 842.0)
_LEFT, _RIGHT = 85.0, 538.0
_INDENT = 36.0
_LETTER, _HEIGHT, _PITCH = 5.6, 13.0, 16.0
_COLUMNS_APART = re.compile(r"\t+(?![/\-])|(?<=[^\s:]) {4,}(?=[A-ZĐÀ-Ỹ])|(?<=\S) {8,}(?=Số\b)")
_FAR = re.compile(r"^(?:\t{3}| {24})")  # from here on a line stands in the right half
_SHEETS, _ROWS, _COLUMNS = 3, 300, 40
_MOST_LINES = 6000
# Documents that no office writes cost no more than long ones that offices do.
_MOST_PARAGRAPHS, _LONGEST_PARAGRAPH, _LONGEST_CELL = 50_000, 100_000, 2000
# What the two libraries and the parsers under them raise on broken packages.
_BROKEN = (
    OpcError, InvalidFileException, XmlError, zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error,
    KeyError, ValueError, TypeError, IndexError, AttributeError, OSError, NotImplementedError, EOFError,
    SyntaxError, RecursionError, ArithmeticError, RuntimeError, AssertionError,
)  # fmt: skip


class _Typesetter:
    """Gives each paragraph a place: columns side by side, centred where the paragraph is."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.paragraphs = 0
        self.y = 60.0

    @property
    def is_full(self) -> bool:
        """Tell whether nothing more is set."""
        return len(self.lines) >= _MOST_LINES or self.paragraphs >= _MOST_PARAGRAPHS

    def put(self, text: str, left: float, right: float, *, centred: bool) -> None:
        """Set one line between `left` and `right` at the current height, and go down by one line."""
        words = normalise(text).split()
        if words and len(self.lines) < _MOST_LINES:
            width = min(sum(len(word) + 1 for word in words) * _LETTER, right - left)
            start = left + (right - left - width) / 2 if centred else left
            self.lines.append(_line(words, start, width, self.y))
        self.y += _PITCH


def _line(words: Sequence[str], start: float, width: float, top: float) -> Line:
    unit = width / max(sum(len(word) + 1 for word in words), 1)
    placed: list[Word] = []
    for word in words:
        end = start + len(word) * unit
        placed.append(Word(word, Box(start, top, end, top + _HEIGHT), size=_HEIGHT))
        start = end + unit
    return Line(tuple(placed))


def read_docx(content: bytes, limits: Limits) -> Material:
    """Return the material of a DOCX: paragraphs, tables in order, text boxes and fields.

    Raises:
        ParseError: `damaged-file`.

    """
    try:
        document = docx.Document(io.BytesIO(content))
        setter = _Typesetter()
        for header in _page_headers(document):
            _set_blocks(header, setter, _LEFT, _RIGHT, in_cell=False)
        _set_blocks(document.element.body, setter, _LEFT, _RIGHT, in_cell=False)
    except _BROKEN as error:
        raise DamagedError("the DOCX cannot be opened") from error
    return _material(setter.lines, limits)


def _page_headers(document: Any) -> Iterator[Any]:
    """Yield what stands above the first page; some offices keep their letterhead there."""
    if not document.sections:
        return
    section = document.sections[0]
    header = section.first_page_header if section.different_first_page_header_footer else section.header
    if not header.is_linked_to_previous:
        yield header._element  # python-docx has no public way from a header to its blocks


def _set_blocks(parent: Any, setter: _Typesetter, left: float, right: float, *, in_cell: bool) -> None:
    for child in parent:
        if setter.is_full:
            return
        if child.tag == _W + "p":
            _set_paragraph(child, setter, left, right, in_cell=in_cell)
        elif child.tag == _W + "tbl":
            _set_table(child, setter, left, right)
        elif child.tag in (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "smartTag", _W + "customXml"):
            _set_blocks(child, setter, left, right, in_cell=in_cell)


def _set_paragraph(paragraph: Any, setter: _Typesetter, left: float, right: float, *, in_cell: bool) -> None:
    setter.paragraphs += 1
    for box in _boxes(paragraph):
        _set_blocks(box, setter, left, right, in_cell=in_cell)
    justify = paragraph.find(f"{_W}pPr/{_W}jc")
    side = "" if justify is None else str(justify.get(_W + "val"))
    for text in "".join(_text_of(paragraph))[:_LONGEST_PARAGRAPH].split("\n"):
        parts = [] if in_cell else _tabbed(text)
        if parts:
            _set_row(parts, setter, left, right)
            continue
        is_far = side in ("right", "end") or _FAR.match(text) or (text[:1].isspace() and _is_heading(text))
        start = (left + right) / 2 if is_far and not in_cell else left
        is_centred = side == "center" or in_cell or start > left
        pieces = list(_wrap(text, right - start))
        for index, piece in enumerate(pieces):
            # What fills the width would look centred: the first line of a paragraph is set in, as offices do.
            indent = 0.0 if is_centred or index or len(pieces) == 1 else _INDENT
            setter.put(piece, start + indent, right, centred=is_centred)


def _boxes(paragraph: Any) -> Iterator[Any]:
    """Yield the text boxes of a paragraph, without the copies for older programs and those within boxes."""
    for box in paragraph.iter(_W + "txbxContent"):
        holder = next(parent for parent in box.iterancestors() if parent.tag == _W + "p" or _is_copy(parent))
        if holder is paragraph:
            yield box


def _is_copy(element: Any) -> bool:
    return isinstance(element.tag, str) and element.tag.endswith("}Fallback")


def _tabbed(text: str) -> list[str]:
    """Return the columns that tabs or rows of spaces make of a line, [] where they make none.

    Blanks to be filled in are none, nor is the tab behind the number of a paragraph.
    """
    parts = [part.strip() for part in _COLUMNS_APART.split(text.strip()) if part.strip()]
    is_pair = len(parts) in (2, 3) and (len(parts[0]) > 4 or _is_heading(parts[-1]))
    return parts if is_pair else []


def _is_heading(text: str) -> bool:
    return squeeze(text).startswith(("conghoaxahoi", "doclaptudo", "dangcongsan"))


def _set_row(parts: Sequence[str], setter: _Typesetter, left: float, right: float) -> None:
    top, width = setter.y, (right - left) / len(parts)
    bottom = top
    for index, part in enumerate(parts):
        setter.y = top
        for piece in _wrap(part, width):
            setter.put(piece, left + index * width, left + (index + 1) * width - 8, centred=True)
        bottom = max(bottom, setter.y)
    setter.y = bottom


def _text_of(element: Any) -> Iterator[str]:
    """Yield the text of a paragraph in order: runs, links and field results, without deleted text."""
    for child in element:
        tag = child.tag
        if tag in (_W + "del", _W + "instrText", _W + "txbxContent", _W + "pPr", _W + "rPr"):
            continue
        if tag == _W + "t":
            yield child.text or ""
        elif tag in (_W + "tab", _W + "ptab"):
            yield "\t"
        elif tag in (_W + "br", _W + "cr"):
            yield "\n"
        elif tag == _W + "noBreakHyphen":
            yield "-"
        elif isinstance(tag, str) and not tag.endswith(("}drawing", "}pict", "}AlternateContent")):
            yield from _text_of(child)


def _wrap(text: str, width: float) -> Iterator[str]:
    """Cut a paragraph into lines that fit, as a page would."""
    room = max(int(width / _LETTER), 8)
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > room:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _set_table(table: Any, setter: _Typesetter, left: float, right: float) -> None:
    for row in table.iter(_W + "tr"):
        if row.getparent() is not table:
            continue
        cells = [cell for cell in row.iter(_W + "tc") if cell.getparent() is row]
        if not cells:
            continue
        width, top, bottom = (right - left) / len(cells), setter.y, setter.y
        for index, cell in enumerate(cells):
            setter.y = top
            start = left + index * width
            _set_blocks(cell, setter, start, start + width - 8, in_cell=len(cells) == 2)
            bottom = max(bottom, setter.y)
        setter.y = bottom


def read_xlsx(content: bytes, limits: Limits) -> Material:
    """Return the material of an XLSX: the first three sheets, 300 rows of 40 columns each.

    Raises:
        ParseError: `damaged-file`.

    """
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            setter = _Typesetter()
            for sheet in book.worksheets[:_SHEETS]:
                _set_sheet(sheet, setter)
        finally:
            book.close()
    except _BROKEN as error:
        raise DamagedError("the XLSX cannot be opened") from error
    return _material(setter.lines, limits)


def _set_sheet(sheet: Any, setter: _Typesetter) -> None:
    for row in sheet.iter_rows(max_row=_ROWS, max_col=_COLUMNS, values_only=True):
        filled = [(index, _cell_text(value)) for index, value in enumerate(row) if value is not None]
        top, last = setter.y, max(len(row), 2)
        for index, text in filled:
            setter.y = top
            start = _LEFT + (_RIGHT - _LEFT) * index / last
            setter.put(text, start, max(_RIGHT, start + 40), centred=False)
        setter.y = top + _PITCH


def _cell_text(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:_LONGEST_CELL]


def _material(lines: Sequence[Line], limits: Limits) -> Material:
    ordered = tuple(sorted(lines, key=lambda line: (line.box.y0, line.box.x0)))
    text = "\n".join(line.text for line in ordered)[: limits.characters]
    page = Page(1, _SIZE, ordered)
    origin = TextOrigin.TEXT if ordered else TextOrigin.NONE
    remarks = (Remark("places-are-made-up"),) if ordered else (Remark("no-text"),)
    closing = Page(1, _SIZE, ordered)
    return Material(1, (), page, (closing,), text, origin, remarks=remarks, has_places=False)
