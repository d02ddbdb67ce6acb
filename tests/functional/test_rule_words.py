"""Every shape of rule is told in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import get_args

import pytest
from flask_babel import force_locale

from evidence_svc.domain import rule_shapes as shapes
from evidence_svc.domain.rule_inputs import Input, Unit
from evidence_svc.domain.rule_spans import Interval, Span
from evidence_svc.domain.rule_terms import Asked, Given, Growth, InTime, Issued, Share
from evidence_svc.web.rule_words import describe_reading, describe_rule
from tests.sites import Site
from verifiers.deadline import Deadline

ONE, HALF, TEN = Decimal(1), Decimal("0.5"), Decimal(10)
DONE = Input("done", "hồ sơ đúng hạn", Unit.COUNT)
ALL = Input("all", "tổng số hồ sơ", Unit.COUNT)
RATE = Given(Input("rate", "Tỷ lệ hồ sơ trực tuyến", Unit.PERCENT))
SHARE = Share(DONE, ALL)
PLAN, KEPT = Issued("plan", "kế hoạch"), Asked(Input("kept", "Công khai đầy đủ", Unit.YES_NO))
FIXED = shapes.FixedRule(ONE)
CASES: list[tuple[shapes.Rule, str]] = [
    (shapes.LatenessRule(("plan",), (shapes.LatenessBand(Interval(0, 0), ONE),)), "Không ban hành = 0,00 điểm"),
    (shapes.LatenessRule(("plan",), (), missing_stated=False), "Chấm theo số ngày chậm"),
    (shapes.BandsRule(RATE, (shapes.Band(Span(Decimal(70), Decimal(80)), ONE),)), "Từ 70% đến dưới 80% = 1,00 điểm"),
    (shapes.LinearRule(SHARE, ONE), "Điểm bằng hồ sơ đúng hạn chia cho tổng số hồ sơ nhân với 1,00 điểm."),
    (shapes.CutOffRule(RATE, Decimal(80), FIXED), "Tỷ lệ hồ sơ trực tuyến (%) dưới 80 %: 0,00 điểm; từ mức đó"),
    (shapes.CutOffRule(RATE, Decimal(80), FIXED, strict=True), "không quá 80 %: 0,00 điểm; trên mức đó"),
    (shapes.AffineRule(HALF, HALF, SHARE), "Điểm bằng 0,50 điểm cộng với hồ sơ đúng hạn chia cho"),
    (shapes.SumRule((FIXED, FIXED), cap=ONE), "Cộng điểm của các phần sau. Tối đa 1,00 điểm."),
    (FIXED, "1,00 điểm"),
    (shapes.DeductionRule(FIXED, HALF, (PLAN, KEPT)), "mỗi điều không đạt: có kế hoạch; Công khai đầy đủ"),
    (shapes.DeductionRule(FIXED, HALF, count=DONE), "cho mỗi đơn vị của: hồ sơ đúng hạn"),
    (shapes.PerItemRule((shapes.CountedItem(DONE, HALF, ONE),), ONE), "hồ sơ đúng hạn = 0,50 điểm (≤ 1,00 điểm)"),
    (shapes.ChecklistRule((shapes.ChecklistItem(KEPT, HALF),)), "Công khai đầy đủ = 0,50 điểm"),
    (shapes.YesNoRule("Có quy chế không?", ONE), "Có = 1,00 điểm | Không = 0,00 điểm"),
    (shapes.ChoiceRule(DONE, (shapes.ChoiceOption("good", "Tốt", ONE),)), "Tốt = 1,00 điểm"),
    (shapes.GateRule((PLAN,), FIXED), "Không được điểm nếu thiếu: có kế hoạch."),
    (shapes.AllRule((InTime("plan", "kế hoạch"),), ONE), "đạt tất cả: kế hoạch đúng hạn."),
    (shapes.SeverityRule((shapes.SeverityLevel(KEPT, HALF),), ONE), "Không có vi phạm = 1,00 điểm"),
    (shapes.ImportedRule(DONE, TEN, ONE), "chia cho 10 rồi nhân với 1,00 điểm"),
    (shapes.BestOfRule((FIXED, shapes.LinearRule(Growth(DONE, ALL), ONE))), "mức tăng của hồ sơ đúng hạn so với"),
    (shapes.SystemicRule(FIXED, HALF, "lỗi chung"), "Trừ 0,50 điểm do nguyên nhân chung: lỗi chung."),
    (shapes.ManualRule("Xem chất lượng."), "Xem chất lượng."),
]


def _told(rule: shapes.Rule | None) -> str:
    words = describe_rule(rule)
    pending, lines = [words], []
    while pending:
        part = pending.pop(0)
        lines += [part.sentence, " | ".join(f"{case} = {points}" for case, points in part.bands)]
        pending += part.parts
    return "\n".join(lines)


@pytest.mark.parametrize(("rule", "expected"), CASES, ids=lambda value: type(value).__name__)
def test_rule_is_told(site: Site, rule: shapes.Rule, expected: str) -> None:
    """The sentence, the cases and the rules inside say what the rule computes."""
    with site.app.test_request_context(), force_locale("vi"):
        assert expected in _told(rule)


def test_no_shape_is_forgotten() -> None:
    """Each shape there is has a case above."""
    assert {type(rule) for rule, _ in CASES} == set(get_args(shapes.Rule))


@pytest.mark.parametrize(
    ("inclusive", "expected"),
    [(None, "Hiểu được hai cách"), (True, "Ngày cuối cùng còn đúng hạn là 20/01/2023"), (False, "ngày đó đã là chậm")],
)
def test_reading_of_a_deadline_is_told(site: Site, inclusive: bool | None, expected: str) -> None:
    """Whether the named day still counts is said, and by which clock."""
    deadline = Deadline("trước ngày 20/01/2023", date(2023, 1, 20), inclusive)

    with site.app.test_request_context():
        told = describe_reading(deadline)

    assert expected in told
    assert "tính theo ngày ghi trên văn bản." in told
