"""Who may do what to which agency in which state of a round, as one table."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from evidence_svc.domain.assignments import is_assigned
from evidence_svc.domain.errors import PermissionDeniedError
from evidence_svc.domain.people import Actor, Role
from evidence_svc.domain.rounds import (
    APPRAISAL_STATES,
    EXTENDABLE_STATES,
    PUBLIC_STATES,
    RETURNING_STATES,
    RoundState,
)


class Action(StrEnum):
    """What rights are asked for; those without an agency concern the service as a whole."""

    VIEW_ASSESSMENT = "view-assessment"
    VIEW_RESULTS = "view-results"
    ADD_EVIDENCE = "add-evidence"
    LINK_EVIDENCE = "link-evidence"
    CORRECT_READING = "correct-reading"
    VERIFY_AGAIN = "verify-again"
    MANAGE_TRUST = "manage-trust"
    EXPLAIN = "explain"
    SELF_SCORE = "self-score"
    SUBMIT = "submit"
    REQUEST_EXCLUSION = "request-exclusion"
    ANSWER_REQUEST = "answer-request"
    OBJECT = "object"
    CONSENT = "consent"
    REQUEST_EVIDENCE = "request-evidence"
    APPRAISE = "appraise"
    DECIDE_OBJECTION = "decide-objection"
    DECIDE_EXCLUSION = "decide-exclusion"
    VOTE = "vote"
    RUN_COUNCIL = "run-council"
    EXTEND = "extend"
    EXTEND_DEADLINE = "extend-deadline"
    MANAGE_ROUND = "manage-round"
    MANAGE_CRITERIA = "manage-criteria"
    MANAGE_PEOPLE = "manage-people"
    ASSIGN_APPRAISER = "assign-appraiser"
    ASSIGN_OWNER = "assign-owner"
    READ_LOG = "read-log"


# What an agency may do to a criterion that was sent back to it, as if the round were open.
RETURNED_ACTIONS = frozenset({Action.EXPLAIN, Action.SELF_SCORE, Action.REQUEST_EXCLUSION})


@dataclass(frozen=True, slots=True)
class Grant:
    """Roles that may act on their own agency, roles that may act on others, and when."""

    own: frozenset[Role] = frozenset()
    others: frozenset[Role] = frozenset()
    states: frozenset[RoundState] = frozenset(RoundState)


R = Role
S = RoundState

_UNIT = frozenset({R.CLERK, R.LEADER, R.CRITERION_OWNER})
_COUNCIL = frozenset({R.COUNCIL_MEMBER, R.CHAIR})
_OVERSIGHT = frozenset({R.SECRETARIAT, R.APPRAISER, R.AUDITOR, R.ADMINISTRATOR}) | _COUNCIL
_STEERING = frozenset({R.SECRETARIAT, R.ADMINISTRATOR})

_SELF_TIME = frozenset({S.OPEN})
_ADDING_TIME = frozenset(RoundState) - PUBLIC_STATES - {S.DRAFT}
_SECOND_TIME = frozenset({S.REAPPRAISING, S.COUNCIL})
_WINDOW = frozenset({S.EXPLAINING})

GRANTS: dict[Action, Grant] = {
    Action.VIEW_ASSESSMENT: Grant(own=_UNIT | _OVERSIGHT, others=_OVERSIGHT),
    Action.VIEW_RESULTS: Grant(own=frozenset(Role), others=frozenset(Role), states=PUBLIC_STATES),
    Action.ADD_EVIDENCE: Grant(own=_UNIT, states=_ADDING_TIME),
    Action.LINK_EVIDENCE: Grant(own=_UNIT, states=_ADDING_TIME),
    Action.CORRECT_READING: Grant(own=_UNIT, others=frozenset({R.APPRAISER, R.SECRETARIAT}), states=_ADDING_TIME),
    # Looking again changes no score and hides nothing, so the assessed office may ask for it, too, at any time.
    Action.VERIFY_AGAIN: Grant(
        own=_UNIT | {R.ADMINISTRATOR}, others=frozenset({R.APPRAISER, R.SECRETARIAT, R.AUDITOR, R.ADMINISTRATOR})
    ),
    Action.MANAGE_TRUST: Grant(others=frozenset({R.ADMINISTRATOR})),
    Action.EXPLAIN: Grant(own=_UNIT, states=frozenset({S.OPEN, S.EXPLAINING})),
    Action.SELF_SCORE: Grant(own=frozenset({R.CLERK, R.LEADER}), states=_SELF_TIME),
    Action.SUBMIT: Grant(own=frozenset({R.LEADER}), states=_SELF_TIME),
    Action.REQUEST_EXCLUSION: Grant(own=frozenset({R.CLERK, R.LEADER}), states=_SELF_TIME),
    Action.ANSWER_REQUEST: Grant(own=_UNIT, states=RETURNING_STATES),
    Action.OBJECT: Grant(own=frozenset({R.CLERK, R.LEADER}), states=_WINDOW),
    Action.CONSENT: Grant(own=frozenset({R.LEADER}), states=_WINDOW),
    Action.REQUEST_EVIDENCE: Grant(
        others=frozenset({R.APPRAISER, R.SECRETARIAT}), states=APPRAISAL_STATES | {S.COMPLETENESS}
    ),
    Action.APPRAISE: Grant(others=frozenset({R.APPRAISER}) | _COUNCIL, states=APPRAISAL_STATES),
    Action.DECIDE_OBJECTION: Grant(others=frozenset({R.APPRAISER}) | _COUNCIL, states=_SECOND_TIME),
    Action.DECIDE_EXCLUSION: Grant(others=_COUNCIL, states=APPRAISAL_STATES),
    Action.VOTE: Grant(others=_COUNCIL, states=frozenset({S.COUNCIL})),
    Action.RUN_COUNCIL: Grant(others=_COUNCIL | {R.SECRETARIAT}, states=frozenset({S.COUNCIL})),
    Action.EXTEND: Grant(others=_STEERING, states=EXTENDABLE_STATES),
    # A letter that gives more time may turn up while the claim is appraised, but not when the result is out.
    Action.EXTEND_DEADLINE: Grant(others=_STEERING, states=_ADDING_TIME),
    Action.MANAGE_ROUND: Grant(others=_STEERING),
    Action.MANAGE_CRITERIA: Grant(others=_STEERING),
    Action.MANAGE_PEOPLE: Grant(others=frozenset({R.ADMINISTRATOR})),
    Action.ASSIGN_APPRAISER: Grant(others=_STEERING),
    Action.ASSIGN_OWNER: Grant(own=frozenset({R.LEADER})),
    Action.READ_LOG: Grant(
        own=frozenset({R.LEADER, R.AUDITOR, R.ADMINISTRATOR}), others=frozenset({R.AUDITOR, R.ADMINISTRATOR, R.CHAIR})
    ),
}

# What people of a role do only where they were assigned, once they were assigned something.
ASSIGNED: dict[Role, frozenset[Action]] = {
    R.APPRAISER: frozenset({Action.APPRAISE, Action.REQUEST_EVIDENCE, Action.DECIDE_OBJECTION, Action.CORRECT_READING}),
    R.CRITERION_OWNER: frozenset(
        {Action.EXPLAIN, Action.ADD_EVIDENCE, Action.LINK_EVIDENCE, Action.CORRECT_READING, Action.ANSWER_REQUEST}
    ),
}

_MESSAGES = {
    "own-agency": "Không ai được thẩm định, quyết định về cơ quan của chính mình.",
    "other-agency": "Bạn chỉ được thực hiện việc này cho cơ quan của mình.",
    "wrong-role": "Vai trò của bạn không được thực hiện việc này.",
    "not-assigned": "Tiêu chí hoặc cơ quan này không thuộc phần việc được phân công cho bạn.",
    "round-not-open": "Kỳ đánh giá không ở giai đoạn cho phép việc này.",
    "reader-limited": "Phạm vi kiểm tra của bạn được giới hạn nên bạn không xem hoặc lấy được nội dung này.",
}
_INTERESTED = (
    "Cơ quan của bạn được đánh giá trong kỳ này nên bạn không điều hành được kỳ. "
    "Việc này do người không thuộc cơ quan được đánh giá thực hiện."
)


def may(
    actor: Actor,
    action: Action,
    agency_id: str | None = None,
    round_state: RoundState | None = None,
    path: str | None = None,
) -> bool:
    """True if the actor has the right; see `refusal` for why not."""
    return refusal(actor, action, agency_id, round_state, path) is None


def require(
    actor: Actor,
    action: Action,
    agency_id: str | None = None,
    round_state: RoundState | None = None,
    path: str | None = None,
) -> None:
    """Raises PermissionDeniedError with the reason of `refusal` if the actor has not the right."""
    reason = refusal(actor, action, agency_id, round_state, path)
    if reason is not None:
        raise PermissionDeniedError(_MESSAGES[reason], reason=reason)


def require_disinterested(actor: Actor, assessed: Collection[str]) -> None:
    """Nobody steers a round in which their own agency is assessed; raises PermissionDeniedError (`own-agency`)."""
    if is_interested(actor, assessed):
        raise PermissionDeniedError(_INTERESTED, reason="own-agency")


def require_unlimited(actor: Actor) -> None:
    """What holds the whole log is for readers without limits; raises PermissionDeniedError (`reader-limited`)."""
    if actor.scope.is_limited:
        raise PermissionDeniedError(_MESSAGES["reader-limited"], reason="reader-limited")


def require_day(actor: Actor, day: date) -> None:
    """What was written on a day outside the reader's limits is not shown; raises PermissionDeniedError."""
    if not actor.scope.has(day):
        raise PermissionDeniedError(_MESSAGES["reader-limited"], reason="reader-limited")


