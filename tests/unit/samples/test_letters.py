"""Letters: their text, their blanks, and the same bytes for the same letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from evidence_svc.samples.letters import (
    Letter,
    draw_letter,
    render_letter,
    set_letter,
    written_day,
    written_month,
    written_number,
)
from parsers.parse import ParseOptions, parse_document
from parsers.reader import open_pdf, page_count, page_text

PLAN = Letter(
    issuer_parent="UBND tỉnh Quảng Trị",
    issuer="Văn phòng",
    number="34",
    symbol="KH-VP",
    date=date(2023, 1, 17),
    type="kế hoạch",
    subject="Cải cách hành chính năm 2023",
    body=("Nội dung thứ nhất.", "Nội dung thứ hai./."),
    authority="KT.",
    principal="Chánh Văn phòng",
    signer_title="Phó Chánh Văn phòng",
    signer_name="Lê Minh Họa",
    recipients=("Như trên;", "Lưu: VT."),
)
BLANK = replace(PLAN, number=None, date=None, year=2023)


def text_of(pdf: bytes) -> str:
    with open_pdf(pdf) as document:
        return page_text(document, 0)


def test_the_same_letter_gives_the_same_bytes() -> None:
    """Neither clock nor chance nor what was set before goes into a letter."""
    first = render_letter(PLAN)
    render_letter(BLANK)

    assert render_letter(PLAN) == first


def test_the_head_follows_the_decree() -> None:
    """Ô 1 to 5a: issuer in capitals, motto, number with its symbol, place and date, type in capitals."""
    text = text_of(render_letter(PLAN))

    for words in (
        "UBND TỈNH QUẢNG TRỊ",
        "VĂN PHÒNG",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 34/KH-VP",
        "Quảng Trị, ngày 17 tháng 01 năm 2023",
        "KẾ HOẠCH",
        "KT. CHÁNH VĂN PHÒNG",
        "PHÓ CHÁNH VĂN PHÒNG",
    ):
        assert words in text


def test_an_official_letter_has_its_subject_under_the_number() -> None:
    """Ô 5b: a công văn has no title line but "V/v …"."""
    text = text_of(render_letter(replace(PLAN, type="công văn", subject="cử công chức đầu mối")))

    assert "V/v cử công chức đầu mối" in text
    assert "CÔNG VĂN" not in text


def test_blanks_hold_no_digit_and_have_places() -> None:
    """A letter without number and date leaves blanks, and says where they are: on one line, in order."""
    letter = set_letter(BLANK)
    number, day, month = (letter.places[name] for name in ("number", "day", "month"))

    assert "34" not in text_of(letter.pdf)
    assert "17" not in text_of(letter.pdf)
    assert number.y == day.y == month.y
    assert number.x + number.width < day.x < day.x + day.width < month.x


def test_a_full_letter_has_no_blank_to_stamp() -> None:
    """Number and date that are printed leave only signature and seal to be placed."""
    assert set(set_letter(PLAN).places) == {"signature", "seal"}


def test_the_seal_covers_the_left_of_the_signature() -> None:
    """Ô 8: the seal lies over the left third of the signature, on the page of the signer."""
    places = set_letter(replace(PLAN, body=("Một đoạn dài. " * 40,) * 8)).places
    seal, signature = places["seal"], places["signature"]

    assert seal.page == signature.page == 2
    assert seal.x < signature.x < seal.x + seal.width < signature.x + signature.width / 2


def test_pictures_show_every_page() -> None:
    """Drawn letters have the pages that the PDF has."""
    letter = replace(PLAN, body=("Một đoạn dài. " * 40,) * 8)

    assert len(draw_letter(letter, 40).pages) == page_count(render_letter(letter)) == 2


def test_an_annex_has_no_head_but_names_its_act() -> None:
    """An annex in a file of its own carries neither motto nor number, and tells what it belongs to."""
    act = "Báo cáo số 316/BC-VP ngày 15 tháng 6 năm 2023"
    text = text_of(render_letter(replace(PLAN, type="phụ lục", annex_of=act)))

    assert "PHỤ LỤC" in text
    assert f"(Kèm theo {act})" in text
    assert "Độc lập" not in text
    assert "Số:" not in text


@pytest.mark.parametrize(
    ("letter", "number"),
    [
        (PLAN, "34/KH-VP"),
        (replace(PLAN, number="11", symbol="2023/QĐ-UBND", type="quyết định"), "11/2023/QĐ-UBND"),
        (replace(PLAN, number="05", symbol="VP-TTPVHCC", type="công văn"), "05/VP-TTPVHCC"),
    ],
    ids=["plan", "legal-normative", "official-letter"],
)
def test_the_parser_reads_back_what_was_set(letter: Letter, number: str) -> None:
    """Number, date, type and signer survive the way through the PDF."""
    read = parse_document(render_letter(letter), ParseOptions(ocr=False))

    assert read.number.value == number
    assert read.date.value == letter.date
    assert read.type.value == letter.type
    assert read.signer_name.value == letter.signer_name


@pytest.mark.parametrize(("value", "written"), [(1, "01"), (9, "09"), (10, "10"), (31, "31")])
def test_days_and_numbers_below_ten_have_a_leading_zero(value: int, written: str) -> None:
    """NĐ 30/2020, Phụ lục I: numbers and days below 10."""
    assert written_day(value) == written_number(value) == written


@pytest.mark.parametrize(("month", "written"), [(1, "01"), (2, "02"), (3, "3"), (9, "9"), (12, "12")])
def test_only_months_one_and_two_have_a_leading_zero(month: int, written: str) -> None:
    """NĐ 30/2020, Phụ lục I: months 1 and 2."""
    assert written_month(month) == written
