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
_WRITTEN = {qn("w:t"): "", qn("w:br"): "\n", qn("w:tab"): " ", qn("w:noBreakHyphen"): "-"}
# lxml's errors are SyntaxErrors.
_BROKEN = (OpcError, zipfile.BadZipFile, SyntaxError, KeyError, ValueError, AttributeError, OSError)


def read_docx(content: bytes) -> TableFile:
    """Every table of the body in its order; raises TableError naming table and row."""
    try:
        document = Document(io.BytesIO(content))
    except _BROKEN as error:
        raise TableError("Không đọc được văn bản Word: tệp bị hỏng hoặc không đúng định dạng.") from error
    body = document.element.body
    tables = tuple(_table(each, f"bảng {number}") for number, each in enumerate(_blocks(body, "w:tbl"), start=1))
    pictures = bool(body.findall(f".//{qn('w:drawing')}") + body.findall(f".//{qn('w:pict')}"))
    if not tables and pictures:
        raise TableError("Bảng là hình ảnh, không có ô nào để đọc; cần tệp có bảng thật.", reason="table-is-picture")
    text = "\n".join(_paragraph(each) for each in _blocks(body, "w:p"))
    return TableFile(tuple(table for table in tables if table.rows), text, has_pictures=pictures)


def _blocks(parent: Any, tag: str) -> Iterator[Any]:
    """The elements directly inside, content controls and tracked insertions looked through."""
    wrappers = {qn(name) for name in ("w:sdt", "w:sdtContent", "w:customXml", "w:ins")}
    for child in parent:
        if child.tag == qn(tag):
            yield child
        elif child.tag in wrappers:
            yield from _blocks(child, tag)


def _table(element: Any, part: str) -> Table:
    rows: list[TableRow] = []
    above: dict[int, str] = {}
    for line, each in enumerate(_blocks(element, "w:tr"), start=1):
        if line > MAX_ROWS:
            raise TableError(f"{part}: quá nhiều dòng cho một bộ tiêu chí.", reason="file-too-large")
        texts, merged = _cells(each, above, f"{part}, dòng {line}")
        if any(text for column, text in enumerate(texts) if column not in merged):
            rows.append(TableRow(line, tuple(texts), part, tuple(merged)))
    return Table(tuple(rows))


def _cells(row: Any, above: dict[int, str], place: str) -> tuple[list[str], list[int]]:
    """The row's texts on the table's grid; a cell merged over columns stands in the first of them."""
    before = _value(row.find(qn("w:trPr")), "w:gridBefore")
    texts = [""] * (int(before) if before else 0)
    merged: list[int] = []
    for cell in _blocks(row, "w:tc"):
        properties = cell.find(qn("w:tcPr"))
        span = _value(properties, "w:gridSpan")
        down = properties is not None and properties.find(qn("w:vMerge")) is not None
        column = len(texts)
        if down and _value(properties, "w:vMerge") != "restart":
            merged.append(column)
            texts.append(above.get(column, ""))
        else:
            texts.append(_text(cell, place))
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


def _text(cell: Any, place: str) -> str:
    if any((each.text or "").strip() for inner in cell.iter(qn("w:tbl")) for each in inner.iter(qn("w:t"))):
        raise TableError(f"{place}: trong ô có một bảng khác; hãy tách bảng đó ra.", reason="table-ambiguous")
    return "\n".join(_paragraph(each) for each in _blocks(cell, "w:p")).strip()


def _paragraph(element: Any) -> str:
    return "".join(_runs(element))


def _runs(element: Any) -> Iterator[str]:
    """What is written now: neither words that tracked changes deleted or moved away, nor field codes."""
    for each in element.iter(*_WRITTEN):
        if next(each.iterancestors(qn("w:moveFrom")), None) is None:
            yield each.text or "" if each.tag == qn("w:t") else _WRITTEN[each.tag]
