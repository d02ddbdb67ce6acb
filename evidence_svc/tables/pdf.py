"""The tables of a PDF, one a page; a line end inside a cell is the page's, not the text's."""

from __future__ import annotations

from evidence_svc.domain.set_words import EXACT_TABLE
from evidence_svc.tables.exact import exact_instead
from evidence_svc.tables.rows import Repair, Table, TableError, TableFile, TableRow
from evidence_svc.tables.text import decode_text, read_text
from parsers.errors import ParseError
from parsers.reader_tables import PageTable, read_pdf_tables

_LOST = "tệp có trang chỉ là hình ảnh, không đọc được; cần kiểm tra có thiếu hàng nào không."


def read_pdf(content: bytes) -> TableFile:
    """The ruled tables of every page; a table that runs over pages stays one table per page until it is joined."""
    try:
        found = read_pdf_tables(content)
    except ParseError as error:
        raise TableError("Không đọc được tệp PDF: tệp bị hỏng hoặc có mật khẩu.") from error
    if not found.tables and found.has_pictures:
        raise TableError("Bảng là hình ảnh (bản quét), không có ô nào để đọc.", reason="table-is-picture")
    notes = (Repair(1, "", "page-is-picture", _LOST),) if found.has_pictures else ()
    printed = TableFile(tuple(_table(each) for each in found.tables), found.text, notes, found.has_pictures)
    exact = found.attached.get(EXACT_TABLE)
    return printed if exact is None else exact_instead(printed, read_text(decode_text(exact, EXACT_TABLE)))


def _table(found: PageTable) -> Table:
    rows: list[TableRow] = []
    above: tuple[str, ...] = ()
    for line, row in enumerate(found.rows, start=1):
        texts = tuple(
            above[column] if column in row.below and column < len(above) else " ".join(cell.split())
            for column, cell in enumerate(row.cells)
        )
        if any(text for column, text in enumerate(texts) if column not in row.below):
            rows.append(TableRow(line, texts, f"trang {found.page}", row.below))
        above = texts
    return Table(tuple(rows))
