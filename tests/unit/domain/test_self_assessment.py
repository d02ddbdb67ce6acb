"""Self-assessment files against their criteria set."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from evidence_svc.domain.criteria import RoundKind
from evidence_svc.domain.errors import CriteriaFileError
from evidence_svc.domain.file_render import render_self_assessment
from evidence_svc.domain.score import ScoreStatus
from evidence_svc.domain.self_assessment import SelfAssessment, SelfRow, parse_self_assessment, states_of
from tests.unit.domain.sets import criteria_set, criterion

SET = criteria_set(criterion("1", "3.00"), criterion("1.1", "1.00", "1"), criterion("1.2", "2.00", "1"))

GOOD = """\
criteria_set: tap-thu
agency: {id: van-phong, name: Văn phòng}
round: {id: ky-thu, title: Kỳ thử, kind: half-year, starts_on: 2023-01-01, ends_on: 2023-06-30}
rows:
  - code: 1.1
    criterion: c1-1
    status: scored
    self_score: 0.50
    explanation: |-
      Dòng một
      Dòng hai
    evidence: [34-17.01 Kế hoạch..pdf]
  - {code: 1.2, criterion: c1-2, status: yearly}
"""

READ = SelfAssessment(
    criteria_set="tap-thu",
    agency_id="van-phong",
    agency_name="Văn phòng",
    round_id="ky-thu",
    round_title="Kỳ thử",
    round_kind=RoundKind.HALF_YEAR,
    starts_on=date(2023, 1, 1),
    ends_on=date(2023, 6, 30),
    rows=(
        SelfRow(
            "1.1",
            "c1-1",
            ScoreStatus.SCORED,
            Decimal("0.50"),
            "Dòng một\nDòng hai",
            ("34-17.01 Kế hoạch..pdf",),
        ),
        SelfRow("1.2", "c1-2", ScoreStatus.YEARLY),
    ),
)


def test_a_file_is_read_and_written_back() -> None:
    """Scores, statuses, paragraphs and names of evidence survive the round trip."""
    assert parse_self_assessment(GOOD, SET) == READ
    assert parse_self_assessment(render_self_assessment(READ), SET) == READ


def test_rows_become_score_states() -> None:
    """Each row carries its maximum and the set's scale; nothing is appraised."""
    states = states_of(SET, "van-phong", READ.rows)

    assert (states["c1-1"].max_score, states["c1-1"].self_score) == (Decimal(1), Decimal("0.5"))
    assert states["c1-2"].status is ScoreStatus.YEARLY
    assert {state.appraised_score for state in states.values()} == {None}


FAULTS = {
    "another set": ("criteria_set: tap-thu", "criteria_set: khac", (1, "criteria_set", "criteria-set-differs")),
    "no such leaf": ("criterion: c1-1", "criterion: c1", (6, "rows[0].criterion", "criterion-unknown")),
    "a code of another": ("code: 1.1", "code: 1.3", (5, "rows[0].code", "code-differs")),
    "above the maximum": ("self_score: 0.50", "self_score: 1.01", (8, "rows[0].self_score", "score-above-maximum")),
    "too many places": ("self_score: 0.50", "self_score: 0.505", (8, "rows[0].self_score", "scale-exceeded")),
    "a score not given": ("    self_score: 0.50\n", "", (5, "rows[0].self_score", "score-and-status-differ")),
    "a score that does not count": (
        "status: yearly",
        "status: yearly, self_score: 0",
        (13, "rows[1].self_score", "score-and-status-differ"),
    ),
    "a leaf twice": (
        "code: 1.2, criterion: c1-2",
        "code: 1.1, criterion: c1-1",
        (13, "rows[1].criterion", "criterion-twice"),
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_named_with_line_and_path(case: str) -> None:
    """Scores and statuses agree with each other and with the set, or the file is refused."""
    old, new, expected = FAULTS[case]
    assert GOOD.count(old) == 1

    with pytest.raises(CriteriaFileError) as caught:
        parse_self_assessment(GOOD.replace(old, new), SET)

    (problem,) = caught.value.problems
    assert (problem.line, problem.path, problem.reason) == expected
