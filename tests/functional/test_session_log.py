"""Who came in, who was refused, who left: what the log keeps of sessions, and what nobody can make it keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from audit import store
from audit.entry import Entry
from evidence_svc.operations.sign_in import BETWEEN_REFUSALS, SignInError, sign_in
from evidence_svc.services import Services
from tests.factories import NOW, PASSWORD, Office
from tests.sites import Site


def entries_of(services: Services, action: str) -> list[Entry]:
    """The log's entries of one action."""
    with services.work.read() as unit:
        return [entry for entry in store.read(unit.connection) if entry.action == action]


def refuse(services: Services, username: str, times: int = 1) -> None:
    """Try a wrong password so many times."""
    for _ in range(times):
        with pytest.raises(SignInError):
            sign_in(services, username, "mat-khau-sai-bi-mat", "req-1")


def test_a_refused_sign_in_is_kept_without_what_was_typed(office: Office) -> None:
    """The account that was tried, by whose door, in which request; the typed password is nowhere in the log."""
    refuse(office.services, "clerk")
    (entry,) = entries_of(office.services, "session:sign-in-refused")

    assert (entry.actor, entry.role, entry.subject) == ("service:sign-in", "system", f"person:{office.clerk.actor.id}")
    assert (entry.after, entry.request_id) == ({"active": True}, "req-1")
    with office.services.work.read() as unit:
        assert not any(b"bi-mat" in row.canonical for row in store.read_stored(unit.connection))


def test_strangers_cannot_fill_the_log(office: Office) -> None:
    """Any number of attempts leaves one entry an account and quarter of an hour, and none for names nobody has."""
    refuse(office.services, "clerk", 5)
    refuse(office.services, "khong-co-ai", 5)
    later = replace(office.services, clock=lambda: NOW + BETWEEN_REFUSALS + timedelta(seconds=1))
    refuse(later, "clerk", 3)
    refuse(later, "leader", 2)

    subjects = [entry.subject for entry in entries_of(office.services, "session:sign-in-refused")]
    clerk, leader = f"person:{office.clerk.actor.id}", f"person:{office.leader.actor.id}"
    assert subjects == [clerk, clerk, leader]


def test_coming_and_going_are_entries(site: Site) -> None:
    """Sign-in and sign-out each leave an entry with the request's id, by page and by API alike."""
    browser = site.browser("clerk")
    assert browser.post("/sign-out").status_code == 302
    credentials = {"username": "leader", "password": PASSWORD}
    assert browser.send("POST", "/api/v1/session", json=credentials).status_code == 200
    assert browser.send("DELETE", "/api/v1/session").status_code == 204
    services = site.office.services
    came, went = entries_of(services, "session:signed-in"), entries_of(services, "session:signed-out")

    people = [f"person:{site.office.clerk.actor.id}", f"person:{site.office.leader.actor.id}"]
    assert [entry.actor for entry in came] == people == [entry.actor for entry in went]
    assert all(entry.request_id for entry in (*came, *went))


def test_leaving_twice_is_kept_once(site: Site) -> None:
    """A sign-out without a session changes nothing and leaves no entry."""
    browser = site.browser("clerk")
    for _ in range(2):
        browser.send("DELETE", "/api/v1/session")

    assert len(entries_of(site.office.services, "session:signed-out")) == 1
