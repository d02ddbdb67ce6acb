"""What the clock does to rounds at the corners: two workers at once, late starts, days that are over already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

from audit import store
from evidence_svc.domain.round_rules import RoundRules
from evidence_svc.domain.rounds import CriterionState, RoundState
from evidence_svc.operations.close_stages import close_stages
from evidence_svc.operations.extend import extend_assessment
from evidence_svc.operations.hand_in import consent_to_appraisal, hand_in_assessment
from evidence_svc.operations.notifications import list_notifications
from evidence_svc.operations.object import object_to_score, withdraw_objection
from evidence_svc.operations.prepare_move import prepare_move
from evidence_svc.operations.remind import remind_agencies
from evidence_svc.operations.rounds import advance_round, open_assessment, plan_round
from tests.factories import COUNCIL, ROUND, Office
from tests.proceedings import WHY, appraise, at, move_to, refused, round_state, self_score, state_of

S = RoundState
WINDOW = RoundRules({S.EXPLAINING: date(2023, 8, 18)}, silence_consents=True)
OVER = datetime(2023, 8, 18, 17, tzinfo=UTC)


def entries(office: Office) -> Counter[str]:
    """How many entries of each action the clock wrote."""
    with office.services.work.read() as unit:
        found = store.read(unit.connection)
    return Counter(entry.action for entry in found if entry.actor == "service:scheduler")


def in_window(office: Office) -> int:
    """A round with silence as consent in its window, two agencies in it; returns an appraised row."""
    open_assessment(office.services, office.administrator, ROUND, COUNCIL)
    plan_round(office.services, office.administrator, ROUND, WINDOW)
    row = self_score(office)
    office.start_appraisal()
    appraise(office, row, "0.50")
    move_to(office, S.NOTIFIED, S.EXPLAINING)
    return row


def together(act: Callable[[], object]) -> list[object]:
    """What two workers get that begin at the same moment."""
    barrier = Barrier(2)

    def run() -> object:
        barrier.wait()
        return act()

    with ThreadPoolExecutor(2) as workers:
        return [job.result() for job in [workers.submit(run) for _ in range(2)]]


def test_two_workers_close_a_window_once(office: Office) -> None:
    """One move, one consent an agency, each told once, whoever comes first; the next run finds nothing to do."""
    in_window(office)
    services = at(office, OVER).services

    done = together(lambda: close_stages(services))

    assert sorted(map(str, done)) == sorted(map(str, [(), (ROUND,)]))
    assert entries(office) == {"round:moved": 1, "assessment:consented": 2}
    assert close_stages(services) == ()
    told = [note.text for note in list_notifications(services, office.leader).notifications if "lần 2" in note.text]
    assert len(told) == 1


def test_two_workers_end_an_extension_once(office: Office) -> None:
    """The agency's time ends by one entry."""
    extend_assessment(office.services, office.administrator, office.assessment_id, date(2023, 7, 14), WHY)
    services = at(office, datetime(2023, 7, 14, 17, tzinfo=UTC)).services

    together(lambda: close_stages(services))

    assert entries(office) == {"assessment:extension-ended": 1}


def test_who_took_every_objection_back_is_silent(office: Office) -> None:
    """An objection that was withdrawn is no answer any more, and the appraisal is agreed to."""
    row = in_window(office)
    object_to_score(office.services, office.clerk, row, WHY)
    withdraw_objection(office.services, office.clerk, row, WHY)
    object_to_score(office.services, office.clerk, row, WHY)
    withdraw_objection(office.services, office.clerk, row, WHY)

    close_stages(at(office, OVER).services)

    assert entries(office)["assessment:consented"] == 2
    assert state_of(office, row) is CriterionState.FINAL


def test_a_leader_who_agreed_in_time_is_entered_once(office: Office) -> None:
    """The clock adds nothing to what a person did."""
    in_window(office)
    consent_to_appraisal(office.services, office.leader, office.assessment_id)

    close_stages(at(office, OVER).services)

    assert entries(office)["assessment:consented"] == 1


