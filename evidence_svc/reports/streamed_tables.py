"""Tables of any length as CSV, XLSX or JSON, a piece at a time; no cell of theirs can run as a formula."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from evidence_svc.reports.export_table import xml_text

Row = Sequence[str]
CHUNK = 256 * 1024
# What a spreadsheet takes for a formula at the beginning of a cell (OWASP, "CSV Injection").
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# A worksheet has 1,048,576 rows, a cell 32,767 letters (ECMA-376, and the limits of spreadsheet programs).
ROWS_A_SHEET = 1_000_000
LONGEST_CELL = 32_000


def csv_chunks(header: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    """RFC 4180 in UTF-8 with a byte order mark for spreadsheets; a cell like a formula begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    out.write("\ufeff")
    writer.writerow(header)
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell for cell in row])
        if out.tell() >= CHUNK:
            yield _taken(out)
    yield _taken(out)


def xlsx_chunks(title: str, header: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    """A workbook whose cells are all text, written row by row to a temporary file; a further sheet when one is full."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.append(header)
    for count, row in enumerate(rows, 1):
        sheet.append([_text_cell(sheet, cell) for cell in row])
        if count % ROWS_A_SHEET == 0:
            sheet = book.create_sheet(f"{title} {count // ROWS_A_SHEET + 1}")
            sheet.append(header)
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def json_chunks(name: str, items: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """One object with a list under `name`, an item a line."""
    yield json.dumps({name: 0}, ensure_ascii=False).removesuffix("0}").encode() + b"[\n"
    separator = ""
    for item in items:
        yield (separator + json.dumps(item, ensure_ascii=False)).encode()
        separator = ",\n"
    yield b"\n]}\n"


def _text_cell(sheet: Any, text: str) -> Any:
    """A cell of text, whatever it looks like, without the control characters that XML cannot hold."""
    cell = WriteOnlyCell(sheet, value=xml_text(text)[:LONGEST_CELL])
    cell.data_type = "s"
    return cell


def _taken(out: io.StringIO) -> bytes:
    content = out.getvalue().encode()
    out.seek(0)
    out.truncate()
    return content
