"""Who issued a paper: every kind of agency, its name wrapped in every way, on typeset papers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsers.parse import ParseOptions, parse_document
from tests.papers import PARTY, STATE, Paper

WITHOUT_OCR = ParseOptions(ocr=False)
REPORT = Paper(title="BÁO CÁO", subject=("Kết quả công tác năm 2023",))
# Lines above, lines of the agency, how the agency is called.
AGENCIES = (
    ("", "BỘ VĂN HÓA, THỂ THAO/VÀ DU LỊCH", "Bộ Văn hóa, Thể thao và Du lịch"),
    ("", "BỘ DÂN TỘC VÀ TÔN GIÁO", "Bộ Dân tộc và Tôn giáo"),
    ("", "ỦY BAN NHÂN DÂN/THÀNH PHỐ HỒ CHÍ MINH", "Ủy ban nhân dân thành phố Hồ Chí Minh"),
    ("UBND TỈNH BÌNH NGUYÊN", "ỦY BAN NHÂN DÂN/HUYỆN SÔNG HỒNG", "Ủy ban nhân dân huyện Sông Hồng"),
    ("ỦY BAN NHÂN DÂN/THÀNH PHỐ BÌNH NGUYÊN", "ỦY BAN NHÂN DÂN/PHƯỜNG TÂN AN", "Ủy ban nhân dân phường Tân An"),
    ("", "UỶ BAN NHÂN DÂN/XÃ TÂN AN", "Uỷ ban nhân dân xã Tân An"),
    ("TỈNH BÌNH NGUYÊN", "ỦY BAN NHÂN DÂN/ĐẶC KHU HÒN NGỌC", "Ủy ban nhân dân đặc khu Hòn Ngọc"),
    ("UBND TỈNH BÌNH NGUYÊN", "ỦY BAN NHÂN DÂN/XÃ ĐẮK R'LẤP", "Ủy ban nhân dân xã Đắk R'Lấp"),
    ("", "ỦY BAN NHÂN DÂN TỈNH/LẠNG SƠN", "Ủy ban nhân dân tỉnh Lạng Sơn"),
    ("UBND TỈNH BÌNH NGUYÊN", "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", "Sở Nông nghiệp và Môi trường"),
    ("UBND TỈNH BÌNH NGUYÊN", "SỞ LAO ĐỘNG - THƯƠNG BINH/VÀ XÃ HỘI", "Sở Lao động - Thương binh và Xã hội"),
    ("UBND XÃ TÂN AN", "TRUNG TÂM PHỤC VỤ/HÀNH CHÍNH CÔNG", "Trung tâm Phục vụ hành chính công"),
    ("", "HỘI ĐỒNG NHÂN DÂN/XÃ TÂN AN", "Hội đồng nhân dân xã Tân An"),
    ("HỘI ĐỒNG NHÂN DÂN/TỈNH BÌNH NGUYÊN", "BAN PHÁP CHẾ", "Ban Pháp chế"),
    ("UBND TỈNH BÌNH NGUYÊN", "BAN CHỈ ĐẠO/CẢI CÁCH HÀNH CHÍNH", "Ban Chỉ đạo cải cách hành chính"),
    ("UBND TỈNH BÌNH NGUYÊN", "BAN CHỈ ĐẠO 138", "Ban Chỉ đạo 138"),
    ("UBND TỈNH BÌNH NGUYÊN", "BAN CHỈ ĐẠO/VỀ CHUYỂN ĐỔI SỐ", "Ban Chỉ đạo về chuyển đổi số"),
    ("SỞ TƯ PHÁP", "PHÒNG CÔNG CHỨNG/SỐ 1", "Phòng Công chứng số 1"),
    ("SỞ Y TẾ TP. HỒ CHÍ MINH", "BỆNH VIỆN/NHI ĐỒNG 1", "Bệnh viện Nhi đồng 1"),
    ("UBND TỈNH BÌNH NGUYÊN", "HỘI ĐỒNG THẨM ĐỊNH/CHỈ SỐ CẢI CÁCH", "Hội đồng Thẩm định chỉ số cải cách"),
    ("UBND QUẬN 1/PHÒNG GIÁO DỤC VÀ ĐÀO TẠO", "TRƯỜNG THCS/NGUYỄN DU", "Trường THCS Nguyễn Du"),
    ("ĐẠI HỌC QUỐC GIA HÀ NỘI", "TRƯỜNG ĐẠI HỌC/KHOA HỌC TỰ NHIÊN", "Trường Đại học Khoa học Tự nhiên"),
    ("TÒA ÁN NHÂN DÂN TỐI CAO", "TÒA ÁN NHÂN DÂN/TỈNH BÌNH NGUYÊN", "Tòa án nhân dân tỉnh Bình Nguyên"),
    ("QUÂN KHU 7", "BỘ CHỈ HUY QUÂN SỰ/TỈNH BÌNH NGUYÊN", "Bộ Chỉ huy quân sự tỉnh Bình Nguyên"),
    ("NGÂN HÀNG NHÀ NƯỚC/VIỆT NAM", "CHI NHÁNH TỈNH BÌNH NGUYÊN", "Chi nhánh tỉnh Bình Nguyên"),
    ("", "ỦY BAN THƯỜNG VỤ QUỐC/HỘI", "Ủy ban Thường vụ Quốc hội"),
    ("", "CHỦ TỊCH ỦY BAN NHÂN DÂN/TỈNH BÌNH NGUYÊN", "Chủ tịch Ủy ban nhân dân tỉnh Bình Nguyên"),
    ("", "VĂN PHÒNG ĐOÀN ĐẠI BIỂU/QUỐC HỘI VÀ HĐND TỈNH", "Văn phòng Đoàn đại biểu Quốc hội và HĐND tỉnh"),
    ("ỦY BAN TRUNG ƯƠNG MẶT TRẬN/TỔ QUỐC VIỆT NAM", "BAN THƯỜNG TRỰC", "Ban Thường trực"),
    ("BỘ NÔNG NGHIỆP VÀ MÔI/TRƯỜNG", "CỤC ĐÊ ĐIỀU VÀ/PHÒNG, CHỐNG THIÊN TAI", "Cục Đê điều và phòng, chống thiên tai"),
    ("UBND TỈNH BÌNH NGUYÊN", "BAN CHỈ ĐẠO/KHOA HỌC VÀ CHUYỂN ĐỔI/SỐ", "Ban Chỉ đạo khoa học và chuyển đổi số"),
    ("UBND TỈNH BÌNH NGUYÊN", "TRUNG TÂM PHÁT TRIỂN/QUỸ ĐẤT", "Trung tâm Phát triển quỹ đất"),
    ("", "BỘ TÀI CHÍNH -/BỘ NỘI VỤ", "Bộ Tài chính - Bộ Nội vụ"),
    ("", "LIÊN ĐOÀN LAO ĐỘNG -/SỞ VĂN HÓA TỈNH HÀ GIANG", "Liên đoàn Lao động - Sở Văn hóa tỉnh Hà Giang"),
)


def lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("/")) if text else ()


@pytest.mark.parametrize(("parent", "agency", "expected"), AGENCIES, ids=[agency for _, agency, _ in AGENCIES])
def test_the_agency_is_read_whole_and_without_the_one_above(parent: str, agency: str, expected: str) -> None:
    """Below the agency it reports to stands the one that issues, on one line or on several."""
    found = parse_document(replace(REPORT, parent=lines(parent), agency=lines(agency)).pdf(), WITHOUT_OCR)

    assert (found.issuer.value or "").lower() == expected.lower()
    assert found.number.value == "34/KH-VP"


@pytest.mark.parametrize("shares", [(38, 62), (45, 55), (50, 50)])
@pytest.mark.parametrize("size", [12.0, 14.0])
def test_a_name_that_wraps_inside_a_word_stays_one_name(shares: tuple[int, int], size: float) -> None:
    """`… VÀ MÔI` / `TRƯỜNG` begins no school, however narrow the column is."""
    paper = replace(REPORT, agency=("SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG",), shares=shares, size=size, layout="rows")
    found = parse_document(paper.pdf(), WITHOUT_OCR)

    assert (found.issuer.value or "").lower() == "sở nông nghiệp và môi trường"


PARTY_PAPERS = (
    (("TỈNH ỦY BÌNH NGUYÊN",), ("*",), "Tỉnh ủy Bình Nguyên"),
    (("TỈNH ỦY BÌNH NGUYÊN",), ("BAN TUYÊN GIÁO", "*"), "Ban tuyên giáo"),
    (("ĐẢNG BỘ TỈNH BÌNH NGUYÊN",), ("HUYỆN ỦY SÔNG HỒNG", "*"), "Huyện ủy Sông Hồng"),
    (("ĐẢNG ỦY XÃ TÂN AN",), ("CHI BỘ TRƯỜNG TIỂU HỌC", "*"), "Chi bộ trường tiểu học"),
)


@pytest.mark.parametrize(("parent", "agency", "expected"), PARTY_PAPERS, ids=[row[2] for row in PARTY_PAPERS])
def test_bodies_of_the_party_are_told_apart(parent: tuple[str, ...], agency: tuple[str, ...], expected: str) -> None:
    """A `huyện ủy` is a body and no place; the star below the agency is no letter of it."""
    paper = Paper(parent=parent, agency=agency, heading=PARTY, number="Số 36-HD/TU", title="HƯỚNG DẪN")
    found = parse_document(paper.pdf(), WITHOUT_OCR)

    assert (found.issuer.value or "").lower() == expected.lower()
    assert found.number.value == "36-HD/TU"


def test_the_english_name_below_an_agency_is_left_out() -> None:
    """Schools print their names twice, in a row with the heading's own translation."""
    paper = replace(
        REPORT,
        parent=("BỘ GIÁO DỤC VÀ ĐÀO TẠO", "MINISTRY OF EDUCATION AND TRAINING"),
        agency=("TRƯỜNG ĐẠI HỌC SÔNG HỒNG", "SONG HONG UNIVERSITY"),
        heading=(*STATE, "SOCIALIST REPUBLIC OF VIET NAM", "Independence - Freedom - Happiness"),
    )
    found = parse_document(paper.pdf(), WITHOUT_OCR)

    assert (found.issuer.value or "").lower() == "trường đại học sông hồng"
    assert found.number.value == "34/KH-VP"


