"""Each shape of rule on its own: the points it gives and the trace it prints."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evidence_svc.domain.numbers import Rounding, Scale
from evidence_svc.domain.rule_inputs import Input, InputSource, RuleInputs, Suggestion, Unit, Value
from evidence_svc.domain.rule_shapes import (
    AffineRule,
    AllRule,
    Band,
    BandsRule,
    BestOfRule,
    ChecklistItem,
    ChecklistRule,
    ChoiceOption,
    ChoiceRule,
    CountedItem,
    CutOffRule,
    DeductionRule,
    FixedRule,
    GateRule,
    ImportedRule,
    LatenessBand,
    LatenessRule,
    LinearRule,
    PerItemRule,
    Rule,
    SeverityLevel,
    SeverityRule,
    SumRule,
    SystemicRule,
    YesNoRule,
)
from evidence_svc.domain.rule_spans import Interval, parse_span
from evidence_svc.domain.rule_terms import Asked, Given, Growth, InTime, Issued, Share
from evidence_svc.domain.rules import suggest

TWO = Scale(2)
FOUR = Scale(4)
DOWN = Scale(2, Rounding.DOWN)


def number(name: str, unit: Unit = Unit.COUNT) -> Input:
    """A number the tests name."""
    return Input(name, name, unit)


def yes(name: str) -> Asked:
    """A condition the tests name."""
    return Asked(Input(name, name, Unit.YES_NO))


def bands(**points: str) -> tuple[Band, ...]:
    """Bands from `{"[80,100]": "2"}`."""
    made = []
    for text, given in points.items():
        span = parse_span(text)
        assert span is not None
        made.append(Band(span, Decimal(given)))
    return tuple(made)


def score(rule: Rule, scale: Scale = TWO, **values: Value) -> Suggestion:
    """What a rule suggests for values; numbers may be written as text."""
    known = {name.replace("_", "-"): _value(value) for name, value in values.items()}
    return suggest(rule, RuleInputs(values=known), scale)


def _value(value: Value) -> Value:
    return Decimal(value) if isinstance(value, str) and value[0].isdigit() else value


SHARE = Share(number("a"), number("b"))
PERCENT = Given(number("p", Unit.PERCENT))
DONE = BandsRule(SHARE, bands(**{"(80,)": "2", "[70,80]": "1", "[50,70)": "0"}))
SPENT = LinearRule(PERCENT, Decimal(2))
LATE = LatenessRule(
    ("plan",),
    (LatenessBand(Interval(0, 0), Decimal(2)), LatenessBand(Interval(1, None), Decimal(1))),
)

TRACES: dict[str, tuple[Rule, Scale, dict[str, Value], str, str]] = {
    "percent band": (DONE, FOUR, {"a": "79", "b": "100"}, "1", "79/100 = 79% → từ 70% đến 80%: 1 điểm"),
    "percent band, exact end": (DONE, FOUR, {"a": "80", "b": "100"}, "1", "80/100 = 80% → từ 70% đến 80%: 1 điểm"),
    "percent band, just above": (
        DONE,
        FOUR,
        {"a": "8001", "b": "10000"},
        "2",
        "8.001/10.000 = 80,01% → trên 80%: 2 điểm",
    ),
    "linear": (
        LinearRule(SHARE, Decimal("1.5")),
        FOUR,
        {"a": "41940", "b": "58818"},
        "1.0696",
        "41.940/58.818 × 1,5 = 1,0696",
    ),
    "linear, truncated": (LinearRule(SHARE, Decimal(2)), DOWN, {"a": "18", "b": "42"}, "0.85", "18/42 × 2 = 0,85"),
    "linear, half up": (LinearRule(SHARE, Decimal(2)), Scale(2), {"a": "18", "b": "42"}, "0.86", "18/42 × 2 = 0,86"),
    "linear from a percentage": (SPENT, Scale(2), {"p": "42.5"}, "0.85", "42,5% × 2 = 0,85"),
    "linear above the whole": (
        LinearRule(SHARE, Decimal(1)),
        Scale(2),
        {"a": "11", "b": "10"},
        "1",
        "11/10 = 110%, tính 100%; 100% × 1 = 1",
    ),
    "cut-off, below": (
        CutOffRule(PERCENT, Decimal(80), SPENT),
        Scale(2),
        {"p": "79.9"},
        "0",
        "79,9% → dưới 80%: 0 điểm",
    ),
    "cut-off, at it": (CutOffRule(PERCENT, Decimal(80), SPENT), Scale(2), {"p": "80"}, "1.6", "80% × 2 = 1,6"),
    "cut-off, strictly": (
        CutOffRule(PERCENT, Decimal(80), FixedRule(Decimal(2)), strict=True),
        Scale(2),
        {"p": "80"},
        "0",
        "80% → không quá 80%: 0 điểm",
    ),
    "affine": (
        AffineRule(Decimal("0.5"), Decimal("0.5"), SHARE),
        FOUR,
        {"a": "38", "b": "39"},
        "0.9872",
        "0,5 + 0,5 × 38/39 = 0,9872",
    ),
    "composite": (
        SumRule((LinearRule(SHARE, Decimal("0.5")), SPENT)),
        FOUR,
        {"a": "1", "b": "3", "p": "50"},
        "1.1667",
        "1/3 × 0,5 + 50% × 2 = 1,1667",
    ),
    "deduction": (
        DeductionRule(FixedRule(Decimal(3)), Decimal("0.75"), (yes("đúng hạn"), yes("đủ nội dung"))),
        Scale(2),
        {"đúng hạn": False, "đủ nội dung": True},
        "2.25",
        "Không đạt: đúng hạn; 3 − 1 × 0,75 = 2,25",
    ),
    "deduction, to the floor": (
        DeductionRule(FixedRule(Decimal(1)), Decimal("0.75"), count=number("lỗi")),
        Scale(2),
        {"lỗi": "2"},
        "0",
        "lỗi: 2; 1 − 2 × 0,75 = -0,5, không thấp hơn 0",
    ),
    "per item": (
        PerItemRule(
            (CountedItem(number("tỉnh"), Decimal(2), Decimal(3)), CountedItem(number("huyện"), Decimal(1), Decimal(2))),
            Decimal(3),
        ),
        Scale(2),
        {"tỉnh": "0", "huyện": "1"},
        "1",
        "0 × 2 + 1 × 1 = 1",
    ),
    "per item, capped": (
        PerItemRule((CountedItem(number("tỉnh"), Decimal(2), Decimal(3)),), Decimal(3)),
        Scale(2),
        {"tỉnh": "2"},
        "3",
        "2 × 2 = 4, tối đa 3; 3 = 3",
    ),
    "checklist": (
        ChecklistRule((ChecklistItem(yes("báo cáo"), Decimal(1)), ChecklistItem(yes("biên bản"), Decimal(1)))),
        Scale(2),
        {"báo cáo": True, "biên bản": False},
        "1",
        "báo cáo: 1 điểm; biên bản: 0 điểm; 1 + 0 = 1",
    ),
    "yes": (
        YesNoRule("Có ban hành?", Decimal(1), condition=yes("có")),
        Scale(2),
        {"có": True},
        "1",
        "Có ban hành? Có: 1 điểm",
    ),
    "choice": (
        ChoiceRule(Input("mức", "mức", Unit.CHOICE), (ChoiceOption("du", "Đầy đủ", Decimal(1)),)),
        Scale(2),
        {"mức": "du"},
        "1",
        "Đầy đủ: 1 điểm",
    ),
    "gate, closed": (
        GateRule((yes("ban hành kế hoạch"),), SPENT),
        Scale(2),
        {"ban hành kế hoạch": False},
        "0",
        "Điều kiện tiên quyết không đạt: ban hành kế hoạch: 0 điểm",
    ),
    "gate, open": (GateRule((yes("kế hoạch"),), SPENT), Scale(2), {"kế hoạch": True, "p": "50"}, "1", "50% × 2 = 1"),
    "all or nothing": (
        AllRule((yes("quý I"), yes("quý II")), Decimal("1.7")),
        Scale(2),
        {"quý I": True, "quý II": False},
        "0",
        "Không đạt: quý II: 0 điểm",
    ),
    "severity": (
        SeverityRule(
            (SeverityLevel(yes("vi phạm"), Decimal(1)), SeverityLevel(yes("kỷ luật"), Decimal(0))), Decimal(3)
        ),
        Scale(2),
        {"vi phạm": True, "kỷ luật": False},
        "1",
        "vi phạm: 1 điểm",
    ),
    "survey": (
        ImportedRule(Input("s", "Điều tra", Unit.POINTS, InputSource.SURVEY), Decimal(1), Decimal(1)),
        FOUR,
        {"s": "0.8064"},
        "0.8064",
        "0,8064/1 × 1 = 0,8064",
    ),
    "rank": (
        BandsRule(Given(number("r", Unit.RANK)), bands(**{"[1,20]": "1.5", "(20,50]": "1", "(50,63]": "0.5"})),
        FOUR,
        {"r": "55"},
        "0.5",
        "55 → trên 50 đến 63: 0,5 điểm",
    ),
    "growth, the alternative counts": (
        BestOfRule(
            (
                BandsRule(Growth(number("nay"), number("gốc")), bands(**{"[20,)": "1", "(,20)": "0"})),
                BandsRule(Given(number("thêm")), bands(**{"[1,)": "1", "[0,1)": "0"})),
            )
        ),
        Scale(2),
        {"nay": "11", "gốc": "10", "thêm": "1"},
        "1",
        "1 → từ 1 trở lên: 1 điểm",
    ),
    "amount": (
        BandsRule(
            Share(number("thu nhập", Unit.AMOUNT), number("lương", Unit.AMOUNT), percent=False),
            bands(**{"[0.2,)": "1", "(0,0.2)": "0.5", "[0,0]": "0"}),
        ),
        Scale(2),
        {"thu nhập": "200000", "lương": "1800000"},
        "0.5",
        "200.000/1.800.000 = 0,11 lần → trên 0 lần đến dưới 0,2 lần: 0,5 điểm",
    ),
    "systemic": (
        SystemicRule(FixedRule(Decimal(1)), Decimal("0.5"), "Bộ chưa kết nối."),
        Scale(2),
        {},
        "0.5",
        "Ngoài tầm kiểm soát: Bộ chưa kết nối.; 1 − 0,5 = 0,5",
    ),
}


@pytest.mark.parametrize("case", TRACES)
def test_each_shape_gives_its_points_and_prints_its_trace(case: str) -> None:
    """Points in the set's scale, and the arithmetic as the offices write it."""
    rule, scale, values, points, trace = TRACES[case]
    known = {name: _value(value) for name, value in values.items()}

    suggestion = suggest(rule, RuleInputs(values=known), scale)

    assert (suggestion.points, suggestion.trace, suggestion.reason) == (Decimal(points), trace, "computed")


