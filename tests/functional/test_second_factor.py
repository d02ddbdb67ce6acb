"""A second factor from the first page to the lost telephone: pages, API, log, and what a thief of a password meets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from pyotp.totp import TOTP

from audit import store
from audit.scan import scan
from evidence_svc.domain.replay import Replay, find_differences
from evidence_svc.operations.live_values import live_values
from evidence_svc.operations.own_account import end_own_sessions
from evidence_svc.operations.people import find_actor
from evidence_svc.operations.second_factor import confirm_factor, propose_factor, show_own_factor
from evidence_svc.operations.sign_in import CodeError, HalfWay, finish_sign_in, sign_in
from tests.factories import NOW, PASSWORD, Office
from tests.sites import Browser, Site, open_site

_KEY = re.compile(r"<code class=\"break\">([A-Z2-7 ]+)</code>")
_CODES = re.compile(r"<li><code>([0-9a-f-]{23})</code></li>")
STEP = timedelta(seconds=30)


@dataclass
class Clock:
    """A clock that a test moves."""

    now: datetime = field(default=NOW)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Enrolled:
    """A site whose clerk has a second factor, with the app's secret, the recovery codes and the clock."""

    site: Site
    secret: str
    codes: tuple[str, ...]
    clock: Clock

    def code(self) -> str:
        """What the app shows in the next step, so that each is new."""
        self.clock.now += STEP
        return str(TOTP(self.secret).at(self.clock.now))

    def browser(self) -> Browser:
        """A browser in which the password was given."""
        browser = self.site.browser()
        answer = browser.sign_in("clerk")
        assert (answer.status_code, answer.location) == (302, "/sign-in/code")
        return browser


@pytest.fixture
def enrolled(office: Office) -> Enrolled:
    """Enrolled by the operations; the pages of enrolling have a test of their own."""
    clock = Clock()
    ticking = replace(office, services=replace(office.services, clock=clock))
    services = ticking.services
    propose_factor(services, office.clerk, PASSWORD)
    waiting = show_own_factor(services, office.clerk).enrolment
    assert waiting is not None
    confirmed = confirm_factor(services, office.clerk, TOTP(waiting.secret).at(clock.now))
    return Enrolled(open_site(ticking), waiting.secret, confirmed.codes, clock)


def actions_of(site: Site) -> list[str]:
    """The actions of the log, in order."""
    with site.office.services.work.read() as unit:
        return [entry.action for entry in store.read(unit.connection)]


def is_in(browser: Browser) -> bool:
    """Whether the start page answers."""
    return browser.get("/").status_code == 200


def test_enrolling_by_the_pages(site: Site) -> None:
    """Password, key as text and picture, a code of the app, recovery codes once; other sessions end, this one not."""
    browser, elsewhere = site.browser("clerk"), site.browser("clerk")

    proposed = browser.post("/account/second-factor", {"present": PASSWORD})
    page = browser.get("/account/second-factor").text
    found = _KEY.search(page)
    assert found is not None
    code = TOTP(found[1].replace(" ", "")).at(NOW)
    done = browser.post("/account/second-factor/confirmation", {"code": code})

    assert proposed.location == "/account/second-factor"
    assert "<svg" in page
    assert len(_CODES.findall(done.text)) == 10
    assert is_in(browser)
    assert not is_in(elsewhere)
    assert "Đang bật" in browser.get("/account").text
    assert "Còn 10 mã dự phòng" in browser.get("/account").text
    assert found[1] not in browser.get("/account/second-factor", follow_redirects=True).text


def test_nothing_is_in_force_before_a_code_fits(site: Site) -> None:
    """A wrong password makes no key; a key that no app has shown a code of lets the password do as before."""
    browser = site.browser("clerk")

    refused = browser.post("/account/second-factor", {"present": "sai-mat-khau"})
    browser.post("/account/second-factor", {"present": PASSWORD})
    wrong = browser.post("/account/second-factor/confirmation", {"code": "000000"})

    assert refused.status_code == 422
    assert "Mật khẩu hiện tại không đúng" in refused.text
    assert wrong.status_code == 422
    assert is_in(site.browser("clerk"))


