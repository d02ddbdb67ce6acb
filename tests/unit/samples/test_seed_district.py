"""The district's set: as printed, as reviewed, and what the linter finds of all that is known to be wrong with it."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from evidence_svc.domain.criteria import CriteriaSet, find_sum_mismatches
from evidence_svc.domain.criteria_file import parse_criteria_set
from evidence_svc.domain.deadlines import Circumstances, wanted_slots
from evidence_svc.domain.lint import lint
from evidence_svc.domain.rule_bounds import most_points
from evidence_svc.domain.rule_inputs import RuleInputs, Value
from evidence_svc.domain.rules import suggest
from evidence_svc.importing.patches import correct_set
from evidence_svc.importing.sets import import_set
from evidence_svc.samples.build import DRAFT_FILE, REVIEWED_FILE, build_district, read_corrections, render_district
from evidence_svc.samples.load import sample_text
from evidence_svc.samples.sources import DISTRICT
from evidence_svc.tables.rows import TableError
from evidence_svc.tables.text import read_text

SEEDS = Path(__file__).parents[4] / "shared" / "seeds"

# What is known to be wrong with the draft, by its number in the survey, and where the linter finds it.
FOUND = {
    "S1-01 sums": [" total-differs", "II sum-differs", "II.6 sum-differs"],
    "S1-02 unreachable maxima": [
        " total-unreachable",
        "II.6.3 maximum-unreachable",
        "II.6.4 maximum-unreachable",
        "II.6.7.2 maximum-unreachable",
    ],
    "S1-03 codes": ["II.1.1 code-restarts", "III.1 code-missing", "II.2.2.2 title-twice"],
    "S1-04 gaps, percent": [
        "I.1.3 band-gap",
        "I.7 band-gap",
        "II.2.2.2 band-gap",
        "II.2.7 band-gap",
        "II.4.2 band-gap",
        "II.6.2 band-gap",
    ],
    "S1-05 gaps, days": [
        "II.3.1 band-gap",
        "II.4.3 band-gap",
        "II.5.4.2 band-gap",
        "II.6.1.1 band-gap",
        "II.3.1 missing-not-stated",
        "II.4.3 missing-not-stated",
        "II.5.3 missing-not-stated",
        "III.1 missing-not-stated",
    ],
    "S1-06 overlaps": [
        "I.4.1 band-overlap",
        "I.7 band-overlap",
        "II.6.2 band-overlap",
        "II.6.5.1 band-overlap",
        "II.6.5.2 band-overlap",
    ],
    "S1-07 points": [
        "I.6 points-differ-in-words",
        "I.7 step-skipped",
        "II.4.4 step-skipped",
        "II.6.6 evidence-is-a-number",
    ],
    "S1-08 each criterion": [
        "I.2 deduction-items-unlisted",
        "II.2.1.2 deduction-items-unlisted",
        "I.4.1 deduction-items-unlisted",
        "I.2 deduction-count-open",
        "II.2.1.2 deduction-count-open",
    ],
    "S1-09 lost words": [
        "I.4.1 words-lost",
        "II.5.1.1 words-lost",
        "II.5.1.2 words-lost",
        "II.1.2 words-lost",
        "II.4.5 words-lost",
        "I.7 percent-sign-missing",
        "II.2.6 percent-sign-missing",
        "II.4.5 percent-sign-missing",
    ],
    "S1-10 combinations, as a note": [
        "II.1.1.1 cases-combined",
        "II.2.3.2 cases-combined",
        "II.4.1 cases-combined",
        "II.4.4 cases-combined",
        "II.5.2 cases-combined",
        "II.6.1.2 cases-combined",
        "II.6.7.1 cases-combined",
    ],
    "S1-11 trước ngày": [
        "I.4.1 deadline-two-readings",
        "II.2.1.1 deadline-two-readings",
        "II.2.2 deadline-two-readings",
        "II.2.2.2 deadline-two-readings",
        "II.6.1.1 deadline-two-readings",
    ],
    "S1-12 lateness without a date": [
        f"{path} lateness-without-date"
        for path in ("I.1.1", "II.1.1.2", "II.3.1", "II.4.3", "II.5.1.1", "II.5.2", "II.5.3", "II.5.4.2", "III.1")
    ],
    "S1-13 years": [
        "II.6.7.1 window-outside-period",
        "I.2 date-without-year",
        "II.6.6.3 year-differs",
        "I.2 periods-differ",
    ],
    "S1-14 dates before the draft": [
        "I.2 date-before-set",
        "I.4.1 date-before-set",
        "II.2.1.1 date-before-set",
        "II.2.2 date-before-set",
        "II.6.1.1 date-before-set",
    ],
    "S1-15 no evidence": [
        f"{path} evidence-missing" for path in ("II.2.2.1", "II.2.6", "II.4.1", "II.6.3", "II.6.4", "II.6.7.2")
    ]
    + ["I.2 evidence-on-case"],
}

# What stays open after the linter found it, because the text allows both: the review decided, as an assumption.
NOT_DECIDED = {
    "S1-08 whether 4 × 0,75 or 8 × 0,75": "I.2",
    "S1-08 whether 4 × 0,5 or 8 × 0,5": "II.2.1.2",
}


@cache
def draft() -> CriteriaSet:
    """The set as printed."""
    return parse_criteria_set(sample_text(DRAFT_FILE), DRAFT_FILE)


@cache
def reviewed() -> CriteriaSet:
    """The set after review."""
    return parse_criteria_set(sample_text(REVIEWED_FILE), REVIEWED_FILE)


@cache
def problems(which: str) -> frozenset[str]:
    """Path and reason of everything the linter says."""
    found = draft() if which == "draft" else reviewed()
    return frozenset(f"{problem.path} {problem.reason}" for problem in lint(found))


def test_the_tree_is_whole() -> None:
    """74 nodes and the total row make 75; 52 leaves with 150 printed cases."""
    found = draft()

    assert len(found.criteria) + 1 == 75
    assert (len(found.leaves), sum(len(leaf.options) for leaf in found.leaves)) == (52, 150)
    assert found.printed_total == Decimal(100)


def test_the_sums_are_the_right_ones_after_review() -> None:
    """22, 76 and 2 make 100, in the parts and in the leaves; as printed part II said 73."""
    assert [str(root.max_score) for root in draft().roots] == ["22.00", "73.00", "2.00"]
    assert [str(root.max_score) for root in reviewed().roots] == ["22.00", "76.00", "2.00"]
    assert sum(leaf.max_score for leaf in draft().leaves) == sum(root.max_score for root in reviewed().roots) == 100
    assert find_sum_mismatches(reviewed()) == ()


def test_every_leaf_has_a_rule_that_computes_within_its_maximum() -> None:
    """52 rules in each set, none of them left to free judgment."""
    for found in (draft(), reviewed()):
        best = [most_points(leaf.rule) for leaf in found.leaves if leaf.rule is not None]
        assert len(best) == 52
        assert all(points is not None for points in best)
        assert sum(points for points in best if points is not None) == Decimal("97.5")


@pytest.mark.parametrize("item", FOUND, ids=lambda item: item.split()[0])
def test_the_linter_finds_what_can_be_found(item: str) -> None:
    """Every known fault that leaves a mark in numbers, dates, codes or phrases."""
    assert set(FOUND[item]) <= problems("draft")


def test_what_the_linter_cannot_decide_is_decided_by_review() -> None:
    """The linter works out both readings; which one was meant is an assumption of the review, and shown as one."""
    before = {leaf.path: leaf for leaf in draft().leaves}
    for path in NOT_DECIDED.values():
        rule = reviewed().by_path(path).rule
        assert rule is not None
        assert rule != before[path].rule
        assert rule.assumption
    messages = {problem.path: problem.message for problem in lint(draft()) if problem.reason == "deduction-count-open"}
    assert {path: messages[path][: messages[path].index(", trên")] for path in NOT_DECIDED.values()} == {
        "I.2": "trừ mỗi văn bản (4 × 0,75 = 3) hay mỗi yêu cầu của từng văn bản (8 × 0,75 = 6)",
        "II.2.1.2": "trừ mỗi văn bản (4 × 0,5 = 2) hay mỗi yêu cầu của từng văn bản (8 × 0,5 = 4)",
    }


def test_the_review_leaves_no_gap_and_no_overlap() -> None:
    """What can be decided is decided; what only the agency can decide is still reported."""
    left = {problem.partition(" ")[2] for problem in problems("reviewed")}

    assert not left & {"band-gap", "band-overlap", "missing-not-stated", "sum-differs", "total-differs", "words-lost"}
    assert {"maximum-unreachable", "lateness-without-date", "deadline-two-readings"} <= left


def test_dates_are_counted_as_the_survey_counted_them() -> None:
    """Five different dates lie before the draft; nine times a date follows the word "trước"."""
    before = [each for each in lint(draft()) if each.reason == "date-before-set"]
    phrases = {each.message.split("”")[0].removeprefix("“trước ").removeprefix("ngày ") for each in before}

    assert phrases == {"07/12/2022", "20/01/2023", "30/01/2023", "07/3", "07/6"}
    assert sum(each.reason == "deadline-two-readings" for each in lint(draft())) == 9


COMPUTED: dict[str, tuple[str, dict[str, Value], str, str]] = {
    "I.1.3": ("I.1.3", {"done": Decimal(79), "planned": Decimal(100)}, "1", "79/100 = 79% → từ 70% đến 80%: 1 điểm"),
    "I.4.1": (
        "I.4.1",
        {"checked": Decimal(7), "all": Decimal(20)},
        "1.5",
        "7/20 = 35% → trên 30% đến 100%: 2 điểm; Không đạt: Kế hoạch kiểm tra thực hiện nhiệm vụ của cán bộ, công chức"
        " đúng hạn; 2 − 1 × 0,5 = 1,5",
    ),
    "I.6": ("I.6", {"provincial": Decimal(1), "district": Decimal(1)}, "3", "1 × 2 + 1 × 1 = 3"),
    "I.7": (
        "I.7",
        {"done": Decimal(9), "assigned": Decimal(9), "all-in-time": False},
        "4",
        "9/9 = 100% → đúng 100%: 4 điểm; Điều kiện tiên quyết không đạt: Hoàn thành đúng tiến độ 100% số nhiệm vụ:"
        " 0 điểm; 4 + 0 = 4",
    ),
    "II.4.4": (
        "II.4.4",
        {"breach": True, "sanction": False},
        "1",
        "Có vi phạm kỷ luật, kỷ cương nhưng không xử lý kỷ luật: 1 điểm",
    ),
    "II.5.1.2": (
        "II.5.1.2",
        {"income": Decimal(360000), "base-salary": Decimal(1800000)},
        "1",
        "360.000/1.800.000 = 0,2 lần → từ 0,2 lần trở lên: 1 điểm",
    ),
    "II.5.1.2, one đồng short": (
        "II.5.1.2",
        {"income": Decimal(359999), "base-salary": Decimal(1800000)},
        "0.5",
        "359.999/1.800.000 = 0,199999 lần → trên 0 lần đến dưới 0,2 lần: 0,5 điểm",
    ),
    "II.6.5.2, one document short": (
        "II.6.5.2",
        {"signed": Decimal(24999), "all": Decimal(25000)},
        "1",
        "24.999/25.000 = 99,996% → từ 90% đến dưới 100%: 1 điểm",
    ),
}


@pytest.mark.parametrize("case", COMPUTED)
def test_rules_compute_with_a_trace(case: str) -> None:
    """Numbers in, points and arithmetic out."""
    path, values, points, trace = COMPUTED[case]
    known = RuleInputs(values=values, days_late={"plan": 4})

    suggestion = suggest(reviewed().by_path(path).rule, known)

    assert (suggestion.points, suggestion.trace) == (Decimal(points), trace)


def test_four_reports_have_four_deadlines() -> None:
    """The recurring list of the draft, with the year before's report in the year before."""
    slots = wanted_slots(reviewed().by_path("I.2"), Circumstances(2023))
    late = dict.fromkeys([slot.key for slot in slots], 0) | {"report-half-year": 2}
    known = RuleInputs(days_late=late, values={"incomplete": Decimal(1)})

    assert [slot.deadline and f"{slot.deadline.on:%d/%m/%Y}" for slot in slots] == [
        "07/03/2023",
        "07/06/2023",
        "07/09/2023",
        "07/12/2022",
    ]
    suggestion = suggest(reviewed().by_path("I.2").rule, known)
    assert (suggestion.points, suggestion.trace) == (
        Decimal("1.5"),
        "Không đạt: Báo cáo CCHC 6 tháng đúng hạn; Số báo cáo đúng hạn nhưng không đạt về nội dung: 1;"
        " 3 − 2 × 0,75 = 1,5",
    )


