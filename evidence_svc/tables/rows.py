"""Rows of a table with their places, what was repaired on the way, and the error that stops a reader."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evidence_svc.domain.errors import DomainError


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its 1-based line in `part` (a worksheet, a page; "" for a text), its cells in order.

    `merged` are the columns whose text belongs to a cell that begins in a row above.
    """

    line: int
    cells: tuple[str, ...]
    part: str = ""
    merged: tuple[int, ...] = ()

    @property
    def place(self) -> str:
        """The row as a person finds it: `trang tính “TC”, dòng 12`."""
        return f"{self.part}, dòng {self.line}" if self.part else f"dòng {self.line}"

    def cell(self, column: int | None) -> str:
        """The text of a column, empty for a column the table has not."""
        return "" if column is None or column >= len(self.cells) else self.cells[column]

    def with_cell(self, column: int, text: str) -> TableRow:
        """The row with one cell replaced."""
        return replace(self, cells=(*self.cells[:column], text, *self.cells[column + 1 :]))

    def padded(self, width: int) -> TableRow:
        """The row with empty cells to the right, up to `width`."""
        return replace(self, cells=self.cells + ("",) * (width - len(self.cells)))


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one table, its head among them."""

    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """What stood wrong on a line, and how it was understood; `code` names the criterion, where it is known."""

    line: int
    code: str
    kind: str
    message: str
    part: str = ""

    def __str__(self) -> str:
        place = f"{self.part}, dòng {self.line}" if self.part else f"dòng {self.line}"
        return f"{place}: {self.code}: {self.message}" if self.code else f"{place}: {self.message}"


@dataclass(frozen=True, slots=True)
class TableFile:
    """The tables of a file in their order, the words outside them, and what the reading itself passed over.

    `has_pictures`: the file shows pictures, in which a table may stand that nobody can read.
    """

    tables: tuple[Table, ...]
    text: str = ""
    notes: tuple[Repair, ...] = ()
    has_pictures: bool = False


class TableError(DomainError):
    """A file or a row of it cannot be read, or can be read in two ways; the message names its place.

    Reasons: `table-missing`, `table-ambiguous`, `table-unreadable`, `table-is-picture`, `formula-cell`,
    `macro-file`, `file-too-large`, `old-format`, `correction-misplaced`, `head-missing`, `sum-differs`.
    """

    reason = "table-unreadable"


def stop(row: TableRow, message: str, *, column: str = "", reason: str = "table-ambiguous") -> TableError:
    """The error that names a row and, where there is one, its column."""
    where = f"{row.place}, cột “{column}”" if column else row.place
    return TableError(f"{where}: {message}", reason=reason)


def repaired(row: TableRow, code: str, kind: str, message: str) -> Repair:
    """A repair at a row."""
    return Repair(row.line, code, kind, message, row.part)
