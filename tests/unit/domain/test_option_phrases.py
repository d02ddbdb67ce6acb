"""The cases that sets print, read as bands of percentages and of days late."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_svc.domain.option_phrases import PERCENT_SIGN_MISSING, WORDS_LOST, read_option
from evidence_svc.domain.rule_spans import render_interval, render_span

PERCENTS = {
    "Thực hiện trên 80% kế hoạch": "(80,)",
    "Thực hiện từ 70% đến 80% kế hoạch": "[70,80]",
    "Thực hiện từ 50% đến dưới 70% kế hoạch": "[50,70)",
    "Từ 95% - dưới 100% hồ sơ": "[95,100)",
    "Từ 90% – dưới 95% hồ sơ": "[90,95)",
    "Đạt từ 50% trở lên": "[50,)",
    "Hoàn thành dưới 60%": "(,60)",
    "100% văn bản được ký số": "[100,100]",
    "Từ 97,5% đến dưới 100%": "[97.5,100)",
}


@pytest.mark.parametrize("text", PERCENTS)
def test_percentages_are_bands_with_explicit_ends(text: str) -> None:
    """Each word decides whether its end belongs to the band."""
    reading = read_option(text)

    assert reading.percent is not None
    assert (render_span(reading.percent), reading.days, reading.faults) == (PERCENTS[text], None, ())


DAYS = {
    "Trước và đúng thời gian quy định": "[0,0]",
    "Theo đúng thời gian yêu cầu": "[0,0]",
    "Báo cáo đầy đủ và đảm bảo thời gian quy định": "[0,0]",
    "Chậm dưới 10 ngày so với thời gian quy định": "(0,10)",
    "báo cáo chậm không quá 10 ngày so với thời gian quy định": "(0,10]",
    "chậm trên 15 ngày so với yêu cầu": "(15,)",
    "Quá từ 01 đến 03 ngày so với thời gian yêu cầu": "[1,3]",
    "Quá 03 ngày so với thời gian yêu cầu": "(3,)",
    "Không ban hành hoặc ban hành chậm từ 10 ngày trở lên": "[10,)",
    "Có báo cáo nhưng chậm 05 ngày so với thời gian quy định": "[5,5]",
}


@pytest.mark.parametrize("text", DAYS)
def test_days_late_are_bands_with_explicit_ends(text: str) -> None:
    """The words "dưới", "không quá", "trên" and "từ … trở lên" differ by a day."""
    reading = read_option(text)

    assert reading.days is not None
    assert (render_interval(reading.days), reading.percent) == (DAYS[text], None)


def test_nothing_issued_is_its_own_case() -> None:
    """It may share a case with a long delay, and other words of doing nothing count as well."""
    assert read_option("Không ban hành hoặc ban hành chậm từ 10 ngày trở lên").never
    assert read_option("Báo cáo không đầy đủ, không thực hiện báo cáo").never
    assert not read_option("Chậm dưới 10 ngày").never


@pytest.mark.parametrize(
    "text", ["Chưa đúng thời gian quy định", "nhưng không đảm bảo theo thời gian quy định", "Đầy đủ"]
)
def test_a_negation_is_not_in_time(text: str) -> None:
    """What is not in time, or speaks of no time, names no band."""
    assert read_option(text).days is None


FAULTS = {
    "Từ 80 dưới 100% văn bản": (PERCENT_SIGN_MISSING, WORDS_LOST),
    "Từ 40 - dưới 50%": (PERCENT_SIGN_MISSING,),
    "Từ dưới 90% cán bộ": (WORDS_LOST,),
    "Thấp hơn mức 0,2 lương cơ sở trở lên": (WORDS_LOST,),
    "Từ mức 0,2 lương cơ sở trở lên": (),
}


@pytest.mark.parametrize("text", FAULTS)
def test_a_wording_that_lost_something_is_named(text: str) -> None:
    """The band is read where it can be, and the fault stands beside it."""
    assert read_option(text).faults == FAULTS[text]


@given(st.text(max_size=40))
def test_any_text_is_read(text: str) -> None:
    """Whatever stands in a cell, nothing breaks."""
    assert read_option(text).faults is not None
