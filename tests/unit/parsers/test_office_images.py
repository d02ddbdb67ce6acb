"""DOCX, XLSX and pictures: what can be read of them, and a clear word on what cannot."""

from __future__ import annotations

import io
import warnings
import zipfile
from datetime import date

import docx
import openpyxl
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from parsers import ocr
from parsers.document import TextOrigin
from parsers.errors import DamagedError, ParseError, TooLargeError
from parsers.images import read_image
from parsers.material import Limits
from parsers.parse import ParseOptions, parse_document


def word_letter(number: str = "Số: 34/KH-VP") -> bytes:
    document = docx.Document()
    header = document.add_table(rows=2, cols=2)
    header.cell(0, 0).text = "UBND TỈNH BÌNH NGUYÊN\nVĂN PHÒNG"
    header.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    header.cell(1, 0).text = number
    header.cell(1, 1).text = "Bình Nguyên, ngày 17 tháng 01 năm 2023"
    for line in ("KẾ HOẠCH", "Cải cách hành chính năm 2023"):
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("Căn cứ Quyết định số 2269/QĐ-UBND ngày 31 tháng 12 năm 2021 của Ủy ban nhân dân tỉnh, " * 2)
    signing = document.add_table(rows=1, cols=2)
    signing.cell(0, 0).text = "Nơi nhận:\n- Như trên;\n- Lưu: VT."
    signing.cell(0, 1).text = "KT. CHÁNH VĂN PHÒNG\nPHÓ CHÁNH VĂN PHÒNG\n\n\n\nTrần Văn Mẫu"
    return saved(document)


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]  # both libraries' documents have it
    return out.getvalue()


def test_a_word_letter_is_read_like_a_printed_one() -> None:
    """Header and signature tables of a DOCX give all fields."""
    found = parse_document(word_letter())
    assert found.number.value == "34/KH-VP"
    assert found.date.value == date(2023, 1, 17)
    assert found.type.value == "kế hoạch"
    assert found.issuer.value == "Văn phòng"
    assert found.signer_name.value == "Trần Văn Mẫu"
    assert found.signer_title.value == "KT. CHÁNH VĂN PHÒNG, PHÓ CHÁNH VĂN PHÒNG"
    assert found.text_origin is TextOrigin.TEXT


def test_a_word_letter_usually_has_a_blank_number() -> None:
    """A blank stays blank."""
    assert parse_document(word_letter("Số:       /KH-VP")).number.value is None


def test_text_boxes_and_fields_of_word_are_read() -> None:
    """Text in a drawn box and the result of a field belong to the document."""
    document = docx.Document()
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    boxed = (
        f"<w:p {space}><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>HỎA TỐC</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r></w:p>"
    )
    field = f'<w:p {space}><w:fldSimple w:instr="DATE"><w:r><w:t>ngày 17</w:t></w:r></w:fldSimple></w:p>'
    deleted = f"<w:p {space}><w:del><w:r><w:t>bỏ</w:t></w:r></w:del><w:r><w:t>giữ</w:t></w:r></w:p>"
    for xml in (boxed, field, deleted):
        document.element.body.append(parse_xml(xml))
    text = parse_document(saved(document)).text
    assert "HỎA TỐC" in text
    assert "ngày 17" in text
    assert "giữ" in text
    assert "bỏ" not in text


def test_text_boxes_within_text_boxes_are_read_once() -> None:
    """Boxes nested as deep as a file likes are set once each; twice each, sixty would never end."""
    document = docx.Document()
    inner = "<w:p><w:r><w:t>bên trong</w:t></w:r></w:p>"
    for _ in range(3):
        inner = f"<w:p><w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r></w:p>"
    document.element.body.insert(0, parse_xml(inner.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)))

    assert parse_document(saved(document)).text.split() == ["bên", "trong"]


def test_a_document_beyond_all_measure_is_read_from_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Past so many paragraphs nothing more is set, and what was read stays."""
    monkeypatch.setattr("parsers.office._MOST_PARAGRAPHS", 3)
    document = docx.Document()
    for number in range(9):
        document.add_paragraph(f"đoạn {number}")

    assert parse_document(saved(document)).text == "đoạn 0\nđoạn 1\nđoạn 2"


def test_a_cell_that_holds_a_book_is_cut() -> None:
    """A cell is a label or a value; what is longer is read from its beginning."""
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Số: 34/KH-VP", "chữ " * 5000])

    found = parse_document(saved(book))

    assert found.number.value == "34/KH-VP"
    assert len(found.text) < 3000


def test_a_workbook_gives_its_first_sheets() -> None:
    """Cells are text in order; dates and whole numbers are written as people do."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Danh sách", 12.0, date(2023, 1, 17)])
    found = parse_document(saved(book))
    assert found.text.split("\n") == ["Danh sách", "12", "17/01/2023"]
    assert found.number.value is None


