"""The worksheets of a workbook as tables: what a cell shows, not what it computes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError as XmlError

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from evidence_svc.tables.rows import Repair, Table, TableError, TableFile, TableRow

MAX_ROWS, MAX_COLUMNS = 20_000, 200
_BROKEN = (InvalidFileException, zipfile.BadZipFile, XmlError, KeyError, ValueError, TypeError, AttributeError, OSError)
_FIXED = re.compile(r"[#,]*0(?:\.(0+))?(?:_\)|;.*)?")


def read_xlsx(content: bytes) -> TableFile:
    """Every visible worksheet that has cells; raises TableError naming sheet and cell."""
    try:
        book = load_workbook(io.BytesIO(content), rich_text=False, keep_links=False)
    except _BROKEN as error:
        raise TableError("Không đọc được bảng tính: tệp bị hỏng hoặc không đúng định dạng.") from error
    tables: list[Table] = []
    notes: list[Repair] = []
    for sheet in book.worksheets:
        part = f"trang tính “{sheet.title}”"
        rows = tuple(_rows(sheet, part, notes))
        if rows and sheet.sheet_state == "visible":
            tables.append(Table(rows))
        elif rows:
            notes.append(Repair(1, "", "sheet-hidden", "trang tính ẩn, không đọc.", part))
    pictures = _has_pictures(content)
    if not tables and pictures:
        raise TableError("Bảng là hình ảnh, không có ô nào để đọc; cần tệp có bảng thật.", reason="table-is-picture")
    return TableFile(tuple(tables), "", tuple(notes), pictures)


def _has_pictures(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return any(name.startswith("xl/media/") for name in archive.namelist())


def _rows(sheet: Any, part: str, notes: list[Repair]) -> Iterator[TableRow]:
    if sheet.max_row > MAX_ROWS or sheet.max_column > MAX_COLUMNS:
        message = f"{part}: {sheet.max_row} dòng × {sheet.max_column} cột là quá lớn cho một bộ tiêu chí."
        raise TableError(message, reason="file-too-large")
    spread = _spread(sheet)
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        texts = [_text(cell, part) for cell in cells]
        merged = tuple(column for column in range(len(texts)) if (line, column + 1) in spread)
        for column in merged:
            texts[column] = _text(sheet.cell(*spread[line, column + 1]), part)
        if not any(text for column, text in enumerate(texts) if column not in merged):
            continue
        if sheet.row_dimensions[line].hidden:
            notes.append(Repair(line, "", "row-hidden", "dòng bị ẩn trong bảng tính, vẫn được đọc.", part))
        yield TableRow(line, tuple(texts), part, merged)


def _spread(sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """Cells below the first of a cell merged downwards, with the place of its value."""
    return {
        (row, area.min_col): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row + 1, min(area.max_row, MAX_ROWS) + 1)
    }


def _text(cell: Any, part: str) -> str:
    value = cell.value
    place = f"{part}, ô {get_column_letter(cell.column)}{cell.row}"
    if cell.data_type == "f":
        raise TableError(f"{place}: là công thức; hãy thay bằng giá trị rồi nhập lại.", reason="formula-cell")
    if cell.data_type == "e":
        raise TableError(f"{place}: có lỗi {value}.", reason="table-unreadable")
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format))
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value).strip()


def _number(value: float, shown: str) -> str:
    """A number with the decimals that the sheet shows; three become four, so that none is taken for a thousand."""
    exact = Decimal(f"{value:.15g}")  # what a spreadsheet itself keeps apart
    if shown.endswith("%"):
        return f"{(exact * 100).normalize():f}%"
    found = _FIXED.fullmatch(shown)
    places = max(len(found[1] or "") if found else 0, _places(exact))
    return f"{exact:.{4 if places == 3 else places}f}"


def _places(exact: Decimal) -> int:
    exponent = exact.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
