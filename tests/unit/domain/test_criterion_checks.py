"""What the council would find: each reason from its smallest case, silence where all is well, tables complete."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from evidence_svc.domain.criterion_checks import check_claim
from evidence_svc.domain.filing import UNREADABLE, WAITING, Claim
from evidence_svc.domain.known_inputs import NO_ANSWERS
from evidence_svc.domain.remarks import REMARKS, Weight
from evidence_svc.domain.reviewing import review_claims, sum_review
from evidence_svc.domain.score import ScoreStatus
from evidence_svc.domain.suggestions import propose
from evidence_svc.domain.unfinished import find_unfinished
from evidence_svc.samples.load import load_self_assessment
from evidence_svc.web.remark_words import REMARK_WORDS
from tests.unit.domain.claims import DUE, PLAN, claim, filing
from tests.unit.domain.sets import criteria_set
from verifiers.subject import Period

FINDINGS_PAGE = Path(__file__).parents[3] / "docs" / "findings.md"
SIGNED = replace(PLAN, signed=True)
TWICE = replace(PLAN, count=2)
MARCH = replace(PLAN, period=Period(date(2023, 3, 1), date(2023, 3, 31)))
OTHER: dict[str, Any] = {"slot": None, "document_type": "báo cáo"}
DRAFT: dict[str, Any] = {"slot": None, "document_type": "tờ trình"}
LONG_AGO = filing("5 KH.pdf", date(2022, 12, 1))

# Each reason with the claims that give it and the points at stake.
CASES: dict[str, tuple[Claim, str]] = {
    "not-scored": (claim(filing(), score=None), "2"),
    "points-without-evidence": (claim(), "2"),
    "claim-above-rule": (claim(filing(on=date(2023, 1, 25))), "1"),
    "claim-above-one-reading": (claim(filing(on=DUE)), "1"),
    "claim-below-rule": (claim(filing(), score="1"), "0"),
    "slot-missing": (claim(filing(slot=None)), "2"),
    "slot-count-short": (claim(filing(), slot=TWICE), "2"),
    "slot-signature-missing": (claim(filing(), slot=SIGNED), "2"),
    "proposal-instead-of-decision": (claim(filing("12 TTr.pdf", **DRAFT)), "2"),
    "type-not-wanted": (claim(filing("12 BC.pdf", **OTHER)), "0"),
    "year-differs": (claim(filing("34 Kế hoạch năm 2021.pdf")), "2"),
    "outside-slot-period": (claim(filing(), slot=MARCH), "2"),
    "outside-scored-period": (claim(LONG_AGO), "0"),
    "issuer-of-another-agency": (claim(filing(issuer="Sở Nội vụ")), "0"),
    "explanation-unfinished": (claim(filing(), explanation="Nhiệm vụ đang thực hiện."), "2"),
    "evidence-unreadable": (claim(replace(filing(), state=UNREADABLE, subject=None)), "2"),
    "evidence-waiting": (claim(replace(filing(), state=WAITING, subject=None)), "0"),
    "evidence-altered": (claim(replace(filing(), original="blob-altered")), "2"),
    "evidence-lost": (claim(replace(filing(), original="blob-missing")), "2"),
    "used-under-other-criteria": (claim(replace(filing(), beside=("1.2",))), "0"),
    "used-by-other-agency": (claim(replace(filing(), elsewhere=2)), "0"),
}


def remarks(made: Claim) -> dict[str, Decimal]:
    """The reasons with their stakes."""
    given = {made.criterion.id: (made, NO_ANSWERS)}
    proposal = propose(criteria_set(made.criterion), made.criterion.id, given)
    return {each.reason: each.stake for each in check_claim(made, proposal)}


@pytest.mark.parametrize("reason", CASES)
def test_each_reason_has_its_case(reason: str) -> None:
    """The smallest claim that gives the reason, and the points that hang on it."""
    made, stake = CASES[reason]

    assert remarks(made).get(reason) == Decimal(stake)


def test_no_reason_is_without_a_case() -> None:
    """A new remark needs its case here, its words for the table, and its line in the documentation."""
    rows = re.findall(
        r"^\| `([a-z-]+)` \| ([a-z]+) \| ([^|]+) \| ([^|]*) \|$", FINDINGS_PAGE.read_text(encoding="utf-8"), re.M
    )

    assert set(CASES) == set(REMARKS) == set(REMARK_WORDS)
    assert {row[0]: row[1:] for row in rows} == {
        reason: (words.weight.value, words.sentence, words.action) for reason, words in REMARKS.items()
    }
    assert all(words.action for words in REMARKS.values())


def test_nothing_is_said_where_all_is_well() -> None:
    """A plan in time, full points, a plain explanation."""
    assert remarks(claim(filing(), explanation="Đã ban hành và thực hiện đầy đủ.")) == {}


@pytest.mark.parametrize(
    "status", [ScoreStatus.YEARLY, ScoreStatus.EXCLUSION_REQUESTED, ScoreStatus.EXCLUSION_ACCEPTED]
)
def test_nothing_is_said_of_what_is_out_of_the_base(status: ScoreStatus) -> None:
    """No points, nothing to find."""
    assert remarks(claim(score=None, status=status)) == {}


def test_a_failed_finding_is_repeated_with_its_file() -> None:
    """Unless it is the missed deadline that the rule's points tell already."""
    missed = {"check": "deadline", "outcome": "failed", "reason": "deadline-missed", "message": "Chậm 5 ngày."}
    back = {"check": "date-against-signature", "outcome": "failed", "reason": "dated-back", "message": "Ghi lùi ngày."}
    late = claim(replace(filing(on=date(2023, 1, 25)), findings=(missed, back)), score="1")

    assert remarks(late) == {"dated-back": Decimal(1)}
    assert set(remarks(replace(late, wanted=()))) >= {"dated-back", "deadline-missed"}


