"""The council's motions when something else happens to what they are about, on both databases."""

from __future__ import annotations

import io
from decimal import Decimal

from docx import Document
from sqlalchemy import update

from audit import store
from evidence_svc.domain.people import Role
from evidence_svc.domain.round_rules import RoundRules
from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.score import ScoreStatus
from evidence_svc.domain.voting import Choice, MotionKind, MotionState, Way
from evidence_svc.operations.accounts import change_account
from evidence_svc.operations.council import cast_vote, close_motion, open_motion
from evidence_svc.operations.exclude import ask_exclusion, settle_exclusion, take_back_exclusion
from evidence_svc.operations.object import decide_objection, object_to_score
from evidence_svc.operations.return_criterion import request_evidence
from evidence_svc.operations.rounds import advance_round, plan_round
from evidence_svc.operations.show_council import make_minutes, show_council
from evidence_svc.persistence.assessments import CriterionRow
from evidence_svc.persistence.councils import Motion, motions
from tests.factories import COUNCIL, ROUND, Office
from tests.proceedings import WHY, appraise, move_to, person, refused, self_score

S = RoundState


def put(office: Office, kind: MotionKind, row: int | None = None, value: str | None = None) -> int:
    """A motion of the chair."""
    number = None if value is None else Decimal(value)
    services, chair, assessment = office.services, office.chair, office.assessment_id
    return open_motion(services, chair, assessment, kind=kind, way=Way.MEETING, text=WHY, row_id=row, value=number)


def asked_exclusion(office: Office, path: str = "1.1.2") -> int:
    """A criterion that the agency asks to leave out, in the council's stage; returns the row."""
    row = office.row_id(path)
    ask_exclusion(office.services, office.clerk, row, WHY)
    office.start_appraisal()
    move_to(office, S.NOTIFIED, S.COUNCIL)
    return row


def contested(office: Office) -> int:
    """A criterion whose score the agency contests, in the council's stage; returns the row."""
    row = self_score(office)
    office.start_appraisal()
    appraise(office, row, "0.50")
    move_to(office, S.NOTIFIED, S.EXPLAINING)
    object_to_score(office.services, office.clerk, row, WHY)
    move_to(office, S.REAPPRAISING, S.COUNCIL)
    return row


def stored(office: Office, row: int) -> CriterionRow:
    """The row as it stands."""
    with office.services.work.read() as unit:
        found = unit.assessments.row(row)
    assert found is not None
    return found


def motion_of(office: Office, motion_id: int) -> Motion:
    """The motion as it stands."""
    with office.services.work.read() as unit:
        found = unit.councils.find(motion_id)
    assert found is not None
    return found


def test_what_the_council_votes_on_is_decided_by_the_vote_alone(office: Office) -> None:
    """While a motion is open nobody decides its exclusion, and its agency does not take the request back."""
    row = asked_exclusion(office)
    motion = put(office, MotionKind.EXCLUSION, row)
    request_evidence(office.services, office.appraiser, row, WHY)

    decided = refused(settle_exclusion, office.services, office.chair, row, accepted=True, reason=WHY)
    taken_back = refused(take_back_exclusion, office.services, office.clerk, row, WHY)
    cast_vote(office.services, office.chair, motion, Choice.FOR)
    count = close_motion(office.services, office.chair, motion)

    assert (decided, taken_back) == ("motion-open", "motion-open")
    assert count.carried
    assert stored(office, row).status == ScoreStatus.EXCLUSION_ACCEPTED


def test_an_objection_that_is_voted_on_is_decided_by_the_vote_alone(office: Office) -> None:
    """The appraiser's decision waits for the result."""
    second = person(office, "thamdinh2", Role.APPRAISER)
    row = contested(office)
    motion = put(office, MotionKind.SCORE, row, "1.00")

    early = refused(decide_objection, office.services, second, row, value=None, reason=WHY)
    cast_vote(office.services, office.chair, motion, Choice.FOR)
    close_motion(office.services, office.chair, motion)

    assert early == "motion-open"
    assert stored(office, row).appraised_score == Decimal("1.00")


