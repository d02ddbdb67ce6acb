"""Totals, the base and the index."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from evidence_svc.domain.score import OUT_OF_BASE, ScoreState, ScoreStatus
from evidence_svc.domain.totals import Totals, compute_totals, summary_line
from tests.unit.domain.sets import small_set

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
