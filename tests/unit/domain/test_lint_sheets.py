"""What tables of lost points and of targets say against themselves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from evidence_svc.domain.lint_sheets import lint_deductions, lint_targets
from evidence_svc.domain.numbers import Scale
from evidence_svc.domain.remediation import (
    DeductedRow,
    DeductionSheet,
    RowKind,
    Target,
    TargetGroup,
    TargetSheet,
    TargetStatus,
)
from evidence_svc.domain.remediation_file import parse_deductions, parse_targets
from evidence_svc.samples.load import sample_text
from evidence_svc.samples.sources import LETTER, PLAN, TARGETS


def of_opinion(opinion: str, given: str = "0.50", **more: str) -> list[str]:
    """The reasons for one row of one point."""
    row = DeductedRow("1.1", "A", RowKind.CRITERION, Decimal(1), Decimal(given), Decimal(1), opinion=opinion, **more)
    return [each.reason for each in lint_deductions(DeductionSheet("a", "A", "A", Scale(2), (row,)))]


OPINIONS: dict[str, tuple[str, str, list[str]]] = {
    "a fraction that fits": ("Hoàn thành 1/2 nhiệm vụ", "0.50", []),
    "a fraction that is cut": ("Hoàn thành 18/42 nhiệm vụ", "0.42", []),
    "a fraction that does not fit": ("Hoàn thành 4/9 nhiệm vụ", "0.55", ["value-differs"]),
    "a fraction beside its percentage": ("4/9 nhiệm vụ đạt 44,44%", "0.44", []),
    "a fraction beside another": ("4/9 nhiệm vụ đạt 55.56%", "0.44", ["fraction-differs"]),
    "a percentage that does not fit": ("Đạt 40%", "0.60", ["value-differs"]),
    "parts of one whole": ("9/14 đã xong và 6/14 chưa xong", "0.50", ["fractions-exceed"]),
    "a rank is no share": ("Xếp thứ 55/63", "0.50", []),
    "a date is no share": ("Theo báo cáo ngày 16/8/2023", "0.50", []),
    "a document's number is no share": ("Theo Thông báo số 113/TB-HĐTĐ", "0.50", []),
    "thousands": ("41.940/58.818 hồ sơ", "0.71", []),
    "no opinion": ("", "0.50", ["opinion-missing"]),
    "agreed, and lost": ("Đồng ý với kết quả tự đánh giá", "1", ["agreed-but-lost"]),
}


@pytest.mark.parametrize("case", OPINIONS)
def test_a_row_is_weighed_against_its_words(case: str) -> None:
    """Fractions and percentages that the score does not bear out; ranks, dates and numbers are none."""
    opinion, given, expected = OPINIONS[case]

    assert of_opinion(opinion, given) == expected


def of_target(status: TargetStatus, result: str, title: str = "Đạt 80%") -> list[str]:
    """The reasons for one target, of 80 % if not said otherwise."""
    group = TargetGroup("I", "A", (Target("I.1", title, status, result),))
    sheet = TargetSheet("a", "A", "A", date(2021, 1, 1), date(2023, 1, 1), (group,))
    return [each.reason for each in lint_targets(sheet)]


STATES: dict[str, tuple[TargetStatus, str, list[str]]] = {
    "reached": (TargetStatus.DONE, "Đạt 81%", []),
    "reached and not called so": (TargetStatus.IN_PROGRESS, "Đạt 80%", ["reached-in-progress"]),
    "called reached": (TargetStatus.DONE, "Đạt 79,5%", ["done-but-short"]),
    "without a figure": (TargetStatus.IN_PROGRESS, "Đang làm", ["figure-missing"]),
    "another's": (TargetStatus.HIGHER_LEVEL, "", []),
}


@pytest.mark.parametrize("case", STATES)
def test_a_target_is_weighed_against_its_figure(case: str) -> None:
    """Status and figure must say the same."""
    status, result, expected = STATES[case]

    assert of_target(status, result) == expected


def test_a_target_of_several_years_is_weighed_by_the_last_one() -> None:
    """Steps on the way are not the target; a list of shares says nothing of it."""
    title = "Năm 2022 đạt 30%, các năm sau tăng 20%, đến năm 2025 đạt tỷ lệ 100%"

    assert of_target(TargetStatus.DONE, "Đạt 80%", title) == ["done-but-short"]
    assert of_target(TargetStatus.DONE, "Tốt 20%, khá 50%, trung bình 25%, kém 5%") == []


def test_what_is_known_of_the_sources_is_found() -> None:
    """The rows whose words and values differ (S2-03, S4-01, S4-02), targets short or reached (S3-02, S3-03)."""
    plan = {f"{each.path} {each.reason}" for each in lint_deductions(parse_deductions(sample_text(PLAN.file)))}
    letter = {f"{each.path} {each.reason}" for each in lint_deductions(parse_deductions(sample_text(LETTER.file)))}
    targets = {f"{each.path} {each.reason}" for each in lint_targets(parse_targets(sample_text(TARGETS.file)))}

    assert {f"{path} value-differs" for path in ("1.3.2", "6.1.1", "6.1.3", "7.1.4", "8.5")} <= plan
    assert {"6.3.3 time-missing", "7.1.2 time-missing", "7.1.2 responsible-missing"} <= plan
    assert {"1.4.1 fraction-differs", "1.5.2 fractions-exceed"} <= letter
    assert {f"{path} opinion-missing" for path in ("3.10.3", "6.1.4", "6.3.1")} <= letter
    assert {"II.9 reached-in-progress", "II.10 reached-in-progress", "VI.7 reached-in-progress"} <= targets
    assert {each for each in targets if each.endswith("done-but-short")} == {
        "II.6 done-but-short",
        "II.11 done-but-short",
    }
