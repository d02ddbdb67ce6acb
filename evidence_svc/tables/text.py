"""Tables in plain text: tab-separated, alone or among words, or one cell a paragraph as web pages copy."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Sequence

from evidence_svc.domain.folding import fold
from evidence_svc.tables.cells import read_cell_paragraphs
from evidence_svc.tables.rows import Table, TableError, TableFile, TableRow

CODE_HEADS = frozenset({"stt", "tt", "ma", "so tt", "ma tieu chi"})
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode_text(content: bytes, name: str) -> str:
    """Text in UTF-8, or in UTF-16 with its mark as spreadsheets save it; raises TableError for anything else."""
    encoding = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        message = f"Tệp “{name}” không phải là văn bản Unicode (UTF-8), cũng không phải tệp Excel, Word hay PDF."
        raise TableError(message) from error
    if "\0" in text:
        raise TableError(f"Tệp “{name}” không phải là văn bản.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(text: str) -> TableFile:
    """The tables of a text in the first of the three layouts that fits; raises TableError for none."""
    lines = text.split("\n")
    first = next((line for line in lines if line.strip()), "")
    if "\t" in first:
        return TableFile(_separated(lines))
    head = next((number for number, line in enumerate(lines) if is_head_line(line)), None)
    if head is not None:
        return TableFile((_tabbed(lines, head),), "\n".join(lines[:head]))
    found = read_cell_paragraphs(lines)
    if found is None:
        raise TableError("Không tìm thấy bảng nào trong văn bản.", reason="table-missing")
    start, table = found
    return TableFile((table,), "\n".join(lines[:start]))


def is_head_line(line: str) -> bool:
    """True for a line of three cells or more that begins with the head of the column of codes."""
    cells = line.split("\t")
    return len(cells) >= 3 and fold(cells[0]) in CODE_HEADS


def _tabbed(lines: Sequence[str], head: int) -> Table:
    """From the first head to the end: whatever stands below belongs to the table or stops its reader."""
    rows = (TableRow(number, tuple(line.split("\t"))) for number, line in enumerate(lines, start=1) if line.strip())
    return Table(tuple(row for row in rows if row.line > head))


def _separated(lines: Sequence[str]) -> tuple[Table, ...]:
    """Blocks between empty lines, cells of several lines in quotation marks."""
    tables: list[list[TableRow]] = [[]]
    reader = csv.reader([f"{line}\n" for line in lines], dialect="excel-tab")
    line = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            tables[-1].append(TableRow(line, tuple(cells)))
        elif tables[-1]:
            tables.append([])
        line = reader.line_num + 1
    found = tuple(Table(tuple(rows)) for rows in tables if rows)
    if not found:
        raise TableError("Không tìm thấy bảng nào trong văn bản.", reason="table-missing")
    return found
