"""How much and how often may be sent, under which names the service answers, and where a form's address leads."""

from __future__ import annotations

import gc
import io
from dataclasses import replace

import pytest

from evidence_svc.app import MOST_PARTS, UPLOADS
from evidence_svc.config import Settings
from tests.factories import Office
from tests.sites import Browser, Site, letter, open_site


def with_settings(office: Office, **changed: object) -> Site:
    """The site of an office whose settings differ."""
    settings = office.services.settings.model_copy(update=changed)
    return open_site(replace(office, services=replace(office.services, settings=settings)))


def send_files(browser: Browser, count: int, path: str = "/assessments/1/import") -> int:
    """The status for so many small files in one request."""
    files = [(io.BytesIO(b"%PDF-1.7 " + str(number).encode()), f"{number}.pdf") for number in range(count)]
    with browser.post(path, {"files": files}, content_type="multipart/form-data") as answer:
        return answer.status_code


# The form parser leaves the part at which it stopped to the collector of garbage.
@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile:ResourceWarning")
@pytest.mark.parametrize("path", ["/assessments/1/import", "/assessments/1/evidence"])
def test_a_request_holds_a_limited_number_of_files(site: Site, path: str) -> None:
    """One more than allowed, and none of them is kept."""
    browser = site.browser("clerk")

    assert send_files(browser, MOST_PARTS + 1, path) == 413
    gc.collect()
    with site.office.services.work.read() as unit:
        assert unit.evidence.in_assessment(site.office.assessment_id) == ()
    assert send_files(browser, 5, path) == 200


@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile:ResourceWarning")
def test_too_many_files_are_told_from_too_large_ones(site: Site) -> None:
    """The page names how many files one upload may hold, and the way for more."""
    files = [(io.BytesIO(b"x"), f"{number}.pdf") for number in range(MOST_PARTS + 1)]

    with site.browser("clerk").post(
        "/assessments/1/evidence", {"files": files}, content_type="multipart/form-data"
    ) as answer:
        page = answer.get_data(as_text=True)
    gc.collect()

    assert "Quá nhiều tệp" in page
    assert "Mỗi lần nộp tối đa 1000 tệp" in page
    assert "ZIP" in page
    assert "too-many-files" in page


def test_a_form_holds_a_limited_number_of_fields(site: Site) -> None:
    """A form that is no upload is bound by the same number."""
    fields = {f"f{number}": "x" for number in range(MOST_PARTS + 1)}
    browser = site.browser("clerk")

    with browser.post("/criteria/1/explanation", fields, content_type="multipart/form-data") as answer:
        assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/assessments/1/import", "/assessments/1/evidence", "/api/v1/assessments/1/import"])
def test_a_request_holds_a_limited_number_of_bytes(site: Site, path: str) -> None:
    """A body beyond the upload limit and a form's room is refused by its length, before any of it is read."""
    large = b"0" * (site.office.services.settings.max_upload_bytes + 1_200_000)

    answer = site.browser("clerk").send("POST", path, data=large, content_type="multipart/form-data; boundary=x")

    assert answer.status_code == 413


def test_only_uploads_take_large_bodies(site: Site) -> None:
    """Every route that takes files is one of those named, and each of those is there."""
    assert set(site.app.view_functions) >= UPLOADS


def test_one_person_sends_files_so_often(office: Office) -> None:
    """Beyond the limit uploads are refused, by page and API together; others go on sending."""
    site = with_settings(office, upload_limit="2 per hour")
    clerk, leader = site.browser("clerk"), site.browser("leader")
    api = {"file": (io.BytesIO(letter()), "a.pdf")}

    answers = [
        send_files(clerk, 1),
        clerk.send("POST", "/api/v1/assessments/1/evidence", data=api).status_code,
        send_files(clerk, 1),
    ]

    assert answers == [200, 201, 429]
    assert send_files(leader, 1) == 200


def test_an_open_session_cannot_guess_the_password(site: Site) -> None:
    """The present password is asked for so often only, over all places that ask for it."""
    browser = site.browser("clerk")
    places = ("/account/second-factor", "/account/second-factor/removal", "/account/second-factor")

    answers = [browser.post(path, {"present": "sai-mat-khau"}).status_code for path in (*places, *places)]

    assert answers == [422] * 5 + [429]


@pytest.mark.parametrize(("host", "status"), [("cchc.example.vn", 200), ("localhost", 400), ("evil.example", 400)])
def test_the_service_answers_under_its_own_names(office: Office, host: str, status: int) -> None:
    """A foreign Host header is refused, for pages and API, with nothing of a page in the answer."""
    client = with_settings(office, allowed_hosts="cchc.example.vn").app.test_client()

    answers = [client.get(path, base_url=f"http://{host}") for path in ("/sign-in", "/health", "/nothing")]

    assert [answer.status_code for answer in answers[:2]] == [status, status]
    assert (host in answers[2].text) is False


def test_limits_are_settings() -> None:
    """A limit that cannot be read stops the service at its start."""
    with pytest.raises(ValueError, match="upload_limit"):
        Settings(upload_limit="often")


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/criteria/1/self-score", "/criteria/1"),
        ("/people/3/password", "/people"),
        ("/account/password", "/account"),
        ("/trust/version", "/trust"),
        ("/sign-out", "/"),
        ("/language", "/"),
    ],
)
def test_an_address_of_a_form_leads_to_its_page(site: Site, address: str, page: str) -> None:
    """Who reloads after a refusal, or comes back by sign-in, stands on the page with the form, not before a 405."""
    answer = site.browser("clerk").get(address)

    assert (answer.status_code, answer.location) == (302, page)


def test_no_address_of_a_page_answers_405(site: Site) -> None:
    """That holds for every address that only forms are sent to."""
    browser = site.browser("quantri")
    adapter = site.app.url_map.bind("localhost")
    rules = [rule for rule in site.app.url_map.iter_rules() if not rule.rule.startswith("/api/")]
    seen = {rule.rule for rule in rules if "GET" in (rule.methods or set())}
    forms = [rule for rule in rules if rule.rule not in seen]

    paths = [adapter.build(rule.endpoint, dict.fromkeys(rule.arguments, 1)) for rule in forms]
    statuses = {path: browser.get(path).status_code for path in paths}

    assert len(forms) > 30
    # One of them reads like the address of a criteria set by that name.
    assert {path: status for path, status in statuses.items() if status != 302} == {"/criteria-sets/preview": 404}


def test_the_api_says_what_a_request_lacks(site: Site) -> None:
    """Without the token, or without a session, the answer names the request that gets it."""
    client = site.app.test_client()

    without_token = client.post("/api/v1/session", json={"username": "clerk", "password": "x"})
    without_session = client.get("/api/v1/assessments")

    assert (without_token.status_code, without_session.status_code) == (400, 401)
    assert without_token.json is not None
    assert without_token.json["reason"] == "csrf-failed"
    assert "GET /api/v1/session" in without_token.json["message"]
    assert without_session.json is not None
    assert "POST /api/v1/session" in without_session.json["message"]
    assert client.delete("/api/v1/log").status_code == 405
