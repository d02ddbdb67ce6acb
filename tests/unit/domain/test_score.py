"""The one door through which a score changes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_svc.domain.criteria import RoundKind
from evidence_svc.domain.errors import DomainError, PermissionDeniedError, ScoreError
from evidence_svc.domain.people import Actor, Role
from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.score import (
    OUT_OF_BASE,
    ScoreChange,
    ScoreKind,
    ScoreState,
    ScoreStatus,
    checked_reason,
    initial_status,
    rescore,
)
from tests.unit.domain.sets import criterion

STATE = ScoreState("c1.1", "van-phong", Decimal("1.50"))
CLERK = Actor(1, "Văn thư", Role.CLERK, "van-phong")
APPRAISER = Actor(2, "Thẩm định viên", Role.APPRAISER, "so-noi-vu")
REASON = "Đủ tài liệu kiểm chứng."


def change(
    state: ScoreState = STATE,
    *,
    kind: ScoreKind = ScoreKind.SELF,
    value: str = "1.5",
    reason: str = REASON,
    actor: Actor = CLERK,
    round_state: RoundState = RoundState.OPEN,
) -> ScoreChange:
    """A clerk's good self-score, but for what a test says."""
    return rescore(state, kind=kind, value=Decimal(value), reason=reason, actor=actor, round_state=round_state)


def after(state: ScoreState, made: ScoreChange) -> ScoreState:
    """The state once a change was saved."""
    if made.kind is ScoreKind.SELF:
        return replace(state, self_score=made.after, status=made.status_after)
    return replace(state, appraised_score=made.after, status=made.status_after)


def test_a_self_score_says_what_changed_why_and_by_whom() -> None:
    """The change holds before, after, reason and actor, in the scale of the set."""
    expected = ScoreChange(
        "c1.1",
        "van-phong",
        ScoreKind.SELF,
        None,
        Decimal("1.50"),
        ScoreStatus.NOT_SCORED,
        ScoreStatus.SCORED,
        REASON,
        1,
    )

    assert expected == change()
    assert str(change().after) == "1.50"


def test_an_appraised_score_leaves_the_self_score_alone() -> None:
    """The appraiser's score stands beside the agency's own."""
    scored = after(STATE, change())

    given_ = change(scored, kind=ScoreKind.APPRAISED, value="0.75", actor=APPRAISER, round_state=RoundState.APPRAISING)

    assert after(scored, given_) == replace(scored, appraised_score=Decimal("0.75"))


