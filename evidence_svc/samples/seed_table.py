"""The provincial software's table, as text: rows put together again, every repair reported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

HEADER = "STT\t"
TOTAL = "Tổng điểm"
NO_RESULT = "Chưa có kết quả"

COLUMNS = 7
CODE, TITLE, MAXIMUM, SELF, EXPLANATION, APPRAISED, OPINION = range(COLUMNS)

_TAG = re.compile(r"</?[a-zA-Z][^>]*>")


class SeedTableError(Exception):
    """The text is not the table this reader knows, or a row can be read in two ways; the line is named."""

    reason = "seed-table-unreadable"


@dataclass(frozen=True, slots=True)
class Repair:
    """What stood wrong on a line of the text, and how it was understood."""

    line: int
    code: str
    kind: str
    message: str

    def __str__(self) -> str:
        return f"dòng {self.line}: {self.code}: {self.message}"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of the table: its first line in the text and its seven cells."""

    line: int
    cells: tuple[str, ...]

    @property
    def code(self) -> str:
        """The display code, as printed until it is repaired."""
        return self.cells[CODE]

    def with_cell(self, column: int, text: str) -> TableRow:
        """The row with one cell replaced."""
        return replace(self, cells=(*self.cells[:column], text, *self.cells[column + 1 :]))


@dataclass(frozen=True, slots=True)
class SeedTable:
    """The rows in order, the printed totals (maximum, self-score), and what was repaired on the way."""

    rows: tuple[TableRow, ...]
    totals: tuple[str, str]
    repairs: tuple[Repair, ...]


def read_table(text: str) -> SeedTable:
    """Rows joined over pages, columns put back, tags taken off, a doubled code told apart.

    Raises SeedTableError if there is no table, no total, or a row without a place in it.
    """
    repairs: list[Repair] = []
    raw = list(_table_lines(text))
    if not raw or raw[-1].code != TOTAL:
        raise SeedTableError("the table or its total row is missing")
    joined = _join_pages(raw[:-1], repairs)
    shifted = [_put_columns_back(row, repairs) for row in joined]
    plain = [_take_tags_off(row, repairs) for row in shifted]
    rows = _tell_codes_apart(plain, repairs)
    return SeedTable(tuple(rows), _totals(raw[-1], repairs), tuple(sorted(repairs, key=lambda repair: repair.line)))


def _table_lines(text: str) -> Iterator[TableRow]:
    inside = False
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith(HEADER):
            inside = True
        elif inside and line.strip():
            yield TableRow(number, tuple(cell.strip() for cell in line.split("\t")))


def _join_pages(lines: Iterable[TableRow], repairs: list[Repair]) -> list[TableRow]:
    """A line without a code carries on the row above it, cell by cell."""
    rows: list[TableRow] = []
    for line in lines:
        if line.code:
            rows.append(line)
        elif rows:
            rows[-1] = replace(rows[-1], cells=tuple(_join_cells(rows[-1].cells, line.cells)))
            message = "hàng bị ngắt qua trang, nối với hàng trên."
            repairs.append(Repair(line.line, rows[-1].code, "row-split", message))
        else:
            raise SeedTableError(f"line {line.line} carries on a row that does not exist")
    return rows


def _join_cells(first: tuple[str, ...], second: tuple[str, ...]) -> Iterator[str]:
    """Column by column; where the page cut a paragraph, the tags put in at the cut go."""
    width = max(len(first), len(second))
    for upper, lower in zip(_padded(first, width), _padded(second, width), strict=True):
        yield f"{upper.removesuffix('</p>')} {lower.removeprefix('<p>')}".strip() if lower else upper


def _padded(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return cells + ("",) * (width - len(cells))


def _put_columns_back(row: TableRow, repairs: list[Repair]) -> TableRow:
    """Seven cells, with the council's "no result yet" in the column of the appraised score."""
    cells = _padded(row.cells, COLUMNS)
    tail = " ".join(cell for cell in cells[APPRAISED:] if cell)
    if tail not in {"", NO_RESULT}:
        raise SeedTableError(f"line {row.line}: “{tail}” stands in no known column")
    if tail and cells[APPRAISED] != tail:
        message = f"“{NO_RESULT}” lệch một cột sang phải, đưa về cột Điểm thẩm định."
        repairs.append(Repair(row.line, row.code, "column-shifted", message))
    return replace(row, cells=(*cells[:APPRAISED], tail, ""))


def _take_tags_off(row: TableRow, repairs: list[Repair]) -> TableRow:
    """Paragraph tags become line ends."""
    cell = row.cells[EXPLANATION]
    if not _TAG.search(cell):
        return row
    repairs.append(Repair(row.line, row.code, "tags", "bỏ thẻ HTML trong ô Giải trình."))
    paragraphs = re.sub(r"</p>\s*<p>", "\n", cell)
    return row.with_cell(EXPLANATION, _TAG.sub("", paragraphs).strip())


def _tell_codes_apart(rows: list[TableRow], repairs: list[Repair]) -> list[TableRow]:
    """The second row of a doubled code is its first child, if the next row is its second child."""
    kept: list[TableRow] = []
    seen: set[str] = set()
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        code = row.code
        if code in seen:
            if following is None or following.code != f"{code}.2":
                raise SeedTableError(f"line {row.line}: code {code} stands twice")
            message = f"mã {code} trùng, hiểu là {code}.1."
            repairs.append(Repair(row.line, code, "code-twice", message))
            code = f"{code}.1"
        seen.add(code)
        kept.append(row.with_cell(CODE, code))
    return kept


def _totals(row: TableRow, repairs: list[Repair]) -> tuple[str, str]:
    numbers = [cell for cell in row.cells[1:] if cell]
    if len(numbers) != 2:
        raise SeedTableError(f"line {row.line}: the total row has {len(numbers)} numbers, not 2")
    if row.cells[MAXIMUM] != numbers[0]:
        message = "hàng tổng lệch một cột sang trái, đọc theo thứ tự Điểm chuẩn, Điểm tự đánh giá."
        repairs.append(Repair(row.line, TOTAL, "column-shifted", message))
    return numbers[0], numbers[1]