def test_the_password_alone_opens_nothing(enrolled: Enrolled) -> None:
    """Half way neither page nor API answers; the code opens the page that was wanted, in a new session."""
    browser = enrolled.site.browser()
    browser.sign_in("clerk", next="/notifications")
    half_way = [browser.get("/").status_code, browser.get("/api/v1/assessments").status_code]
    planted = browser.token()

    answer = browser.post("/sign-in/code", {"code": enrolled.code()})

    assert half_way == [302, 401]
    assert (answer.status_code, answer.location) == (302, "/notifications")
    assert is_in(browser)
    assert browser.client.post("/sign-out", data={"csrf_token": planted}).status_code == 400


def test_a_code_opens_one_session(enrolled: Enrolled) -> None:
    """The same code is refused in another browser, and a wrong one in any."""
    first, second = enrolled.browser(), enrolled.browser()
    code = enrolled.code()

    answers = [
        first.post("/sign-in/code", {"code": code}).status_code,
        second.post("/sign-in/code", {"code": code}).status_code,
        second.post("/sign-in/code", {"code": "000000"}).status_code,
    ]

    assert answers == [302, 401, 401]
    assert not is_in(second)


def test_a_recovery_code_opens_once(enrolled: Enrolled) -> None:
    """It stands in for the app, is used up by it, and the log says that one was used."""
    first, second, code = enrolled.browser(), enrolled.browser(), enrolled.codes[3].upper()

    answers = [each.post("/sign-in/code", {"code": code}).status_code for each in (first, second)]

    assert answers == [302, 401]
    assert "Còn 9 mã dự phòng" in first.get("/account").text
    with enrolled.site.office.services.work.read() as unit:
        came = [entry for entry in store.read(unit.connection) if entry.action == "session:signed-in"]
    assert came[-1].after == {"recovery_code": True}


def test_guessing_codes_is_stopped(enrolled: Enrolled) -> None:
    """After five wrong ones the right one is refused too, whatever the browser, until a quarter of an hour passed."""
    services, browser = enrolled.site.office.services, enrolled.browser()
    half = sign_in(services, "clerk", PASSWORD)
    assert isinstance(half, HalfWay)
    for _ in range(5):
        with pytest.raises(CodeError):
            finish_sign_in(services, half, "000000")

    locked = browser.post("/sign-in/code", {"code": enrolled.code()})
    enrolled.clock.now += timedelta(minutes=15)
    again = enrolled.browser().post("/sign-in/code", {"code": enrolled.code()})

    assert locked.status_code == 401
    assert "15 phút" in locked.text
    assert again.status_code == 302
    assert actions_of(enrolled.site).count("session:code-refused") == 1


def test_half_way_is_no_place_to_stay(enrolled: Enrolled) -> None:
    """Once the person's sessions were ended, or after five minutes, the password is asked for again."""
    ended, late = enrolled.browser(), enrolled.browser()
    end_own_sessions(enrolled.site.office.services, enrolled.site.office.clerk)
    refused = ended.post("/sign-in/code", {"code": enrolled.code()})
    enrolled.clock.now += timedelta(minutes=6)

    answer = late.post("/sign-in/code", {"code": enrolled.code()})

    assert (refused.location or "").startswith("/sign-in?")
    assert not is_in(ended)
    assert answer.location == "/sign-in"
    assert not is_in(late)


def test_signing_in_over_the_api(enrolled: Enrolled) -> None:
    """Without a code 401 says that one is wanted; with it the session is open."""
    browser, body = enrolled.site.browser(), {"username": "clerk", "password": PASSWORD}

    wanted = browser.send("POST", "/api/v1/session", json=body)
    opened = browser.send("POST", "/api/v1/session", json={**body, "code": enrolled.code()})

    assert wanted.status_code == 401
    assert wanted.json is not None
    assert wanted.json["reason"] == "code-wanted"
    assert opened.status_code == 200
    assert browser.get("/api/v1/assessments").status_code == 200


