"""A rule as lines of a page, and the reading of a deadline in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from evidence_svc.domain.rule_shapes import FixedRule, GateRule, LatenessRule, ManualRule, SumRule
from evidence_svc.domain.rule_terms import Issued
from evidence_svc.web.rule_words import RuleLine, describe_reading, rule_lines
from tests.sites import Site
from verifiers.deadline import Deadline

ONE = FixedRule(Decimal(1))


def test_what_lies_inside_a_rule_is_set_in() -> None:
    """A sum behind a gate is one step in, its parts two."""
    rule = GateRule((Issued("plan", "kế hoạch"),), SumRule((ONE, ManualRule("Xem chất lượng."))))

    lines = rule_lines(rule)

    assert [line.depth for line in lines] == [0, 1, 2, 2]
    assert lines[-1] == RuleLine("Xem chất lượng.", 2)


def test_lateness_rule_says_only_what_the_set_says() -> None:
    """Where the set gives no points for a document that was never issued, the page gives none either."""
    stated = LatenessRule((), (), Decimal(0))

    told, silent = (rule_lines(rule)[-1].text for rule in (stated, replace(stated, missing_stated=False)))

    assert (told, silent) == ("Không ban hành: 0 điểm.", "Không ban hành: không nêu.")


def test_no_rule_is_told_as_such(site: Site) -> None:
    """A criterion without a rule is a person's to judge, and the page says so."""
    with site.app.test_request_context():
        lines = rule_lines(None)

    assert "không có công thức" in lines[0].text


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
