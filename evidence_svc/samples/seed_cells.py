"""A draft criteria set as a web page prints it: one cell per paragraph, put together into rows of four cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from evidence_svc.samples.seed_table import Repair, SeedTableError

LAST_HEAD_CELL = "Tài liệu kiểm chứng"
TOTAL = "CỘNG ĐIỂM"
NOTE = "* Ghi chú"

_CODE = re.compile(r"[IVX]+|\d+(?:\.\d+)*")
_POINTS = re.compile(r"\d+(?:,\d+)?")
_PART = re.compile(r"[IVX]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """A paragraph and its line in the text; an empty cell of the table has no text."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class CellRow:
    """A row: its code (empty for a case under a criterion), its words, points as printed, evidence paragraphs."""

    line: int
    code: str
    title: str
    points: str
    evidence: tuple[str, ...]

    @property
    def is_part(self) -> bool:
        """True for the parts I, II, III."""
        return bool(_PART.fullmatch(self.code))


@dataclass(frozen=True, slots=True)
class CellTable:
    """The rows in order, the printed total, and what was repaired on the way."""

    rows: tuple[CellRow, ...]
    total: str
    repairs: tuple[Repair, ...]


def read_cells(text: str) -> CellTable:
    """The rows of the table; raises SeedTableError if there is no table, no total or a cell without a row."""
    cells = list(_cells(text))
    repairs: list[Repair] = []
    rows = list(_rows(cells, repairs))
    if not rows or TOTAL not in rows[-1].title:
        raise SeedTableError("the table or its total row is missing")
    return CellTable(tuple(rows[:-1]), rows[-1].points, tuple(repairs))


def _cells(text: str) -> Iterator[Cell]:
    """The cells between the head of the table and the note under it."""
    inside = False
    for number, line in enumerate(text.split("\n"), start=1):
        words = " ".join(unicodedata.normalize("NFC", line).split())
        if inside and words.startswith(NOTE):
            return
        if inside and line:
            yield Cell(number, words)
        inside = inside or words == LAST_HEAD_CELL


def _rows(cells: list[Cell], repairs: list[Repair]) -> Iterator[CellRow]:
    start = 0
    if cells and not _starts_row(cells, 0):
        raise SeedTableError(f"line {cells[0].line}: no row begins here")
    while start < len(cells):
        end = next((at for at in range(start + 4, len(cells)) if _starts_row(cells, at)), len(cells))
        yield _row(cells[start:end], repairs)
        start = end


def _starts_row(cells: list[Cell], at: int) -> bool:
    if at + 2 >= len(cells):
        return False
    code, title, points = (cell.text for cell in cells[at : at + 3])
    coded = not code or bool(_CODE.fullmatch(code))
    return coded and bool(title) and not _POINTS.fullmatch(title) and bool(_POINTS.fullmatch(points))


def _row(cells: list[Cell], repairs: list[Repair]) -> CellRow:
    code, title, points, *rest = cells
    evidence = tuple(cell.text for cell in rest if cell.text)
    if len(evidence) == 1 and _POINTS.fullmatch(evidence[0]):
        message = f"ô Tài liệu kiểm chứng chỉ có số “{evidence[0]}”, giữ nguyên, cần kiểm tra."
        repairs.append(Repair(cells[0].line, code.text, "stray-number", message))
    return CellRow(code.line, code.text, title.text, points.text, evidence)
