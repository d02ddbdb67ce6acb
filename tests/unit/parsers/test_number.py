"""The document's own number: every shape of symbol, and none of the numbers that stand beside it."""

from __future__ import annotations

from datetime import date

import pytest

from parsers.number import parse_number
from parsers.parse import parse_document
from tests.documents import LEFT_MIDDLE, RIGHT_MIDDLE, Letter, Sheet, Stamp, Text, make_pdf

SHAPES = [
    ("Số: 34/KH-VP", "34/KH-VP"),
    ("Số: 11410/BXD-KHCNMT&VLXD", "11410/BXD-KHCNMT&VLXD"),
    ("Số: 154/CTPH-LĐLĐ-SVH,TT,DL", "154/CTPH-LĐLĐ-SVH,TT,DL"),
    ("Số: 62/QĐ-CTHĐT-ĐHTĐ", "62/QĐ-CTHĐT-ĐHTĐ"),
    ("Số: 1135/ĐHTĐ", "1135/ĐHTĐ"),
    ("Số: 3176B/QĐ-SYT", "3176B/QĐ-SYT"),
    ("Số: 04/QĐ-BCĐ138", "04/QĐ-BCĐ138"),
    ("Số: 09/KH-TTra", "09/KH-TTra"),
    ("Số: 157/QĐ-NĐ-UB", "157/QĐ-NĐ-UB"),
    ("Số: 385/SNV.CCHCVTLT", "385/SNV.CCHCVTLT"),
    ("Luật số: 100/2015/QH13", "100/2015/QH13"),
    ("Nghị quyết số: 76/2025/UBTVQH15", "76/2025/UBTVQH15"),
    ("Số: 30/2020/NĐ-CP", "30/2020/NĐ-CP"),
    ("Số: 10/2023/QĐ-UBND", "10/2023/QĐ-UBND"),
    ("Số: 99/2023/NQ-HĐND", "99/2023/NQ-HĐND"),
    ("Số 36-HD/VPTW", "36-HD/VPTW"),
    ("Số: 01-NQ/TU", "01-NQ/TU"),
    ("Số: 24 /TTr -UBND", "24/TTr-UBND"),
    ("Số: 3070./KH-UBND", "3070/KH-UBND"),
    ("Số : 64/2007/NĐ-CP", "64/2007/NĐ-CP"),
    ("SỐ: 2 3 08 / SYT- NVY", "2308/SYT-NVY"),
    ("Số:113/TB-HĐTĐ", "113/TB-HĐTĐ"),
    ("Số: 15/CTr-UBND", "15/CTr-UBND"),
    ("Số: 07/QyĐ-SNV", "07/QyĐ-SNV"),
]


@pytest.mark.parametrize(("printed", "expected"), SHAPES)
def test_every_shape_of_symbol_is_read_whole(printed: str, expected: str) -> None:
    """A number is returned as offices cite it: no spaces, case kept, every group of the symbol."""
    number = parse_document(Letter(number=printed).pdf()).number
    assert number.value == expected
    assert number.best is not None
    assert number.best.confidence >= 0.9


@pytest.mark.parametrize("text", ["", "Số:", "ngày 17", "/KH-VP", "17 tháng 01", "abc/KH-VP", "12"])
def test_text_without_number_and_symbol_is_no_number(text: str) -> None:
    """Half a number is none."""
    assert parse_number(text) is None


def test_a_symbol_broken_over_two_lines_is_joined() -> None:
    """`Số: 123/BC-` and `SKHCN` under it are one symbol."""
    texts = Letter(number=None).texts()
    texts += [Text("Số: 123/BC-", 104, middle=LEFT_MIDDLE), Text("SKHCN", 119, middle=LEFT_MIDDLE)]
    assert parse_document(make_pdf(Sheet(texts))).number.value == "123/BC-SKHCN"


def test_a_stamped_number_fills_the_printed_blank() -> None:
    """Digits that live in a signature appearance are put between `Số:` and the symbol, and say where they are from."""
    content = Letter(number="Số:        /KH-VP").pdf(Stamp("316", 148, 106))
    number = parse_document(content).number
    assert number.value == "316/KH-VP"
    assert number.best is not None
    assert number.best.origin == "signature"


@pytest.mark.parametrize(
    ("kind", "origin"),
    [("signature", "signature"), ("nested", "signature"), ("free-text", "annotation"),
     ("stamp", "annotation"), ("form", "form")],
)  # fmt: skip
def test_stamped_text_is_found_in_any_home(kind: str, origin: str) -> None:
    """Annotations, form fields and signature widgets of any depth are read, each under its own name."""
    content = Letter(number="Số:        /KH-VP").pdf(Stamp("316", 148, 106, kind=kind))
    best = parse_document(content).number.best
    assert best is not None
    assert (best.value, best.origin) == ("316/KH-VP", origin)


def test_a_blank_number_is_not_filled_from_the_subject() -> None:
    """`Số:      /KH-VP` without digits is no number, although the subject cites one."""
    letter = Letter(number="Số:        /KH-VP", subject=("Thực hiện Quyết định số 99/QĐ-UBND của Ủy ban nhân dân",))
    assert parse_document(letter.pdf()).number.value is None


