"""The states of a round."""

from __future__ import annotations

from itertools import pairwise

import pytest

from evidence_svc.domain.errors import RoundError
from evidence_svc.domain.rounds import FORWARD, REOPENING, RoundMove, RoundState, move

USUAL = (
    "draft open closed completeness appraising notified explaining reappraising council published remediation archived"
)


def test_the_usual_way_leads_from_draft_to_archive() -> None:
    """Every step of the calendar is one allowed move."""
    states = [RoundState(name) for name in USUAL.split()]

    moves = [move(before, after) for before, after in pairwise(states)]

    assert [RoundMove(before, after) for before, after in pairwise(states)] == moves
    assert set(states) == set(RoundState)


@pytest.mark.parametrize("state", list(RoundState))
def test_no_other_move_is_possible(state: RoundState) -> None:
    """What neither table names is refused; nothing stays where it is as a move."""
    for target in set(RoundState) - FORWARD[state] - REOPENING.get(state, frozenset()):
        with pytest.raises(RoundError) as caught:
            move(state, target, reason="Theo quyết định của Hội đồng")
        assert caught.value.reason == "transition-not-allowed"


def test_reopening_needs_a_reason() -> None:
    """Going back is a decision that somebody must explain."""
    with pytest.raises(RoundError) as caught:
        move(RoundState.CLOSED, RoundState.OPEN, reason=" ")

    assert caught.value.reason == "reason-missing"
    assert move(RoundState.CLOSED, RoundState.OPEN, reason=" Gia hạn  một tuần ") == RoundMove(
        RoundState.CLOSED, RoundState.OPEN, "Gia hạn một tuần"
    )
