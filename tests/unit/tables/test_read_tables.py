"""Files that offices send, and files that nobody honest sends: tables out of them, or one clear refusal."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import Workbook
from PIL import Image as Picture

from evidence_svc.isolation import IsolationError, Limits
from evidence_svc.tables.read import MAX_BYTES, read_tables
from evidence_svc.tables.rows import TableError, TableFile
from tests.hostile import one_page

HEAD = ("STT", "Nội dung", "Điểm chuẩn", "Tài liệu kiểm chứng")


def workbook(fill: Callable[[Workbook], None]) -> bytes:
    """A workbook whose first sheet has the usual head."""
    book = Workbook()
    book.worksheets[0].title = "TC"
    book.worksheets[0].append(HEAD)
    fill(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def sheet_of(*rows: tuple[object, ...]) -> bytes:
    """A workbook with these rows under the head."""

    def fill(book: Workbook) -> None:
        for row in rows:
            book.worksheets[0].append(list(row))

    return workbook(fill)


def cells(file: TableFile) -> list[tuple[str, ...]]:
    """The cells of the first table, row by row."""
    return [row.cells for row in file.tables[0].rows]


def test_a_workbook_gives_what_its_cells_show() -> None:
    """Numbers with the decimals of their format, texts as they are, no float noise."""

    def fill(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.append(["1", "A", 2, None])
        sheet["C2"].number_format = "0.00"
        sheet.append([1.1, "B", 0.1 + 0.2, "x"])
        sheet["A3"].number_format = "0.00"

    assert cells(read_tables(workbook(fill), "a.xlsx"))[1:] == [
        ("1", "A", "2.00", ""),
        ("1.10", "B", "0.3", "x"),
    ]


def test_three_decimals_are_not_taken_for_thousands() -> None:
    """1.125 of a workbook is a number already; as text it could be eleven hundred."""
    assert cells(read_tables(sheet_of(("1", "A", 1.125)), "a.xlsx"))[1][2] == "1.1250"


def test_a_cell_merged_downwards_belongs_to_every_row() -> None:
    """Its text stands in each row, marked as not beginning there."""

    def fill(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.append(["1", "A", 1, "Kế hoạch"])
        sheet.append(["2", "B", 1, None])
        sheet.merge_cells("D2:D3")

    row = read_tables(workbook(fill), "a.xlsx").tables[0].rows[2]

    assert (row.cells[3], row.merged, row.place) == ("Kế hoạch", (3,), "trang tính “TC”, dòng 3")


def test_hidden_sheets_and_rows_are_reported() -> None:
    """A hidden sheet is not read, a hidden row is, and both are said."""

    def fill(book: Workbook) -> None:
        book.worksheets[0].append(["1", "A", 1])
        book.worksheets[0].row_dimensions[2].hidden = True
        book.create_sheet("Nháp").append(["x"])
        book.worksheets[1].sheet_state = "hidden"

    file = read_tables(workbook(fill), "a.xlsx")

    assert [note.kind for note in file.notes] == ["row-hidden", "sheet-hidden"]
    assert len(file.tables) == 1


def document(fill: Callable[[Any], None]) -> bytes:
    """A Word document."""
    made = Document()
    fill(made)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def test_a_document_gives_its_tables_and_the_words_around() -> None:
    """Cells merged over columns and rows; paragraphs of a cell are lines."""

    def fill(made: Any) -> None:
        made.add_paragraph("Kèm theo Quyết định")
        table = made.add_table(rows=3, cols=4)
        for column, title in enumerate(HEAD):
            table.cell(0, column).text = title
        table.cell(1, 0).text, table.cell(1, 1).text, table.cell(1, 2).text = "1", "A", "2,00"
        table.cell(1, 3).text = "Một\nHai"
        table.cell(2, 1).text = "B"
        table.cell(1, 3).merge(table.cell(2, 3))

    file = read_tables(document(fill), "a.docx")
    rows = file.tables[0].rows

    assert file.text == "Kèm theo Quyết định"
    assert rows[1].cells == ("1", "A", "2,00", "Một\nHai")
    assert (rows[2].cells[3], rows[2].merged) == ("Một\nHai", (3,))


def table_of(made: Any, *rows: tuple[str, ...]) -> Any:
    """A table of a Word document with these cells."""
    table = made.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return table


def test_what_stands_in_a_content_control_is_read() -> None:
    """Forms of Word wrap tables, rows and paragraphs; what is in them is as good as beside them."""

    def fill(made: Any) -> None:
        table = table_of(made, HEAD, ("1", "A", "2,00", ""))
        for element in (table._tbl, table._tbl.tr_lst[1], table.cell(1, 1)._tc.p_lst[0]):
            wrap(element)

    assert cells(read_tables(document(fill), "a.docx")) == [HEAD, ("1", "A", "2,00", "")]


def wrap(element: Any) -> None:
    """Put an element into a content control."""
    control = element.makeelement(qn("w:sdt"))
    content = element.makeelement(qn("w:sdtContent"))
    element.addprevious(control)
    control.append(content)
    content.append(element)


def test_a_row_that_begins_further_right_stays_there() -> None:
    """Word leaves out cells before the first one of a row."""

    def fill(made: Any) -> None:
        table = table_of(made, HEAD, ("1", "A", "2,00", ""), ("", "Có", "2,00", ""))
        row = table._tbl.tr_lst[2]
        row.remove(row.tc_lst[0])
        properties = row.get_or_add_trPr()
        before = properties.makeelement(qn("w:gridBefore"))
        before.set(qn("w:val"), "1")
        properties.append(before)

    assert cells(read_tables(document(fill), "a.docx"))[2] == ("", "Có", "2,00", "")


def test_words_that_were_moved_away_are_not_read() -> None:
    """Tracked changes keep what was moved where it stood before."""

    def fill(made: Any) -> None:
        paragraph = table_of(made, HEAD, ("1", "A", "2,00", "")).cell(1, 1).paragraphs[0]
        moved = paragraph._p.makeelement(qn("w:moveFrom"))
        moved.append(paragraph.add_run(" cũ")._r)
        paragraph._p.append(moved)

    assert cells(read_tables(document(fill), "a.docx"))[1][1] == "A"


def nested(made: Any) -> None:
    """A table in a cell of a table."""
    table = table_of(made, HEAD, ("1", "A", "2,00", ""))
    table.cell(1, 3).add_table(rows=1, cols=1).cell(0, 0).text = "Biên bản"


def png() -> io.BytesIO:
    """A small picture."""
    content = io.BytesIO()
    Picture.new("RGB", (4, 4)).save(content, "PNG")
    content.seek(0)
    return content


def zip_bomb() -> bytes:
    """A workbook of a few kilobytes that unpacks to hundreds of megabytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/sharedStrings.xml", b" " * (200 << 20))
    return content.getvalue()