def test_a_correction_that_fits_no_place_is_refused() -> None:
    """Nothing is corrected on a guess."""
    corrections = read_corrections(DISTRICT.corrections)
    wrong = [{"path": "II", "key": "max_score", "wrong": "74.00", "right": "76.00"}]

    with pytest.raises(TableError):
        correct_set(draft(), {**corrections, "values": wrong})
    with pytest.raises(TableError):
        correct_set(draft(), {**corrections, "rules": [{"path": "IX", "rule": {}, "assumption": True, "why": "x"}]})


if SEEDS.is_dir():

    def test_the_seed_gives_the_committed_district_files() -> None:
        """Building again changes nothing, so the files were not edited by hand."""
        sample = build_district(
            (SEEDS / DISTRICT.seed).read_text(encoding="utf-8"), read_corrections(DISTRICT.corrections)
        )

        assert {name: sample_text(name) for name in render_district(sample)} == render_district(sample)

    @pytest.mark.parametrize("item", FOUND, ids=lambda item: item.split()[0])
    def test_the_linter_finds_it_on_the_seed_itself(item: str) -> None:
        """Without any correction or knowledge of the set, as `criteria lint` reads the text."""
        assert set(FOUND[item]) <= _seed_problems()

    @cache
    def _seed_problems() -> frozenset[str]:
        file = read_text((SEEDS / DISTRICT.seed).read_text(encoding="utf-8"))
        found = import_set(file, DISTRICT.seed).criteria_set
        return frozenset(f"{problem.path} {problem.reason}" for problem in lint(found))

    def test_every_repair_of_the_draft_is_reported() -> None:
        """A title twice, a stray number, a criterion without a number; a decimal comma among commas is none."""
        sample = build_district(
            (SEEDS / DISTRICT.seed).read_text(encoding="utf-8"), read_corrections(DISTRICT.corrections)
        )
        kinds = [repair.kind for repair in sample.repairs]

        assert {kind: kinds.count(kind) for kind in set(kinds)} == {
            "title-twice": 1,
            "stray-number": 1,
            "code-missing": 1,
        }
