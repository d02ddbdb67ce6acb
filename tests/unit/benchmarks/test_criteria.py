"""What the benchmark of criteria computes is a province, and its scores are scores."""

from __future__ import annotations

from decimal import Decimal

from benchmarks.criteria import Timed, inputs_for, plain_loop, province, recompute


def test_a_province_has_118_criteria_with_rules() -> None:
    """88 leaves, each with a rule, none above its maximum."""
    criteria_set = province()

    assert (len(criteria_set.criteria), len(criteria_set.leaves)) == (118, 88)
    assert all(leaf.rule is not None for leaf in criteria_set.leaves)


def test_an_agency_gets_points_within_the_maxima() -> None:
    """Different inputs give different sums, all of them possible."""
    criteria_set = province()
    sums = {recompute(criteria_set, inputs_for(criteria_set, agency), str(agency)) for agency in range(3)}

    assert len(sums) == 3
    assert all(0 < total <= sum(leaf.max_score for leaf in criteria_set.leaves) for total in sums)


def test_the_plain_loop_adds_shares() -> None:
    """Half of two points and a third of one."""
    assert plain_loop([(Decimal(50), Decimal(2)), (Decimal("33.335"), Decimal(1))]) == Decimal("1.33")


def test_a_limit_is_kept_or_not() -> None:
    """A job without a limit always keeps it."""
    assert [Timed("a", 1.0, 2.0).keeps, Timed("b", 2.0, 2.0).keeps, Timed("c", 9.0).keeps] == [True, False, True]