def test_no_stage_begins_that_the_clock_would_close_at_once(office: Office) -> None:
    """A window whose last day is over gives nobody time, and silence in it is no consent; with a new day it opens."""
    plan_round(office.services, office.administrator, ROUND, WINDOW)
    office.start_appraisal()
    move_to(office, S.NOTIFIED)
    late = at(office, OVER)

    asked = (late.services, late.administrator, ROUND, S.EXPLAINING)
    assert refused(prepare_move, *asked) == "deadline-past"
    assert refused(advance_round, *asked) == "deadline-past"
    plan_round(late.services, late.administrator, ROUND, RoundRules({S.EXPLAINING: date(2023, 8, 25)}))
    move_to(late, S.EXPLAINING)
    assert close_stages(late.services) == ()
    assert round_state(office) == "explaining"


def test_a_reopened_round_stays_open_until_its_new_day(office: Office) -> None:
    """Reopening needs a last day that is still to come, or none; the clock then leaves it alone."""
    plan_round(office.services, office.administrator, ROUND, RoundRules({S.OPEN: date(2023, 7, 12)}))
    late = at(office, datetime(2023, 7, 13, tzinfo=UTC))
    close_stages(late.services)

    early = refused(advance_round, late.services, late.administrator, ROUND, S.OPEN, WHY)
    plan_round(late.services, late.administrator, ROUND, RoundRules({S.OPEN: date(2023, 7, 20)}))
    move_to(late, S.OPEN)

    assert early == "deadline-past"
    assert close_stages(late.services) == ()
    assert round_state(office) == "open"
    self_score(late)


def test_rules_do_not_end_the_present_stage_backwards(office: Office) -> None:
    """Who wants a stage closed moves the round, as an entry of their own; a day that is over is no last day."""
    late = at(office, datetime(2023, 7, 13, tzinfo=UTC))

    assert (
        refused(plan_round, late.services, late.administrator, ROUND, RoundRules({S.OPEN: date(2023, 7, 12)}))
        == "deadline-past"
    )


def test_an_extension_outlives_the_closing_but_not_the_appraisal(office: Office) -> None:
    """Given more time the agency works on while others are closed; once it is appraised its time is over."""
    extend_assessment(office.services, office.administrator, office.assessment_id, date(2023, 7, 20), WHY)
    move_to(office, S.CLOSED, S.COMPLETENESS)
    row = self_score(office)
    hand_in_assessment(office.services, office.leader, office.assessment_id)
    locked = refused(self_score, office, value="0.50")
    move_to(office, S.APPRAISING)

    assert locked == refused(self_score, office, value="0.50") == "round-not-open"
    assert state_of(office, row) is CriterionState.SUBMITTED


def test_nobody_is_reminded_of_a_stage_that_is_over_or_not_begun(office: Office) -> None:
    """Closed early, or extended and then appraised, there is nothing to hand in any more."""
    rules = RoundRules({S.OPEN: date(2023, 7, 15), S.EXPLAINING: date(2023, 7, 16)})
    plan_round(office.services, office.administrator, ROUND, rules)
    extend_assessment(office.services, office.administrator, office.assessment_id, date(2023, 7, 15), WHY)
    office.start_appraisal()

    late = at(office, datetime(2023, 7, 14, 1, tzinfo=UTC))
    remind_agencies(late.services)

    words = ("Nộp bản tự đánh giá", "Giải trình kết quả")
    told = list_notifications(late.services, office.leader).notifications
    assert [note.text for note in told if note.text.startswith(words)] == []


def test_what_was_published_keeps_its_rules_and_its_agencies(office: Office) -> None:
    """Other grades, or one more agency, would change a ranking that everybody has read."""
    office.start_appraisal()
    move_to(office, S.NOTIFIED, S.COUNCIL, S.PUBLISHED)
    services, admin = office.services, office.administrator

    assert refused(plan_round, services, admin, ROUND, RoundRules()) == "round-published"
    assert refused(open_assessment, services, admin, ROUND, COUNCIL) == "round-published"
