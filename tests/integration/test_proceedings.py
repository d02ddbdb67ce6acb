"""What happens in a round, through the use cases on both databases, and that the log explains all of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from audit import store
from evidence_svc.domain.people import Role
from evidence_svc.domain.round_rules import Grade, RoundRules, read_rules
from evidence_svc.domain.rounds import CriterionState, RoundState
from evidence_svc.domain.score import ScoreKind
from evidence_svc.domain.voting import Choice, MotionKind, Way
from evidence_svc.errors import ConflictError
from evidence_svc.operations.appraise import appraise_criterion, settle_raise
from evidence_svc.operations.close_stages import close_stages
from evidence_svc.operations.council import cast_vote, close_motion, open_motion
from evidence_svc.operations.exclude import ask_exclusion, settle_exclusion, take_back_exclusion
from evidence_svc.operations.explain import change_explanation
from evidence_svc.operations.extend import extend_assessment
from evidence_svc.operations.hand_in import consent_to_appraisal, hand_in_assessment, take_back_assessment
from evidence_svc.operations.object import decide_objection, object_to_score, withdraw_objection
from evidence_svc.operations.return_criterion import answer_request, request_evidence
from evidence_svc.operations.rounds import advance_round, plan_round
from evidence_svc.operations.score import change_score, take_back_score
from tests.factories import COUNCIL, OFFICE, ROUND, Office
from tests.proceedings import WHY, appraise, at, move_to, person, refused, round_state, self_score, state_of

S = RoundState


def test_only_the_leader_hands_in_and_nothing_changes_until_taken_back(office: Office) -> None:
    """The clerk prepares, the leader submits; scores are locked then, and free again when it is taken back."""
    row = self_score(office)
    services, number = office.services, office.assessment_id

    assert refused(hand_in_assessment, services, office.clerk, number) == "wrong-role"
    hand_in_assessment(services, office.leader, number)
    assert state_of(office, row) is CriterionState.SUBMITTED
    assert refused(self_score, office, value="0.50") == "round-not-open"
    assert refused(hand_in_assessment, services, office.leader, number) == "already-submitted"
    take_back_assessment(services, office.leader, number, WHY)
    self_score(office, value="0.50")
    assert state_of(office, row) is CriterionState.DRAFT


def test_a_stage_closes_when_its_last_day_is_over(office: Office) -> None:
    """At 24:00 in Viet Nam, not before, once, in the name of the clock."""
    plan_round(office.services, office.administrator, ROUND, RoundRules({S.OPEN: date(2023, 7, 12)}))

    assert close_stages(at(office, datetime(2023, 7, 12, 16, 59, 59, tzinfo=UTC)).services) == ()
    assert close_stages(at(office, datetime(2023, 7, 12, 17, 0, tzinfo=UTC)).services) == (ROUND,)
    assert close_stages(at(office, datetime(2023, 7, 13, tzinfo=UTC)).services) == ()
    assert round_state(office) == "closed"


def test_an_extension_keeps_one_agency_open_until_it_ends(office: Office) -> None:
    """The round closes for all others; the agency works on, hands in, and is closed when its time is over."""
    extend_assessment(office.services, office.administrator, office.assessment_id, date(2023, 7, 14), WHY)
    move_to(office, S.CLOSED)

    row = self_score(office)
    close_stages(at(office, datetime(2023, 7, 14, 17, tzinfo=UTC)).services)

    assert refused(self_score, office, value="0.50") == "round-not-open"
    assert state_of(office, row) is CriterionState.SUBMITTED
    late = (office.services, office.administrator, office.assessment_id, date(2023, 7, 9), WHY)
    assert refused(extend_assessment, *late) == "extension-past"


def test_silence_is_consent_only_where_the_round_says_so_and_nobody_spoke(office: Office) -> None:
    """At the end of the window the silent agency agrees, its appraised criteria are final."""
    rules = RoundRules({S.EXPLAINING: date(2023, 8, 18)}, silence_consents=True)
    row = self_score(office)
    plan_round(office.services, office.administrator, ROUND, rules)
    office.start_appraisal()
    appraise(office, row, "0.50")
    move_to(office, S.NOTIFIED, S.EXPLAINING)

    close_stages(at(office, datetime(2023, 8, 18, 17, tzinfo=UTC)).services)

    assert (round_state(office), state_of(office, row)) == ("reappraising", CriterionState.FINAL)
    assert refused(appraise, office, row, "0.75") == "criterion-final"


def test_who_objected_did_not_consent(office: Office) -> None:
    """An objection keeps its criterion contested, whatever the clock does."""
    rules = RoundRules({S.EXPLAINING: date(2023, 8, 18)}, silence_consents=True)
    row = self_score(office)
    plan_round(office.services, office.administrator, ROUND, rules)
    office.start_appraisal()
    appraise(office, row, "0.50")
    move_to(office, S.NOTIFIED, S.EXPLAINING)
    object_to_score(office.services, office.clerk, row, WHY)

    close_stages(at(office, datetime(2023, 8, 18, 17, tzinfo=UTC)).services)

    with office.services.work.read() as unit:
        assert unit.assessments.find(office.assessment_id).consented is False  # type: ignore[union-attr]
    assert state_of(office, row) is CriterionState.CONTESTED


def test_an_objection_is_decided_by_another_appraiser_than_the_first(office: Office) -> None:
    """The first may neither decide nor score over it; another upholds it with a score."""
    second = person(office, "thamdinh2", Role.APPRAISER)
    row = self_score(office)
    office.start_appraisal()
    appraise(office, row, "0.50")
    move_to(office, S.NOTIFIED, S.EXPLAINING)
    object_to_score(office.services, office.leader, row, WHY)
    move_to(office, S.REAPPRAISING)

    arguments = {"value": Decimal("1.00"), "reason": WHY}
    assert refused(decide_objection, office.services, office.appraiser, row, **arguments) == "same-person"
    assert refused(appraise, office, row, "0.75", second) == "criterion-contested"
    decide_objection(office.services, second, row, value=Decimal("1.00"), reason=WHY)

    with office.services.work.read() as unit:
        stored = unit.assessments.row(row)
    assert stored is not None
    assert (stored.appraised_score, stored.opinion) == (Decimal("1.00"), WHY)
    assert state_of(office, row) is CriterionState.APPRAISED
    assert refused(decide_objection, office.services, second, row, **arguments) == "not-contested"


def test_an_objection_can_be_withdrawn_and_a_leader_can_agree(office: Office) -> None:
    """Both are steps of their own."""
    row = self_score(office)
    office.start_appraisal()
    appraise(office, row, "0.50")
    move_to(office, S.NOTIFIED, S.EXPLAINING)

    object_to_score(office.services, office.clerk, row, WHY)
    withdraw_objection(office.services, office.clerk, row, WHY)
    consent_to_appraisal(office.services, office.leader, office.assessment_id)
    move_to(office, S.REAPPRAISING)

    assert state_of(office, row) is CriterionState.FINAL


def test_a_raise_above_the_limit_waits_for_a_second_person(office: Office) -> None:
    """The proposer cannot confirm it, nobody can slip past it, another person's word makes it the score."""
    second = person(office, "thamdinh2", Role.APPRAISER)
    plan_round(office.services, office.administrator, ROUND, RoundRules(second_eyes_above=Decimal("0.50")))
    row = self_score(office, value="0.25")
    office.start_appraisal()
    services = office.services

    direct = {"kind": ScoreKind.APPRAISED, "value": Decimal("1.00"), "reason": WHY}
    assert refused(change_score, services, second, row, **direct) == "second-pair-needed"
    assert appraise_criterion(services, office.appraiser, row, value=Decimal("1.00"), reason=WHY).change is None
    assert state_of(office, row) is CriterionState.SUBMITTED
    own = refused(settle_raise, services, office.appraiser, row, confirmed=True, reason=WHY)
    settle_raise(services, second, row, confirmed=True, reason=WHY)

    assert own == "same-person"
    assert state_of(office, row) is CriterionState.APPRAISED