def test_an_arrival_stamp_is_not_the_number() -> None:
    """The ĐẾN stamp has its own Số and Ngày; the letter's stay."""
    stamp = [
        Text("CÔNG VĂN ĐẾN", 20, x=30, size=9),
        Text("Số: 4521", 31, x=30, size=9),
        Text("Ngày: 20/01/2023", 42, x=30, size=9),
    ]
    found = parse_document(make_pdf(Sheet([*Letter().texts(), *stamp])))
    assert found.number.value == "34/KH-VP"
    assert found.date.value == date(2023, 1, 17)


def test_a_copy_line_is_not_the_number() -> None:
    """SAO Y with its number and time on top of the page belongs to the copy."""
    copy = [Text("SAO Y; Số: 77/SY-VP; 25/07/2025 10:25:14", 20, x=300, size=9)]
    assert parse_document(make_pdf(Sheet([*Letter().texts(), *copy]))).number.value == "34/KH-VP"


def test_a_gazette_header_is_not_the_number() -> None:
    """`CÔNG BÁO/Số 82/Ngày 04-02-2026` above the heading is the gazette's."""
    header = [Text("CÔNG BÁO/Số 82/Ngày 04-02-2026", 28, middle=297)]
    found = parse_document(make_pdf(Sheet([*Letter().texts(), *header])))
    assert found.number.value == "34/KH-VP"
    assert found.date.value == date(2023, 1, 17)


def test_a_cited_act_in_the_about_line_is_not_the_number() -> None:
    """The V/v of a công văn often cites another act with its number and date."""
    letter = Letter(
        number="Số: 513/SYT-NVX",
        title=None,
        subject=(),
        about=("V/v đính chính Công văn số 455/SYT-NVX", "ngày 19/4/2018 của Sở Y tế"),
        body=("Kính gửi: Các đơn vị trực thuộc.", *Letter().body),
        dated="Bình Nguyên, ngày 24 tháng 4 năm 2018",
    )
    found = parse_document(letter.pdf())
    assert (found.number.value, found.date.value) == ("513/SYT-NVX", date(2018, 4, 24))
    assert found.type.value == "công văn"


def test_a_second_document_in_the_file_does_not_give_its_number() -> None:
    """The first page's letter is the document; a whole letter after it is something attached."""
    first = Sheet(Letter(number="Số:        /KH-VP").texts())
    second = Sheet(Letter(number="Số: 99/QĐ-VP", title="QUYẾT ĐỊNH").texts())
    assert parse_document(make_pdf(first, second)).number.value is None


def test_an_annex_has_no_number_and_names_its_parent() -> None:
    """`(Kèm theo Quyết định số …)` is the parent's number, told as a remark."""
    texts = [
        Text("Phụ lục I", 60, middle=297),
        Text("DANH MỤC NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH", 80, middle=297),
        Text("(Kèm theo Quyết định số 114/QĐ-BXD ngày 23/7/2026 của Bộ Xây dựng)", 100, middle=297, size=12),
        *[Text("Nội dung nhiệm vụ được giao cho các đơn vị thực hiện trong năm nay", 150 + 20 * i) for i in range(5)],
    ]
    found = parse_document(make_pdf(Sheet(texts)))
    assert (found.number.value, found.date.value) == (None, None)
    remark = next(remark for remark in found.remarks if remark.reason == "annex-of")
    assert remark.details == {"number": "114/QĐ-BXD", "date": "2026-07-23"}
    assert found.type.value == "phụ lục"
    assert found.issuer.value == "Bộ Xây dựng"


def test_party_papers_are_read() -> None:
    """A Party paper has its own heading, an asterisk, and the hyphen before the type."""
    letter = Letter(
        parent="TỈNH ỦY BÌNH NGUYÊN",
        agency=("*",),
        number="Số 15-KH/TU",
        heading=("ĐẢNG CỘNG SẢN VIỆT NAM",),
        signing=("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ"),
    )
    found = parse_document(letter.pdf())
    assert found.number.value == "15-KH/TU"
    assert found.issuer.value == "Tỉnh ủy Bình Nguyên"
    assert found.authority.value == "TM."
    assert found.type.value == "kế hoạch"


def test_a_web_page_that_cites_a_number_has_none() -> None:
    """Text without heading or left column gives no number, however many it cites."""
    lines = ["Thông báo xét tuyển bổ sung năm 2025", "Căn cứ Công văn số 3838/X02-P2 ngày 21/8/2025 của Cục"]
    lines += ["Đào tạo về việc xét tuyển bổ sung, Trường thông báo đến các thí sinh được biết"] * 4
    found = parse_document(make_pdf(Sheet([Text(line, 72 + 20 * i, x=72) for i, line in enumerate(lines)])))
    assert (found.number.value, found.date.value) == (None, None)


def test_the_box_of_a_number_lies_where_it_is_printed() -> None:
    """The box is in points from the top left of the page."""
    best = parse_document(Letter().pdf()).number.best
    assert best is not None
    assert best.box is not None
    assert best.page == 1
    assert 100 < best.box.y0 < 110
    assert best.box.x1 < RIGHT_MIDDLE
