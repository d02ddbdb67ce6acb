"""More time for one document of one agency: judged by, looked ahead with, logged, replayed, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from evidence_svc.domain.errors import DomainError, PermissionDeniedError
from evidence_svc.domain.people import Actor, Role
from evidence_svc.errors import NotFoundError
from evidence_svc.operations.context import Request
from evidence_svc.operations.extend_deadline import extend_deadline, withdraw_deadline_extension
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.look_ahead import look_ahead_for
from evidence_svc.operations.people import add_person
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.receive import find_waiting
from evidence_svc.operations.show_criterion import show_criterion
from evidence_svc.operations.verify_log import verify_log
from tests.factories import OFFICE, PASSWORD, Office, make_office, make_services, make_settings
from tests.sites import add_letter, letter

SIGNED = {"document": "Công văn 12/SNV", "signer": "Giám đốc Sở", "reason": "Chờ kế hoạch của tỉnh ban hành."}
WHY = "Công văn đã được thu hồi."
SLOT, UNTIL = "plan", date(2023, 2, 10)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office whose plan is dated 30/01/2023, after "trước ngày 20/01/2023", under criterion 1.1.1."""
    made = make_office(make_services(make_settings(tmp_path)))
    late = letter(day="ngày 30 tháng 01 năm 2023")
    evidence_id = add_letter(made, "34-30.01 Kế hoạch CCHC năm 2023.pdf", late)
    link_evidence(made.services, made.clerk, evidence_id, made.row_id("1.1.1"))
    for waiting in find_waiting(made.services):
        process_evidence(made.services, waiting)
    yield made
    made.services.work.engine.dispose()


def judged(office: Office) -> tuple[list[tuple[str, str]], str]:
    """What the newest judgements say of the deadline, with the day they went by, and the suggestion's trace."""
    page = show_criterion(office.services, office.clerk, office.row_id("1.1.1"))
    found = [
        (finding["reason"], finding["details"]["on"])
        for judgement in page.judgements.values()
        for finding in judgement.findings
        if finding["check"] == "deadline"
    ]
    return found, page.suggestion.trace


def extend(office: Office, until: date = UNTIL, **changed: str) -> int:
    """Give the plan more time."""
    kept = {**SIGNED, **changed}
    slot, row_id = kept.pop("slot", SLOT), office.row_id("1.1.1")
    return extend_deadline(office.services, office.administrator, row_id, slot, until, **kept)


def test_an_extension_is_judged_by_and_withdrawn(office: Office) -> None:
    """The late plan is in time by the letter, which the finding names; withdrawn, it is late again; all replays."""
    before = judged(office)
    extension = extend(office)
    extended = judged(office)
    page = show_criterion(office.services, office.clerk, office.row_id("1.1.1"))
    holds_meanwhile = verify_log(office.services).holds
    withdraw_deadline_extension(office.services, office.administrator, extension, WHY)

    assert before[0] == [("deadline-missed", "2023-01-20")]
    assert extended[0] == [("deadline-met", "2023-02-10")]
    assert (before[1], extended[1]) == (judged(office)[1], "Không chậm → đúng thời hạn: 0,5 điểm")
    assert judged(office)[0] == before[0]
    assert page.view.claim.wanted[0].due is not None
    assert page.view.claim.wanted[0].due.sentence == (
        f"Được gia hạn đến hết ngày 10/02/2023 ({SIGNED['signer']}): {SIGNED['reason']}"
    )
    assert holds_meanwhile
    assert verify_log(office.services).holds


def test_a_newer_extension_takes_the_place_of_the_older(office: Office) -> None:
    """One is in force; the end of the older one is an entry of its own, before the newer's."""
    extend(office)
    newer = extend(office, date(2023, 1, 25), document="Công văn 15/SNV")
    page = show_criterion(office.services, office.clerk, office.row_id("1.1.1"))
    actions = [line.entry.action for line in page.history if "deadline" in line.entry.action]

    assert [each.id for each in page.extensions] == [newer]
    assert judged(office)[0] == [("deadline-missed", "2023-01-25")]
    assert actions == [
        "assessment:deadline-extended",
        "assessment:deadline-extension-withdrawn",
        "assessment:deadline-extended",
    ]
    assert verify_log(office.services).holds


