"""Number and date on typeset papers: blanks, stamps beside their place, traps around them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from parsers.parse import ParseOptions, parse_document
from tests.documents import Letter, Stamp
from tests.papers import RUNNING, Arrangement, Block, Paper, quoted, typeset

WITHOUT_OCR = ParseOptions(ocr=False)
PLAN = Paper()
DAY = date(2023, 3, 5)
DATES = (
    ("Bình Nguyên, Ngày 05 Tháng 03 Năm 2023", DAY),
    ("TP. Hồ Chí Minh, ngày 05 tháng 3 năm 2023", DAY),
    ("Buôn Ma Thuột, ngày05tháng3năm2023", DAY),
    ("Bình Nguyên, ngày ..05.. tháng ..3.. năm 2023", DAY),
    ("Bình Nguyên, ngày _05_ tháng _3_ năm 2023", DAY),
    ("Bình Nguyên, ngày 05/3/2023", DAY),
    ("Bình Nguyên, 05/3/2023", DAY),
    ("Bình Nguyên, ngày      tháng 3 năm 2023", None),
    ("Bình Nguyên, ngày 05 tháng     năm 2023", None),
    ("Bình Nguyên, ngày … tháng … năm 2023", None),
    ("Bình Nguyên, ngày....tháng....năm 2023", None),
    ("Bình Nguyên, ngày 29 tháng 02 năm 2023", None),
    ("Bình Nguyên, tháng 3 năm 2023", None),
)


@pytest.mark.parametrize(("printed", "expected"), DATES, ids=[printed for printed, _ in DATES])
@pytest.mark.parametrize("layout", ["rows", "columns"])
def test_a_date_beside_the_number_or_below_the_heading(
    printed: str, expected: date | None, layout: Arrangement
) -> None:
    """Whole dates of every spelling are read, blank ones stay blank, in both layouts of the letterhead."""
    paper = replace(PLAN, dated=printed, layout=layout)
    found = parse_document(paper.pdf(), WITHOUT_OCR)

    assert found.date.value == expected


def test_a_date_whose_year_wraps_is_whole() -> None:
    """A narrow right column leaves the year on a line of its own."""
    dated = "Bà Rịa - Vũng Tàu, ngày 05 tháng 3 năm 2023"
    found = parse_document(replace(PLAN, dated=dated, size=14.0, shares=(48, 52)).pdf(), WITHOUT_OCR)
    assert found.date.value == DAY


def test_the_day_of_a_draft_does_not_fill_a_blank_date() -> None:
    """`Dự thảo lần 2, ngày …` above the heading is no date of the document."""
    note = "#place(top+right, dy: -12mm)[_Dự thảo lần 2_ \\ _ngày 05/3/2023_]"
    paper = replace(PLAN, number="Số:      /KH-VP", dated="Bình Nguyên, ngày     tháng     năm 2023", above=note)
    found = parse_document(paper.pdf(), WITHOUT_OCR)

    assert (found.number.value, found.date.value) == (None, None)


NUMBERS = (
    ("Số: 1.234/QĐ-UBND", "1234/QĐ-UBND"),
    ("Số: 45/UBND_VX", "45/UBND_VX"),
    ("Số: 6B/TB-UBND", "6B/TB-UBND"),
    ("Số: 12/BC-TTHĐND", "12/BC-TTHĐND"),
    ("Số: 65/BTC/HCSN", "65/BTC/HCSN"),
    ("Số: 77/X02-P2", "77/X02-P2"),
    ("Số: 15/KH-THCS.NT", "15/KH-THCS.NT"),
    ("Số: ........../KH-VP", None),
    ("Số: …/KH-VP", None),
    ("", None),
)


@pytest.mark.parametrize(("printed", "expected"), NUMBERS, ids=[printed or "none" for printed, _ in NUMBERS])
def test_numbers_of_every_shape_below_the_agency(printed: str, expected: str | None) -> None:
    """Nothing in the grounds below, which cite other acts, makes up for a number that is not there."""
    assert parse_document(replace(PLAN, number=printed).pdf(), WITHOUT_OCR).number.value == expected


def test_what_follows_a_symbol_without_a_space_makes_it_less_sure() -> None:
    """`85/TB-VP(TH)` may be more than was read."""
    best = parse_document(replace(PLAN, number="Số: 85/TB-VP(TH)").pdf(), WITHOUT_OCR).number.best

    assert best is not None
    assert best.confidence < 0.9


BLANK = Letter(number="Số:        /KH-VP", dated="Bình Nguyên, ngày     tháng     năm 2023")


@pytest.mark.parametrize("kind", ["signature", "free-text", "stamp", "form"])
@pytest.mark.parametrize("off", [-9, -7, 0, 7, 9, 12])
def test_stamped_digits_a_little_off_their_line_fall_into_the_blank(kind: str, off: float) -> None:
    """A clerk places the stamp by hand: half a line too high or too low it still belongs to its blank."""
    number, dated = 165 - len(BLANK.number or "") * 3.25, 415 - len(BLANK.dated or "") * 3.125
    stamps = (
        Stamp("34", number + 30, 104 + off, kind),
        Stamp("17", dated + 112, 105 + off, kind, 12.5),
        Stamp("01", dated + 181, 105 + off, kind, 12.5),
    )
    found = parse_document(BLANK.pdf(*stamps), WITHOUT_OCR)

    assert (found.number.value, found.date.value) == ("34/KH-VP", date(2023, 1, 17))


def test_the_time_in_a_signature_stamp_is_not_the_date() -> None:
    """`Thời gian ký: …` on the page says when somebody signed; the clerk's blank stays blank."""
    stamps = (Stamp("Ký bởi: VĂN PHÒNG", 400, 20), Stamp("Ngày ký: 18-01-2023 11:02:35 +07:00", 400, 32))
    assert parse_document(BLANK.pdf(*stamps), WITHOUT_OCR).date.value is None


