"""Exclusions from the base, asked for and decided."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evidence_svc.domain.errors import PermissionDeniedError, ScoreError
from evidence_svc.domain.exclusion import StatusChange, apply_status, decide_exclusion, request_exclusion
from evidence_svc.domain.people import Actor, Role
from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.score import ScoreState, ScoreStatus

STATE = ScoreState("c1", "van-phong", Decimal(2))
CLERK = Actor(1, "Văn thư", Role.CLERK, "van-phong")
CHAIR = Actor(2, "Chủ tịch Hội đồng", Role.CHAIR)
REASON = "Văn phòng không có bộ thủ tục hành chính."


def requested() -> ScoreState:
    """A criterion the agency asked to leave out."""
    asked = request_exclusion(STATE, reason=REASON, actor=CLERK, round_state=RoundState.OPEN)
    return apply_status(STATE, asked)


def test_a_request_waits_for_the_council() -> None:
    """Asking changes the status to requested, with reason and actor, and nothing more."""
    asked = request_exclusion(STATE, reason=REASON, actor=CLERK, round_state=RoundState.OPEN)

    expected = StatusChange("c1", "van-phong", ScoreStatus.NOT_SCORED, ScoreStatus.EXCLUSION_REQUESTED, REASON, 1)
    assert expected == asked


@pytest.mark.parametrize(
    ("accepted", "status"), [(True, ScoreStatus.EXCLUSION_ACCEPTED), (False, ScoreStatus.NOT_SCORED)]
)
def test_the_council_accepts_or_refuses(accepted: bool, status: ScoreStatus) -> None:
    """Accepted leaves the base for good; refused is back in it, without a score."""
    state = requested()

    decided = decide_exclusion(state, accepted=accepted, reason=REASON, actor=CHAIR, round_state=RoundState.COUNCIL)

    assert apply_status(state, decided).status is status


def test_requests_and_decisions_are_guarded() -> None:
    """Not twice, not without a reason, not by the agency itself."""
    with pytest.raises(ScoreError, match="chưa chấm điểm"):
        request_exclusion(requested(), reason=REASON, actor=CLERK, round_state=RoundState.OPEN)
    with pytest.raises(ScoreError, match="ít nhất 10 ký tự"):
        request_exclusion(STATE, reason="không có", actor=CLERK, round_state=RoundState.OPEN)
    with pytest.raises(ScoreError, match="đang chờ quyết định"):
        decide_exclusion(STATE, accepted=True, reason=REASON, actor=CHAIR, round_state=RoundState.COUNCIL)
    with pytest.raises(PermissionDeniedError):
        decide_exclusion(requested(), accepted=True, reason=REASON, actor=CLERK, round_state=RoundState.COUNCIL)


def test_a_decision_fits_only_where_it_starts() -> None:
    """A replay that applies a decision twice is found out."""
    asked = request_exclusion(STATE, reason=REASON, actor=CLERK, round_state=RoundState.OPEN)

    with pytest.raises(ScoreError) as caught:
        apply_status(requested(), asked)
    assert caught.value.reason == "change-out-of-order"
