"""Help on each page: every page of the application's map has a topic of its own, in both languages, for anybody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from evidence_svc import web
from evidence_svc.translations.sentences import VIETNAMESE
from evidence_svc.web.helping import GROUPS, TOPICS
from tests.browser.furnished import HALF_SET_UP, TWO_STEPS, furnish, publish
from tests.factories import Office
from tests.sites import Browser, Site, copy_office, open_site

_PEOPLE = ("quantri", "chair", "appraiser", "leader", "clerk", "auditor", HALF_SET_UP, TWO_STEPS, "")
_NO_PAGES = ("/api/", "/static/")
_HELP = {"help.index", "help.show"}
_TEMPLATES = Path(web.__file__).parent / "templates" / "help"
_CONTENT = re.compile(r'<article class="panel help">(.*?)</article>', re.DOTALL)


@pytest.fixture(scope="module")
def shown(made_office: Office, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every page of the map as somebody is shown it, by endpoint, before results are published and after."""
    office = copy_office(made_office, tmp_path_factory.mktemp("shown") / "data")
    parts = furnish(office).parts
    site = open_site(office)
    found = dict(_pages(site, parts))
    publish(office)
    return dict(_pages(site, parts)) | found


def _pages(site: Site, parts: Mapping[str, str | int]) -> Iterator[tuple[str, str]]:
    """Endpoints outside the API that answer GET with a whole page, with what the first person sees who may."""
    browsers = {name: site.browser() for name in _PEOPLE}
    for name, browser in browsers.items():
        assert not name or browser.sign_in(name).status_code == 302
    adapter = site.app.url_map.bind("localhost")
    for rule in site.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.rule.startswith(_NO_PAGES):
            continue
        address = adapter.build(rule.endpoint, {name: parts[name] for name in rule.arguments})
        page = _first_shown(browsers.values(), address)
        if page:
            yield rule.endpoint, page


def _first_shown(browsers: Iterable[Browser], address: str) -> str:
    for browser in browsers:
        with browser.get(address) as answer:
            if (
                answer.status_code == 200
                and answer.mimetype == "text/html"
                and "<html" in (page := answer.get_data(as_text=True))
            ):
                return page
    return ""


def test_every_page_has_a_topic_of_its_own(shown: dict[str, str]) -> None:
    """Whoever adds a page adds its help: no page is without, none shares another's, none is left over."""
    assert set(shown) - _HELP == set(TOPICS)
    assert len({topic.name for topic in TOPICS.values()}) == len(TOPICS)
    assert {topic.group for topic in TOPICS.values()} == set(GROUPS)


def test_every_page_leads_to_its_own_help(shown: dict[str, str]) -> None:
    """The link at the top of a page names its topic and the page to come back to."""
    for endpoint, topic in TOPICS.items():
        assert f'href="/help/{topic.name}?back=/' in shown[endpoint], endpoint


def test_no_topic_is_without_a_page() -> None:
    """Each text stands in a template, and no template is left over."""
    frame = {"page", "index", "way_back", "words"}

    assert {file.stem for file in _TEMPLATES.glob("*.html")} - frame == {topic.name for topic in TOPICS.values()}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_topics_are_complete_without_an_account(site: Site, language: str) -> None:
    """Anybody reads each topic in both languages: purpose, steps, words, obstacles; the English is all English."""
    browser = site.browser()
    browser.post("/language", {"language": language, "next": "/help"})
    for topic in TOPICS.values():
        answer = browser.get(f"/help/{topic.name}")
        text = _content(answer.text)

        assert answer.status_code == 200, topic.name
        assert text.count("<li>") >= 2, topic.name
        assert text.count("<dt>") == text.count("<dd>") >= 1, topic.name
        assert "<p></p>" not in text, topic.name
        assert bool(VIETNAMESE.search(text)) == (language == "vi"), topic.name
    assert browser.get("/help").text.count('href="/help/') >= len(TOPICS)


def test_help_is_short(site: Site) -> None:
    """No topic is longer than an official reads in a minute: 250 words."""
    browser = site.browser()
    for topic in TOPICS.values():
        words = re.sub(r"<[^>]*>", " ", _content(browser.get(f"/help/{topic.name}").text)).split()

        assert len(words) <= 250, topic.name


def test_help_leads_back(site: Site) -> None:
    """From help one returns to the page with its filter; an address elsewhere is not followed."""
    browser = site.browser("clerk")

    assert 'href="/help/search?back=/search?q%3D34' in browser.get("/search?q=34").text
    assert 'href="/search?q=34"' in browser.get("/help/search?back=/search?q%3D34").text
    assert 'href="//evil' not in browser.get("/help/search?back=//evil.example/").text


def test_a_refused_form_keeps_the_help_of_its_page(site: Site) -> None:
    """What a form answers with is helped as the page on which the form stands; an unknown page leads to the list."""
    browser = site.browser("clerk")

    refused = browser.post("/criteria/1/self-score", {"value": "x", "reason": "", "version": "1"})

    assert refused.status_code == 422
    assert 'href="/help/criterion"' in refused.text
    assert 'href="/help?back=/nowhere"' in browser.get("/nowhere").text
    assert browser.get("/help/nothing").status_code == 404


def _content(page: str) -> str:
    found = _CONTENT.search(page)
    assert found is not None
    return found[1]
