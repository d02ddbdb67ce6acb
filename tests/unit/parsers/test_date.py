"""The printed date: whole or not at all, wherever day and month were stamped."""

from __future__ import annotations

from datetime import date

import pytest

from parsers.date import to_date
from parsers.parse import parse_document
from tests.documents import RIGHT_MIDDLE, Letter, Sheet, Stamp, Text, make_pdf


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Bình Nguyên, ngày 17 tháng 01 năm 2023", date(2023, 1, 17)),
        ("Bình Nguyên, ngày 05 tháng 6 năm 2023", date(2023, 6, 5)),
        ("TP. Bình Nguyên, ngày 5 tháng 12 năm 2009", date(2009, 12, 5)),
        ("Bình Nguyên,ngày17tháng01năm2023", date(2023, 1, 17)),
        ("Bình Nguyên, ngày 17 . tháng 01.. năm 2023", date(2023, 1, 17)),
        ("Bình Nguyên, ngày 17/01/2023", date(2023, 1, 17)),
        ("Bình Nguyên, ngày   tháng 01 năm 2023", None),
        ("Bình Nguyên, ngày 21 tháng    năm 2025", None),
        ("Bình Nguyên, ngày 31 tháng 02 năm 2023", None),
        ("Bình Nguyên, tháng 01 năm 2023", None),
    ],
)
def test_a_date_is_whole_or_absent(printed: str, expected: date | None) -> None:
    """A blank or impossible day or month gives no date rather than a guess."""
    assert parse_document(Letter(dated=printed).pdf()).date.value == expected


def test_day_and_month_stamped_by_signatures_fall_into_their_blanks() -> None:
    """Values are placed by where they stand, not by the order they were written."""
    letter = Letter(dated="Bình Nguyên, ngày     tháng     năm 2023")
    found = parse_document(letter.pdf(Stamp("6", 475, 107), Stamp("15", 405, 107))).date
    assert found.value == date(2023, 6, 15)
    assert found.best is not None
    assert found.best.origin == "signature"


def test_the_time_of_a_visible_signature_is_no_date() -> None:
    """`Ký bởi … 24.01.2025 20:01:14` in a signature appearance is a stamp, not the document's date."""
    letter = Letter(dated="Bình Nguyên, ngày     tháng     năm 2023")
    found = parse_document(letter.pdf(Stamp("Ngày ký: 24-01-2025 20:01:14", 380, 20, size=8)))
    assert found.date.value is None


def test_a_law_bears_the_day_it_was_passed() -> None:
    """A law has no date in its header; the last article says when it was passed."""
    law = Letter(
        parent="QUỐC HỘI", agency=(), number="Luật số: 73/2021/QH14", dated=None, title="LUẬT",
        subject=("PHÒNG, CHỐNG MA TÚY",),
        body=(*Letter().body, "Luật này được Quốc hội nước Cộng hòa xã hội chủ nghĩa Việt Nam khóa XIV,",
              "kỳ họp thứ 11 thông qua ngày 30 tháng 3 năm 2021."),
        signing=("CHỦ TỊCH QUỐC HỘI",), recipients=(),
    )  # fmt: skip
    found = parse_document(law.pdf())
    assert found.date.value == date(2021, 3, 30)
    assert found.number.value == "73/2021/QH14"
    assert found.type.value == "luật"


def test_a_date_left_of_the_heading_still_counts() -> None:
    """A long place name may begin left of the heading."""
    texts = [
        *Letter(dated=None).texts(),
        Text("Thành phố Bình Nguyên Trung, ngày 17 tháng 01 năm 2023", 106, middle=RIGHT_MIDDLE, size=12),
    ]
    texts = [text for text in texts if not text.text.startswith("Số")]
    assert parse_document(make_pdf(Sheet(texts))).date.value == date(2023, 1, 17)


def test_minutes_bear_the_day_they_were_taken() -> None:
    """A biên bản has no place and date in its header; its first line says the day."""
    opening = "Hôm nay, ngày 15 tháng 6 năm 2023, tại Văn phòng, chúng tôi gồm có:"
    letter = Letter(
        number="Số: 12/BB-VP", dated=None, title="BIÊN BẢN", subject=("Họp giao ban",), body=(opening, *Letter().body)
    )
    assert parse_document(letter.pdf()).date.value == date(2023, 6, 15)


def test_strings_that_are_no_day_give_none() -> None:
    """Years before 1945 and days beyond the month are refused."""
    assert to_date("30", "2", "2023") is None
    assert to_date("1", "1", "1023") is None
    assert to_date("1 7", "0 1", "2 023") == date(2023, 1, 17)
