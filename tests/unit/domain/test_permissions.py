"""Who may do what, walked over every action, role, agency and state."""

from __future__ import annotations

import pytest

from evidence_svc.domain.assignments import Assignment
from evidence_svc.domain.errors import PermissionDeniedError
from evidence_svc.domain.people import Actor, Role
from evidence_svc.domain.permissions import Action, may, refusal, require
from evidence_svc.domain.rounds import RoundState

UNIT = "clerk leader criterion-owner"
OVERSIGHT = "secretariat appraiser council-member chair auditor administrator"
ALL = f"{UNIT} {OVERSIGHT} reader"
ADDING = "open closed completeness appraising notified explaining reappraising council"
APPRAISAL = "appraising reappraising council"
ANY = " ".join(RoundState)

TABLE: dict[str, tuple[str, str, str]] = {
    # action: (roles on their own agency, roles on another agency, states of the round)
    "view-assessment": (f"{UNIT} {OVERSIGHT}", OVERSIGHT, ANY),
    "view-results": (ALL, ALL, "published remediation archived"),
    "add-evidence": (UNIT, "", ADDING),
    "link-evidence": (UNIT, "", ADDING),
    "correct-reading": (UNIT, "appraiser secretariat", ADDING),
    "verify-again": (f"{UNIT} administrator", "appraiser secretariat auditor administrator", ANY),
    "manage-trust": ("", "administrator", ANY),
    "explain": (UNIT, "", "open explaining"),
    "self-score": ("clerk leader", "", "open"),
    "submit": ("leader", "", "open"),
    "request-exclusion": ("clerk leader", "", "open"),
    "answer-request": (UNIT, "", f"completeness notified explaining {APPRAISAL}"),
    "object": ("clerk leader", "", "explaining"),
    "consent": ("leader", "", "explaining"),
    "request-evidence": ("", "appraiser secretariat", f"completeness {APPRAISAL}"),
    "appraise": ("", "appraiser council-member chair", APPRAISAL),
    "decide-objection": ("", "appraiser council-member chair", "reappraising council"),
    "vote": ("", "council-member chair", "council"),
    "run-council": ("", "council-member chair secretariat", "council"),
    "extend": ("", "secretariat administrator", "open closed completeness"),
    "extend-deadline": ("", "secretariat administrator", ADDING),
    "decide-exclusion": ("", "council-member chair", APPRAISAL),
    "manage-round": ("", "secretariat administrator", ANY),
    "manage-criteria": ("", "secretariat administrator", ANY),
    "manage-people": ("", "administrator", ANY),
    "assign-appraiser": ("", "secretariat administrator", ANY),
    "assign-owner": ("leader", "", ANY),
    "read-log": ("leader auditor administrator", "auditor administrator chair", ANY),
}

# What these roles do only where they were assigned, once they were assigned anything; no assignment binds others.
LIMITED = {
    "appraiser": "appraise request-evidence decide-objection correct-reading",
    "criterion-owner": "explain add-evidence link-evidence correct-reading answer-request",
}

JUDGING = [
    Action.APPRAISE,
    Action.DECIDE_EXCLUSION,
    Action.DECIDE_OBJECTION,
    Action.REQUEST_EVIDENCE,
    Action.VOTE,
    Action.RUN_COUNCIL,
    Action.EXTEND,
    Action.EXTEND_DEADLINE,
]


def test_the_table_names_every_action() -> None:
    """A new action cannot be left out of the table."""
    assert set(TABLE) == {action.value for action in Action}


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("role", list(Role))
def test_rights_are_exactly_those_of_the_table(action: Action, role: Role) -> None:
    """Each action is open to the roles, agencies and states of the table and to nobody else."""
    own, others, states = (column.split() for column in TABLE[action])
    actor = Actor(1, "Người thử", role, "van-phong")

    for state in RoundState:
        in_time = state in states
        assert may(actor, action, "van-phong", state) == (role in own and in_time)
        assert may(actor, action, "so-noi-vu", state) == (role in others and in_time)


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("role", list(Role))
def test_assignments_limit_exactly_the_actions_of_the_table(action: Action, role: Role) -> None:
    """Inside what was assigned nothing changes; outside, limited actions are refused, before the stage is looked at."""
    own, others, _ = (column.split() for column in TABLE[action])
    assigned = (Assignment(None, "1.5"), Assignment("so-noi-vu", "2"))
    free, bound = (Actor(1, "Người thử", role, "van-phong", assignments=given) for given in ((), assigned))
    is_limited = action in LIMITED.get(role, "").split()

    for agency, path, is_inside in (
        ("van-phong", "1.5.1", True),
        ("van-phong", "1.50", False),
        ("van-phong", "2.1", False),
        ("so-noi-vu", "2.1", True),
        ("so-noi-vu", None, True),
        ("so-noi-vu", "1", False),
    ):
        for state in RoundState:
            before = refusal(free, action, agency, state, path)
            has_right = role in (own if agency == "van-phong" else others)
            expected = "not-assigned" if is_limited and has_right and not is_inside else before
            assert refusal(bound, action, agency, state, path) == expected


@pytest.mark.parametrize("action", JUDGING)
@pytest.mark.parametrize("role", list(Role))
def test_nobody_judges_their_own_agency(action: Action, role: Role) -> None:
    """Administrators included, in every state."""
    actor = Actor(1, "Người thử", role, "van-phong")

    assert {refusal(actor, action, "van-phong", state) for state in RoundState} == {"own-agency"}


def test_what_concerns_no_agency_asks_for_the_role_only() -> None:
    """Managing people is the administrator's, wherever they work."""
    assert may(Actor(1, "Quản trị", Role.ADMINISTRATOR, "so-noi-vu"), Action.MANAGE_PEOPLE)
    assert refusal(Actor(2, "Văn thư", Role.CLERK, "so-noi-vu"), Action.MANAGE_PEOPLE) == "wrong-role"


def test_a_refusal_is_an_error_with_a_sentence() -> None:
    """The person learns why in Vietnamese, the program by the reason."""
    with pytest.raises(PermissionDeniedError, match="cơ quan của chính mình") as caught:
        require(Actor(1, "Thẩm định", Role.APPRAISER, "a"), Action.APPRAISE, "a", RoundState.APPRAISING)

    assert caught.value.reason == "own-agency"
