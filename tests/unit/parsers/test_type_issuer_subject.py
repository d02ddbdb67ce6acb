"""Type, issuer and subject, from the places the decree gives them."""

from __future__ import annotations

import pytest

from parsers.agencies import restore_accents
from parsers.parse import parse_document
from parsers.titles import ABBREVIATIONS, type_of_number, type_of_title
from parsers.vietnamese import agency_case
from tests.documents import Letter, Sheet, Text, make_pdf


@pytest.mark.parametrize(("abbreviation", "name"), list(ABBREVIATIONS.items()))
def test_each_abbreviation_of_the_decree_names_its_type(abbreviation: str, name: str) -> None:
    """The first whole group after the number decides, with its case; the title names the type too."""
    assert type_of_number(f"12/{abbreviation}-SNV") == name
    assert type_of_title(name.upper()) == name


@pytest.mark.parametrize(
    ("number", "name"),
    [("870/SNV-CCHC", None), ("113/HĐTĐ-VP", None), ("15/HĐND-VP", None), ("36-HD/VPTW", "hướng dẫn"),
     ("30/2020/NĐ-CP", "nghị định"), ("157/QĐ-NĐ-UB", "quyết định"), ("73/2021/QH14", "luật"),
     ("12/TT-HC", None), ("1135/ĐHTĐ", None)],
)  # fmt: skip
def test_only_a_whole_first_group_names_a_type(number: str, name: str | None) -> None:
    """`HĐTĐ` is not `HĐ`, and a unit's code is no type."""
    assert type_of_number(number) == name


@pytest.mark.parametrize(
    ("line", "name"),
    [("QUYẾT ĐỊNH", "quyết định"), ("K Ế H O Ạ C H", "kế hoạch"), ("CHƯƠNG TRÌNH PHỐI HỢP", "chương trình phối hợp"),
     ("THÔNG BÁO TUYỂN SINH", "thông báo"), ("Phụ lục I", "phụ lục"), ("Quyết định này có hiệu lực", None),
     ("Căn cứ Quyết định số 1", None), ("THÔNG TƯ LIÊN TỊCH", "thông tư liên tịch"), ("QUYẾT ĐỊNH:", "quyết định"),
     ("KÉẺ HOẠCH", "kế hoạch"), ("LUẬT", "luật"), ("ĐƠN VỊ CHỦ TRÌ", None)],
)  # fmt: skip
def test_a_title_line_names_the_type(line: str, name: str | None) -> None:
    """The longest type a capital line begins with counts; running text does not."""
    assert type_of_title(line) == name


def test_the_title_outranks_a_type_named_in_the_subject() -> None:
    """`QUYẾT ĐỊNH / Ban hành Kế hoạch …` is a decision."""
    found = parse_document(
        Letter(number="Số: 5/QĐ-VP", title="QUYẾT ĐỊNH", subject=("Ban hành Kế hoạch cải cách hành chính",)).pdf()
    )
    assert found.type.value == "quyết định"
    assert found.subject.value == "Ban hành Kế hoạch cải cách hành chính"


def test_a_letter_spaced_title_is_read() -> None:
    """`K Ế H O Ạ C H` set with wide spacing is one word."""
    assert parse_document(Letter(title="K Ế H O Ạ C H").pdf()).type.value == "kế hoạch"


ISSUERS = [
    ("UBND TỈNH BÌNH NGUYÊN", ("VĂN PHÒNG",), "Văn phòng"),
    ("ỦY BAN NHÂN DÂN", ("TỈNH BÌNH NGUYÊN",), "Ủy ban nhân dân tỉnh Bình Nguyên"),
    ("BỘ NÔNG NGHIỆP VÀ", ("MÔI TRƯỜNG",), "Bộ Nông nghiệp và môi trường"),
    (
        "BỘ KHOA HỌC VÀ CÔNG NGHỆ",
        ("HỌC VIỆN CÔNG NGHỆ", "BƯU CHÍNH VIỄN THÔNG"),
        "Học viện Công nghệ bưu chính viễn thông",
    ),
    ("UBND TỈNH BÌNH NGUYÊN", ("SỞ Y TẾ",), "Sở Y tế"),
    ("SỞ VĂN HÓA, THỂ THAO", ("VÀ DU LỊCH",), "Sở Văn hóa, thể thao và du lịch"),
    ("VĂN PHÒNG", ("ỦY BAN NHÂN DÂN TỈNH",), "Văn phòng ủy ban nhân dân tỉnh"),
    ("THỦ TƯỚNG CHÍNH PHỦ", (), "Thủ tướng chính phủ"),
    ("BAN CHỈ ĐẠO", ("CẢI CÁCH HÀNH CHÍNH",), "Ban chỉ đạo cải cách hành chính"),
    ("HĐND TỈNH BÌNH NGUYÊN", ("HỘI ĐỒNG THẨM ĐỊNH",), "Hội đồng thẩm định"),
]


