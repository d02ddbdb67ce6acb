"""Pages of PDF files as lines: wherever the text lives, however it was set, whatever was done to the file."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from parsers import reader
from parsers.errors import DamagedError, EncryptedError, NoPagesError, ParseError, TooLargeError
from parsers.parse import parse_document
from parsers.words import Page
from tests.documents import LEFT_MIDDLE, Letter, Sheet, Stamp, Text, make_pdf
from tests.hostile import HOSTILE


def read(content: bytes, index: int = 0) -> Page:
    with reader.open_pdf(content) as document:
        return reader.read_page(document, index)


def texts(page: Page) -> list[str]:
    return [line.text for line in page.lines]


def test_columns_of_one_height_are_lines_of_their_own() -> None:
    """The left and the right header column never run together."""
    lines = texts(read(Letter().pdf()))
    assert "Số: 34/KH-VP" in lines
    assert "Bình Nguyên, ngày 17 tháng 01 năm 2023" in lines


@pytest.mark.parametrize("spacing", [2.0, 4.0, 6.0, 8.0])
def test_letter_spacing_keeps_words_whole(spacing: float) -> None:
    """Text set with wide character spacing (Tc) is still words."""
    page = read(make_pdf(Sheet([Text("KẾ HOẠCH NĂM", 100, spacing=spacing)])))
    assert texts(page) == ["KẾ HOẠCH NĂM"]


def test_glyphs_placed_one_by_one_are_joined() -> None:
    """Each letter is its own operation, without any space between the words."""
    page = read(make_pdf(Sheet([Text("Sô: 34/KH-VP ngày 17", 100, glyph_by_glyph=True)])))
    assert texts(page) == ["Sô: 34/KH-VP ngày 17"]


def test_a_raised_digit_stays_on_its_line() -> None:
    """A digit set 1.5 points higher does not start a line."""
    content = make_pdf(Sheet([Text("Số:", 100, x=85), Text("34", 100, x=110, rise=1.5), Text("/KH-VP", 100, x=123)]))
    assert texts(read(content)) == ["Số: 34/KH-VP"]


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_turned_page_reads_like_an_upright_one(rotate: int) -> None:
    """With /Rotate and text turned against it, the lines are the same."""
    width, height = 595.0, 842.0
    matrix = {90: b"0 1 -1 0 842 0 cm\n", 180: b"-1 0 0 -1 595 842 cm\n", 270: b"0 -1 1 0 0 595 cm\n"}[rotate]
    size = (width, height) if rotate == 180 else (height, width)
    upright = texts(read(Letter().pdf()))
    sheet = Sheet([], rotate=rotate, size=size, content=matrix)
    body = _content(Letter().texts())
    page = read(make_pdf(Sheet(sheet.texts, sheet.stamps, rotate, size, matrix + body)))
    assert texts(page) == upright


def _content(items: list[Text]) -> bytes:
    from tests.documents import _show

    return b"\n".join(_show(text, 842.0) for text in items)


@pytest.mark.parametrize("rotate", [90, 270])
def test_fields_of_a_sideways_page_are_read(rotate: int) -> None:
    """A page shown sideways, its text running up or down, still gives number and date."""
    found = parse_document(Letter().pdf(rotate=rotate))
    assert found.number.value == "34/KH-VP"
    assert found.date.value is not None


def test_decomposed_letters_and_look_alikes_are_put_right() -> None:
    """NFD, Ð for Đ, ƣ for ư, NBSP and soft hyphens come out as plain Vietnamese."""
    content = make_pdf(Sheet([Text("So\u0302\u0301: 5/Q\u00d0-UBND nh\u01a3\u00a0the\u0302\u0301 co\u00adng", 100)]))
    assert texts(read(content))[0].replace("-ng", "ng") == "Số: 5/QĐ-UBND như thế cong"


@pytest.mark.parametrize(
    ("font", "raw", "expected"),
    [(".VnTime", "Uû ban nh©n d©n tØnh", "Uỷ ban nhân dân tỉnh"),
     ("ABCDEF+.VnTimeH", "uû ban nh©n d©n", "UỶ BAN NHÂN DÂN"),
     ("VNI-Times", "Uûy ban nhaân daân tænh", "Ủy ban nhân dân tỉnh")],
)  # fmt: skip
def test_fonts_from_before_unicode_are_converted(font: str, raw: str, expected: str) -> None:
    """TCVN3 and VNI fonts are told by their names and read through their own tables."""
    content = make_pdf(Sheet([Text(raw, 100, font="F2")], fonts={"F2": font}))
    assert texts(read(content)) == [expected]


def test_garbage_before_the_header_is_told() -> None:
    """21 bytes before %PDF- are skipped for reading and reported."""
    found = parse_document(b"x" * 21 + Letter().pdf())
    assert found.number.value == "34/KH-VP"
    assert [(remark.reason, remark.details) for remark in found.remarks] == [("leading-garbage", {"bytes": 21})]


def test_an_encrypted_file_is_refused_by_name() -> None:
    """A file under a user password ends in encrypted-pdf."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(Letter().pdf())))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(EncryptedError) as caught:
        parse_document(out.getvalue())
    assert caught.value.reason == "encrypted-pdf"