WAITING: dict[str, tuple[Rule, dict[str, Value], str, tuple[str, ...]]] = {
    "a number is missing": (LinearRule(SHARE, Decimal(1)), {"a": "1"}, "input-missing", ("b",)),
    "nothing to divide by": (LinearRule(SHARE, Decimal(1)), {"a": "0", "b": "0"}, "no-occurrence", ("b",)),
    "a number is negative": (SPENT, {"p": Decimal(-1)}, "input-invalid", ("p",)),
    "a number is no number": (SPENT, {"p": True}, "input-invalid", ("p",)),
    "a number is infinite": (SPENT, {"p": Decimal("Infinity")}, "input-invalid", ("p",)),
    "half an item": (
        PerItemRule((CountedItem(number("n"), Decimal(1), Decimal(2)),), Decimal(2)),
        {"n": "0.5"},
        "input-invalid",
        ("n",),
    ),
    "no band holds it": (DONE, {"a": "49", "b": "100"}, "band-gap", ()),
    "two bands hold it": (
        BandsRule(SHARE, bands(**{"[0,50]": "0", "[50,)": "1"})),
        {"a": "1", "b": "2"},
        "band-overlap",
        (),
    ),
    "two bands hold it and agree": (
        BandsRule(SHARE, bands(**{"[0,50]": "1", "[50,)": "1"})),
        {"a": "1", "b": "2"},
        "computed",
        (),
    ),
    "nobody chose": (ChoiceRule(Input("m", "m", Unit.CHOICE), ()), {}, "input-missing", ("m",)),
    "a choice that does not exist": (ChoiceRule(Input("m", "m", Unit.CHOICE), ()), {"m": "x"}, "input-invalid", ("m",)),
    "one condition of two is open": (AllRule((yes("x"), yes("y")), Decimal(1)), {"x": True}, "input-missing", ("y",)),
    "a closed gate needs nothing behind it": (GateRule((yes("x"),), SPENT), {"x": False}, "computed", ()),
    "an open gate needs what is behind it": (GateRule((yes("x"),), SPENT), {"x": True}, "input-missing", ("p",)),
    "a gate that cannot be told": (GateRule((yes("x"),), SPENT), {"p": "100"}, "input-missing", ("x",)),
    "one condition failed and one is open": (AllRule((yes("x"), yes("y")), Decimal(1)), {"x": False}, "computed", ()),
    "the worst violation is known": (
        SeverityRule((SeverityLevel(yes("x"), Decimal(1)), SeverityLevel(yes("y"), Decimal(0))), Decimal(3)),
        {"y": True},
        "computed",
        (),
    ),
    "a worse violation may turn up": (
        SeverityRule((SeverityLevel(yes("x"), Decimal(1)), SeverityLevel(yes("y"), Decimal(0))), Decimal(3)),
        {"x": True},
        "input-missing",
        ("y",),
    ),
    "one alternative earns all": (BestOfRule((SPENT, LinearRule(SHARE, Decimal(2)))), {"p": "100"}, "computed", ()),
    "one alternative earns some": (
        BestOfRule((SPENT, LinearRule(SHARE, Decimal(2)))),
        {"p": "99"},
        "input-missing",
        ("a",),
    ),
    "a deduction whose start waits": (
        DeductionRule(SPENT, Decimal(1), (yes("x"),)),
        {"x": True},
        "input-missing",
        ("p",),
    ),
    "a part of a sum waits": (SumRule((SPENT, FixedRule(Decimal(1)))), {}, "input-missing", ("p",)),
    "a systemic loss of what waits": (SystemicRule(SPENT, Decimal(1), "x"), {}, "input-missing", ("p",)),
}


