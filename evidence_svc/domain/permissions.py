"""Who may do what to which agency in which state of a round, as one table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from evidence_svc.domain.errors import PermissionDeniedError
from evidence_svc.domain.people import Actor, Role
from evidence_svc.domain.rounds import RoundState


class Action(StrEnum):
    """What rights are asked for; those without an agency concern the service as a whole."""

    VIEW_ASSESSMENT = "view-assessment"
    VIEW_RESULTS = "view-results"
    ADD_EVIDENCE = "add-evidence"
    LINK_EVIDENCE = "link-evidence"
    CORRECT_READING = "correct-reading"
    EXPLAIN = "explain"
    SELF_SCORE = "self-score"
    SUBMIT = "submit"
    REQUEST_EXCLUSION = "request-exclusion"
    REQUEST_EVIDENCE = "request-evidence"
    APPRAISE = "appraise"
    DECIDE_EXCLUSION = "decide-exclusion"
    MANAGE_ROUND = "manage-round"
    MANAGE_CRITERIA = "manage-criteria"
    MANAGE_PEOPLE = "manage-people"
    READ_LOG = "read-log"


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
_ADDING_TIME = frozenset(RoundState) - {S.DRAFT, S.PUBLISHED, S.REMEDIATION, S.ARCHIVED}
_APPRAISAL_TIME = frozenset({S.APPRAISING, S.REAPPRAISING, S.COUNCIL})
_PUBLIC_TIME = frozenset({S.PUBLISHED, S.REMEDIATION, S.ARCHIVED})

GRANTS: dict[Action, Grant] = {
    Action.VIEW_ASSESSMENT: Grant(own=_UNIT | _OVERSIGHT, others=_OVERSIGHT),
    Action.VIEW_RESULTS: Grant(own=frozenset(Role), others=frozenset(Role), states=_PUBLIC_TIME),
    Action.ADD_EVIDENCE: Grant(own=_UNIT, states=_ADDING_TIME),
    Action.LINK_EVIDENCE: Grant(own=_UNIT, states=_ADDING_TIME),
    Action.CORRECT_READING: Grant(own=_UNIT, others=frozenset({R.APPRAISER, R.SECRETARIAT}), states=_ADDING_TIME),
    Action.EXPLAIN: Grant(own=_UNIT, states=frozenset({S.OPEN, S.EXPLAINING})),
    Action.SELF_SCORE: Grant(own=frozenset({R.CLERK, R.LEADER}), states=_SELF_TIME),
    Action.SUBMIT: Grant(own=frozenset({R.LEADER}), states=_SELF_TIME),
    Action.REQUEST_EXCLUSION: Grant(own=frozenset({R.CLERK, R.LEADER}), states=_SELF_TIME),
    Action.REQUEST_EVIDENCE: Grant(
        others=frozenset({R.APPRAISER, R.SECRETARIAT}), states=_APPRAISAL_TIME | {S.COMPLETENESS}
    ),
    Action.APPRAISE: Grant(others=frozenset({R.APPRAISER}) | _COUNCIL, states=_APPRAISAL_TIME),
    Action.DECIDE_EXCLUSION: Grant(others=_COUNCIL, states=_APPRAISAL_TIME),
    Action.MANAGE_ROUND: Grant(others=_STEERING),
    Action.MANAGE_CRITERIA: Grant(others=_STEERING),
    Action.MANAGE_PEOPLE: Grant(others=frozenset({R.ADMINISTRATOR})),
    Action.READ_LOG: Grant(
        own=frozenset({R.LEADER, R.AUDITOR, R.ADMINISTRATOR}), others=frozenset({R.AUDITOR, R.ADMINISTRATOR, R.CHAIR})
    ),
}

_MESSAGES = {
    "own-agency": "Không ai được thẩm định, quyết định về cơ quan của chính mình.",
    "other-agency": "Bạn chỉ được thực hiện việc này cho cơ quan của mình.",
    "wrong-role": "Vai trò của bạn không được thực hiện việc này.",
    "round-not-open": "Kỳ đánh giá không ở giai đoạn cho phép việc này.",
}


def may(actor: Actor, action: Action, agency_id: str | None = None, round_state: RoundState | None = None) -> bool:
    """True if the actor has the right; see `refusal` for why not."""
    return refusal(actor, action, agency_id, round_state) is None


def require(actor: Actor, action: Action, agency_id: str | None = None, round_state: RoundState | None = None) -> None:
    """Raises PermissionDeniedError with the reason of `refusal` if the actor has not the right."""
    reason = refusal(actor, action, agency_id, round_state)
    if reason is not None:
        raise PermissionDeniedError(_MESSAGES[reason], reason=reason)


def refusal(
    actor: Actor, action: Action, agency_id: str | None = None, round_state: RoundState | None = None
) -> str | None:
    """Why not: `own-agency`, `other-agency`, `wrong-role`, `round-not-open`; None if allowed.

    `agency_id` is the agency acted upon, None for the service as a whole; `round_state` None is for what
    belongs to no round. Nobody, administrators included, appraises or decides on their own agency.
    """
    grant = GRANTS[action]
    who = _who_refusal(actor, grant, agency_id)
    if who is None and round_state is not None and round_state not in grant.states:
        return "round-not-open"
    return who


def _who_refusal(actor: Actor, grant: Grant, agency_id: str | None) -> str | None:
    if agency_id is None:
        return None if actor.role in grant.own | grant.others else "wrong-role"
    if actor.agency_id == agency_id:
        if not grant.own:
            return "own-agency"
        return None if actor.role in grant.own else "wrong-role"
    if actor.role in grant.others:
        return None
    return "other-agency" if actor.role in grant.own else "wrong-role"