def test_a_file_without_pages_is_refused_by_name() -> None:
    """0 pages end in no-pages."""
    with pytest.raises(ParseError) as caught:
        parse_document(make_pdf())
    assert caught.value.reason in ("no-pages", "damaged-file")


def test_a_broken_file_is_refused_by_name() -> None:
    """Bytes that only begin like a PDF end in damaged-file."""
    with pytest.raises(DamagedError):
        parse_document(b"%PDF-1.7\nnothing of the kind")


def test_a_loop_of_cross_references_ends() -> None:
    """A /Prev that points to itself does not hang the reader."""
    content = Letter().pdf()
    start = content.rindex(b"startxref")
    table = int(content[start:].split()[1])
    looped = content.replace(b"trailer\n<< ", b"trailer\n<< /Prev %d " % table)
    assert parse_document(looped).number.value == "34/KH-VP"


def test_ten_thousand_pages_are_counted_but_not_all_read() -> None:
    """Only pages that may matter are read: the first ones, and a few from the end."""
    first = Sheet(Letter().texts())
    found = parse_document(make_pdf(first, *[Sheet() for _ in range(9_999)]))
    assert found.pages == 10_000
    assert found.number.value == "34/KH-VP"
    assert found.signer_name.value == "Trần Văn Mẫu"


def test_a_decompression_bomb_is_survived() -> None:
    """A content stream that unpacks to 200 MB ends in a report or a ParseError."""
    bomb = Sheet(Letter().texts(), content=b" " * 200_000_000)
    try:
        found = parse_document(make_pdf(bomb))
    except ParseError:
        return
    assert found.pages == 1


def test_a_page_can_be_drawn_for_the_browser() -> None:
    """render_png gives a PNG of the asked width; odd wishes are refused."""
    content = Letter().pdf(Stamp("316", 148, 300))
    image = Image.open(io.BytesIO(reader.render_png(content, 1, 600)))
    assert (image.format, image.width) == ("PNG", 600)
    with pytest.raises(NoPagesError):
        reader.render_png(content, 2, 600)
    with pytest.raises(TooLargeError):
        reader.render_png(content, 1, 100_000)
    assert reader.page_count(content) == 1


def test_signature_appearances_are_drawn() -> None:
    """A picture of a page shows what its signature widgets show."""
    plain, stamped = Letter().pdf(), Letter().pdf(Stamp("MMMMMMMM", 200, 600, size=30))
    assert _ink(reader.render_png(stamped, 1, 600)) > _ink(reader.render_png(plain, 1, 600))


def _ink(png: bytes) -> int:
    return sum(Image.open(io.BytesIO(png)).convert("L").histogram()[:128])


def test_page_text_under_an_annotation_stays_page_text() -> None:
    """A signature field drawn over printed words marks its own letters and not the page's."""
    content = make_pdf(Sheet([Text("UBND TỈNH", 100, x=85)], [Stamp("316", 100, 99)]))
    words = [word for line in read(content).lines for word in line.words]
    assert {word.text: word.origin.value for word in words} == {"UBND": "text", "TỈNH": "text", "316": "signature"}


def test_the_original_bytes_stay_as_they_are() -> None:
    """Flattening works on a copy in memory."""
    content = Letter().pdf(Stamp("316", 148, 106))
    before = bytes(content)
    parse_document(content)
    assert content == before


def test_a_page_of_only_a_stamp_has_no_usable_text() -> None:
    """A signature stamp of a hundred letters is not the content of a page."""
    from parsers.pdf import is_usable

    stamp = [
        Stamp("Ký bởi: Văn phòng", 400, 20, size=7),
        Stamp("Thời gian ký: 16.03.2015 11:02:35 +07:00", 400, 30, size=7),
    ]
    assert not is_usable(read(make_pdf(Sheet([], stamp))))
    assert is_usable(read(Letter().pdf(*stamp)))


def test_an_ocr_layer_of_another_language_is_not_usable() -> None:
    """Text without Vietnamese marks is somebody's bad OCR."""
    from parsers.pdf import is_usable

    lines = [
        "UY BAN NHAN DAN TINH",
        "S6: 5Gi/TB-DHTD",
        "CQNG HOA XA HQI CHU NGHIA VIET NAM",
        "Dgc l$p - Tg do - Hanh phuc",
    ] * 5
    page = read(make_pdf(Sheet([Text(line, 60 + 20 * i, middle=LEFT_MIDDLE) for i, line in enumerate(lines)])))
    assert not is_usable(page)


def test_an_appearance_that_leads_nowhere_is_passed_over() -> None:
    """A stamp whose appearance is missing has nothing to show; the page is read all the same."""
    assert read(HOSTILE["a lost appearance"]()).lines == ()
