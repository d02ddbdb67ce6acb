"""A round rests on appraised scores once it reaches its council; what is left out must be explained."""

from __future__ import annotations

import pytest

from evidence_svc.domain.errors import RoundError
from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.unappraised import checked_waiver, needs_reason

LONG_ENOUGH = "Hội đồng chưa họp kỳ này."


@pytest.mark.parametrize("state", list(RoundState))
@pytest.mark.parametrize("left_out", [0, 1])
def test_only_council_and_publication_rest_on_the_appraisal(state: RoundState, left_out: int) -> None:
    """Elsewhere, and with nothing left out, nobody has to say anything."""
    rests = state in {RoundState.COUNCIL, RoundState.PUBLISHED}

    assert needs_reason(state, left_out) is (rests and left_out == 1)


@pytest.mark.parametrize("reason", ["", "ngắn", " " * 20])
def test_without_a_written_reason_the_move_is_refused(reason: str) -> None:
    """The refusal counts over all agencies."""
    with pytest.raises(RoundError, match="Còn 5 tiêu chí chưa thẩm định") as refused:
        checked_waiver(RoundState.COUNCIL, {"a": 2, "b": 3}, reason)

    assert refused.value.reason == "criteria-not-appraised"


def test_the_reason_is_kept_only_where_something_is_left_out() -> None:
    """A reason given for a move that needs none explains no missing scores."""
    assert checked_waiver(RoundState.PUBLISHED, {"a": 1}, f"  {LONG_ENOUGH} ") == LONG_ENOUGH
    assert checked_waiver(RoundState.PUBLISHED, {"a": 0}, LONG_ENOUGH) == ""
    assert checked_waiver(RoundState.NOTIFIED, {"a": 4}, LONG_ENOUGH) == ""
