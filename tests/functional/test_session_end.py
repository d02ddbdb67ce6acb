"""What ends a person's sessions: another password, other rights, and their own word."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evidence_svc.domain.people import Role
from evidence_svc.operations.accounts import change_account, reset_password
from evidence_svc.operations.own_account import change_own_password, end_own_sessions
from tests.factories import COUNCIL, OFFICE, PASSWORD, Office
from tests.sites import Browser, Site

OTHER_PASSWORD = "mat-khau-khac-han"
Change = Callable[[Office], object]


def change(**given: object) -> Change:
    """The clerk's account saved with these values and otherwise as it was."""

    def act(office: Office) -> None:
        actor = office.clerk.actor
        values = {"name": actor.name, "role": Role.CLERK, "agency_id": OFFICE, "active": True} | given
        change_account(office.services, office.administrator, actor.id, **values)  # type: ignore[arg-type] # a table

    return act


ENDING: dict[str, Change] = {
    "another role": change(role=Role.LEADER),
    "another agency": change(agency_id=COUNCIL),
    "locked": change(active=False),
    "password reset": lambda office: reset_password(
        office.services, office.administrator, office.clerk.actor.id, OTHER_PASSWORD
    ),
    "password changed": lambda office: change_own_password(office.services, office.clerk, PASSWORD, OTHER_PASSWORD),
    "ended by word": lambda office: end_own_sessions(office.services, office.clerk),
}


def is_in(browser: Browser) -> bool:
    """Whether pages and API still answer this browser."""
    answers = browser.get("/").status_code, browser.get("/api/v1/assessments").status_code
    assert answers in {(200, 200), (302, 401)}
    return answers == (200, 200)


@pytest.mark.parametrize("name", ENDING)
def test_sessions_end(site: Site, name: str) -> None:
    """Whoever holds an older session is asked to sign in, in the pages and in the API; others stay."""
    stolen, other = site.browser("clerk"), site.browser("leader")

    ENDING[name](site.office)

    assert not is_in(stolen)
    assert is_in(other)


def test_an_ended_session_does_not_come_back(site: Site) -> None:
    """Locked and unlocked again, the account wants its password; the session of before stays over."""
    stolen = site.browser("clerk")

    change(active=False)(site.office)
    change(active=True)(site.office)

    assert not is_in(stolen)
    assert is_in(site.browser("clerk"))


def test_another_name_ends_nothing(site: Site) -> None:
    """A corrected name is the same person with the same rights."""
    browser = site.browser("clerk")

    change(name="Tên đã sửa")(site.office)

    assert is_in(browser)


def test_a_session_without_a_mark_counts_no_more(site: Site) -> None:
    """A cookie that names only a person, as those of before did, opens nothing once the person has a mark."""
    browser = site.browser("clerk")
    end_own_sessions(site.office.services, site.office.clerk)
    with browser.client.session_transaction() as held:
        held["_user_id"] = str(site.office.clerk.actor.id)

    assert not is_in(browser)