@pytest.mark.parametrize("case", WAITING)
def test_nothing_is_suggested_before_it_is_certain(case: str) -> None:
    """What is open is named; what cannot change the result is not waited for."""
    rule, values, reason, missing = WAITING[case]
    known = {name: _value(value) for name, value in values.items()}

    suggestion = suggest(rule, RuleInputs(values=known))

    assert (suggestion.reason, suggestion.missing) == (reason, missing)
    assert (suggestion.points is None) == (reason != "computed")


def test_slots_answer_conditions() -> None:
    """A document that is there opens a gate; one that is late is not in time; an unknown one is neither."""
    issued = GateRule((Issued("plan", "kế hoạch"),), FixedRule(Decimal(2)))
    in_time = AllRule((InTime("plan", "kế hoạch"),), Decimal(1))

    assert suggest(issued, RuleInputs(present={"plan": True})).points == 2
    assert suggest(issued, RuleInputs(days_late={"plan": 3})).points == 2
    assert suggest(issued, RuleInputs(days_late={"plan": None})).points == 0
    assert suggest(issued, RuleInputs()).missing == ("plan",)
    assert suggest(in_time, RuleInputs(days_late={"plan": 3})).points == 0
    assert suggest(in_time, RuleInputs(days_late={"plan": 0})).points == 1
    assert suggest(in_time, RuleInputs(present={"plan": False})).points == 0
    assert suggest(in_time, RuleInputs(present={"plan": True})).points is None