def test_a_motion_about_nothing_any_more_can_be_closed_and_does_nothing(office: Office) -> None:
    """A request decided while its motion was open, before that was refused: the motion lapses, the decision stays."""
    row = asked_exclusion(office)
    motion = put(office, MotionKind.EXCLUSION, row)
    cast_vote(office.services, office.chair, motion, Choice.AGAINST)
    with office.services.work.engine.begin() as connection:  # as a version that did not look at motions let it happen
        connection.execute(update(motions).where(motions.c.id == motion).values(state="hidden"))
    settle_exclusion(office.services, office.chair, row, accepted=True, reason=WHY)
    with office.services.work.engine.begin() as connection:
        connection.execute(update(motions).where(motions.c.id == motion).values(state=MotionState.OPEN.value))

    count = close_motion(office.services, office.chair, motion)

    assert (count.carried, motion_of(office, motion).state) == (False, MotionState.LAPSED)
    assert stored(office, row).status == ScoreStatus.EXCLUSION_ACCEPTED
    assert "không còn" in count.sentence


def test_motions_lapse_when_the_round_goes_back(office: Office) -> None:
    """Nothing is voted on outside the council's stage; what is decided meanwhile meets no open motion afterwards."""
    row = asked_exclusion(office)
    motion = put(office, MotionKind.EXCLUSION, row)

    move_to(office, S.REAPPRAISING)
    settle_exclusion(office.services, office.chair, row, accepted=False, reason=WHY)
    move_to(office, S.COUNCIL)

    assert motion_of(office, motion).state == MotionState.LAPSED
    assert refused(close_motion, office.services, office.chair, motion) == "motion-closed"


def test_nothing_is_published_while_the_council_votes(office: Office) -> None:
    """A motion on a result that stayed open could never be closed."""
    office.start_appraisal()
    move_to(office, S.NOTIFIED, S.COUNCIL)
    motion = put(office, MotionKind.RESULT)

    early = refused(advance_round, office.services, office.administrator, ROUND, S.PUBLISHED, WHY)
    close_motion(office.services, office.chair, motion)
    move_to(office, S.PUBLISHED)

    assert early == "motion-open"


def test_a_result_that_changed_after_it_was_put_to_the_vote_is_not_adopted(office: Office) -> None:
    """Where the round asks for a vote, the members vote on the very scores that are published."""
    plan_round(office.services, office.administrator, ROUND, RoundRules(vote_required=True))
    row = self_score(office)
    office.start_appraisal()
    appraise(office, row, "0.50")
    move_to(office, S.NOTIFIED, S.COUNCIL)

    def adopt() -> None:
        motion = put(office, MotionKind.RESULT)
        cast_vote(office.services, office.chair, motion, Choice.FOR)
        close_motion(office.services, office.chair, motion)

    adopt()
    appraise(office, row, "0.75", office.chair)
    changed = refused(advance_round, office.services, office.administrator, ROUND, S.PUBLISHED, WHY)
    adopt()
    move_to(office, S.PUBLISHED)

    assert changed == "vote-missing"


def test_the_vote_of_somebody_who_left_the_council_does_not_count(office: Office) -> None:
    """Entitled are those who may vote when it is counted, and only theirs are the votes."""
    gone = person(office, "uyvien-cu", Role.COUNCIL_MEMBER)
    row = asked_exclusion(office)
    motion = put(office, MotionKind.EXCLUSION, row)
    cast_vote(office.services, gone, motion, Choice.FOR)
    change_account(
        office.services,
        office.administrator,
        gone.actor.id,
        name="uyvien-cu",
        role=Role.COUNCIL_MEMBER,
        agency_id=COUNCIL,
        active=False,
        reason=WHY,
    )

    count = close_motion(office.services, office.chair, motion)

    assert (count.in_favour, count.entitled, count.carried) == (0, 1, False)


def test_a_closed_count_stays_as_it_was_whoever_joins_the_council(office: Office) -> None:
    """Page and minutes say what was counted; the entry keeps the same numbers."""
    row = asked_exclusion(office)
    motion = put(office, MotionKind.EXCLUSION, row)
    cast_vote(office.services, office.chair, motion, Choice.FOR)
    counted = close_motion(office.services, office.chair, motion)
    for number in range(3):
        person(office, f"uyvien{number}", Role.COUNCIL_MEMBER)

    shown = show_council(office.services, office.auditor, ROUND).motions[0].count
    minutes = make_minutes(office.services, office.auditor, ROUND)

    with office.services.work.read() as unit:
        closed = next(each for each in store.read(unit.connection) if each.action == "round:motion-closed")
    assert (counted.in_favour, counted.entitled) == (1, 1)
    assert shown == counted
    assert closed.after == {"result": "carried", "entitled": 1, "in_favour": 1, "against": 0, "abstained": 0}
    document = Document(io.BytesIO(minutes))
    assert any("1/1 tán thành" in paragraph.text for paragraph in document.paragraphs)