def test_an_extension_moves_what_lies_ahead(office: Office) -> None:
    """What is still wanted falls due on the new day, in the list that reminders are made of."""
    before = look_ahead_for(office.services, office.clerk, OFFICE).rounds[0].days(whole_year=False)
    chosen = before[-1].outlooks[0]
    row_id, slot, day = chosen.claim.row_id, chosen.wanted.slot.key, before[-1].last_day + timedelta(days=40)
    extend_deadline(office.services, office.administrator, row_id, slot, day, **SIGNED)
    after = look_ahead_for(office.services, office.clerk, OFFICE).rounds[0].days(whole_year=False)

    assert (after[-1].last_day, [each.key for each in after[-1].outlooks]) == (day, [chosen.key])


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"reason": "vội"}, "reason-too-short"),
        ({"signer": " "}, "extension-unsigned"),
        ({"document": ""}, "extension-without-document"),
        ({"slot": "other"}, "slot-unknown"),
    ],
)
def test_what_is_no_extension_is_refused(office: Office, changed: dict[str, str], reason: str) -> None:
    """Nothing is kept, and the log gets no entry."""
    with pytest.raises(DomainError) as caught:
        extend(office, UNTIL, **changed)

    assert caught.value.reason == reason
    assert show_criterion(office.services, office.clerk, office.row_id("1.1.1")).extensions == ()


def test_no_less_time_is_given(office: Office) -> None:
    """The new day is measured against the set's own, whatever extension runs."""
    extend(office)
    with pytest.raises(DomainError) as caught:
        extend(office, date(2023, 1, 20))

    assert caught.value.reason == "extension-not-later"
    assert judged(office)[0] == [("deadline-met", "2023-02-10")]


def test_only_who_steers_and_is_of_another_agency_may(office: Office) -> None:
    """The clerk, the appraiser and a secretary of the agency itself are refused, for giving and for withdrawing."""
    extension = extend(office)
    row_id, day = office.row_id("1.1.1"), date(2023, 3, 1)
    named = {"username": "thuky", "name": "Thư ký", "password": PASSWORD, "agency_id": OFFICE}
    number = add_person(office.services, office.administrator, **named, role=Role.SECRETARIAT)
    own = Request(Actor(number, "Thư ký", Role.SECRETARIAT, OFFICE))
    for person in (office.clerk, office.leader, office.appraiser, office.chair, own):
        with pytest.raises(PermissionDeniedError):
            extend_deadline(office.services, person, row_id, SLOT, day, **SIGNED)
        with pytest.raises(PermissionDeniedError):
            withdraw_deadline_extension(office.services, person, extension, WHY)

    assert judged(office)[0] == [("deadline-met", "2023-02-10")]


def test_what_is_withdrawn_is_not_there_any_more(office: Office) -> None:
    """Neither can it be withdrawn twice."""
    extension = extend(office)
    withdraw_deadline_extension(office.services, office.administrator, extension, WHY)

    with pytest.raises(NotFoundError):
        withdraw_deadline_extension(office.services, office.administrator, extension, WHY)


@pytest.mark.parametrize("column", ["until = '2023-12-31'", "document = 'khác'", "ended_entry = entry"])
def test_a_row_changed_by_hand_is_found(office: Office, column: str) -> None:
    """The log explains day, document and end of every extension."""
    extend(office)
    with office.services.work.engine.begin() as connection:
        connection.execute(text(f"UPDATE deadline_extensions SET {column}"))

    found = verify_log(office.services)

    assert not found.holds
    assert [difference.kind for difference in found.differences] == ["deadline-extension"]
