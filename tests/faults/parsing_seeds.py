"""Small files of every kind that is read, made in code: what fuzzing the parsers starts from."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import docx
import openpyxl
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject

from tests.documents import Letter, Sheet, Stamp, Text, make_pdf
from tests.hostile import HOSTILE
from tests.hostile_structures import STRUCTURES
from tests.scanned_pages import ARRIVAL_STAMP, Letterhead, Signing, by_hand, draw, draw_signed

_LETTER = Letter(number="Số:      /KH-VP", dated="Bình Nguyên, ngày     tháng     năm 2023")
_LARGE = 50_000  # bytes: changing a longer file by chance hits nothing
_COARSE = 100  # dots per inch: a picture small enough to be changed often
_BIG = ("ten thousand pages", "a decompression bomb", "deep nesting")


def seeds() -> Iterator[bytes]:
    """Yield PDF, DOCX, XLSX, PNG, JPEG, TIFF and ZIP files, and the small ones of the hostile."""
    yield from pdfs()
    yield word()
    yield workbook()
    yield from pictures()
    yield archive()
    yield from (make() for name, make in HOSTILE.items() if name not in _BIG)
    yield from (content for make in STRUCTURES.values() if len(content := make()) < _LARGE)


def pdfs() -> Iterator[bytes]:
    """Yield a letter plain, stamped in every way, turned, in an old font, object streams, under a password."""
    yield _LETTER.pdf()
    kinds = ("signature", "nested", "free-text", "stamp", "form")
    yield _LETTER.pdf(*(Stamp(str(at), 150 + 5 * at, 106, kind) for at, kind in enumerate(kinds)))
    yield _LETTER.pdf(rotate=90)
    legacy = Text("céng hoµ x· héi chñ nghÜa viÖt nam", 100, font="F2")
    yield make_pdf(Sheet([legacy], fonts={"F2": ".VnTime"}), Sheet([replace(legacy, glyph_by_glyph=True)]))
    for password in ("", "x"):
        writer = PdfWriter(PdfReader(io.BytesIO(_LETTER.pdf())))
        writer.encrypt(password, "owner", algorithm="AES-256")
        yield _written(writer)
    writer = PdfWriter(PdfReader(io.BytesIO(_LETTER.pdf())))
    writer.add_attachment("a.txt", b"a")
    writer.add_uri(0, "http://example.invalid/", RectangleObject((0, 0, 10, 10)))
    yield _written(writer)


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word() -> bytes:
    """Return a DOCX with a table, a field, a text box and a change that is tracked."""
    document = docx.Document()
    document.add_table(rows=1, cols=2).cell(0, 0).text = "UBND TỈNH BÌNH NGUYÊN\nSố: 34/KH-VP"
    paragraph = document.add_paragraph("KẾ HOẠCH")
    run = "<w:r><w:t>năm 2023</w:t></w:r>"
    box = f"<w:pict><w:txbxContent><w:p>{run}</w:p></w:txbxContent></w:pict>"
    for xml in (
        f'<w:fldSimple {nsdecls("w")} w:instr="DATE">{run}</w:fldSimple>',
        f'<w:ins {nsdecls("w")} w:id="1">{run}</w:ins>',
        f"<w:r {nsdecls('w')}>{box}</w:r>",
    ):
        paragraph._p.append(parse_xml(xml))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def workbook() -> bytes:
    """Return an XLSX with a date, a formula and a merged heading."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["UBND TỈNH BÌNH NGUYÊN", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"])
    sheet.merge_cells("A1:B1")
    sheet.append(["Số: 34/KH-VP", date(2023, 1, 17), "=SUM(1,2)"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pictures() -> Iterator[bytes]:
    """Yield small pictures of each kind, one TIFF of two pages among them."""
    page = Image.new("RGB", (60, 90), "white")
    for kind in ("PNG", "JPEG", "TIFF"):
        out = io.BytesIO()
        page.save(out, kind, **({"save_all": True, "append_images": [page]} if kind == "TIFF" else {}))
        yield out.getvalue()


def scans() -> Iterator[bytes]:
    """Yield coarse scans of letters, as pictures and as PDF: what only OCR reads."""
    written = Letterhead(number=f"Số: {by_hand('114')}/QĐ-SNV", extra=ARRIVAL_STAMP)
    sealed = draw_signed(Signing(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), seal="red"))
    for page in (draw(dpi=_COARSE), draw(written, dpi=_COARSE), sealed):
        small = page.resize((827, 1169)).convert("L")
        for kind in ("JPEG", "PDF"):
            out = io.BytesIO()
            small.save(out, kind, quality=35, resolution=_COARSE)
            yield out.getvalue()


def archive() -> bytes:
    """Return a ZIP with names in two code pages."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("34-17.01 Kế hoạch.pdf", b"%PDF-1.4")
        package.writestr("a/b.txt", b"a")
    return out.getvalue()
