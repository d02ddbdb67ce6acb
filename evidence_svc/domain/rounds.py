"""A round's states and the moves between them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from evidence_svc.domain.errors import RoundError


class RoundState(StrEnum):
    """The states of a scoring campaign, in their usual order."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    COMPLETENESS = "completeness"
    APPRAISING = "appraising"
    NOTIFIED = "notified"
    EXPLAINING = "explaining"
    REAPPRAISING = "reappraising"
    COUNCIL = "council"
    PUBLISHED = "published"
    REMEDIATION = "remediation"
    ARCHIVED = "archived"


S = RoundState

FORWARD: dict[RoundState, frozenset[RoundState]] = {
    S.DRAFT: frozenset({S.OPEN}),
    S.OPEN: frozenset({S.CLOSED}),
    S.CLOSED: frozenset({S.COMPLETENESS, S.APPRAISING}),
    S.COMPLETENESS: frozenset({S.APPRAISING}),
    S.APPRAISING: frozenset({S.NOTIFIED}),
    S.NOTIFIED: frozenset({S.EXPLAINING, S.COUNCIL}),
    S.EXPLAINING: frozenset({S.REAPPRAISING}),
    S.REAPPRAISING: frozenset({S.COUNCIL}),
    S.COUNCIL: frozenset({S.PUBLISHED}),
    S.PUBLISHED: frozenset({S.REMEDIATION, S.ARCHIVED}),
    S.REMEDIATION: frozenset({S.ARCHIVED}),
    S.ARCHIVED: frozenset(),
}

REOPENING: dict[RoundState, frozenset[RoundState]] = {
    S.CLOSED: frozenset({S.OPEN}),
    S.COMPLETENESS: frozenset({S.OPEN}),
    S.NOTIFIED: frozenset({S.APPRAISING}),
    S.COUNCIL: frozenset({S.REAPPRAISING}),
}


@dataclass(frozen=True, slots=True)
class RoundMove:
    """A change of a round's state, to persist and log together."""

    before: RoundState
    after: RoundState
    reason: str = ""


def move(state: RoundState, target: RoundState, *, reason: str = "") -> RoundMove:
    """The move to `target`; going back (reopening) is a decision and needs a reason.

    Raises RoundError (`transition-not-allowed`, `reason-missing`).
    """
    kept = " ".join(reason.split())
    if target in FORWARD[state]:
        return RoundMove(state, target, kept)
    if target not in REOPENING.get(state, frozenset()):
        raise RoundError(f"Kỳ đánh giá không thể chuyển từ “{state}” sang “{target}”.")
    if not kept:
        raise RoundError("Mở lại kỳ đánh giá phải ghi rõ lý do.", reason="reason-missing")
    return RoundMove(state, target, kept)
