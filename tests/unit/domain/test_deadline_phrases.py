"""The offices' wordings of time, and the schedule each is read into."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_svc.domain.deadline_phrases import find_dates, find_windows, parse_phrase
from evidence_svc.domain.schedules import (
    AfterAnchor,
    Always,
    DayKind,
    FixedDate,
    FromDate,
    Milestone,
    Schedule,
    Unstated,
    WithinInterval,
    Wording,
    YearlyDate,
    YearlyDates,
)


def wording(phrase: str, *, inclusive: bool | None = None, assumption: bool = False) -> Wording:
    """A wording in calendar days without a roll."""
    return Wording(phrase, inclusive, assumption=assumption)


LIST = "Quý I trước 07/3, 6 tháng 07/6, Qúy III trước ngày 07/9, năm 2023 trước 07/12/2023"
PHRASES: dict[str, Schedule] = {
    "trước ngày 20/01/2023": FixedDate(wording("trước ngày 20/01/2023"), date(2023, 1, 20)),
    "trước 07/3": FixedDate(wording("trước 07/3", assumption=True), date(2024, 3, 7)),
    "chậm nhất ngày 15/11/2023": FixedDate(wording("chậm nhất ngày 15/11/2023", inclusive=True), date(2023, 11, 15)),
    "trong tháng 12/2024": WithinInterval(wording("trong tháng 12/2024"), date(2024, 12, 1), date(2024, 12, 31)),
    "Quý III-IV": WithinInterval(wording("Quý III-IV", assumption=True), date(2024, 7, 1), date(2024, 12, 31)),
    "Quý IV": WithinInterval(wording("Quý IV", assumption=True), date(2024, 10, 1), date(2024, 12, 31)),
    "Quý IV năm 2025": WithinInterval(wording("Quý IV năm 2025"), date(2025, 10, 1), date(2025, 12, 31)),
    "Quý I/2024": WithinInterval(wording("Quý I/2024"), date(2024, 1, 1), date(2024, 3, 31)),
    "Bắt đầu từ quý IV 2024": FromDate(wording("Bắt đầu từ quý IV 2024"), date(2024, 10, 1)),
    "Thường xuyên trong năm": Always(wording("Thường xuyên trong năm")),
    "hàng quý": Always(wording("hàng quý")),
    "từ 01/01/2023 đến 15/10/2023": WithinInterval(
        wording("từ 01/01/2023 đến 15/10/2023"), date(2023, 1, 1), date(2023, 10, 15)
    ),
    "theo yêu cầu của UBND huyện": AfterAnchor(
        wording("theo yêu cầu của UBND huyện", assumption=True), "request", "văn bản quy định thời hạn"
    ),
    "trước ngày 20 tháng 01 năm 2023": FixedDate(wording("trước ngày 20 tháng 01 năm 2023"), date(2023, 1, 20)),
    "muộn nhất vào ngày 20.01.2023": FixedDate(
        wording("muộn nhất vào ngày 20.01.2023", inclusive=True), date(2023, 1, 20)
    ),
    "đến hết ngày 30/6": FixedDate(wording("đến hết ngày 30/6", inclusive=True, assumption=True), date(2024, 6, 30)),
    "trước 17 giờ 00 ngày 20/01/2023": FixedDate(
        wording("trước 17 giờ 00 ngày 20/01/2023", inclusive=True), date(2023, 1, 20)
    ),
    "đến ngày 15/11/2023, đạt tỷ lệ giải ngân tối thiểu 80% kế hoạch": Milestone(
        wording("đến ngày 15/11/2023, đạt tỷ lệ giải ngân tối thiểu 80% kế hoạch", inclusive=True),
        date(2023, 11, 15),
        "đạt tỷ lệ giải ngân tối thiểu 80% kế hoạch",
    ),
    "trong 10 ngày kể từ ngày nhận được yêu cầu": AfterAnchor(
        Wording("trong 10 ngày kể từ ngày nhận được yêu cầu", roll=True, assumption=True),
        "request",
        "ngày nhận được yêu cầu",
        10,
    ),
    "Trong vòng 05 ngày làm việc, kể từ khi có công văn": AfterAnchor(
        Wording(
            "Trong vòng 05 ngày làm việc, kể từ khi có công văn",
            roll=True,
            day_kind=DayKind.WORKING,
            assumption=True,
        ),
        "request",
        "có công văn",
        5,
    ),
    LIST: YearlyDates(
        wording(LIST, assumption=True),
        (
            YearlyDate("quarter-1", "quý I", 3, 7),
            YearlyDate("6-months", "6 tháng", 6, 7),
            YearlyDate("quarter-3", "quý III", 9, 7),
            YearlyDate("year", "năm 2023", 12, 7, year=-1),
        ),
    ),
    "Quý II và III năm 2024": WithinInterval(wording("Quý II và III năm 2024"), date(2024, 4, 1), date(2024, 9, 30)),
    "6 tháng cuối năm": WithinInterval(
        wording("6 tháng cuối năm", assumption=True), date(2024, 7, 1), date(2024, 12, 31)
    ),
    "": Unstated(wording("")),
}


@pytest.mark.parametrize("phrase", PHRASES)
def test_the_offices_wordings_are_read(phrase: str) -> None:
    """The phrase stays as it is; a year that was not written is marked as assumed."""
    assert parse_phrase(phrase, 2024) == PHRASES[phrase]


@pytest.mark.parametrize(
    "phrase",
    [
        "sớm",
        "trước ngày 31/02/2023",
        "chậm nhất ngày 31/6",
        "Quý IV-III",
        "trong tháng 13/2024",
        "Quý V",
        "trước ngày 20/01/2023 hoặc trước ngày 30/01/2023",
        "Quý I trước 07/3, Quý I trước 07/6",
        "Hằng quý, trước ngày 25 của tháng cuối quý",
        "Quý I trước 07/3, Quý II trước 31/6",
    ],
)
def test_what_is_no_wording_of_time_is_not_guessed(phrase: str) -> None:
    """Unknown words, days that do not exist, quarters in the wrong order, and one date out of several."""
    assert parse_phrase(phrase, 2024) is None


def test_every_date_of_a_text_is_found_with_its_year_or_without() -> None:
    """A list of deadlines as the district's set prints it."""
    text = "Báo cáo Quý 1 trước 07/3, Qúy II trước 07/6, năm 2022 trước 07/12/2022; đến ngày 15/11/2023"
    found = find_dates(text)

    assert [(each.day, each.month, each.year, each.inclusive) for each in found] == [
        (7, 3, None, None),
        (7, 6, None, None),
        (7, 12, 2022, None),
        (15, 11, 2023, True),
    ]


def test_windows_of_a_text_are_found() -> None:
    """Both ends; the first may leave its year to the second."""
    text = "số hồ sơ (từ 01/01/2022 đến 15/10/2022); Từ 01/01 đến 30/6/2023"

    assert [(first, last) for _, first, last in find_windows(text)] == [
        (date(2022, 1, 1), date(2022, 10, 15)),
        (date(2023, 1, 1), date(2023, 6, 30)),
    ]


@given(st.text(max_size=60) | st.sampled_from(sorted(PHRASES)).map(lambda text: text[:-1]), st.integers(1900, 2100))
def test_any_text_is_read_or_left(phrase: str, year: int) -> None:
    """No text breaks the reader, and the phrase is never changed."""
    schedule = parse_phrase(phrase, year)

    assert schedule is None or schedule.wording.phrase == phrase
