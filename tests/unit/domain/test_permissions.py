"""Who may do what, walked over every action, role, agency and state."""

from __future__ import annotations

import pytest

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
    "read-log": ("leader auditor administrator", "auditor administrator chair", ANY),
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