def test_what_was_done_can_be_taken_back_each_as_an_entry(office: Office) -> None:
    """A self-score, an exclusion request and an appraisal before notification; after it, no longer."""
    services = office.services
    row, other = self_score(office), office.row_id("1.1.2")
    take_back_score(services, office.clerk, row, kind=ScoreKind.SELF, reason=WHY)
    assert state_of(office, row) is CriterionState.NOT_STARTED
    ask_exclusion(services, office.clerk, other, WHY)
    take_back_exclusion(services, office.clerk, other, WHY)
    self_score(office)
    office.start_appraisal()
    appraise(office, row, "0.50")
    take_back_score(services, office.appraiser, row, kind=ScoreKind.APPRAISED, reason=WHY)
    assert state_of(office, row) is CriterionState.SUBMITTED
    appraise(office, row, "0.50")
    move_to(office, S.NOTIFIED, S.EXPLAINING, S.REAPPRAISING)

    late = refused(take_back_score, services, office.appraiser, row, kind=ScoreKind.APPRAISED, reason=WHY)
    assert late == "already-notified"


def test_a_returned_criterion_is_open_to_its_agency_until_it_answers(office: Office) -> None:
    """Asked for evidence, the agency explains and scores that one criterion, then hands it in again."""
    services, row = office.services, self_score(office)
    office.start_appraisal()

    request_evidence(services, office.appraiser, row, "Đề nghị đơn vị cung cấp kế hoạch đã ban hành.")
    assert state_of(office, row) is CriterionState.RETURNED
    change_explanation(services, office.clerk, row, "Đã bổ sung kế hoạch.")
    self_score(office, value="0.75")
    assert refused(self_score, office, "1.1.2") == "round-not-open"
    answer_request(services, office.clerk, row, "Đã bổ sung đủ tài liệu.")

    assert state_of(office, row) is CriterionState.SUBMITTED
    assert refused(self_score, office) == "round-not-open"


