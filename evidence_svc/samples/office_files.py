"""Evidence that is no PDF: a workbook, a word-processor draft, a web page saved under the wrong name."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import openpyxl
from docx.enum.text import WD_ALIGN_PARAGRAPH

from evidence_svc.samples.letters import NOTICE, Letter

WRITTEN_AT = b"2023-06-30T08:00:00Z"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def make_workbook(subject: str) -> bytes:
    """A workbook of one sheet with ten rows of invented figures."""
    book = openpyxl.Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has a sheet")
    sheet.title = "Tổng hợp"
    sheet.append([subject])
    sheet.append(["TT", "Phòng, ban, trung tâm", "Tổng số văn bản", "Số văn bản ký số", "Tỷ lệ (%)"])
    for row in range(1, 11):
        total = 40 + 7 * row
        sheet.append([row, f"Đơn vị {row}", total, total - row % 3, round(100 * (1 - (row % 3) / total), 2)])
    sheet.append([NOTICE])
    return _saved(book)


def make_word_draft(letter: Letter) -> bytes:
    """The letter as a word-processor file: head and signer in borderless tables, the number left blank."""
    file = docx.Document()
    head = file.add_table(rows=2, cols=2)
    head.cell(0, 0).text = f"{letter.issuer_parent.upper()}\n{letter.issuer.upper()}"
    head.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    year = letter.date.year if letter.date else ""
    head.cell(1, 0).text = f"Số:      /{letter.symbol}"
    head.cell(1, 1).text = f"{letter.place}, ngày      tháng      năm {year}"
    for text in (letter.type.upper(), letter.subject):
        paragraph = file.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(text).bold = True
    for text in (*letter.body, NOTICE):
        file.add_paragraph(text)
    foot = file.add_table(rows=1, cols=2)
    foot.cell(0, 0).text = "Nơi nhận:\n" + "\n".join(f"- {one}" for one in letter.recipients)
    foot.cell(0, 1).text = f"{letter.authority} {letter.principal}\n{letter.signer_title}\n\n{letter.signer_name}"
    return _saved(file)


def make_web_page(subject: str) -> bytes:
    """What a browser saves when a download link has expired: HTML, whatever the name says."""
    return (
        '<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"><title>Lỗi tải tệp</title></head>\n'
        f"<body><h1>Không tải được tệp</h1><p>{subject}</p><p>Phiên làm việc đã hết hạn.</p></body></html>\n"
    ).encode()


def _saved(file: openpyxl.Workbook | docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    file.save(buffer)
    return _without_clock(buffer.getvalue())


def _without_clock(package: bytes) -> bytes:
    """The same ZIP package with fixed times in its entries and properties: equal content, equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + WRITTEN_AT, content)
            new.writestr(zipfile.ZipInfo(entry.filename, ZIP_EPOCH), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
