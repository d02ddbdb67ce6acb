"""Vietnamese unless English is chosen: the choice, what it changes, and that it leads nowhere else."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from evidence_svc.translations.sentences import VIETNAMESE
from evidence_svc.web.display import show_day, show_decimal, typed_numbers
from tests.sites import Browser, Site

TAGS = re.compile(r"<script.*?</script>|<[^>]*>", re.DOTALL)
OWN_NAMES = re.compile(r"Tiếng Việt")


def choose(browser: Browser, language: str, to: str = "/") -> str:
    """Press the button in the footer; where it leads."""
    return browser.post("/language", {"language": language, "next": to}).location or ""


def words_of(page: str) -> str:
    """What a person reads of a page."""
    return TAGS.sub(" ", page)


def test_pages_are_vietnamese_whatever_the_browser_prefers(site: Site) -> None:
    """Without a choice a page is Vietnamese and says so, even to a browser that asks for English."""
    answer = site.browser().get("/sign-in", headers={"Accept-Language": "en-GB,en"})

    assert '<html lang="vi">' in answer.text
    assert "Đăng nhập" in answer.text


def test_choice_is_made_before_signing_in_and_kept_after(site: Site) -> None:
    """English chosen on the sign-in page holds there, through the rotation of the session, and after signing out."""
    browser = site.browser()

    assert choose(browser, "en", "/sign-in") == "/sign-in"
    before = browser.get("/sign-in").text
    browser.sign_in("clerk")
    start = browser.get("/").text
    browser.post("/sign-out")

    assert '<html lang="en">' in before
    assert "<h1>Sign in</h1>" in before
    assert '<html lang="en">' in start
    assert "Assessments" in start
    assert '<html lang="en">' in browser.get("/sign-in").text


def test_choice_can_be_taken_back(site: Site) -> None:
    """The footer of an English page leads back to Vietnamese."""
    browser = site.browser("clerk")
    choose(browser, "en")

    assert ">Tiếng Việt</button>" in browser.get("/").text
    choose(browser, "vi")

    assert '<html lang="vi">' in browser.get("/").text


@pytest.mark.parametrize("wanted", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"])
def test_choice_never_leads_to_another_server(site: Site, wanted: str) -> None:
    """An address to come back to that is not of this server leads to the start page."""
    assert choose(site.browser("clerk"), "en", wanted) == "/"


def test_only_known_languages_are_kept(site: Site) -> None:
    """A language that the pages do not speak is refused, and the cookie's text is never trusted."""
    browser = site.browser()

    assert browser.post("/language", {"language": "../../etc"}).status_code == 400
    browser.client.set_cookie("evidence_language", "xx")

    assert '<html lang="vi">' in browser.get("/sign-in").text


def test_choice_needs_the_form_token(site: Site) -> None:
    """Another site cannot change the language of a visitor."""
    assert site.browser().client.post("/language", data={"language": "en"}).status_code == 400


def test_cookie_is_kept_from_scripts_and_other_sites(site: Site) -> None:
    """The cookie of the choice is HttpOnly and SameSite=Lax."""
    cookie = site.browser().post("/language", {"language": "en"}).headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_sign_in_page_has_no_vietnamese_word_left(site: Site) -> None:
    """In English nothing on the sign-in page is Vietnamese but the name of the other language."""
    browser = site.browser()
    choose(browser, "en", "/sign-in")

    assert not VIETNAMESE.search(OWN_NAMES.sub("", words_of(browser.get("/sign-in").text)))


def test_refusals_are_said_in_the_chosen_language(site: Site) -> None:
    """What an operation refuses in Vietnamese is said in English to who chose it, on pages and by the API."""
    browser = site.browser()
    choose(browser, "en", "/sign-in")

    wrong = browser.sign_in("clerk", "sai")
    problem = browser.get("/api/v1/assessments/999999")
    missing = browser.get("/no-such-page", follow_redirects=True)

    assert "The user name or password is not right." in wrong.text
    assert not VIETNAMESE.search(problem.text)
    assert missing.status_code in {200, 404}


def test_stated_numbers_are_read_in_the_marks_of_the_page(site: Site) -> None:
    """What an English page shows as 1.5 is typed as 1.5, and 12.125 is no thousand; a Vietnamese page says 1,5."""
    typed = {"share": "12.125", "count": "1,500", "document": "Plan 1.2"}

    with site.app.test_request_context("/", headers={"Cookie": "evidence_language=en"}):
        assert typed_numbers(typed) == {"share": "12,125", "count": "1.500", "document": "Plan 1.2"}
        assert show_decimal(Decimal("1234.5")) == "1,234.5"
        assert show_day("2023-01-17") == "17 Jan 2023"
    with site.app.test_request_context("/"):
        assert typed_numbers(typed) == typed
        assert show_decimal(Decimal("1234.5")) == "1.234,5"
        assert show_day("2023-01-17") == "17/01/2023"