REFUSED: dict[str, tuple[dict[str, object], str]] = {
    "no reason": ({"reason": ""}, "reason-too-short"),
    "nine letters": ({"reason": "đủ hồ sơ."}, "reason-too-short"),
    "only spaces": ({"reason": " " * 40}, "reason-too-short"),
    "invisible letters": ({"reason": "đủ" + "\u200b" * 20}, "reason-too-short"),
    "above the maximum": ({"value": "1.51"}, "score-above-maximum"),
    "negative": ({"value": "-0.01"}, "score-negative"),
    "three places": ({"value": "0.125"}, "scale-exceeded"),
    "not a number": ({"value": "NaN"}, "score-not-finite"),
    "endless": ({"value": "Infinity"}, "score-not-finite"),
    "vanishing": ({"value": "1E-400"}, "scale-exceeded"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_score_is_refused(case: str) -> None:
    """Every refusal has its own reason and a Vietnamese sentence."""
    changed, reason = REFUSED[case]

    with pytest.raises(ScoreError) as caught:
        change(**changed)  # type: ignore[arg-type]  # the table mixes the types of several arguments

    assert caught.value.reason == reason
    assert str(caught.value).endswith(".")


DENIED: dict[str, tuple[Actor, ScoreKind, RoundState, str]] = {
    "clerk of another agency": (
        replace(CLERK, agency_id="so-tu-phap"),
        ScoreKind.SELF,
        RoundState.OPEN,
        "other-agency",
    ),
    "criterion owner": (
        replace(CLERK, role=Role.CRITERION_OWNER),
        ScoreKind.SELF,
        RoundState.OPEN,
        "wrong-role",
    ),
    "self-score after closing": (CLERK, ScoreKind.SELF, RoundState.CLOSED, "round-not-open"),
    "appraiser of the same agency": (
        replace(APPRAISER, agency_id="van-phong"),
        ScoreKind.APPRAISED,
        RoundState.APPRAISING,
        "own-agency",
    ),
    "administrator of the same agency": (
        Actor(3, "Quản trị", Role.ADMINISTRATOR, "van-phong"),
        ScoreKind.APPRAISED,
        RoundState.APPRAISING,
        "own-agency",
    ),
    "administrator of no agency": (
        Actor(3, "Quản trị", Role.ADMINISTRATOR),
        ScoreKind.APPRAISED,
        RoundState.APPRAISING,
        "wrong-role",
    ),
    "appraiser before appraisal": (APPRAISER, ScoreKind.APPRAISED, RoundState.OPEN, "round-not-open"),
}


@pytest.mark.parametrize("case", DENIED)
def test_nobody_scores_without_the_right(case: str) -> None:
    """Own agency, other agency, role and state of the round are each refused by name."""
    actor, kind, round_state, reason = DENIED[case]

    with pytest.raises(PermissionDeniedError) as caught:
        change(kind=kind, actor=actor, round_state=round_state)

    assert caught.value.reason == reason


@pytest.mark.parametrize("status", sorted(OUT_OF_BASE))
@pytest.mark.parametrize("kind", list(ScoreKind))
def test_what_is_out_of_the_base_takes_no_score(status: ScoreStatus, kind: ScoreKind) -> None:
    """Yearly and excluded criteria have no score in this round, from neither side."""
    actor = CLERK if kind is ScoreKind.SELF else APPRAISER
    when = RoundState.OPEN if kind is ScoreKind.SELF else RoundState.APPRAISING

    with pytest.raises(ScoreError) as caught:
        change(replace(STATE, status=status), kind=kind, actor=actor, round_state=when)

    assert caught.value.reason == "not-in-base"


def test_a_true_zero_is_a_score() -> None:
    """Zero given is told apart from nothing given; minus zero is zero."""
    zero = after(STATE, change(value="-0"))

    assert (zero.status, str(zero.self_score), zero.appraised_score) == (ScoreStatus.SCORED, "0.00", None)


def test_the_same_score_again_is_no_change() -> None:
    """A second press of the button does not write a second entry."""
    scored = after(STATE, change())

    with pytest.raises(ScoreError) as caught:
        change(scored, value="1.500")

    assert caught.value.reason == "score-unchanged"


def test_a_reason_is_kept_tidied() -> None:
    """Spaces are tidied and letters composed, so that the log holds one form."""
    assert checked_reason("  Đủ tài   liệu\nkiểm chứng ") == "Đủ tài liệu kiểm chứng"


def test_only_the_annual_round_opens_yearly_criteria() -> None:
    """A criterion of the year opens as `yearly` in the half-year and unscored in the year."""
    yearly = replace(criterion("1", "1.00"), rounds=(RoundKind.YEAR,))

    assert initial_status(yearly, RoundKind.HALF_YEAR) is ScoreStatus.YEARLY
    assert initial_status(yearly, RoundKind.YEAR) is ScoreStatus.NOT_SCORED


@given(st.lists(st.decimals(min_value=-2, max_value=4, places=3), max_size=12), st.data())
def test_scores_stay_within_the_maximum_whatever_is_tried(values: list[Decimal], data: st.DataObject) -> None:
    """Each change begins where the one before it ended, and none leaves the range."""
    state = STATE
    for value in values:
        kind = data.draw(st.sampled_from(ScoreKind))
        actor = CLERK if kind is ScoreKind.SELF else APPRAISER
        when = RoundState.OPEN if kind is ScoreKind.SELF else RoundState.APPRAISING
        try:
            made = change(state, kind=kind, value=str(value), actor=actor, round_state=when)
        except DomainError:
            continue
        assert (made.before, made.status_before) == (state.score(kind), state.status)
        assert made.after is not None
        assert 0 <= made.after <= STATE.max_score
        state = after(state, made)
