"""The linter on small sets with one fault each, and on one without any."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from evidence_svc.domain.criteria import CriteriaSet, Criterion, EvidenceSlot, EvidenceSource, Mark, Option
from evidence_svc.domain.lint import CHECKS, lint
from evidence_svc.domain.rule_inputs import Input, Unit
from evidence_svc.domain.rule_shapes import (
    Band,
    BandsRule,
    ChoiceOption,
    ChoiceRule,
    DeductionRule,
    FixedRule,
    GateRule,
    LatenessBand,
    LatenessRule,
    Rule,
    YesNoRule,
)
from evidence_svc.domain.rule_spans import Interval, parse_span
from evidence_svc.domain.rule_terms import Asked, Given, Share
from evidence_svc.domain.schedules import AfterAnchor, WithinInterval, Wording
from tests.unit.domain.sets import criteria_set, criterion, small_set
from verifiers.deadline import Deadline

COUNT = Input("n", "Số", Unit.COUNT)
PERCENT = Given(Input("p", "Tỷ lệ", Unit.PERCENT))
CHOICE = Input("c", "Mức", Unit.CHOICE)


def bands(**points: int) -> tuple[Band, ...]:
    """Bands by the text of their spans."""
    spans = ((parse_span(text), given) for text, given in points.items())
    return tuple(Band(span, Decimal(given)) for span, given in spans if span is not None)


def options(**points: str) -> tuple[Option, ...]:
    """Printed cases by their text."""
    return tuple(Option(text, Decimal(given)) for text, given in points.items())


def leaf(rule: Rule | None = None, **values: object) -> CriteriaSet:
    """A set of one field with one criterion of 2 points and evidence."""
    bare = replace(criterion("1.1", "2.00", "1"), evidence="Báo cáo", rule=rule)
    found = criteria_set(criterion("1", "2.00"), replace(bare, **values))  # type: ignore[arg-type] # tests name fields
    return replace(found, valid_to=date(2023, 12, 31))


def late(*days: Interval, stated: bool = True) -> LatenessRule:
    """Two points in time, one for any later band."""
    points = [Decimal(2), *[Decimal(1)] * (len(days) - 1)]
    made = tuple(LatenessBand(each, given) for each, given in zip(days, points, strict=True))
    return LatenessRule(("plan",), made, missing_stated=stated)


PLAN = EvidenceSlot("plan", "Kế hoạch", "kế hoạch", deadline=Deadline("chậm nhất", date(2023, 3, 1), inclusive=True))
ON_TIME, LATER = Interval(0, 0), Interval(1, None)

DATED = replace(PLAN, deadline=Deadline("x", date(2025, 1, 1), inclusive=True))
SCHEDULED = replace(PLAN, deadline=None, schedule=WithinInterval(Wording("x"), date(2024, 1, 1), date(2024, 3, 31)))
WAITING = replace(PLAN, deadline=None, schedule=AfterAnchor(Wording("x"), "a", "b"))
ONE_GRADE = ChoiceRule(CHOICE, (ChoiceOption("a", "A", Decimal(1)),))
BONUS = replace(criterion("2", "1.00"), mark=Mark.BONUS, evidence="x", options=options(A="0.5"))

CASES: dict[str, tuple[CriteriaSet, list[str]]] = {
    "nothing": (small_set(), []),
    "a parent is not its children": (
        criteria_set(criterion("1", "3.00"), criterion("1.1", "2.00", "1")),
        ["1 sum-differs"],
    ),
    "the printed total is not the parts": (replace(small_set(), printed_total=Decimal(6)), [" total-differs"]),
    "the maximum cannot be reached": (
        leaf(ChoiceRule(CHOICE, (ChoiceOption("a", "A", Decimal(1)),))),
        [" total-unreachable", "1.1 maximum-unreachable"],
    ),
    "the printed cases cannot reach it": (
        leaf(options=options(Tốt="1.5", Kém="0")),
        [" total-unreachable", "1.1 maximum-unreachable"],
    ),
    "a case beyond the maximum": (leaf(options=options(Tốt="2.5", Kém="0")), ["1.1 points-outside-range"]),
    "a step is skipped": (leaf(options=options(A="2", B="1.5", C="1", D="0")), ["1.1 step-skipped"]),
    "steps of many sizes": (leaf(options=options(A="2", B="1.9", C="1", D="0")), []),
    "a gap of percentages": (
        leaf(
            BandsRule(
                PERCENT,
                bands(
                    **{
                        "[50,100]": 2,
                        "[0,50)": 0,
                    }
                ),
            )
        ),
        [],
    ),
    "a gap at one value": (leaf(BandsRule(PERCENT, bands(**{"(50,100]": 2, "[0,50)": 0}))), ["1.1 band-gap"]),
    "a gap of days": (leaf(late(ON_TIME, Interval(3, None)), slots=(PLAN,)), ["1.1 band-gap"]),
    "days without a gap": (leaf(late(ON_TIME, LATER), slots=(PLAN,)), []),
    "bands overlap": (leaf(BandsRule(PERCENT, bands(**{"[50,100]": 2, "[0,50]": 0}))), ["1.1 band-overlap"]),
    "bands overlap and agree": (leaf(BandsRule(PERCENT, bands(**{"[50,100]": 2, "[0,50]": 2}))), []),
    "a gap inside a gate": (
        leaf(GateRule((Asked(COUNT),), BandsRule(PERCENT, bands(**{"[50,100]": 2})))),
        ["1.1 band-gap"],
    ),
    "amounts have no top": (
        leaf(BandsRule(Share(COUNT, COUNT, percent=False), bands(**{"[0.2,)": 2, "[0,0.2)": 0}))),
        [],
    ),
    "never issued is not said": (leaf(late(ON_TIME, LATER, stated=False), slots=(PLAN,)), ["1.1 missing-not-stated"]),
    "lateness without a date": (leaf(late(ON_TIME, LATER)), ["1.1 lateness-without-date"]),
    "lateness by another document": (
        leaf(late(ON_TIME, LATER), slots=(WAITING,)),
        ["1.1 lateness-without-date"],
    ),
    "lateness in words only": (
        leaf(options=options(**{"Đúng thời gian quy định": "2", "Không báo cáo": "0"})),
        ["1.1 lateness-without-date"],
    ),
    "a date with two readings": (leaf(evidence="Kế hoạch trước ngày 20/01/2023"), ["1.1 deadline-two-readings"]),
    "a date without a year": (leaf(evidence="Báo cáo chậm nhất ngày 20/01"), ["1.1 date-without-year"]),
    "a date that is none": (leaf(evidence="Báo cáo chậm nhất ngày 31/02/2023"), ["1.1 date-unreal"]),
    "a date before the set": (
        replace(leaf(evidence="chậm nhất ngày 20/01/2023"), issued_on=date(2023, 7, 1)),
        ["1.1 date-before-set"],
    ),
    "a date outside the period": (leaf(evidence="chậm nhất ngày 20/01/2024"), ["1.1 date-outside-period"]),
    "a slot's date outside the period": (
        leaf(slots=(DATED,)),
        ["1.1 date-outside-period"],
    ),
    "a schedule outside the period": (
        leaf(
            slots=(
                replace(
                    PLAN, deadline=None, schedule=WithinInterval(Wording("x"), date(2024, 1, 1), date(2024, 3, 31))
                ),
            )
        ),
        ["1.1 date-outside-period"],
    ),
    "a window of another year": (leaf(evidence="từ 01/01/2022 đến 15/10/2022"), ["1.1 window-outside-period"]),
    "a window reversed": (leaf(evidence="từ 01/10/2023 đến 15/01/2023"), ["1.1 window-reversed"]),
    "a window inside the period": (leaf(evidence="từ 01/01/2023 đến 15/10/2023"), []),
    "another year in words": (leaf(evidence="Báo cáo năm 2022"), ["1.1 year-differs"]),
    "no evidence": (leaf(FixedRule(Decimal(2)), evidence=""), ["1.1 evidence-missing"]),
    "no evidence but a slot": (leaf(FixedRule(Decimal(2)), evidence="", slots=(PLAN,)), []),
    "no evidence because somebody else watches": (
        leaf(FixedRule(Decimal(2)), evidence="", evidence_source=EvidenceSource.MONITORING),
        [],
    ),
    "evidence that is a number": (leaf(evidence="0,5"), ["1.1 evidence-is-a-number"]),
    "a percent sign is missing": (
        leaf(options=options(**{"Từ 90 đến 100%": "2", "Dưới 90%": "0"})),
        ["1.1 percent-sign-missing"],
    ),
    "a but that denies nothing": (
        leaf(options=options(**{"Có báo cáo, đủ": "2", "Có báo cáo nhưng đủ": "0"})),
        ["1.1 words-lost"],
    ),
    "a but that denies": (leaf(options=options(**{"Có báo cáo": "2", "Có báo cáo nhưng thiếu": "0"})), []),
    "half of a fixed phrase": (
        leaf(evidence="ban hành kế hoạch " * 5, options=options(**{"Tốt": "2", "Không hành kế hoạch": "0"})),
        ["1.1 words-lost"],
    ),
    "a phrase that stands alone": (
        leaf(
            evidence="có hành kế hoạch, ban hành kế hoạch", options=options(**{"Tốt": "2", "Không hành kế hoạch": "0"})
        ),
        [],
    ),
    "half of a condition denied": (
        leaf(
            YesNoRule("Có?", Decimal(2), Decimal(0)),
            options=options(**{"Có ban hành kế hoạch và triển khai": "2", "Không ban hành kế hoạch": "0"}),
        ),
        ["1.1 cases-combined"],
    ),
    "two lists of periods": (
        leaf(
            evidence="Quý I, 6 tháng, Quý III năm 2023", options=options(**{"Quý 1, Quý II, Quý III": "2", "Kém": "0"})
        ),
        ["1.1 periods-differ"],
    ),
    "one list written twice": (
        leaf(evidence="Quý I, Quý II, Quý III", options=options(**{"Quý 1, quý 2, quý 3": "2", "Kém": "0"})),
        [],
    ),
    "words are lost": (leaf(options=options(**{"Từ dưới 90%": "0", "Từ 90% trở lên": "2"})), ["1.1 words-lost"]),
    "points in words differ": (
        leaf(options=options(**{"Cấp tỉnh (01 giải = 01 điểm)": "2", "Không": "0"})),
        ["1.1 points-differ-in-words"],
    ),
    "points in words agree": (leaf(options=options(**{"Cấp tỉnh (01 giải = 02 điểm)": "2", "Không": "0"})), []),
    "bands may join conditions": (
        leaf(
            BandsRule(PERCENT, bands(**{"[90,100]": 2, "[0,90)": 0})),
            options=options(**{"Từ 90% trở lên, đúng hạn": "2", "Dưới 90% và chưa đúng hạn": "0"}),
        ),
        [],
    ),
    "a deduction of unnamed items": (
        leaf(
            DeductionRule(FixedRule(Decimal(2)), Decimal(1), count=COUNT),
            options=options(**{"Đạt (mỗi tiêu chí không đạt yêu cầu trừ 1 điểm)": "2"}),
        ),
        ["1.1 deduction-items-unlisted"],
    ),
    "a deduction from each of several documents, or for each of several wants": (
        leaf(
            DeductionRule(FixedRule(Decimal(2)), Decimal("0.5"), count=COUNT),
            evidence="Báo cáo Quý I, 6 tháng",
            options=options(**{"Nội dung và thời gian đạt (mỗi tiêu chí không đạt yêu cầu trừ 0,5 điểm)": "2"}),
        ),
        ["1.1 deduction-count-open", "1.1 deduction-items-unlisted"],
    ),
    "a document beside a case": (
        leaf(options=(Option("Tốt", Decimal(2), "Theo Công văn 706"), Option("Kém", Decimal(0)))),
        ["1.1 evidence-on-case"],
    ),
    "a rule on a node that is a sum": (
        criteria_set(
            replace(criterion("1", "2.00"), rule=FixedRule(Decimal(2))),
            replace(criterion("1.1", "2.00", "1"), evidence="x"),
        ),
        ["1 rule-on-parent"],
    ),
    "a gate that nobody can tell": (leaf(FixedRule(Decimal(2)), gated_by="c1"), ["1.1 gate-without-rule"]),
    "a deduction of named items": (
        leaf(
            DeductionRule(FixedRule(Decimal(2)), Decimal(1), (Asked(COUNT),)),
            options=options(**{"Đạt (mỗi tiêu chí không đạt yêu cầu trừ 1 điểm)": "2"}),
        ),
        [],
    ),
    "cases join conditions": (
        leaf(
            ChoiceRule(CHOICE, (ChoiceOption("a", "A", Decimal(2)),)),
            options=options(**{"Đầy đủ, đúng hạn": "2", "Chưa đầy đủ và chưa đúng hạn": "0"}),
        ),
        ["1.1 cases-combined"],
    ),
    "a bonus does not count": (
        criteria_set(criterion("1", "2.00"), BONUS),
        ["2 maximum-unreachable"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_problem_is_found_and_no_other(case: str) -> None:
    """A path and a reason for what is wrong; a Vietnamese sentence that ends as one."""
    found, expected = CASES[case]
    problems = lint(found)

    assert [f"{problem.path} {problem.reason}" for problem in problems] == expected
    assert all(problem.message.endswith(".") for problem in problems)


def coded(code: str, path: str, parent: str | None = None, title: str = "") -> Criterion:
    """A node whose code differs from its path."""
    node = criterion(path, "1.00", parent)
    return replace(node, code=code, title=title or node.title)


def test_codes_twice_missing_and_begun_again() -> None:
    """A code in another part collides, under the same part it is an error, none at all is missing."""
    found = criteria_set(
        coded("I", "1"),
        coded("1", "1.1", "1"),
        coded("II", "2"),
        coded("1", "2.1", "2"),
        coded("1", "2.2", "2"),
        coded("–", "2.3", "2", title="Tiêu chí 2.1"),
    )
    codes = {"code-twice", "code-restarts", "code-missing", "title-twice"}

    assert [f"{each.path} {each.reason}" for each in lint(found) if each.reason in codes] == [
        "2.1 code-restarts",
        "2.2 code-twice",
        "2.3 code-missing",
        "2.3 title-twice",
    ]


def test_a_problem_reads_as_a_sentence() -> None:
    """Place, sentence and reason, for the command line."""
    (problem,) = lint(criteria_set(criterion("1", "3.00"), criterion("1.1", "2.00", "1")))

    assert str(problem) == "1: điểm chuẩn ghi 3, các mục con cộng lại 2. [sum-differs]"
    assert len(CHECKS) == 6


def test_both_counts_of_a_deduction_are_worked_out() -> None:
    """The agency sees what each reading would take off."""
    found, _ = CASES["a deduction from each of several documents, or for each of several wants"]
    (message,) = (problem.message for problem in lint(found) if problem.reason == "deduction-count-open")

    assert message == (
        "trừ mỗi văn bản (2 × 0,5 = 1) hay mỗi yêu cầu của từng văn bản (4 × 0,5 = 2), trên điểm chuẩn 2."
    )


def test_a_case_that_includes_the_day_is_shown_beside_the_wording_that_may_not() -> None:
    """A wording "trước ngày X" against a case "trước và đúng thời gian": the set says both."""
    cases = options(**{"Trước và đúng thời gian quy định": "2", "Không": "0"})
    (problem,) = lint(leaf(evidence="Kế hoạch trước ngày 20/01/2023", options=cases))

    assert problem.message.endswith("; mức điểm ghi “Trước và đúng thời gian quy định”.")


def test_the_message_says_how_time_is_judged() -> None:
    """By days late, or only in words."""
    by_days = lint(leaf(late(ON_TIME, LATER)))
    in_words = lint(leaf(options=options(**{"Đúng thời gian quy định": "2", "Không báo cáo": "0"})))

    assert [problem.message for problem in (*by_days, *in_words)] == [
        "chấm theo số ngày chậm nhưng không nêu ngày nào.",
        "nói đến thời gian quy định nhưng không nêu ngày nào.",
    ]
