"""Exclusions from the base ("trừ vào điểm tổng"): asked for by the agency, decided by the council."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evidence_svc.domain.errors import ScoreError
from evidence_svc.domain.people import Actor
from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.score import ScoreState, ScoreStatus, checked_reason


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A change of the base to persist and log in one transaction."""

    criterion_id: str
    agency_id: str
    before: ScoreStatus
    after: ScoreStatus
    reason: str
    actor_id: int


def request_exclusion(state: ScoreState, *, reason: str, actor: Actor, round_state: RoundState) -> StatusChange:
    """The agency asks to leave a criterion out of its base; nothing leaves for good before the council decides.

    Raises PermissionDeniedError, and ScoreError (`reason-too-short`, `exclusion-not-possible`).
    """
    require(actor, Action.REQUEST_EXCLUSION, state.agency_id, round_state)
    if state.status is not ScoreStatus.NOT_SCORED:
        message = "Chỉ đề nghị trừ được tiêu chí chưa chấm điểm."
        raise ScoreError(message, reason="exclusion-not-possible")
    return _change(state, ScoreStatus.EXCLUSION_REQUESTED, reason, actor)


def withdraw_exclusion(state: ScoreState, *, reason: str, actor: Actor, round_state: RoundState) -> StatusChange:
    """The agency takes its request back, and the criterion is in the base again, not scored.

    Raises PermissionDeniedError, and ScoreError (`reason-too-short`, `exclusion-not-requested`).
    """
    require(actor, Action.REQUEST_EXCLUSION, state.agency_id, round_state)
    _require_requested(state)
    return _change(state, ScoreStatus.NOT_SCORED, reason, actor)


def decide_exclusion(
    state: ScoreState, *, accepted: bool, reason: str, actor: Actor, round_state: RoundState
) -> StatusChange:
    """The council accepts the request, or refuses it and the criterion is back in the base, not scored.

    Raises PermissionDeniedError, and ScoreError (`reason-too-short`, `exclusion-not-requested`).
    """
    require(actor, Action.DECIDE_EXCLUSION, state.agency_id, round_state)
    _require_requested(state)
    after = ScoreStatus.EXCLUSION_ACCEPTED if accepted else ScoreStatus.NOT_SCORED
    return _change(state, after, reason, actor)


def apply_status(state: ScoreState, change: StatusChange) -> ScoreState:
    """The state after a change of status; raises ScoreError (`change-out-of-order`)."""
    here = (state.criterion_id, state.agency_id, state.status)
    if here != (change.criterion_id, change.agency_id, change.before):
        raise ScoreError("Thay đổi không khớp với trạng thái trước đó.", reason="change-out-of-order")
    return replace(state, status=change.after)


def _require_requested(state: ScoreState) -> None:
    if state.status is not ScoreStatus.EXCLUSION_REQUESTED:
        message = "Tiêu chí này không có đề nghị trừ điểm đang chờ quyết định."
        raise ScoreError(message, reason="exclusion-not-requested")


def _change(state: ScoreState, after: ScoreStatus, reason: str, actor: Actor) -> StatusChange:
    kept = checked_reason(reason)
    return StatusChange(state.criterion_id, state.agency_id, state.status, after, kept, actor.id)