def test_a_refused_exclusion_opens_its_criterion_for_scoring(office: Office) -> None:
    """The agency scores what now counts; it need not wait for the whole round to be reopened."""
    services, row = office.services, office.row_id("1.1.2")
    ask_exclusion(services, office.clerk, row, WHY)
    office.start_appraisal()

    settle_exclusion(services, office.chair, row, accepted=False, reason=WHY)
    self_score(office, "1.1.2", "0.50")

    assert state_of(office, row) is CriterionState.RETURNED


def test_nobody_moves_a_round_in_which_their_own_agency_is_assessed(office: Office) -> None:
    """Secretariat and administrators of the assessed office included; those of another may."""
    inside = person(office, "thuky-vp", Role.SECRETARIAT, OFFICE)
    chief = person(office, "quantri-vp", Role.ADMINISTRATOR, OFFICE)
    outside = person(office, "thuky-snv", Role.SECRETARIAT, COUNCIL)

    for mover in (inside, chief):
        assert refused(advance_round, office.services, mover, ROUND, S.CLOSED) == "own-agency"
        assert refused(plan_round, office.services, mover, ROUND, RoundRules()) == "own-agency"
        extension = (office.services, mover, office.assessment_id, date(2023, 7, 20), WHY)
        assert refused(extend_assessment, *extension) == "own-agency"
    advance_round(office.services, outside, ROUND, S.CLOSED)


def test_the_council_votes_with_more_than_half_of_those_entitled(office: Office) -> None:
    """Half is not enough; members of the agency neither vote nor count; a vote is given once."""
    services = office.services
    members = [person(office, f"uyvien{number}", Role.COUNCIL_MEMBER) for number in range(3)]
    own = person(office, "uyvien-vp", Role.COUNCIL_MEMBER, OFFICE)
    row = office.row_id("1.1.2")
    ask_exclusion(services, office.clerk, row, WHY)
    office.start_appraisal()
    move_to(office, S.NOTIFIED, S.COUNCIL)
    motion = open_motion(
        services, office.chair, office.assessment_id, kind=MotionKind.EXCLUSION, way=Way.MEETING, text=WHY, row_id=row
    )

    for member in members[:2]:
        cast_vote(services, member, motion, Choice.FOR)
    with pytest.raises(ConflictError):
        cast_vote(services, members[0], motion, Choice.AGAINST)
    assert refused(cast_vote, services, own, motion, Choice.FOR) == "own-agency"
    cast_vote(services, office.chair, motion, Choice.ABSTAIN)
    count = close_motion(services, office.chair, motion)

    assert (count.in_favour, count.entitled, count.carried) == (2, 4, False)
    with services.work.read() as unit:
        stored = unit.assessments.row(row)
    assert stored is not None
    assert stored.status == "not-scored"
    assert refused(cast_vote, services, members[2], motion, Choice.FOR) == "motion-closed"