@pytest.mark.parametrize(("parent", "agency", "expected"), ISSUERS)
def test_the_issuer_is_the_last_agency_above_the_number(parent: str, agency: tuple[str, ...], expected: str) -> None:
    """The parent agency is not the issuer, and a name that wraps is one name (case is not compared)."""
    value = parse_document(Letter(parent=parent, agency=agency).pdf()).issuer.value
    assert value is not None
    assert value.lower() == expected.lower()


@pytest.mark.parametrize(
    ("printed", "written"),
    [("ỦY BAN NHÂN DÂN TỈNH CAO BẰNG", "Ủy ban nhân dân tỉnh Cao Bằng"), ("SỞ TƯ PHÁP", "Sở Tư pháp"),
     ("BỘ XÂY DỰNG", "Bộ Xây dựng"), ("Sở Tư pháp", "Sở Tư pháp")],
)  # fmt: skip
def test_an_agency_in_capitals_is_written_as_in_a_sentence(printed: str, written: str) -> None:
    """Names of places keep their capitals, names of fields one."""
    assert agency_case(printed) == written


@pytest.mark.parametrize(
    "written",
    ["Bộ Nông nghiệp và Môi trường", "Sở Văn hóa, Thể thao và Du lịch", "Văn phòng Ủy ban nhân dân tỉnh Lạng Sơn",
     "Thủ tướng Chính phủ", "Ủy ban Thường vụ Quốc hội"],
)  # fmt: skip
def test_known_names_keep_all_their_capitals(written: str) -> None:
    """Names of ministries, departments and provinces are written as their own papers write them."""
    found = parse_document(Letter(parent=None, agency=(written.upper(),)).pdf())
    assert found.issuer.value == written


MISREAD = {
    "SỞ NÔNG NGHTIẸP VÀ PHÁT TRIÊN NÔNG THÔN": "SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN",
    "SỞ KHOA HQC VÀ CÔNG NGHẸ QUẢNG TRI": "SỞ KHOA HỌC VÀ CÔNG NGHỆ QUẢNG TRỊ",
    "BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG": "BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG",
    "SỞ GIÁO DỤC VÀ ĐẠO TẶC": "SỞ GIÁO DỤC VÀ ĐẠO TẶC",
}


@pytest.mark.parametrize(("read", "meant"), MISREAD.items(), ids=MISREAD)
def test_a_misread_word_of_a_known_agency_is_put_right(read: str, meant: str) -> None:
    """A word that is no syllable is the known one among the others; words that are syllables stay as they were read."""
    assert restore_accents(read) == meant


def test_a_web_page_is_named_by_its_headline() -> None:
    """A page printed from the web has no heading; its larger first line names type and subject, unsurely."""
    body = [
        Text("Căn cứ kế hoạch của cơ quan, trường thông báo đến các thí sinh được biết", 120 + 20 * i) for i in range(8)
    ]
    page = Sheet([Text("Thông báo xét tuyển bổ sung năm 2025", 72, x=72, size=15), *body])
    found = parse_document(make_pdf(page))
    assert found.type.value == "thông báo"
    assert found.subject.value == "Thông báo xét tuyển bổ sung năm 2025"
    assert found.type.best is not None
    assert found.type.best.confidence < 0.9


def test_the_subject_of_a_letter_stands_under_its_number() -> None:
    """The V/v lines of a công văn are joined and end before `Kính gửi`."""
    letter = Letter(
        number="Số: 870/SNV-CCHC",
        title=None,
        subject=(),
        about=("V/v báo cáo cải cách hành chính", "quý I năm 2023"),
        body=("Kính gửi: Các sở, ban, ngành.", *Letter().body),
    )
    found = parse_document(letter.pdf())
    assert found.subject.value == "V/v báo cáo cải cách hành chính quý I năm 2023"
    assert found.type.value == "công văn"


def test_a_subject_over_two_lines_ends_before_the_body() -> None:
    """Centred lines belong to the subject, the grounds do not."""
    letter = Letter(subject=("Khắc phục những tồn tại, hạn chế trong cải cách", "hành chính năm 2023 của tỉnh"))
    assert parse_document(letter.pdf()).subject.value == (
        "Khắc phục những tồn tại, hạn chế trong cải cách hành chính năm 2023 của tỉnh"
    )
