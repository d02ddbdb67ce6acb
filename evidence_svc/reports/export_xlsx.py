"""Tables as a workbook: numbers stay numbers, texts never become formulas."""

from __future__ import annotations

import io
from collections.abc import Iterable
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from evidence_svc.reports.export_table import TableColumn, WrittenTable, xml_text
from evidence_svc.reports.streamed_tables import FORMULA_SIGNS

FACTS_SHEET = "Thông tin"
_WRAP = Alignment(wrap_text=True, vertical="top")
_BOLD = Font(bold=True)


def write_xlsx(tables: Iterable[WrittenTable]) -> bytes:
    """One worksheet a table, and one of facts before a table that has any."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        if table.facts:
            _facts(book.create_sheet(FACTS_SHEET), table)
        _table(book.create_sheet(table.name), table)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _facts(sheet: Worksheet, table: WrittenTable) -> None:
    for fact in table.facts:
        sheet.append([_text(sheet, part) for part in fact])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 100


def _table(sheet: Worksheet, table: WrittenTable) -> None:
    heads = [_text(sheet, column.title) for column in table.columns]
    for head in heads:
        head.font = _BOLD
    sheet.append(heads)
    for row in table.rows:
        sheet.append([_cell(sheet, value, column) for value, column in zip(row, table.columns, strict=True)])
    for number, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.freeze_panes = "A2"


def _cell(sheet: Worksheet, value: str | Decimal | None, column: TableColumn) -> Cell | None:
    if not isinstance(value, Decimal):
        return _text(sheet, value) if value else None
    cell = WriteOnlyCell(sheet)
    cell.value = value
    cell.number_format = f"{Decimal(0):.{column.places}f}"
    cell.alignment = _WRAP
    return cell


def _text(sheet: Worksheet, value: str) -> Cell:
    """Text as text: `=1+1` in a title is words, and `1.10` a code, also after somebody edits the cell."""
    cell = WriteOnlyCell(sheet, xml_text(value))
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = value.startswith(FORMULA_SIGNS)
    cell.alignment = _WRAP
    return cell
