"""Sheets of deductions and targets: every fault is named with its line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evidence_svc.domain.errors import CriteriaFileError
from evidence_svc.domain.remediation import RowKind, TargetStatus, add_up, add_up_fields, count_by_status
from evidence_svc.domain.remediation_file import parse_deductions, parse_targets, render_deductions, render_targets

SHEET = """\
id: thu
title: Bảng thử
document: Công văn thử
scale: 2
rounding: down
rows:
  - {code: "1", title: Lĩnh vực, kind: field, max_score: 3.00, appraised_score: 2.00}
  - {code: "1.1", title: Một, max_score: 2.00, self_score: 2.00, appraised_score: 1.00, opinion: Thiếu}
  - {code: "2.1", title: Hai, max_score: 1.00, self_score: 0.00, appraised_score: 0.50}
agencies:
  - agency: Sở Nội vụ
    tasks: [Một việc]
"""
TARGETS = """\
id: thu
title: Bảng thử
document: Công văn thử
starts_on: 2021-11-15
ends_on: 2023-10-14
groups:
  - code: I
    title: Nhóm
    targets:
      - {path: I.1, title: Một, status: done, result: Xong}
      - {path: I.2, title: Hai, status: higher-level}
"""


def test_a_sheet_is_read_summed_and_written_again() -> None:
    """Losses count from the maximum; over-claims only where more was claimed than given."""
    sheet = parse_deductions(SHEET)
    sums = add_up(sheet.criteria)

    assert [row.kind for row in sheet.rows] == [RowKind.FIELD, RowKind.CRITERION, RowKind.CRITERION]
    assert (sums.max_score, sums.appraised_score, sums.deducted) == (Decimal(3), Decimal("1.5"), Decimal("1.5"))
    assert (sums.self_score, sums.overclaimed) == (Decimal(2), Decimal(1))
    assert list(add_up_fields(sheet)) == ["1", "2"]
    assert parse_deductions(render_deductions(sheet)) == sheet


def test_a_target_sheet_is_read_counted_and_written_again() -> None:
    """What a higher level must do is not counted as the agency's own."""
    sheet = parse_targets(TARGETS)

    assert [target.path for target in sheet.own_targets] == ["I.1"]
    assert count_by_status(sheet)[TargetStatus.IN_PROGRESS] == 0
    assert parse_targets(render_targets(sheet)) == sheet


FAULTS = {
    "a code twice": (('"2.1"', '"1.1"'), (9, "rows[2].code", "code-twice")),
    "above the maximum": (
        ("appraised_score: 0.50", "appraised_score: 1.01"),
        (9, "rows[2].appraised_score", "score-above-maximum"),
    ),
    "too many places": (
        ("appraised_score: 0.50", "appraised_score: 0.505"),
        (9, "rows[2].appraised_score", "scale-exceeded"),
    ),
    "an unknown kind": (("kind: field", "kind: chapter"), (7, "rows[0].kind", "value-unknown")),
    "no tasks": (("[Một việc]", "[]"), (12, "agencies[0].tasks", "list-empty")),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_of_a_sheet_is_named(case: str) -> None:
    """Line, path and reason."""
    (old, new), expected = FAULTS[case]
    with pytest.raises(CriteriaFileError) as caught:
        parse_deductions(SHEET.replace(old, new))

    assert [(each.line, each.path, each.reason) for each in caught.value.problems] == [expected]


def test_a_target_stands_in_its_group() -> None:
    """Its path begins with the group's code."""
    with pytest.raises(CriteriaFileError) as caught:
        parse_targets(TARGETS.replace("path: I.2", "path: II.2"))

    assert [each.reason for each in caught.value.problems] == ["path-differs"]
