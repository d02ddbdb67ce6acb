"""What the pages of rounds, accounts, assignments and presets offer, as JSON, through the same operations."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from audit import store
from evidence_svc.operations.verify_log import verify_log
from tests.factories import COUNCIL, OFFICE, PASSWORD, ROUND
from tests.sites import REASON, Site, add_letter

API = "/api/v1"


def told(answer: TestResponse) -> Any:
    """The body of an answer that must be JSON."""
    assert answer.json is not None, answer.text
    return answer.json


def test_a_round_is_prepared_and_steered_over_the_api(site: Site) -> None:
    """Created, ruled, opened for an agency, extended, looked at before its move, as the pages do it."""
    admin = site.browser("quantri")
    sets = told(admin.get(f"{API}/rounds"))["criteria_sets"]
    new = {"id": "2023-h2", "title": "6 tháng cuối năm", "criteria_set": sets[0]["id"], "kind": "half-year"}
    rules = {
        "last_days": [{"stage": "open", "day": "2024-01-10"}],
        "silence_consents": True,
        "second_eyes_above": "0.50",
        "grades": [{"name": "Tốt", "from_percent": "80.00"}],
        "vote_required": True,
    }

    statuses = [
        admin.send("POST", f"{API}/rounds", json=new | {"starts_on": "2023-07-01", "ends_on": "2023-12-31"}),
        admin.send("PUT", f"{API}/rounds/2023-h2/rules", json=rules),
        admin.send("PUT", f"{API}/rounds/2023-h2/state", json={"state": "open"}),
    ]
    opened = admin.send("POST", f"{API}/rounds/2023-h2/assessments", json={"agency": OFFICE})
    more = {"until": "2024-01-20", "reason": REASON}
    statuses.append(admin.send("POST", f"{API}/assessments/{told(opened)['id']}/extensions", json=more))
    found = told(admin.get(f"{API}/rounds/2023-h2"))
    undone = told(admin.get(f"{API}/rounds/2023-h2/unfinished?state=closed"))

    assert {answer.status_code for answer in statuses} == {204}
    assert opened.status_code == 201
    assert found["rules"] == rules
    assert (found["forward"], found["back"], found["round"]["state"]) == (["closed"], [], "open")
    assert found["agencies"][0]["agency"] == OFFICE
    assert found["agencies"][0]["extended_until"] == "2024-01-20"
    assert (undone["agencies"], undone["not_submitted"]) == (1, 1)
    assert verify_log(site.office.services).holds


def test_accounts_and_agencies_over_the_api(site: Site) -> None:
    """Added, changed, closed, given a password; secrets are in no answer."""
    admin = site.browser("quantri")
    agency = admin.send(
        "POST", f"{API}/agencies", json={"id": "so-y-te", "name": "Sở Y tế", "kind": "provincial-office"}
    )
    person = {"name": "Người mới", "role": "clerk", "agency": "so-y-te"}
    added = admin.send("POST", f"{API}/people", json=person | {"username": "moi", "password": PASSWORD})
    number = told(added)["id"]
    closed = admin.send("PUT", f"{API}/people/{number}", json=person | {"active": False, "reason": REASON})
    secret = admin.send("PUT", f"{API}/people/{number}/password", json={"password": "mat-khau-moi-hoan-toan"})
    no_factor = admin.send("DELETE", f"{API}/people/{number}/second-factor", json={"reason": REASON})

    people = {each["id"]: each for each in told(admin.get(f"{API}/people"))["people"]}
    register = told(admin.get(f"{API}/agencies"))["agencies"]
    assert [agency.status_code, added.status_code, closed.status_code, secret.status_code] == [204, 201, 204, 204]
    assert (no_factor.status_code, told(no_factor)["reason"]) == (422, "second-factor-state")
    assert people[number] == person | {"id": number, "username": "moi", "active": False, "second_factor": False}
    assert "so-y-te" in {each["id"] for each in register}
    assert verify_log(site.office.services).holds


def test_work_is_assigned_over_the_api(site: Site) -> None:
    """Given by agency and field, listed with its entry, ended with a reason; the second time is a conflict."""
    admin, person = site.browser("quantri"), site.office.appraiser.actor.id
    wanted = {"person": person, "agency": OFFICE, "criteria": ["1", "2"], "reason": REASON}

    first, again = (admin.send("POST", f"{API}/assignments", json=wanted) for _ in range(2))
    listed = told(admin.get(f"{API}/assignments"))["people"]
    kept = next(each for each in listed if each["person"] == person)["assignments"]
    ended = admin.send("DELETE", f"{API}/assignments/{kept[0]['id']}", json={"reason": REASON})
    left = told(admin.get(f"{API}/assignments"))["people"]

    assert (first.status_code, told(first), again.status_code) == (201, {"new": 2}, 409)
    assert [(each["agency"], each["path"]) for each in kept] == [(OFFICE, "1"), (OFFICE, "2")]
    assert ended.status_code == 204
    assert [len(each["assignments"]) for each in left if each["person"] == person] == [1]


def test_presets_over_the_api(site: Site) -> None:
    """Kept with a reason, listed with path and title, lifted."""
    admin = site.browser("quantri")
    with site.office.services.work.read() as unit:
        set_id = unit.criteria_sets.list()[0].id
    criterion = told(site.browser("auditor").get(f"{API}/assessments/1"))["lines"]
    leaf = next(line["criterion"] for line in criterion if line["path"] == "6.1.1")
    wanted = {"set": set_id, "criteria": [leaf], "reason": REASON}

    added = admin.send("POST", f"{API}/agencies/{COUNCIL}/exclusions", json=wanted)
    [kept] = told(admin.get(f"{API}/agencies/{COUNCIL}/exclusions"))["presets"]
    lifted = admin.send("DELETE", f"{API}/agencies/{COUNCIL}/exclusions/{kept['id']}", json={"reason": REASON})

    assert (added.status_code, lifted.status_code) == (204, 204)
    assert (kept["criterion"], kept["path"], kept["reason"]) == (leaf, "6.1.1", REASON)
    assert told(admin.get(f"{API}/agencies/{COUNCIL}/exclusions"))["presets"] == []


@pytest.mark.parametrize(
    "path", ["rounds", f"rounds/{ROUND}", "people", "assignments", f"agencies/{OFFICE}/exclusions"]
)
def test_a_clerk_steers_nothing(site: Site, path: str) -> None:
    """The operations' own rights answer, as on the pages."""
    answer = site.browser("clerk").get(f"{API}/{path}")

    assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")


