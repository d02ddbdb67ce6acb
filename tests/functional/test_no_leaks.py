"""Lists, searches, exports, feeds and notifications of one agency's people hold nothing of another agency."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.routing import Rule

from evidence_svc.domain.people import Role
from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.score import ScoreKind
from evidence_svc.operations.appraise import appraise_criterion
from evidence_svc.operations.calendar_feed import open_feed
from evidence_svc.operations.context import Request
from evidence_svc.operations.exclude import ask_exclusion
from evidence_svc.operations.explain import change_explanation
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.object import object_to_score
from evidence_svc.operations.people import add_person, find_actor
from evidence_svc.operations.receive import receive_evidence
from evidence_svc.operations.remind import remind_agencies
from evidence_svc.operations.return_criterion import request_evidence
from evidence_svc.operations.rounds import advance_round, open_assessment
from evidence_svc.operations.score import change_score
from tests.factories import COUNCIL, PASSWORD, ROUND
from tests.sites import REASON, Browser, Site, add_letter, letter

# It stands in everything that the first office wrote: names, texts, reasons, the document itself.
SECRET = "kinmatvanphong"
SAID = f"{REASON} {SECRET}"
# The office's own numbers, besides its marker.
NUMBER = "34/KH-VP"
OTHERS = {"clerk": Role.CLERK, "leader": Role.LEADER, "owner": Role.CRITERION_OWNER, "reader": Role.READER}
QUERIES = (
    "",
    f"?q={SECRET}",
    f"?q={quote(NUMBER)}",
    f"?words={SECRET}&text={SECRET}",
    f"?round={ROUND}&agency=van-phong&assessment=1&person=3&row=1",
    "?subject=criterion-assessment:3&actor=person:2&check=1",
)


@pytest.fixture
def two_agencies(site: Site) -> Site:
    """The office has done everything that leaves a trace, over its secret; the other has a file with the same bytes."""
    office = site.office
    services, clerk = office.services, office.clerk
    link_evidence(services, clerk, add_letter(office, f"34 {SECRET}.pdf", letter(NUMBER)), 3)
    link_evidence(services, clerk, add_letter(office, "35.pdf", letter("35/KH-VP", extra=SECRET)), 3)
    row, other = office.row_id("1.1.3"), office.row_id("1.1.2")
    change_explanation(services, clerk, row, SAID)
    change_score(services, clerk, row, kind=ScoreKind.SELF, value=Decimal("1.00"), reason=SAID)
    ask_exclusion(services, clerk, other, SAID)
    second = open_assessment(services, office.administrator, ROUND, COUNCIL)
    for name, role in OTHERS.items():
        told = {"username": f"khac-{name}", "name": f"Người {name} khác", "password": PASSWORD}
        add_person(services, office.administrator, **told, role=role, agency_id=COUNCIL)
    receive_evidence(services, person(site, "clerk"), second, "cua-minh.pdf", [letter(NUMBER)])
    site.work()
    office.start_appraisal()
    appraise_criterion(services, office.appraiser, row, value=Decimal("0.50"), reason=SAID)
    request_evidence(services, office.appraiser, row, SAID)
    for state in (RoundState.NOTIFIED, RoundState.EXPLAINING):
        advance_round(services, office.administrator, ROUND, state, REASON)
    object_to_score(services, clerk, row, SAID)
    remind_agencies(services)
    return site


def person(site: Site, name: str) -> Request:
    """One of the other agency's people."""
    services = site.office.services
    with services.work.read() as unit:
        account = unit.people.find_by_username(f"khac-{name}")
    actor = find_actor(services, account.id) if account else None
    assert actor is not None
    return Request(actor)


def looked_at(site: Site, browser: Browser) -> dict[str, str]:
    """The text of every page, list and export that takes no id, under several questions."""
    lists = [rule for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or set()) and is_list(rule)]
    adapter = site.app.url_map.bind("localhost")
    paths = [adapter.build(rule.endpoint, dict.fromkeys(rule.arguments, "csv")) for rule in lists]
    assert len(paths) > 30
    return {path + query: browser.get(path + query).text for path in paths for query in QUERIES}


def is_list(rule: Rule) -> bool:
    """Whether it shows something without being told an id."""
    return rule.arguments <= {"form"} and rule.endpoint != "static"


def without_question(text: str) -> str:
    """A page repeats what was searched for in its field, its title and its own links: that tells nothing."""
    for asked in (f'value="{SECRET}"', f"“{SECRET}”", f"q={SECRET}", f"words={SECRET}", f"text={SECRET}"):
        text = text.replace(asked, "").replace(quote(asked, safe="/"), "")
    return text


@pytest.mark.parametrize("name", OTHERS)
def test_no_list_search_or_export_tells_of_another_agency(two_agencies: Site, name: str) -> None:
    """Whatever the people of the second agency open, nothing that the first office wrote stands in it."""
    browser = two_agencies.browser(f"khac-{name}")

    telling = {
        path: text[max(0, at - 200) : at + 50]
        for path, page in looked_at(two_agencies, browser).items()
        if (at := (text := without_question(page)).find(SECRET)) >= 0
    }

    assert telling == {}


def test_the_offices_own_people_see_their_secret(two_agencies: Site) -> None:
    """The marker is there to be found: the refusals above are not for want of it."""
    pages = looked_at(two_agencies, two_agencies.browser("leader"))

    telling = {path.partition("?")[0] for path, page in pages.items() if SECRET in without_question(page)}

    assert {"/search", "/api/v1/search", "/log", "/api/v1/log", "/log/export.csv"} <= telling


def test_a_feed_holds_its_own_agency_alone(two_agencies: Site) -> None:
    """An address is opened for one's own agency only, and what it answers names no other."""
    services, clerk = two_agencies.office.services, person(two_agencies, "clerk")
    secret = open_feed(services, clerk, COUNCIL)
    browser = two_agencies.browser("khac-clerk")

    feed = two_agencies.browser().get(f"/calendar/{secret}.ics")
    foreign: Any = browser.post("/notifications/feeds", {"agency": "van-phong"})

    assert feed.status_code == 200
    assert "Văn phòng" not in feed.text
    assert foreign.status_code == 403


def test_the_same_bytes_in_two_agencies_tell_nobody_of_the_other(two_agencies: Site) -> None:
    """Who hands in a file that another agency has, too, learns neither that nor its name there."""
    browser = two_agencies.browser("khac-clerk")
    services = two_agencies.office.services
    with services.work.read() as unit:
        mine = next(each for each in unit.assessments.list(ROUND) if each.agency_id == COUNCIL)
        file = unit.evidence.in_assessment(mine.id)[0].id

    pages = [browser.get(path).text for path in (f"/evidence/{file}", f"/api/v1/evidence/{file}/report")]

    assert all("cua-minh.pdf" in page and SECRET not in page for page in pages)