TRAPS = (
    "#place(top+right, dy: -12mm)[#text(size: 10pt)[SAO Y; VĂN PHÒNG UBND; 25/07/2025 10:25:14]]",
    "#place(top+left, dy: 34mm)[#text(size: 9pt)[CÔNG VĂN ĐẾN \\ Số: 1234 \\ Ngày: 20/01/2023]]",
    "#place(top+left, dy: -12mm)[#text(size: 8pt)[nguyenvana-12/03/2023 10:20:15-nguyenvana-nguyenvana]]",
    "CÔNG BÁO/Số 82/Ngày 04-02-2026 #h(1fr) 3 \n\n *PHẦN VĂN BẢN QUY PHẠM PHÁP LUẬT*\n\n",
    "4 #h(1fr) CÔNG BÁO/Số 567 + 568/Ngày 07-05-2021 \n\n#align(center)[*VĂN BẢN QUY PHẠM PHÁP LUẬT*]\n\n",
)


@pytest.mark.parametrize("above", TRAPS, ids=["copy", "arrival", "portal", "gazette", "gazette of two issues"])
def test_what_others_printed_on_the_page_is_not_its_number_or_date(above: str) -> None:
    """Copy lines, arrival stamps, the trace a portal leaves and the gazette's header have numbers and dates too."""
    found = parse_document(replace(PLAN, above=above).pdf(), WITHOUT_OCR)

    assert (found.number.value, found.date.value) == ("34/KH-VP", date(2023, 1, 17))
    assert found.issuer.value == "Văn phòng"


def test_the_first_of_two_documents_in_a_file_is_the_one_that_is_read() -> None:
    """Number, signer and all the rest are those of the document the file begins with."""
    other = Paper(number="Số: 99/TB-STC", agency=("SỞ TÀI CHÍNH",), blocks=(Block(("GIÁM ĐỐC",), "Lê Thị Ba"),))
    found = parse_document(typeset(PLAN.markup(), other.markup()), WITHOUT_OCR)

    assert (found.number.value, found.signer_name.value) == ("34/KH-VP", "Trần Văn Mẫu")


def test_an_annex_by_itself_names_its_parent_and_has_no_number() -> None:
    """What `(Kèm theo …)` cites is the act it belongs to."""
    cited = "(Kèm theo Kế hoạch số 34/KH-VP ngày 17 tháng 01 năm 2023 của Văn phòng)"
    text = "\n\n".join(map(quoted, RUNNING))
    content = typeset(f"#align(center)[*PHỤ LỤC I* \\ *DANH MỤC NHIỆM VỤ* \\ _{quoted(cited)}_]\n\n{text}")
    found = parse_document(content, WITHOUT_OCR)

    assert (found.number.value, found.date.value, found.type.value) == (None, None, "phụ lục")
    assert [remark.reason for remark in found.remarks] == ["annex-of"]
    assert found.remarks[0].details == {"number": "34/KH-VP", "date": "2023-01-17"}


def test_a_law_bears_the_day_on_its_last_page() -> None:
    """`… thông qua ngày …` dates a law; the day a resolution prints in its header outranks it."""
    passed = "Luật này được Quốc hội khóa XV, kỳ họp thứ 9 thông qua ngày 16 tháng 6 năm 2025."
    law = Paper(
        parent=(),
        agency=("QUỐC HỘI",),
        number="Luật số: 65/2025/QH15",
        dated="",
        title="LUẬT",
        subject=("TỔ CHỨC CHÍNH QUYỀN ĐỊA PHƯƠNG",),
        body=(*RUNNING, passed),
    )
    found = parse_document(law.pdf(), WITHOUT_OCR)

    assert (found.number.value, found.date.value, found.type.value) == ("65/2025/QH15", date(2025, 6, 16), "luật")
