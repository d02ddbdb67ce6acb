"""Reminders: told once a stage, mailed once, tried again after a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from evidence_svc.domain.people import Actor, Role
from evidence_svc.domain.round_rules import RoundRules
from evidence_svc.domain.rounds import RoundState
from evidence_svc.errors import RefusedError
from evidence_svc.mailing import MailError
from evidence_svc.operations.assign import assign, end_assignment
from evidence_svc.operations.context import Request
from evidence_svc.operations.extend import extend_assessment
from evidence_svc.operations.mail_notifications import mail_notifications
from evidence_svc.operations.notifications import change_contact, list_notifications, mark_read
from evidence_svc.operations.people import add_person
from evidence_svc.operations.remind import remind_agencies
from evidence_svc.operations.rounds import plan_round
from evidence_svc.services import Services
from tests.factories import OFFICE, PASSWORD, ROUND, Office, make_office, make_services, make_settings
from tests.smtp_server import Mailbox, running_mail_server

# The plan of 1.1.1 is due "trước ngày 20/01/2023": by the strict reading its last day is the 19th.
LAST_DAY = date(2023, 1, 19)
WHY = "Theo bảng phân công của cơ quan."
PLAN = "Kế hoạch cải cách hành chính năm 2023"


@pytest.fixture
def office(tmp_path: Path, database_url: URL) -> Iterator[Office]:
    """An office whose assessment has no evidence yet, on either database."""
    office = make_office(make_services(make_settings(tmp_path, database_url)))
    yield office
    office.services.work.engine.dispose()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server."""
    with running_mail_server() as box:
        yield box


def on(services: Services, day: date, box: Mailbox | None = None) -> Services:
    """The same services on a morning in Viet Nam, with a mail server where one is given."""
    mail = {"smtp_host": "127.0.0.1", "smtp_port": box.port, "smtp_security": "none"} if box else {}
    settings = services.settings.model_copy(update=mail)
    return replace(services, clock=lambda: datetime(day.year, day.month, day.day, 1, tzinfo=UTC), settings=settings)


def told_of_plan(office: Office) -> list[str]:
    """What the clerk was told of the plan, oldest first."""
    page = list_notifications(office.services, office.clerk)
    return [each.text for each in reversed(page.notifications) if each.text.startswith(PLAN)]


def test_each_stage_is_told_once(office: Office) -> None:
    """Run every hour of every day, people hear of a document five times and no more."""
    for day in range(-10, 10):
        for _ in range(2):
            remind_agencies(on(office.services, LAST_DAY + timedelta(days=day)))

    told = told_of_plan(office)

    assert [text.partition(": ")[2].partition(",")[0].partition(" (")[0] for text in told] == [
        "còn 7 ngày",
        "còn 3 ngày",
        "còn 1 ngày",
        "hôm nay 19/01/2023 là hạn cuối. Nếu không có",
        "đã quá hạn 1 ngày",
    ]


def test_a_service_that_stood_still_tells_the_newest_stage(office: Office) -> None:
    """After days without a run nobody gets five letters at once, and a month later nobody gets any."""
    remind_agencies(on(office.services, LAST_DAY + timedelta(days=2)))
    late = told_of_plan(office)
    remind_agencies(on(office.services, LAST_DAY + timedelta(days=30)))

    assert [text.partition(": ")[2][:19] for text in late] == ["đã quá hạn 2 ngày ("]
    assert told_of_plan(office) == late


def test_only_the_agency_is_told(office: Office) -> None:
    """Clerk and leader hear of their own deadlines; those who appraise do not."""
    remind_agencies(on(office.services, LAST_DAY))

    heard = {
        request.actor.role.value: list_notifications(office.services, request).unread > 0
        for request in (office.clerk, office.leader, office.appraiser, office.auditor, office.administrator)
    }

    assert heard == {"clerk": True, "leader": True, "appraiser": False, "auditor": False, "administrator": False}


def joins(office: Office, username: str, criteria: tuple[str, ...] = ()) -> Request:
    """One more criterion owner of the office, assigned some criteria by its leader."""
    services, administrator = office.services, office.administrator
    role, names = Role.CRITERION_OWNER, {"username": username, "name": username, "password": PASSWORD}
    number = add_person(services, administrator, **names, role=role, agency_id=OFFICE)
    if criteria:
        assign(services, office.leader, number, criteria=criteria, reason=WHY)
    return Request(Actor(number, username, role, OFFICE))


