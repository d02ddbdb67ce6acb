"""The tables of a Word document, and the words outside them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from evidence_svc.tables.rows import Table, TableError, TableFile, TableRow

MAX_ROWS = 20_000
# lxml's errors are SyntaxErrors.
_BROKEN = (OpcError, zipfile.BadZipFile, SyntaxError, KeyError, ValueError, AttributeError, OSError)


def read_docx(content: bytes) -> TableFile:
    """Every table of the body in its order; raises TableError naming table and row."""
    try:
        document = Document(io.BytesIO(content))
    except _BROKEN as error:
        raise TableError("Không đọc được văn bản Word: tệp bị hỏng hoặc không đúng định dạng.") from error
    body = document.element.body
    tables = tuple(
        _table(each, f"bảng {number}") for number, each in enumerate(body.iterchildren(qn("w:tbl")), start=1)
    )
    if not tables and body.findall(f".//{qn('w:drawing')}") + body.findall(f".//{qn('w:pict')}"):
        raise TableError("Bảng là hình ảnh, không có ô nào để đọc; cần tệp có bảng thật.", reason="table-is-picture")
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    return TableFile(tuple(table for table in tables if table.rows), text)


def _table(element: Any, part: str) -> Table:
    rows: list[TableRow] = []
    above: dict[int, str] = {}
    for line, each in enumerate(element.iterchildren(qn("w:tr")), start=1):
        if line > MAX_ROWS:
            raise TableError(f"{part}: quá nhiều dòng cho một bộ tiêu chí.", reason="file-too-large")
        texts, merged = _cells(each, above, f"{part}, dòng {line}")
        if any(text for column, text in enumerate(texts) if column not in merged):
            rows.append(TableRow(line, tuple(texts), part, tuple(merged)))
    return Table(tuple(rows))


def _cells(row: Any, above: dict[int, str], place: str) -> tuple[list[str], list[int]]:
    """The row's texts on the table's grid; a cell merged over columns stands in the first of them."""
    texts: list[str] = []
    merged: list[int] = []
    for cell in row.iterchildren(qn("w:tc")):
        properties = cell.find(qn("w:tcPr"))
        span = _value(properties, "w:gridSpan")
        down = properties is not None and properties.find(qn("w:vMerge")) is not None
        column = len(texts)
        if down and _value(properties, "w:vMerge") != "restart":
            merged.append(column)
            texts.append(above.get(column, ""))
        else:
            texts.append(_text(cell))
            _refuse_automatic_number(cell, texts[-1], column, place)
        above[column] = texts[-1]
        texts += [""] * (int(span) - 1 if span else 0)
    return texts, merged


def _value(properties: Any, tag: str) -> str:
    found = None if properties is None else properties.find(qn(tag))
    return "" if found is None else str(found.get(qn("w:val"), ""))


def _refuse_automatic_number(cell: Any, text: str, column: int, place: str) -> None:
    """Word counts such numbers when it draws the page: they stand nowhere in the file."""
    if column == 0 and not text and cell.find(f".//{qn('w:numPr')}") is not None:
        message = f"{place}: số thứ tự do Word tự đánh, không có trong tệp; hãy gõ mã tiêu chí thành chữ."
        raise TableError(message, reason="table-ambiguous")


def _text(cell: Any) -> str:
    return "\n".join(_paragraph(each) for each in cell.iterchildren(qn("w:p"))).strip()


def _paragraph(element: Any) -> str:
    return "".join(_runs(element))


def _runs(element: Any) -> Iterator[str]:
    """What is written now: neither the inserted-and-deleted words of tracked changes nor field codes."""
    for each in element.iter(qn("w:t"), qn("w:br"), qn("w:tab")):
        yield each.text or "" if each.tag == qn("w:t") else "\n" if each.tag == qn("w:br") else " "
