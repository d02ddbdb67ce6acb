"""A table as a web page copies it: every cell, and every paragraph of a cell, is a line of its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evidence_svc.domain.folding import fold
from evidence_svc.tables.rows import Table, TableRow

_HEADS = (
    ("stt", "tt", "so tt"),
    ("noi dung", "tieu chi", "linh vuc"),
    ("diem chuan", "diem toi da"),
    ("tai lieu kiem chung",),
)
_CODE = re.compile(r"[IVX]+|\d+(?:\.\d+)*")
_POINTS = re.compile(r"\d+(?:[.,]\d+)?")
_END = re.compile(r"\*?\s*ghi chú", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A line of the text; an empty cell of the table is a line of one space that does not break."""

    line: int
    text: str


def read_cell_paragraphs(lines: Sequence[str]) -> tuple[int, Table] | None:
    """The number of lines before the head, and the table with its head as first row; None if there is no head.

    A row begins where a code or nothing, some words and a number follow each other; whatever comes after them up to
    the next row are paragraphs of its last cell. The note under the table ends it.
    """
    cells = [_Cell(number, _words(line)) for number, line in enumerate(lines, start=1) if line]
    head = next((at for at in range(len(cells)) if _is_head(cells[at : at + len(_HEADS)])), None)
    if head is None:
        return None
    body = cells[head + len(_HEADS) :]
    end = next((at for at, cell in enumerate(body) if _END.match(cell.text)), len(body))
    first = TableRow(cells[head].line, tuple(cell.text for cell in cells[head : head + len(_HEADS)]))
    return cells[head].line - 1, Table((first, *_rows(body[:end])))


def _words(line: str) -> str:
    return " ".join(unicodedata.normalize("NFC", line).split())


def _is_head(cells: Sequence[_Cell]) -> bool:
    words = [fold(cell.text) for cell in cells]
    return len(words) == len(_HEADS) and all(word in known for word, known in zip(words, _HEADS, strict=True))


def _rows(cells: Sequence[_Cell]) -> Iterator[TableRow]:
    start = 0
    while start < len(cells):
        least = start + len(_HEADS) if _starts_row(cells, start) else start + 1
        end = next((at for at in range(least, len(cells)) if _starts_row(cells, at)), len(cells))
        yield _row(cells[start:end])
        start = end


def _starts_row(cells: Sequence[_Cell], at: int) -> bool:
    if at + 2 >= len(cells):
        return False
    code, title, points = (cell.text for cell in cells[at : at + 3])
    coded = not code or bool(_CODE.fullmatch(code))
    return coded and bool(title) and not _POINTS.fullmatch(title) and bool(_POINTS.fullmatch(points))


def _row(cells: Sequence[_Cell]) -> TableRow:
    """Cells before the first row keep their order and are left to whoever reads the rows to refuse."""
    first, rest = cells[:3], cells[3:]
    evidence = "\n".join(cell.text for cell in rest if cell.text)
    return TableRow(cells[0].line, (*(cell.text for cell in first), evidence))