def test_lateness_inside_another_rule() -> None:
    """A band of lateness with half a point off for a condition beside it."""
    rule = DeductionRule(LATE, Decimal("0.5"), (yes("đủ người"),))
    known = RuleInputs(days_late={"plan": 4}, values={"đủ người": False})

    suggestion = suggest(rule, known)

    assert suggestion.points == Decimal("0.5")
    assert suggestion.trace == "Chậm 4 ngày → chậm từ 1 ngày trở lên: 1 điểm; Không đạt: đủ người; 1 − 1 × 0,5 = 0,5"


def test_a_set_that_does_not_say_what_is_missing_suggests_nothing() -> None:
    """Never issued, and the bands name only days."""
    rule = LatenessRule(("plan",), LATE.bands, missing_stated=False)

    assert suggest(rule, RuleInputs(days_late={"plan": None})).reason == "band-gap"


def test_what_nobody_could_earn_is_kept_apart() -> None:
    """A loss of every province alike is counted in the points and named beside them."""
    rule = SumRule((SystemicRule(FixedRule(Decimal(1)), Decimal("0.5"), "x"), SPENT))

    assert score(rule, p="50").beyond_control == Decimal("0.5")
    assert score(SPENT, p="50").beyond_control == 0


def test_three_thirds_are_one() -> None:
    """Nothing is lost between parts, so truncating at the end cannot take a hundredth."""
    third = LinearRule(SHARE, Decimal(1))

    assert score(SumRule((third, third, third)), DOWN, a="1", b="3").points == Decimal("1.00")
