"""Totals, the base and the index."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from evidence_svc.domain.criteria import Mark, find_sum_mismatches
from evidence_svc.domain.score import OUT_OF_BASE, ScoreState, ScoreStatus
from evidence_svc.domain.totals import Totals, compute_totals, summary_line
from tests.unit.domain.sets import criteria_set, criterion, id_of, small_set

SET = small_set()


def state(path: str, status: str, own: str | None = None, given_: str | None = None) -> ScoreState:
    """A leaf's state."""
    leaf = SET.by_path(path)
    scores = (Decimal(own) if own else None, Decimal(given_) if given_ else None)
    return ScoreState(leaf.id, "van-phong", leaf.max_score, ScoreStatus(status), *scores)


def totals_of(*states: ScoreState) -> Totals:
    """The whole's totals."""
    return compute_totals(SET, {each.criterion_id: each for each in states}).whole


def test_each_zero_goes_to_its_own_sum() -> None:
    """Yearly and excluded points leave the base; a true zero and an unscored criterion stay in it."""
    totals = totals_of(
        state("1.1", "yearly"),
        state("1.2.1", "exclusion-requested"),
        state("1.2.2", "exclusion-accepted"),
        state("2.1", "scored", "1.50", "1.00"),
    )

    assert (totals.total, totals.yearly, totals.excluded) == (Decimal(5), Decimal(1), Decimal(2))
    assert (totals.base, totals.self_score, totals.index) == (Decimal(2), Decimal("1.5"), Decimal("75.00"))
    assert (totals.base_if_refused, totals.index_if_refused) == (Decimal("3.5"), Decimal("42.86"))
    assert (totals.appraised_index, totals.appraised_index_if_refused) == (Decimal("50.00"), Decimal("28.57"))


def test_a_set_without_states_is_all_in_the_base() -> None:
    """Nothing scored is an index of zero for the agency and no index at all for the appraiser."""
    totals = totals_of()

    assert (totals.base, totals.index, totals.appraised_index) == (Decimal(5), Decimal("0.00"), None)
    assert (totals.base_leaves, totals.self_scored) == (4, 0)


def test_a_field_wholly_excluded_has_no_index() -> None:
    """Where nothing counts there is no percentage, and the line says so."""
    states = {each.criterion_id: each for each in [state("2.1", "exclusion-accepted")]}
    field = compute_totals(SET, states).fields[1]

    assert field.totals.index is None
    assert summary_line(field.totals).endswith("index –")


def test_the_summary_line_has_two_places_everywhere() -> None:
    """The line is the one the demonstration ends with."""
    line = summary_line(totals_of(state("1.1", "yearly"), state("2.1", "scored", "2")))

    assert line == "total 5.00 · yearly 1.00 · excluded 0.00 · base 4.00 · self 2.00 · index 50.00 %"


statuses = st.sampled_from(ScoreStatus)
leaf_states = st.fixed_dictionaries(
    {leaf.path: st.tuples(statuses, st.integers(0, int(leaf.max_score * 100))) for leaf in SET.leaves}
)


@given(leaf_states)
def test_totals_add_up_whatever_the_statuses(drawn: dict[str, tuple[ScoreStatus, int]]) -> None:
    """Fields sum to the whole, parents to their children, and base + yearly + excluded is the total."""
    states = {}
    for path, (status, hundredths) in drawn.items():
        own = str(Decimal(hundredths) / 100) if status is ScoreStatus.SCORED else None
        made = state(path, status, own)
        states[made.criterion_id] = made

    found = compute_totals(SET, states)

    whole = found.whole
    assert whole == sum((field.totals for field in found.fields), Totals())
    assert whole.total == whole.base + whole.yearly + whole.excluded == Decimal(5)
    assert 0 <= whole.self_score <= whole.base
    assert whole.base_leaves == sum(each.status not in OUT_OF_BASE for each in states.values())
    for node in SET.criteria:
        children = SET.children(node.id)
        if children:
            assert found.nodes[node.id] == sum((found.nodes[child.id] for child in children), Totals())


def test_bonus_and_penalty_stand_outside_the_hundred() -> None:
    """They change neither total nor base nor index, and the adjusted score never falls below zero."""
    extra = criteria_set(
        *SET.criteria,
        replace(criterion("3", "3.00"), mark=Mark.BONUS),
        replace(criterion("4", "9.00"), mark=Mark.PENALTY),
    )
    states = [
        state("2.1", "scored", "1.50", "1.00"),
        ScoreState(id_of("3"), "van-phong", Decimal(3), ScoreStatus.SCORED, Decimal(2), Decimal(1)),
        ScoreState(id_of("4"), "van-phong", Decimal(9), ScoreStatus.NOT_SCORED, None, Decimal(4)),
    ]
    totals = compute_totals(extra, {each.criterion_id: each for each in states}).whole

    assert (totals.total, totals.base, totals.index) == (Decimal(5), Decimal(5), Decimal("30.00"))
    assert (totals.self_adjustment, totals.appraised_adjustment) == (Decimal(2), Decimal(-3))
    assert totals.adjusted_appraised_score == Decimal(0)


def test_a_yearly_bonus_waits_for_the_year() -> None:
    """What is out of the round adjusts nothing."""
    extra = criteria_set(*SET.criteria, replace(criterion("3", "3.00"), mark=Mark.BONUS))
    waiting = ScoreState(id_of("3"), "van-phong", Decimal(3), ScoreStatus.YEARLY, Decimal(2), None)

    assert compute_totals(extra, {waiting.criterion_id: waiting}).whole.self_adjustment == 0


def test_a_bonus_is_no_part_of_its_parents_maximum() -> None:
    """A parent that is scored is the sum of what is scored below it."""
    mixed = criteria_set(
        criterion("1", "1.00"), criterion("1.1", "1.00", "1"), replace(criterion("1.2", "2.00", "1"), mark=Mark.BONUS)
    )

    assert find_sum_mismatches(mixed) == ()