def with_macro() -> bytes:
    """A workbook that carries a macro."""
    content = io.BytesIO(sheet_of(("1", "A", 1)))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    return content.getvalue()


REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "empty": (lambda: b"", "table-missing", "trống"),
    "too large": (lambda: b"x" * (MAX_BYTES + 1), "file-too-large", "20 MB"),
    "zip bomb": (zip_bomb, "file-too-large", "quá lớn"),
    "macro": (with_macro, "macro-file", "macro"),
    "formula": (lambda: sheet_of(("1", "A", "=1+1")), "formula-cell", "trang tính “TC”, ô C2"),
    "old office": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old-format", ".xlsx"),
    "a broken zip": (lambda: b"PK\x03\x04broken", "table-unreadable", "hỏng"),
    "a zip of something else": (lambda: zip_of("a.txt"), "table-unreadable", "không phải là bảng tính"),
    "a hollow workbook": (lambda: zip_of("xl/workbook.xml"), "table-unreadable", "bị hỏng"),
    "a hollow document": (lambda: zip_of("word/document.xml"), "table-unreadable", "bị hỏng"),
    "a picture in a document": (
        lambda: document(lambda made: made.add_picture(png())),
        "table-is-picture",
        "hình ảnh",
    ),
    "a broken PDF": (lambda: b"%PDF-1.7\nnothing", "table-unreadable", "PDF"),
    "numbers that Word counts": (lambda: document(numbered), "table-ambiguous", "bảng 1, dòng 1"),
    "a table in a cell": (lambda: document(nested), "table-ambiguous", "bảng 1, dòng 2: trong ô có một bảng khác"),
    "another code page": (lambda: b"\xd0i\xcem chu\xefn", "table-unreadable", "Unicode"),
    "bytes": (lambda: b"\x00\x01binary\x00", "table-unreadable", "không phải là văn bản"),
    "prose": (lambda: b"no table here", "table-missing", "bảng"),
}


