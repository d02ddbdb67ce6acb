"""What every route owes: a session, a CSRF token, strict headers, no inline code."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from evidence_svc.app import PUBLIC, create_app
from evidence_svc.config import Settings
from tests.factories import Office
from tests.sites import Site

_CHANGING = {"POST", "PUT", "DELETE", "PATCH"}
_PAGES = ("/", "/assessments/1", "/assessments/1?only=doubts", "/assessments/1/evidence", "/criteria/1", "/nothing")
_INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


def _address(app: Flask, rule: Rule) -> str:
    """The route with a 1 wherever it wants an argument."""
    with app.test_request_context():
        return str(app.url_map.bind("localhost").build(rule.endpoint, dict.fromkeys(rule.arguments, 1)))


def _calls(app: Flask, methods: set[str]) -> list[tuple[str, str, str]]:
    rules = app.url_map.iter_rules()
    return [
        (rule.endpoint, method, _address(app, rule))
        for rule in rules
        if rule.endpoint != "static"
        for method in sorted(methods & (rule.methods or set()))
    ]


def test_every_route_but_the_public_ones_refuses_the_anonymous(site: Site) -> None:
    """Without a session a page leads to the sign-in and the API answers 401, whatever the method."""
    client = site.app.test_client()
    site.app.config["WTF_CSRF_ENABLED"] = False
    calls = [call for call in _calls(site.app, {"GET", *_CHANGING}) if call[0] not in PUBLIC]

    wrong = {
        (method, path): answer.status
        for _, method, path in calls
        if not _is_refusal(path, answer := client.open(path, method=method))
    }

    assert len(calls) > 25
    assert wrong == {}


def _is_refusal(path: str, answer: object) -> bool:
    status, location = getattr(answer, "status_code", 0), getattr(answer, "location", "") or ""
    return status == 401 if path.startswith("/api/") else status == 302 and location.startswith("/sign-in")


def test_public_routes_are_few_and_known(site: Site) -> None:
    """Signing in, help, the API's description, health, published results, receipts, secret feeds answer strangers."""
    answering = {endpoint for endpoint, _, _ in _calls(site.app, {"GET"}) if endpoint in PUBLIC}
    program = {
        "session.sign_in",
        "session.second_step",
        "session_api.show_session",
        "health.health",
        "openapi",
        "metrics.show",
    }

    results = {"results.public", "results.public_index", "results.public_export"}
    assert answering == program | results | {"receipts.check", "notifications.feed", "help.index", "help.show"}


def test_every_change_wants_a_csrf_token(site: Site) -> None:
    """A signed-in browser that sends no token is refused on every route that changes something."""
    browser = site.browser("clerk")

    answers = {
        (method, path): browser.client.open(path, method=method).status_code
        for _, method, path in _calls(site.app, _CHANGING)
    }

    assert len(answers) > 12
    assert set(answers.values()) == {400}


def test_csrf_refusal_is_told_in_vietnamese(site: Site) -> None:
    """A form that stayed open over a new session says what to do, as a page and as JSON."""
    browser = site.browser("clerk")

    page, answer = browser.client.post("/sign-out"), browser.client.delete("/api/v1/session")

    assert "Hãy tải lại trang" in page.text
    assert answer.json is not None
    assert answer.json["reason"] == "csrf-failed"


@pytest.mark.parametrize("path", [*_PAGES, "/sign-in", "/api/v1/assessments", "/health", "/static/tokens.css"])
def test_answers_carry_strict_headers(site: Site, path: str) -> None:
    """Every answer forbids inline code, framing and sniffing."""
    answer = site.browser("clerk").get(path)
    answer.close()
    headers = answer.headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "base-uri 'none'" in policy
    assert "form-action 'self'" in policy


@pytest.mark.parametrize("path", [*_PAGES, "/sign-in"])
def test_pages_hold_no_inline_code(site: Site, path: str) -> None:
    """No page holds what its own policy would block."""
    page = site.browser("clerk").get(path, follow_redirects=True).text

    assert _INLINE.search(page) is None


def test_pages_are_not_cached(site: Site) -> None:
    """What a signed-in person sees stays in no cache; style sheets may."""
    browser = site.browser("clerk")

    with browser.get("/") as page, browser.get("/static/tokens.css") as sheet:
        assert page.headers["Cache-Control"] == "no-store"
        assert sheet.headers.get("Cache-Control") != "no-store"


def test_cookies_are_secure_where_the_setting_says_so(office: Office) -> None:
    """Behind TLS the session cookie is marked Secure."""
    settings = Settings(data_dir=office.services.settings.data_dir, secure_cookies=True)
    app = create_app(settings, services=office.services, enqueue=lambda _: None)

    answer = app.test_client().get("/sign-in", base_url="https://localhost")

    assert "Secure" in answer.headers["Set-Cookie"]
    assert "Strict-Transport-Security" in answer.headers


def test_large_body_is_refused_where_no_file_is_wanted(site: Site) -> None:
    """A megabyte is too much for any form but an upload, and says so in Vietnamese."""
    browser = site.browser("clerk")

    answer = browser.post("/criteria/1/explanation", {"text": "x" * 1_200_000, "version": "1"})

    assert answer.status_code == 413
    assert "lớn hơn mức cho phép" in answer.text


def test_a_broken_program_is_a_page(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unexpected exception tells the person nothing of the program, but names the request."""

    def break_down(*_: object) -> None:
        raise RuntimeError("secret detail")

    browser = site.browser("clerk")
    monkeypatch.setattr("evidence_svc.web.assessments.list_assessments", break_down)
    site.app.testing = False

    answer = browser.get("/")

    assert answer.status_code == 500
    assert "Lỗi hệ thống" in answer.text
    assert "secret" not in answer.text
    assert answer.headers["X-Request-Id"] in answer.text


@pytest.mark.parametrize("number", ["0", "2147483648", "9" * 30, "²", "-1", "1.5"])
def test_impossible_numbers_lead_nowhere(site: Site, number: str) -> None:
    """A number that no row can have is not found or refused, in an address, a form and a query alike."""
    browser = site.browser("clerk")
    fields = {"value": "1", "reason": "Theo báo cáo của đơn vị.", "version": number}

    statuses = {
        browser.get(f"/evidence/{number}").status_code,
        browser.get(f"/api/v1/criteria/{number}").status_code,
        browser.post("/criteria/1/self-score", fields).status_code,
        browser.post("/criteria/1/links", {"evidence": number}).status_code,
        browser.get(f"/log?before={number}").status_code,
    }

    assert statuses <= {400, 403, 404, 422}