def test_an_empty_workbook_says_that_it_has_no_text() -> None:
    """No cell, no text: told as a remark."""
    found = parse_document(saved(openpyxl.Workbook()))
    assert found.text_origin is TextOrigin.NONE
    assert [remark.reason for remark in found.remarks] == ["no-text"]


def package(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("name", ["word/document.xml", "xl/workbook.xml"])
def test_a_broken_package_is_refused_by_name(name: str) -> None:
    """A package with the right names and the wrong content is damaged."""
    with pytest.raises(DamagedError):
        parse_document(package({name: b"<broken"}))


def spoilt(content: bytes, part: str) -> bytes:
    """The package with the packed bytes of one part overwritten, so that they unpack to nothing."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entry = archive.getinfo(part)
    start = entry.header_offset + 30 + len(part)
    return content[:start] + bytes(b ^ 0x5A for b in content[start : start + 40]) + content[start + 40 :]


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "[Content_Types].xml"])
def test_a_part_that_does_not_unpack_is_damage(part: str) -> None:
    """Bytes that no decompressor understands are the file's fault, whichever part they are in."""
    with pytest.raises(DamagedError):
        parse_document(spoilt(word_letter(), part))


def seeds() -> list[bytes]:
    """One small file of each kind."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Danh sách", 12.0, date(2023, 1, 17)])
    return [word_letter(), saved(book), *(picture(kind, (60, 90)) for kind in ("PNG", "JPEG", "TIFF"))]


def test_a_package_that_unpacks_too_far_is_refused() -> None:
    """The sizes in the directory are added up before anything is unpacked."""
    with pytest.raises(TooLargeError):
        parse_document(package({"word/document.xml": b"<a/>", "word/media/bomb": b"\0" * (401 * 1024 * 1024)}))


def test_a_zip_is_no_document() -> None:
    """An archive of something else is named unsupported."""
    with pytest.raises(ParseError) as caught:
        parse_document(package({"a.txt": b"a"}))
    assert caught.value.reason == "unsupported-type"


def picture(kind: str, size: tuple[int, int] = (400, 566)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


_SEEDS = seeds()


@given(st.sampled_from(range(5)), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=20))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_a_changed_file_of_any_kind_ends_in_a_document_or_a_parse_error(
    kind: int, changes: list[tuple[float, int]]
) -> None:
    """Whatever bytes are changed in a real file, nothing but a ParseError leaves the package."""
    content = bytearray(_SEEDS[kind])
    for place, value in changes:
        content[min(int(place * len(content)), len(content) - 1)] = value
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out
        assert outcome(bytes(content))


def outcome(content: bytes) -> str:
    """The digest of the document or the reason of the refusal; any other exception is the test's."""
    try:
        return parse_document(content, ParseOptions(ocr=False)).sha256
    except ParseError as error:
        return error.reason


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("TIFF", "image/tiff")])
def test_a_picture_is_kept_and_waits_for_ocr(kind: str, media_type: str) -> None:
    """Without OCR a picture is a page without text; its kind is told from its bytes."""
    found = parse_document(picture(kind), ParseOptions(file_name="x.pdf", ocr=False))
    assert (found.media_type, found.pages) == (media_type, 1)
    assert [remark.reason for remark in found.remarks] == ["needs-ocr"]


def test_a_picture_without_resolution_is_taken_for_a_page() -> None:
    """Its size in points is that of a page A4 wide."""
    found = parse_document(picture("PNG"), ParseOptions(ocr=False))
    assert found.page_sizes[0].width == pytest.approx(595.4, abs=1)


def test_a_huge_picture_is_refused_before_it_is_decoded() -> None:
    """The header's size is enough to refuse."""
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises((TooLargeError, DamagedError)):
        read_image(out.getvalue(), Limits())


if ocr.is_available():

    def test_a_blank_picture_gives_no_fields() -> None:
        """OCR of an empty page finds nothing and invents nothing."""
        found = parse_document(picture("PNG", (1240, 1754)))
        assert found.text_origin is TextOrigin.OCR
        assert (found.number.value, found.date.value, found.signer_name.value) == (None, None, None)