@pytest.mark.parametrize(
    ("explanation", "words"),
    [
        ("Nhiệm vụ này chưa hoàn thành, dự kiến quý IV.", "chưa hoàn thành"),
        ("Đang trong giai đoạn lấy ý kiến", "Đang trong giai đoạn"),
        ("ĐANG THỰC HIỆN", "ĐANG THỰC HIỆN"),
        ("Đã hoàn thành toàn bộ; không còn việc đang chờ.", ""),
        ("Người dự kiến tham dự: 12", "dự kiến"),
        ("01 văn bản thực hiện trong quý IV/2023", "trong quý IV/2023"),
        ("Tập huấn vào tháng 12 năm 2023", "vào tháng 12 năm 2023"),
        ("Đã thực hiện trong quý II/2023 và trong quý IV/2022", ""),
        ("", ""),
    ],
)
def test_words_of_unfinished_work(explanation: str, words: str) -> None:
    """Found without regard to case and accents, returned as written; times after the period, not those in it."""
    assert find_unfinished(explanation, date(2023, 6, 30)) == words


def test_the_sample_s_unfinished_work_is_found() -> None:
    """Six of the office's rows claim full points and say that something is still under way; no other row does."""
    rows = [row for row in load_self_assessment() if row.self_score]
    found = {row.code for row in rows if find_unfinished(row.explanation, date(2023, 6, 30))}

    assert found == {"2.1", "4.1.3", "5.1.1", "5.1.2", "5.2.3", "5.4"}


def test_unfinished_work_with_part_of_the_points_is_honest() -> None:
    """Nothing is said where the agency did not claim everything."""
    made = claim(filing(), score="1", explanation="Nhiệm vụ đang thực hiện.")

    assert "explanation-unfinished" not in remarks(made)


def test_lines_stand_by_weight_then_points() -> None:
    """What is lost first, the most points first, each criterion's points once."""
    small = claim(score="1", row_id=1)
    large = claim(score="2", row_id=2)
    doubt = claim(filing(), row_id=3, explanation="đang thực hiện")
    lines = review_claims((doubt, small, large), {})
    totals = sum_review(lines)

    assert [line.claim.row_id for line in lines] == [2, 1, 3]
    assert [line.weight for line in lines] == [Weight.LOSS, Weight.LOSS, Weight.DOUBT]
    assert (totals.loss, totals.doubt) == (Decimal(3), Decimal(2))