def test_one_column_gives_the_same_letterhead() -> None:
    """Conversions leave agency, number, heading and date below each other."""
    found = parse_document(replace(REPORT, layout="single").pdf(), WITHOUT_OCR)

    assert (found.issuer.value, found.number.value, str(found.date.value)) == ("Văn phòng", "34/KH-VP", "2023-01-17")


def test_a_parent_that_wraps_before_its_last_word_is_no_part_of_the_issuer() -> None:
    """`… TRUNG ƯƠNG` / `ĐOÀN` is one body, and its office is called by its own name."""
    paper = replace(REPORT, parent=("BAN CHẤP HÀNH TRUNG ƯƠNG", "ĐOÀN"), agency=("VĂN PHÒNG",))
    assert parse_document(paper.pdf(), WITHOUT_OCR).issuer.value == "Văn phòng"


def test_a_head_alone_that_may_end_the_parents_name_is_not_sure() -> None:
    """Where one word may belong to either name the issuer stays below 0.9; a school's name is one all the same."""
    doubtful = replace(REPORT, parent=("UBND TỈNH CÔNG TÁC", "ĐOÀN"), agency=("VĂN PHÒNG",))
    school = replace(REPORT, agency=("TRƯỜNG", "ĐẠI HỌC TÂN AN"))
    for paper, is_sure in ((doubtful, False), (school, True)):
        best = parse_document(paper.pdf(), WITHOUT_OCR).issuer.best
        assert best is not None
        assert (best.confidence >= 0.9) == is_sure
