"""Work is assigned on a page, and what was not assigned is refused on the pages and in the API."""

from __future__ import annotations

import io
import re

import pytest

from evidence_svc.domain.people import Role
from evidence_svc.operations.assign import assign
from evidence_svc.operations.people import add_person
from tests.factories import OFFICE, PASSWORD
from tests.sites import REASON, Browser, Site, add_letter, letter

PAGE = "/assignments"


@pytest.fixture
def owner(site: Site) -> Browser:
    """The owner of criterion 1.1 in the office."""
    office = site.office
    number = add_person(
        office.services,
        office.administrator,
        username="phu-trach",
        name="Người phụ trách",
        password=PASSWORD,
        role=Role.CRITERION_OWNER,
        agency_id=OFFICE,
    )
    assign(office.services, office.leader, number, criteria=["1.1"], reason=REASON)
    return site.browser("phu-trach")


def test_fields_are_assigned_and_taken_back(site: Site) -> None:
    """Chosen with an agency and a reason, listed here and with the accounts, in the queue at once, and ended."""
    site.office.start_appraisal()
    browser, number = site.browser("quantri"), site.office.appraiser.actor.id
    wanted = {"person": number, "agency": OFFICE, "criterion": ["1", "2"], "reason": REASON}
    appraiser = site.browser("appraiser")
    everything = appraiser.get("/work").text

    short = browser.post(PAGE, wanted | {"reason": "ngắn"})
    kept = browser.post(PAGE, wanted, follow_redirects=True).text
    again = browser.post(PAGE, wanted)
    accounts, queue = browser.get("/people").text, appraiser.get("/work").text
    ended = browser.post(f"{PAGE}/1/end", {"reason": REASON}, follow_redirects=True).text

    assert (short.status_code, again.status_code) == (422, 409)
    assert "Đã phân công 2 phần việc." in kept
    assert kept.count("Thôi phân công</button>") == 2
    assert 'href="/assignments"' in accounts
    assert re.search(r"Người thẩm định<br>1 <span class=\"hint\">\(Văn phòng\)", accounts)
    assert len(set(re.findall(r'name="field".*?</select>', queue, re.DOTALL))) <= 1
    assert everything.count('href="/appraise/') > queue.count('href="/appraise/') > 0
    assert ended.count("Thôi phân công</button>") == 1


def test_a_leader_assigns_the_own_owners_only(site: Site, owner: Browser) -> None:
    """The page offers criteria, not agencies; it leads there from the bar, and others have neither."""
    leader = site.browser("leader")
    page = leader.get(PAGE).text

    assert "Người phụ trách" in page
    assert 'name="agency"' not in page
    assert 'name="criterion" value="1.1.1"' in page
    assert 'href="/assignments"' in leader.get("/").text
    assert leader.post(PAGE, {"person": "x", "criterion": "1", "reason": REASON}).status_code == 400
    for browser in (owner, *(site.browser(who) for who in ("clerk", "appraiser", "chair", "auditor"))):
        assert browser.get(PAGE).status_code == 403
        assert browser.post(PAGE, {"person": "1", "criterion": "1", "reason": REASON}).status_code == 403
        assert browser.post(f"{PAGE}/1/end", {"reason": REASON}).status_code == 403


def test_pages_offer_and_take_only_what_is_assigned(site: Site, owner: Browser) -> None:
    """Inside, the forms are there and work; outside they are missing, and sent all the same are refused."""
    office = site.office
    inside, outside = office.row_id("1.1.1"), office.row_id("2.1")
    evidence = add_letter(office)

    assert 'id="explanation-text"' in owner.get(f"/criteria/{inside}").text
    assert 'id="explanation-text"' not in owner.get(f"/criteria/{outside}").text
    assert f'value="{outside}"' not in owner.get(f"/evidence/{evidence}").text
    done = owner.post(f"/criteria/{inside}/explanation", {"text": "Đã ban hành.", "version": "1"})
    refused = owner.post(f"/criteria/{outside}/explanation", {"text": "Đã ban hành.", "version": "1"})
    assert (done.status_code, refused.status_code) == (302, 403)
    assert "không thuộc phần việc được phân công cho bạn" in refused.text


def test_an_upload_for_somebody_elses_criterion_is_refused_by_itself(site: Site, owner: Browser) -> None:
    """Of two files sent at once, the one whose number names another's criterion is refused with the reason."""
    names = ("5355_11732_6155_1_Ke hoach.pdf", "khong ro.pdf")
    files = [(io.BytesIO(letter(f"{number}/KH-VP")), name) for number, name in enumerate(names, 50)]

    page = owner.post("/assessments/1/evidence", {"files": files}, content_type="multipart/form-data")

    assert page.status_code == 200
    assert "không thuộc phần việc được phân công cho bạn" in page.text
    assert "khong ro.pdf" in owner.get("/assessments/1/evidence").text


def test_the_api_refuses_what_is_not_assigned(site: Site, owner: Browser) -> None:
    """With the reason code, for an owner and for an appraiser; inside it does as it is asked."""
    office = site.office
    inside, outside = office.row_id("1.1.1"), office.row_id("2.1")
    explained = owner.send("PUT", f"/api/v1/criteria/{outside}/explanation", json={"text": "x", "version": 1})
    assign(office.services, office.administrator, office.appraiser.actor.id, criteria=["1"], reason=REASON)
    office.start_appraisal()
    appraiser, score = site.browser("appraiser"), {"value": "0", "reason": REASON, "version": 1}

    far = appraiser.send("PUT", f"/api/v1/criteria/{outside}/appraised-score", json=score)
    near = appraiser.send("PUT", f"/api/v1/criteria/{inside}/appraised-score", json=score)

    assert [(answer.status_code, answer.get_json()["reason"]) for answer in (explained, far)] == [
        (403, "not-assigned")
    ] * 2
    assert near.status_code == 200