def test_owners_hear_of_what_is_assigned_and_the_leader_of_the_rest(office: Office) -> None:
    """The plan of 1.1.1 is told to its owner and the clerk; once nobody has it, to the leader and the unlimited."""
    owner, other, free = joins(office, "a", ("1.1",)), joins(office, "b", ("2",)), joins(office, "c")

    def heard(day: int) -> set[str]:
        remind_agencies(on(office.services, LAST_DAY + timedelta(days=day)))
        people = {"clerk": office.clerk, "leader": office.leader, "owner": owner, "other": other, "free": free}
        marks = {name: list_notifications(office.services, each).notifications for name, each in people.items()}
        for each in people.values():
            mark_read(office.services, each)
        return {
            name
            for name, found in marks.items()
            if any(note.text.startswith(PLAN) and note.read_at is None for note in found)
        }

    before = heard(-7)
    end_assignment(office.services, office.leader, 1, WHY)

    assert before == {"clerk", "owner"}
    assert heard(-3) == {"clerk", "leader", "owner", "free"}


def test_a_letter_goes_out_once(office: Office, mailbox: Mailbox) -> None:
    """One letter a person with all that is new, in Vietnamese, with the addresses of the pages; never again."""
    services = on(office.services, LAST_DAY, mailbox)
    services = replace(services, settings=services.settings.model_copy(update={"public_url": "https://cchc.test/"}))
    change_contact(services, office.clerk, email="van.thu@example.vn", wants_mail=True)
    remind_agencies(services)

    sent = [mail_notifications(services) for _ in range(2)]

    row = office.row_id("1.1.1")
    assert sent == [1, 0]
    assert [letter["To"] for letter in mailbox.letters] == ["van.thu@example.vn"]
    assert PLAN in mailbox.letters[0].get_content()
    assert f"https://cchc.test/criteria/{row}" in mailbox.letters[0].get_content()


def test_a_refused_letter_is_tried_again(office: Office, mailbox: Mailbox) -> None:
    """The failure is raised for the schedule to note, and the next run sends the letter."""
    services = on(office.services, LAST_DAY, mailbox)
    change_contact(services, office.clerk, email="van.thu@example.vn", wants_mail=True)
    remind_agencies(services)
    mailbox.refusing = True

    with pytest.raises(MailError):
        mail_notifications(services)
    mailbox.refusing = False

    assert mail_notifications(services) == 1


def test_who_wants_no_mail_gets_none(office: Office, mailbox: Mailbox) -> None:
    """An address alone is no wish, and without a server nothing is tried."""
    services = on(office.services, LAST_DAY, mailbox)
    change_contact(services, office.clerk, email="van.thu@example.vn", wants_mail=False)
    remind_agencies(services)

    assert mail_notifications(services) == 0
    assert mail_notifications(on(office.services, LAST_DAY)) == 0
    assert mailbox.letters == []


def test_the_end_of_the_self_assessment_is_told_by_the_agencys_own_day(office: Office) -> None:
    """The round's last day first; once the agency has more time, by that day."""
    services = on(office.services, date(2023, 7, 1))
    plan_round(services, office.administrator, ROUND, RoundRules({RoundState.OPEN: date(2023, 7, 15)}))
    remind_agencies(on(services, date(2023, 7, 14)))
    extend_assessment(services, office.administrator, office.assessment_id, date(2023, 7, 20), "Do mưa bão kéo dài.")
    for day in (15, 17, 20):
        remind_agencies(on(services, date(2023, 7, day)))

    page = list_notifications(services, office.clerk)
    told = [each.text for each in reversed(page.notifications) if each.text.startswith("Nộp bản tự đánh giá")]
    assert told == [
        "Nộp bản tự đánh giá: còn 1 ngày, hạn cuối 15/07/2023.",
        "Nộp bản tự đánh giá: còn 5 ngày, hạn cuối 20/07/2023.",
        "Nộp bản tự đánh giá: còn 3 ngày, hạn cuối 20/07/2023.",
        "Nộp bản tự đánh giá: hôm nay 20/07/2023 là hạn cuối.",
    ]


def test_reading_is_a_persons_own(office: Office) -> None:
    """What the clerk marks as read waits for the leader still; one at a time or all at once."""
    remind_agencies(on(office.services, LAST_DAY))
    first = list_notifications(office.services, office.clerk)

    mark_read(office.services, office.clerk, first.notifications[0].id)
    one_less = list_notifications(office.services, office.clerk).unread
    mark_read(office.services, office.clerk)

    assert one_less == first.unread - 1
    assert list_notifications(office.services, office.clerk).unread == 0
    assert list_notifications(office.services, office.leader).unread == first.unread


@pytest.mark.parametrize("email", ["không phải", "a@b", "a@b.vn\r\nBcc: c@d.vn", "@b.vn", "", "ă@b.vn"])
def test_what_is_no_address_is_refused(office: Office, email: str) -> None:
    """Also what would smuggle a second recipient into a header."""
    with pytest.raises(RefusedError, match="thư điện tử"):
        change_contact(office.services, office.clerk, email=email, wants_mail=True)