def test_invisible_letters_in_reasons_reach_neither_log_nor_database(site: Site) -> None:
    """NUL, and letters that turn the direction of writing, are left out of a reason, also where none is asked for."""
    admin, text = site.browser("quantri"), "a\x00b\u202e mười ký tự trở lên"
    person = {"name": "Người clerk", "role": "reader", "agency": None, "active": True, "reason": text}
    number = site.office.clerk.actor.id

    changed = admin.send("PUT", f"{API}/people/{number}", json=person)
    moved = admin.send("PUT", f"{API}/rounds/{ROUND}/state", json={"state": "closed", "reason": text})

    assert (changed.status_code, moved.status_code) == (204, 204)
    with site.office.services.work.read() as unit:
        assert [entry.reason for entry in store.read(unit.connection)[-2:]] == ["ab mười ký tự trở lên"] * 2
    assert verify_log(site.office.services).holds


def test_the_page_leads_to_the_report_for_programs(site: Site) -> None:
    """The stored record, saved under the file's name, for who may see the evidence; waiting files have none yet."""
    number = add_letter(site.office)
    clerk = site.browser("clerk")
    waiting = clerk.get(f"/evidence/{number}/report.json").status_code
    site.work()

    page = clerk.get(f"/evidence/{number}").text
    answer = clerk.get(f"/evidence/{number}/report.json")
    of_api = told(clerk.get(f"{API}/evidence/{number}/report"))["report"]

    assert waiting == 422
    assert f"/evidence/{number}/report.json" in page
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert told(answer) == of_api