def letter_by(*lines: str) -> bytes:
    """A DOCX whose letterhead is the given paragraphs, without a table."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    for line in ("KẾ HOẠCH", "Cải cách hành chính năm 2023"):
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for _ in range(6):
        document.add_paragraph("Các cơ quan, đơn vị có trách nhiệm tổ chức thực hiện các nhiệm vụ được giao.")
    document.add_paragraph("Nơi nhận:\t\t\tCHÁNH VĂN PHÒNG")
    document.add_paragraph("\t\t\t\t\tTrần Văn Mẫu")
    return saved(document)


STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
DATED = "Bình Nguyên, ngày 17 tháng 01 năm 2023"
WORD_LETTERS = {
    "tabs": (f"UBND TỈNH BÌNH NGUYÊN\t{STATE[0]}", f"VĂN PHÒNG\t\t{STATE[1]}", f"Số: 34/KH-VP\t\t{DATED}"),
    "spaces": (
        f"UBND TỈNH BÌNH NGUYÊN          {STATE[0]}",
        f"       VĂN PHÒNG                    {STATE[1]}",
        f"   Số: 34/KH-VP                {DATED}",
    ),
    "one column": ("UBND TỈNH BÌNH NGUYÊN", "VĂN PHÒNG", "Số: 34/KH-VP", *STATE, DATED),
}


@pytest.mark.parametrize("name", WORD_LETTERS)
def test_a_letterhead_without_a_table_is_read(name: str) -> None:
    """Older letters part the columns by tabs or by rows of spaces, conversions not at all."""
    found = parse_document(letter_by(*WORD_LETTERS[name]))

    assert (found.number.value, found.date.value) == ("34/KH-VP", date(2023, 1, 17))
    assert (found.issuer.value, found.signer_name.value) == ("Văn phòng", "Trần Văn Mẫu")


def test_blanks_made_of_spaces_part_no_columns() -> None:
    """`Số:       /KH-VP` is one blank number, and no number."""
    found = parse_document(letter_by("VĂN PHÒNG", "Số:           /KH-VP", *STATE, "ngày        tháng        năm 2023"))
    assert (found.number.value, found.date.value) == (None, None)


def test_a_letterhead_in_the_page_header_of_word_is_read() -> None:
    """What stands in the header of the first page stands on the page."""
    document = docx.Document()
    table = document.sections[0].header.add_table(rows=1, cols=2, width=docx.shared.Cm(17))
    table.cell(0, 0).text = "UBND TỈNH BÌNH NGUYÊN\nVĂN PHÒNG\n\nSố: 34/KH-VP"
    table.cell(0, 1).text = "\n".join((*STATE, "", DATED))
    document.add_paragraph("KẾ HOẠCH").alignment = WD_ALIGN_PARAGRAPH.CENTER
    found = parse_document(saved(document))

    assert (found.number.value, found.date.value) == ("34/KH-VP", date(2023, 1, 17))


def test_changes_that_are_tracked_count_as_made() -> None:
    """What was inserted is read, what was deleted is not, and a field shows its result."""
    document = docx.Document()
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 1).text = "\n".join((*STATE, DATED))
    paragraph = table.cell(0, 0).paragraphs[0]
    paragraph.add_run("VĂN PHÒNG\nSố: ")
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    for xml in (
        f'<w:del {w} w:id="1" w:author="a"><w:r><w:delText>99</w:delText></w:r></w:del>',
        f'<w:ins {w} w:id="2" w:author="a"><w:r><w:t>3</w:t></w:r></w:ins>',
        f'<w:r {w}><w:fldChar w:fldCharType="begin"/><w:instrText>SEQ</w:instrText></w:r>',
        f'<w:r {w}><w:fldChar w:fldCharType="separate"/><w:t>4</w:t><w:fldChar w:fldCharType="end"/></w:r>',
    ):
        paragraph._p.append(parse_xml(xml))
    paragraph.add_run("/KH-VP")

    assert parse_document(saved(document)).number.value == "34/KH-VP"


def test_a_workbook_with_a_letterhead_is_read() -> None:
    """Merged cells, formulas and dates among them, in the first sheet that has any."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Báo cáo")
    for row in (
        ["UBND TỈNH BÌNH NGUYÊN", None, None, STATE[0]],
        ["VĂN PHÒNG", None, None, STATE[1]],
        ["Số: 34/BC-VP", None, None, DATED],
        ["BÁO CÁO"],
        [1, "Hồ sơ", "=SUM(1,2)", date(2023, 1, 5)],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A4:D4")
    found = parse_document(saved(book))

    assert (found.number.value, found.date.value) == ("34/BC-VP", date(2023, 1, 17))
    assert (found.issuer.value, found.type.value) == ("Văn phòng", "báo cáo")
