"""Scores: the five zeros kept apart, and the one door through which a score changes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from evidence_svc.domain.criteria import Criterion, RoundKind
from evidence_svc.domain.errors import ScoreError
from evidence_svc.domain.numbers import TWO_PLACES, Scale, format_decimal, parse_decimal
from evidence_svc.domain.people import Actor
from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.reasons import tidied_reason
from evidence_svc.domain.rounds import RoundState

MIN_REASON_LETTERS = 10


class ScoreStatus(StrEnum):
    """Why a score may read zero. A true zero is `scored`; the other four are no score at all."""

    NOT_SCORED = "not-scored"
    SCORED = "scored"
    YEARLY = "yearly"
    EXCLUSION_REQUESTED = "exclusion-requested"
    EXCLUSION_ACCEPTED = "exclusion-accepted"


OUT_OF_BASE = frozenset({ScoreStatus.YEARLY, ScoreStatus.EXCLUSION_REQUESTED, ScoreStatus.EXCLUSION_ACCEPTED})


class ScoreKind(StrEnum):
    """Whose score: the agency's own, or the appraiser's."""

    SELF = "self"
    APPRAISED = "appraised"


_ACTIONS = {ScoreKind.SELF: Action.SELF_SCORE, ScoreKind.APPRAISED: Action.APPRAISE}


@dataclass(frozen=True, slots=True)
class ScoreState:
    """Where one criterion of one agency stands. `status` is `scored` once the agency has scored itself."""

    criterion_id: str
    agency_id: str
    max_score: Decimal
    status: ScoreStatus = ScoreStatus.NOT_SCORED
    self_score: Decimal | None = None
    appraised_score: Decimal | None = None
    scale: Scale = TWO_PLACES

    def score(self, kind: ScoreKind) -> Decimal | None:
        """The score of that kind, None while there is none."""
        return self.self_score if kind is ScoreKind.SELF else self.appraised_score


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """A score change to persist and log in one transaction: before, after (None: taken back), and the reason given."""

    criterion_id: str
    agency_id: str
    kind: ScoreKind
    before: Decimal | None
    after: Decimal | None
    status_before: ScoreStatus
    status_after: ScoreStatus
    reason: str
    actor_id: int


def initial_status(criterion: Criterion, round_kind: RoundKind) -> ScoreStatus:
    """How a criterion opens in a round: `yearly` if only the annual round scores it, else `not-scored`."""
    return ScoreStatus.NOT_SCORED if round_kind in criterion.rounds else ScoreStatus.YEARLY


def rescore(
    state: ScoreState, *, kind: ScoreKind, value: Decimal, reason: str, actor: Actor, round_state: RoundState
) -> ScoreChange:
    """The only way to change a score: returns the change, which operations persist and log together.

    Raises PermissionDeniedError (`own-agency`, `other-agency`, `wrong-role`, `round-not-open`) and
    ScoreError (`reason-too-short`, `not-in-base`, `score-not-finite`, `score-negative`,
    `score-above-maximum`, `scale-exceeded`, `score-unchanged`).
    """
    require(actor, _ACTIONS[kind], state.agency_id, round_state)
    kept_reason = checked_reason(reason)
    if state.status in OUT_OF_BASE:
        raise ScoreError("Tiêu chí này không tính vào điểm của kỳ đánh giá.", reason="not-in-base")
    after = checked_score(value, state.max_score, state.scale)
    before = state.score(kind)
    if before == after:
        raise ScoreError("Điểm mới không khác điểm hiện tại.", reason="score-unchanged")
    return ScoreChange(
        criterion_id=state.criterion_id,
        agency_id=state.agency_id,
        kind=kind,
        before=before,
        after=after,
        status_before=state.status,
        status_after=ScoreStatus.SCORED if kind is ScoreKind.SELF else state.status,
        reason=kept_reason,
        actor_id=actor.id,
    )


def withdraw_score(
    state: ScoreState, *, kind: ScoreKind, reason: str, actor: Actor, round_state: RoundState
) -> ScoreChange:
    """Take a score back: a self-score leaves the criterion not scored, an appraised one not appraised.

    Raises PermissionDeniedError, and ScoreError (`reason-too-short`, `score-missing`).
    """
    require(actor, _ACTIONS[kind], state.agency_id, round_state)
    before = state.score(kind)
    if before is None:
        raise ScoreError("Tiêu chí này chưa có điểm để rút lại.", reason="score-missing")
    return ScoreChange(
        criterion_id=state.criterion_id,
        agency_id=state.agency_id,
        kind=kind,
        before=before,
        after=None,
        status_before=state.status,
        status_after=ScoreStatus.NOT_SCORED if kind is ScoreKind.SELF else state.status,
        reason=checked_reason(reason),
        actor_id=actor.id,
    )


def is_raise_above(state: ScoreState, value: Decimal, limit: Decimal | None) -> bool:
    """Whether an appraised score would lie more than `limit` points above the appraised, or else the claimed one."""
    stands = state.appraised_score if state.appraised_score is not None else state.self_score
    return limit is not None and value - (stands or Decimal(0)) > limit


def checked_reason(reason: str) -> str:
    """The reason with its spaces tidied; ScoreError (`reason-too-short`) under ten visible characters."""
    kept = tidied_reason(reason)
    if len(kept) < MIN_REASON_LETTERS:
        message = f"Lý do phải có ít nhất {MIN_REASON_LETTERS} ký tự."
        raise ScoreError(message, reason="reason-too-short")
    return kept


def parse_score(text: str) -> Decimal:
    """A score as typed; a percentage is none (`score-percent`). Raises ScoreError, and what `parse_decimal` raises."""
    if "%" in text:
        message = "Điểm không nhập theo tỷ lệ phần trăm. Hãy nhập số điểm, ví dụ 0,5."
        raise ScoreError(message, reason="score-percent")
    return parse_decimal(text)


def checked_score(value: Decimal, maximum: Decimal, scale: Scale) -> Decimal:
    """`value` in the set's scale, never rounded silently; raises ScoreError."""
    if not value.is_finite():
        raise ScoreError("Điểm phải là một số.", reason="score-not-finite")
    if value < 0:
        raise ScoreError("Điểm không được âm.", reason="score-negative")
    if value > maximum:
        message = f"Điểm không được vượt quá điểm chuẩn {format_decimal(maximum, places=scale.places)}."
        raise ScoreError(message, reason="score-above-maximum")
    if not scale.fits(value):
        message = f"Điểm chỉ được có tối đa {scale.places} chữ số thập phân."
        raise ScoreError(message, reason="scale-exceeded")
    return scale.round(abs(value))