def test_taking_it_away_oneself(enrolled: Enrolled) -> None:
    """It wants the password; afterwards the password is enough."""
    browser = enrolled.browser()
    browser.post("/sign-in/code", {"code": enrolled.code()})

    refused = browser.post("/account/second-factor/removal", {"present": "sai-mat-khau"})
    browser.post("/account/second-factor/removal", {"present": PASSWORD})

    assert refused.status_code == 422
    assert is_in(enrolled.site.browser("clerk"))


def test_an_administrator_takes_it_away_with_a_reason(enrolled: Enrolled) -> None:
    """Somebody who lost the telephone signs in by password again; sessions end, the log says who and why."""
    browser, admin = enrolled.browser(), enrolled.site.browser("quantri")
    browser.post("/sign-in/code", {"code": enrolled.code()})
    clerk = enrolled.site.office.clerk.actor.id
    path = f"/people/{clerk}/second-factor/removal"

    without = admin.post(path, {"reason": " "})
    admin.post(path, {"reason": "Mất điện thoại, đã gặp trực tiếp."})

    assert without.status_code == 422
    assert not is_in(browser)
    assert is_in(enrolled.site.browser("clerk"))
    with enrolled.site.office.services.work.read() as unit:
        entry = next(each for each in store.read(unit.connection) if each.action == "person:second-factor-reset")
    assert (entry.subject, entry.reason) == (f"person:{clerk}", "Mất điện thoại, đã gặp trực tiếp.")


def test_secrets_are_nowhere_in_the_open(enrolled: Enrolled) -> None:
    """Neither the key nor a code stands in the log or, unsealed, in the database."""
    enrolled.browser().post("/sign-in/code", {"code": enrolled.codes[0]})
    services = enrolled.site.office.services
    with services.work.read() as unit:
        logged = b"".join(row.canonical for row in store.read_stored(unit.connection))
        tables = ["second_factors", "recovery_codes", "people"]
        kept = repr([unit.connection.exec_driver_sql(f"SELECT * FROM {name}").fetchall() for name in tables])

    for secret in (enrolled.secret, *enrolled.codes, enrolled.codes[0].replace("-", "")):
        assert secret.encode() not in logged
        assert secret not in kept


def test_a_factor_dropped_from_the_table_is_found(enrolled: Enrolled) -> None:
    """Whoever deletes the row in the database, past the operations, is told by the replay of the log."""
    services = enrolled.site.office.services
    with services.work.begin() as unit:
        replay = Replay()
        replay.take(scan(row.canonical) for row in store.read_stored(unit.connection))
        before = find_differences(replay.facts, live_values(unit.connection))
        unit.second_factors.remove(enrolled.site.office.clerk.actor.id)
        after = find_differences(replay.facts, live_values(unit.connection))

    assert before == ()
    assert [(each.kind, each.name, each.logged, each.stored) for each in after] == [
        ("person", "second_factor", True, None)
    ]


def test_a_replaced_key_of_the_service_is_said(enrolled: Enrolled) -> None:
    """When the sealed secret cannot be opened any more the person is told, not let in."""
    folder = enrolled.site.office.services.settings.data_dir
    browser = enrolled.browser()
    (folder / "keys" / "session.key").write_text("x" * 64, encoding="ascii")

    answer = browser.post("/sign-in/code", {"code": enrolled.code()})

    assert answer.status_code == 503
    assert not is_in(browser)


def test_the_person_is_as_before(enrolled: Enrolled) -> None:
    """A second factor changes nobody's rights."""
    clerk = enrolled.site.office.clerk.actor

    assert find_actor(enrolled.site.office.services, clerk.id) == clerk