def zip_of(name: str) -> bytes:
    """A ZIP with one meaningless file."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, b"<x/>")
    return content.getvalue()


def numbered(made: Any) -> None:
    """A table whose first column has automatic numbers."""
    table = made.add_table(rows=1, cols=3)
    table.cell(0, 0).paragraphs[0].style = "List Number"
    properties = table.cell(0, 0).paragraphs[0]._p.get_or_add_pPr()
    properties.get_or_add_numPr()
    table.cell(0, 1).text = "A"


@pytest.mark.parametrize("case", REFUSED)
def test_what_holds_no_readable_table_is_refused(case: str) -> None:
    """One reason and a sentence that names the place, whatever the bytes are."""
    make, reason, words = REFUSED[case]

    with pytest.raises(TableError, match=words) as refusal:
        read_tables(make(), "tệp")

    assert refusal.value.reason == reason


def test_a_sheet_of_a_million_rows_is_refused() -> None:
    """The last cell decides, not what lies between."""

    def fill(book: Workbook) -> None:
        book.worksheets[0].cell(1_000_000, 1).value = "x"

    with pytest.raises(TableError, match="1000000 dòng"):
        read_tables(workbook(fill), "a.xlsx")


def test_a_reader_that_does_not_end_is_stopped() -> None:
    """The child dies alone, the program goes on."""
    with pytest.raises(IsolationError):
        read_tables(sheet_of(("1", "A", 1)), "a.xlsx", Limits(seconds=0.0))


def test_a_pdf_without_a_table_has_none() -> None:
    """Nothing is made up from bare text."""
    assert read_tables(one_page(), "a.pdf").tables == ()


def test_text_of_a_spreadsheet_may_be_utf_16() -> None:
    """As spreadsheets save what they call Unicode text."""
    text = "STT\tNội dung\tĐiểm chuẩn\r\n1\tA\t1,5\r\n"

    assert cells(read_tables(text.encode("utf-16"), "a.txt")) == [("STT", "Nội dung", "Điểm chuẩn"), ("1", "A", "1,5")]


def test_quoted_cells_may_have_lines() -> None:
    """The line of a row is where it begins."""
    file = read_tables('STT\tNội dung\tĐiểm chuẩn\n1\t"Một\nHai"\t1\n2\tB\t1\n'.encode(), "a.tsv")

    assert [(row.line, row.cells[1]) for row in file.tables[0].rows] == [(1, "Nội dung"), (2, "Một\nHai"), (4, "B")]


EMPTY = "\u00a0"
ROWS = ["I", "PHẦN", "2", EMPTY, "1", "Mục", "2", "- Báo cáo;", "- Biểu.", EMPTY, "Có", "2", EMPTY]
PAGE = "\n\n".join(["Lời dẫn", "TT", "NỘI DUNG", "Điểm chuẩn", "Tài liệu kiểm chứng", *ROWS, "* Ghi chú", "hết"])


def test_a_web_page_gives_rows_of_four_cells() -> None:
    """Evidence of several paragraphs, a case without a code, the note below left out."""
    file = read_tables(PAGE.encode(), "a.txt")

    assert cells(file)[1:] == [
        ("I", "PHẦN", "2", ""),
        ("1", "Mục", "2", "- Báo cáo;\n- Biểu."),
        ("", "Có", "2", ""),
    ]
    assert file.text.strip() == "Lời dẫn"
