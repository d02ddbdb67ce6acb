"""The states of a round and of one criterion in it, and the moves between them: the only tables that say so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from evidence_svc.domain.errors import RoundError
from evidence_svc.domain.reasons import tidied_reason


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

# What the clock does by itself once a stage's last day is over.
AUTOMATIC: dict[RoundState, RoundState] = {S.OPEN: S.CLOSED, S.EXPLAINING: S.REAPPRAISING}

PUBLIC_STATES = frozenset({S.PUBLISHED, S.REMEDIATION, S.ARCHIVED})
APPRAISAL_STATES = frozenset({S.APPRAISING, S.REAPPRAISING, S.COUNCIL})
# An agency may be given more time for its self-assessment until the appraisal begins.
EXTENDABLE_STATES = frozenset({S.OPEN, S.CLOSED, S.COMPLETENESS})
# While an appraiser may send a criterion back, the agency may work on it as if the round were open.
RETURNING_STATES = APPRAISAL_STATES | {S.COMPLETENESS, S.NOTIFIED, S.EXPLAINING}


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
    kept = tidied_reason(reason)
    if target in FORWARD[state]:
        return RoundMove(state, target, kept)
    if target not in REOPENING.get(state, frozenset()):
        raise RoundError("Kỳ đánh giá không thể chuyển sang giai đoạn đó; có thể vừa được chuyển ở nơi khác.")
    if not kept:
        raise RoundError("Mở lại kỳ đánh giá phải ghi rõ lý do.", reason="reason-missing")
    return RoundMove(state, target, kept)


def stage_for(state: RoundState, *, submitted: bool, extended: bool) -> RoundState:
    """The stage as it is for one agency: open while it has more time, closed once its leader handed it in."""
    stage = S.OPEN if extended and state in EXTENDABLE_STATES else state
    if stage is S.OPEN and submitted:
        return S.CLOSED if state is S.OPEN else state
    return stage


class CriterionState(StrEnum):
    """How far one criterion of one agency has come."""

    NOT_STARTED = "not-started"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPRAISED = "appraised"
    CONTESTED = "contested"
    FINAL = "final"


C = CriterionState

# A criterion's state follows from what was done (`criterion_state`); these are the only changes that can follow.
CRITERION_MOVES: dict[CriterionState, frozenset[CriterionState]] = {
    C.NOT_STARTED: frozenset({C.DRAFT, C.SUBMITTED}),
    C.DRAFT: frozenset({C.NOT_STARTED, C.SUBMITTED}),
    C.SUBMITTED: frozenset({C.NOT_STARTED, C.DRAFT, C.RETURNED, C.APPRAISED, C.FINAL}),
    C.RETURNED: frozenset({C.SUBMITTED, C.APPRAISED, C.CONTESTED, C.FINAL}),
    C.APPRAISED: frozenset({C.SUBMITTED, C.RETURNED, C.CONTESTED, C.FINAL}),
    C.CONTESTED: frozenset({C.APPRAISED, C.RETURNED, C.FINAL}),
    C.FINAL: frozenset(),
}


@dataclass(frozen=True, slots=True)
class CriterionFacts:
    """What the state of a criterion follows from.

    `round_state` is the round's state as it is for this agency; `touched` says that it has a score, a text, a file
    or a request of its own; `decided` that it has an appraised score or an accepted exclusion; `consented` that the
    agency agreed with the appraisal, in words or by silence.
    """

    round_state: RoundState
    touched: bool = False
    decided: bool = False
    returned: bool = False
    contested: bool = False
    consented: bool = False


_BEFORE_CONSENT_COUNTS = frozenset(RoundState) - {S.REAPPRAISING, S.COUNCIL} - PUBLIC_STATES


def criterion_state(facts: CriterionFacts) -> CriterionState:
    """How far the criterion has come; nothing stores it, so it cannot disagree with what was done."""
    agreed = facts.consented and facts.round_state not in _BEFORE_CONSENT_COUNTS
    if facts.round_state in PUBLIC_STATES or (agreed and facts.decided and not facts.contested and not facts.returned):
        return C.FINAL
    if facts.contested:
        return C.CONTESTED
    if facts.returned:
        return C.RETURNED
    if facts.decided:
        return C.APPRAISED
    if facts.round_state not in {S.DRAFT, S.OPEN}:
        return C.SUBMITTED
    return C.DRAFT if facts.touched else C.NOT_STARTED