def test_results_are_published_only_after_the_council_adopted_them_where_the_round_says_so(office: Office) -> None:
    """Each agency's result needs a carried motion."""
    services = office.services
    plan_round(services, office.administrator, ROUND, RoundRules(vote_required=True))
    office.start_appraisal()
    move_to(office, S.NOTIFIED, S.COUNCIL)

    early = refused(advance_round, services, office.administrator, ROUND, S.PUBLISHED, WHY)
    motion = open_motion(
        services, office.chair, office.assessment_id, kind=MotionKind.RESULT, way=Way.WRITING, text=WHY
    )
    cast_vote(services, office.chair, motion, Choice.FOR)
    close_motion(services, office.chair, motion)
    move_to(office, S.PUBLISHED)

    assert early == "vote-missing"


def test_a_rounds_rules_come_back_as_they_were_laid_down(office: Office) -> None:
    """Deadlines, limits, grades and switches survive the database."""
    grades = (Grade("Tốt", Decimal("80.00")), Grade("Khá", Decimal(65)))
    rules = RoundRules(
        deadlines={S.OPEN: date(2023, 7, 15)},
        silence_consents=True,
        second_eyes_above=Decimal("0.50"),
        grades=grades,
        vote_required=True,
    )

    plan_round(office.services, office.administrator, ROUND, rules)

    with office.services.work.read() as unit:
        found = unit.rounds.find(ROUND)
    assert found is not None
    assert read_rules(found.rules) == rules


def test_nothing_is_published_while_a_point_is_open(office: Office) -> None:
    """An exclusion that nobody decided would give the agency two percentages."""
    services, row = office.services, office.row_id("1.1.2")
    ask_exclusion(services, office.clerk, row, WHY)
    office.start_appraisal()
    move_to(office, S.NOTIFIED, S.COUNCIL)

    early = refused(advance_round, services, office.administrator, ROUND, S.PUBLISHED, WHY)
    settle_exclusion(services, office.chair, row, accepted=True, reason=WHY)
    move_to(office, S.PUBLISHED)

    assert early == "points-open"


def test_unappraised_criteria_stop_a_round_before_its_council_unless_somebody_says_why(office: Office) -> None:
    """The reason stands in the log with the counts of each agency, and in the round until nothing is left out."""
    services = office.services
    appraise(office, self_score_then_appraisal(office), "0.50")
    move_to(office, S.NOTIFIED)

    early = refused(advance_round, services, office.administrator, ROUND, S.COUNCIL)
    short = refused(advance_round, services, office.administrator, ROUND, S.COUNCIL, "ngắn")
    held = round_state(office)
    move_to(office, S.COUNCIL)
    late = refused(advance_round, services, office.administrator, ROUND, S.PUBLISHED)

    with services.work.read() as unit:
        found = unit.rounds.find(ROUND)
        logged = [entry for entry in store.read(unit.connection) if entry.action == "round:moved"][-1]
    assert (early, short, late) == ("criteria-not-appraised",) * 3
    assert held == "notified"
    assert found is not None
    assert (found.state, found.unappraised_reason) == ("council", WHY)
    assert logged.reason == WHY
    assert logged.after == {"state": "council", "unappraised_reason": WHY, "not_appraised": {OFFICE: 70}}


def self_score_then_appraisal(office: Office) -> int:
    """A scored criterion in a round that is appraised."""
    row = self_score(office)
    office.start_appraisal()
    return row