def is_interested(actor: Actor, assessed: Collection[str]) -> bool:
    """Whether the actor's own agency is one of those assessed."""
    return actor.agency_id is not None and actor.agency_id in assessed


def works_on(actor: Actor, agency_id: str, path: str | None = None) -> bool:
    """Whether a criterion of an agency, or any of it, is the actor's work; always so for roles they do not bind."""
    return actor.role not in ASSIGNED or is_assigned(actor.assignments, agency_id, path)


def refusal(
    actor: Actor,
    action: Action,
    agency_id: str | None = None,
    round_state: RoundState | None = None,
    path: str | None = None,
) -> str | None:
    """Why not: `own-agency`, `other-agency`, `wrong-role`, `not-assigned`, `round-not-open`; None if allowed.

    `agency_id` is the agency acted upon, None for the service as a whole; `round_state` None is for what
    belongs to no round; `path` is the criterion acted upon, None for the agency as a whole. Nobody, administrators
    included, appraises or decides on their own agency.
    """
    grant = GRANTS[action]
    who = _who_refusal(actor, grant, agency_id)
    if who is not None:
        return who
    if agency_id is not None and action in ASSIGNED.get(actor.role, ()) and not works_on(actor, agency_id, path):
        return "not-assigned"
    return "round-not-open" if round_state is not None and round_state not in grant.states else None


def _who_refusal(actor: Actor, grant: Grant, agency_id: str | None) -> str | None:
    if agency_id is None:
        return None if actor.role in grant.own | grant.others else "wrong-role"
    if actor.scope.agencies is not None and agency_id not in actor.scope.agencies:
        return "other-agency"
    if actor.agency_id == agency_id:
        if not grant.own:
            return "own-agency"
        return None if actor.role in grant.own else "wrong-role"
    if actor.role in grant.others:
        return None
    return "other-agency" if actor.role in grant.own else "wrong-role"
