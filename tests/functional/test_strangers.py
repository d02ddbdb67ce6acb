"""Routes that no page offers to a person: a clerk who knows every id of another agency, and somebody without rights."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.routing import Rule

from audit import store
from evidence_svc.app import PUBLIC
from evidence_svc.domain.people import Actor, Role
from evidence_svc.operations.context import Request
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.people import add_person
from evidence_svc.operations.receive import receive_evidence
from evidence_svc.operations.rounds import open_assessment
from tests.factories import COUNCIL, OFFICE, PASSWORD, ROUND
from tests.sites import REASON, Browser, Site, add_letter, letter

METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH")
VALUES: dict[str, Any] = {"round_id": ROUND, "agency_id": OFFICE, "form": "csv", "key": "no-such-set", "secret": "x"}
FORM = {
    **dict.fromkeys(("version", "evidence", "assessment", "row", "value", "newer", "page"), "1"),
    **dict.fromkeys(("until", "starts_on", "ends_on"), "2024-01-01"),
    **dict.fromkeys(("reason", "text", "document", "signer"), REASON),
    "confirmed": "yes",
    "decision": "accept",
    "choice": "for",
    "kind": "result",
    "way": "meeting",
    "field": "number",
    "state": "closed",
    "agency": OFFICE,
    "slot": "plan",
    "name": "Tên",
    "role": "clerk",
    "password": PASSWORD,
}
JSON = {**FORM, **dict.fromkeys(("version", "evidence", "row", "newer"), 1), "accepted": True}
DECISIONS = {
    "proceedings.objection_decision": {"decision": "keep"},
    "proceedings.raise_decision": {"decision": "confirm"},
}
# What a person does about themselves, lists that hold what they may see, and published criteria sets.
OWN = {"account", "session", "notifications", "search", "language", "verifications", "criteria_sets", "results", "work"}
OWN_OF_THE_API = {"session_api", "search_api", "advice_api.notifications", "advice_api.read_notifications"}
REFUSALS = {403, 404, 422}


def is_own(rule: Rule) -> bool:
    """Whether a route with these arguments is about the person who asks, or about everybody."""
    area = rule.endpoint.partition(".")[0]
    return rule.endpoint in PUBLIC or area in OWN or {area, rule.endpoint} & OWN_OF_THE_API != set()


def calls(site: Site) -> Iterator[tuple[str, str, str]]:
    """Endpoint, method and address of every route that names something by an id, all of them the first office's."""
    adapter = site.app.url_map.bind("localhost")
    for rule in site.app.url_map.iter_rules():
        if rule.arguments and not is_own(rule):
            values = {name: VALUES.get(name, 1) for name in rule.arguments}
            for method in METHODS:
                if method in (rule.methods or set()):
                    yield rule.endpoint, method, str(adapter.build(rule.endpoint, values))


def ask(browser: Browser, token: str, endpoint: str, method: str, path: str) -> int:
    """The status of one call with a body that names the first office's things, too."""
    body: dict[str, Any] = {"headers": {"X-CSRFToken": token}}
    if method != "GET" and "_api" in endpoint:
        body["json"] = JSON
    elif method != "GET":
        body["data"] = {"csrf_token": token, **FORM, **DECISIONS.get(endpoint, {})}
    with browser.client.open(path, method=method, **body) as answer:
        return answer.status_code


@pytest.fixture
def two_agencies(site: Site) -> Site:
    """The office has a linked, verified file in an open round; a second agency has an assessment and a clerk."""
    office = site.office
    link_evidence(office.services, office.clerk, add_letter(office), 1)
    site.work()
    open_assessment(office.services, office.administrator, ROUND, COUNCIL)
    names = {"username": "khac", "name": "Người cơ quan khác", "password": PASSWORD}
    add_person(office.services, office.administrator, **names, role=Role.CLERK, agency_id=COUNCIL)
    return site


def stranger_of(site: Site) -> Request:
    """The second agency's clerk."""
    with site.office.services.work.read() as unit:
        account = unit.people.find_by_username("khac")
    assert account is not None
    return Request(Actor(account.id, account.name, Role.CLERK, COUNCIL))


def test_knowing_an_id_opens_nothing(two_agencies: Site) -> None:
    """Every route with an id is refused to a clerk of another agency, and leaves nothing of theirs in the log."""
    browser = two_agencies.browser("khac")
    token = browser.token()

    opened = {
        (method, path): status
        for endpoint, method, path in calls(two_agencies)
        if (status := ask(browser, token, endpoint, method, path)) not in REFUSALS
    }

    assert opened == {}
    with two_agencies.office.services.work.read() as unit:
        entries = store.read(unit.connection)
    stranger = f"person:{stranger_of(two_agencies).actor.id}"
    assert {entry.action for entry in entries if entry.actor == stranger} == {"session:signed-in"}


def test_the_ids_lead_to_something(two_agencies: Site) -> None:
    """The office's own clerk opens most of the same pages: the refusals above are not for want of anything there."""
    browser = two_agencies.browser("clerk")
    token = browser.token()

    looked = [call for call in calls(two_agencies) if call[1] == "GET"]
    opened = [call for call in looked if ask(browser, token, *call) == 200]

    assert len(looked) > 25
    assert len(opened) > len(looked) / 2


def test_own_things_take_no_foreign_ids(two_agencies: Site) -> None:
    """A body that names another agency's file or criterion is refused at addresses of one's own, too."""
    office, browser = two_agencies.office, two_agencies.browser("khac")
    with office.services.work.read() as unit:
        assessment = unit.assessments.find_for(ROUND, COUNCIL)
        assert assessment is not None
        row = unit.assessments.rows(assessment.id)[0].id
    own = receive_evidence(
        office.services, stranger_of(two_agencies), assessment.id, "rieng.pdf", [letter("99/KH-SNV")]
    ).evidence_id

    def send(method: str, path: str, **body: Any) -> int:
        return browser.send(method, path, **body).status_code

    newer = {"newer": 1, "reason": REASON}
    upload = {"file": (io.BytesIO(letter("98/KH-SNV")), "a.pdf"), "row": "1"}
    answers = {
        "link a foreign file": send("POST", f"/api/v1/criteria/{row}/links", json={"evidence": 1}),
        "link to a foreign criterion": send("POST", "/api/v1/criteria/1/links", json={"evidence": own}),
        "file under a foreign criterion": send("POST", f"/api/v1/assessments/{assessment.id}/evidence", data=upload),
        "replace by a foreign file": send("PUT", f"/api/v1/evidence/{own}/replacement", json=newer),
        "link by the page": browser.post(f"/evidence/{own}/links", {"row": "1"}).status_code,
        "end a foreign link": send("DELETE", "/api/v1/links/1", json={"reason": REASON}),
    }

    assert {name: status for name, status in answers.items() if status not in REFUSALS} == {}
