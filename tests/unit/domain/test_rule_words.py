"""Rules in words: every shape says its cases before any number is known."""

from __future__ import annotations

import pytest

from evidence_svc.domain.criteria_file import parse_criteria_set
from evidence_svc.domain.rule_words import describe_rule
from evidence_svc.samples.build import DRAFT_FILE, REVIEWED_FILE
from evidence_svc.samples.load import sample_text
from tests.unit.domain.test_set_file import RULES, USED, with_rule

WORDS = {
    "lateness": ("Đúng thời hạn: 2 điểm.", "Không ban hành: không nêu."),
    "bands": ("Theo A/B:", "Từ 50% đến 100%: 2 điểm."),
    "linear": ("A/B × 2 điểm.",),
    "cut-off": ("P không quá 80%: 1 điểm; nếu không:", "  2 điểm."),
    "affine": ("0,5 điểm, cộng mức tăng của A so với B × 1,5 điểm.",),
    "sum": ("Tổng, tối đa 2 điểm, của:", "  1 điểm.", "  P × 1 điểm."),
    "fixed": ("2 điểm.",),
    "deduction": ("2 điểm.", "Trừ 0,5 điểm cho mỗi mục không đạt (X; N), không thấp hơn 0 điểm."),
    "per-item": ("N: 2 điểm mỗi mục, tối đa 2 điểm.", "Tất cả tối đa 2 điểm."),
    "checklist": ("X: 1 điểm.", "Có Kế hoạch: 1 điểm."),
    "yes-no": ("Có? Có: 2 điểm; không: 0 điểm.",),
    "choice": ("Tốt: 2 điểm.", "Kém: 0 điểm."),
    "gate": ("0 điểm nếu không đạt: có Kế hoạch; nếu đạt:", "  2 điểm."),
    "all-or-nothing": ("2 điểm nếu đạt tất cả: X; Y; nếu không: 0 điểm.",),
    "severity": ("Không có vi phạm: 2 điểm.", "X: 1 điểm."),
    "imported": ("S (trên 1) × 2 điểm; nhập từ bên ngoài.",),
    "best-of": ("Cách tính có lợi nhất trong các cách:", "  1 điểm.", "  P × 2 điểm."),
    "systemic": ("2 điểm.", "Trừ 0,5 điểm do nguyên nhân ngoài tầm kiểm soát: Bộ chưa làm"),
    "manual": ("Xem nội dung",),
}


@pytest.mark.parametrize("kind", RULES)
def test_every_shape_has_its_words(kind: str) -> None:
    """One sentence per case, in the offices' own terms."""
    rule = parse_criteria_set(with_rule(RULES[kind], USED.get(kind, ""))).by_path("1").rule

    assert rule is not None
    assert describe_rule(rule) == WORDS[kind]


def test_every_rule_of_the_district_can_be_explained() -> None:
    """Draft and review, 52 rules each."""
    for name in (DRAFT_FILE, REVIEWED_FILE):
        rules = [leaf.rule for leaf in parse_criteria_set(sample_text(name)).leaves]
        assert all(rule is not None and describe_rule(rule) for rule in rules)
        assert len(rules) == 52
