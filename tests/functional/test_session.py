"""Signing in and out."""

from __future__ import annotations

import pytest

from tests.sites import Browser, Site


def test_sign_in_leads_to_the_start_page(site: Site) -> None:
    """A right name and password open a session that the start page accepts."""
    browser = site.browser()

    answer = browser.sign_in("clerk")

    assert (answer.status_code, answer.location) == (302, "/")
    assert "Văn phòng" in browser.get("/").text


def test_wrong_password_says_neither_which(site: Site) -> None:
    """A wrong password and an unknown name get the same sentence, in Vietnamese, and no session."""
    known, unknown = site.browser(), site.browser()

    answers = [known.sign_in("clerk", "sai"), unknown.sign_in("ai-do", "sai")]

    assert [answer.status_code for answer in answers] == [401, 401]
    assert all("Tên đăng nhập hoặc mật khẩu không đúng." in answer.text for answer in answers)
    assert known.get("/").status_code == 302


def test_sign_in_rotates_the_session(site: Site) -> None:
    """What an attacker planted in the session before the sign-in, its CSRF token included, is worth nothing after."""
    browser = site.browser()
    planted = browser.token()

    browser.sign_in("clerk")
    answer = browser.client.post("/sign-out", data={"csrf_token": planted})

    assert answer.status_code == 400
    assert browser.get("/").status_code == 200


def test_cookie_is_kept_from_scripts_and_other_sites(site: Site) -> None:
    """The session cookie is HttpOnly and SameSite=Lax."""
    cookie = site.browser().sign_in("clerk").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_sign_out_ends_the_session(site: Site) -> None:
    """After signing out the start page asks for a name again."""
    browser = site.browser("clerk")

    browser.post("/sign-out")

    assert "/sign-in" in (browser.get("/").location or "")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("/log", "/log"),
        ("/assessments/1?only=problems", "/assessments/1?only=problems"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_sign_in_leads_only_to_own_pages(site: Site, wanted: str, expected: str) -> None:
    """`next` cannot send a person who just gave a password to another server."""
    assert expected == site.browser().sign_in("clerk", next=wanted).location


def test_guessing_passwords_is_slowed(site: Site) -> None:
    """After the allowed number of tries a name is refused with 429, even with the right password."""
    browser = site.browser()
    for _ in range(5):
        browser.sign_in("clerk", "sai")

    answer = browser.sign_in("clerk")

    assert answer.status_code == 429
    assert "quá nhiều lần" in answer.text
    assert Browser(site.app.test_client()).sign_in("leader").status_code == 302


def test_sign_in_over_the_api(site: Site) -> None:
    """The API opens the same session, tells who it is for, and closes it."""
    browser = site.browser()

    opened = browser.send("POST", "/api/v1/session", json={"username": "auditor", "password": "mat-khau-thu-nghiem"})

    assert opened.json is not None
    assert opened.json["person"]["role"] == "auditor"
    assert browser.get("/api/v1/assessments").status_code == 200
    assert browser.send("DELETE", "/api/v1/session").status_code == 204
    assert browser.get("/api/v1/assessments").status_code == 401
