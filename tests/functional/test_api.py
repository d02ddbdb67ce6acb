"""The JSON API: what it answers, in which form, and how it refuses."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

import pytest
from werkzeug.test import TestResponse

from evidence_svc.domain.score import ScoreKind
from evidence_svc.operations.score import change_score
from tests.factories import ROUND
from tests.sites import REASON, Site, letter

PREFIXED = "5355_11732_6140_1_34-17.01 Kế hoạch CCHC.pdf"


def _json(answer: TestResponse) -> Any:
    assert answer.json is not None, answer.text
    return answer.json


def _upload(site: Site, name: str = PREFIXED, **fields: Any) -> TestResponse:
    data = {"file": (io.BytesIO(letter()), name), **fields}
    return site.browser("clerk").send("POST", "/api/v1/assessments/1/evidence", data=data)


def test_description_names_every_route(site: Site) -> None:
    """The OpenAPI document lists each resource, how to sign in, and the form of errors."""
    described = _json(site.browser().get("/api/v1/openapi.json"))

    rules = (rule.rule for rule in site.app.url_map.iter_rules() if rule.rule.startswith("/api/v1/"))
    routes = {re.sub(r"<(?:int:)?(\w+)>", r"{\1}", rule) for rule in rules}
    assert routes - {"/api/v1/openapi.json"} == set(described["paths"]) - {"/health"}
    assert {"session", "csrf"} == set(described["components"]["securitySchemes"])
    assert "Problem" in described["components"]["schemas"]
    assert described["paths"]["/api/v1/log"]["get"]["security"] == [{"session": [], "csrf": []}]


def test_decimals_are_strings(site: Site) -> None:
    """No score or total passes through a binary fraction."""
    office = site.office
    change_score(
        office.services, office.clerk, office.row_id("1.1.3"), kind=ScoreKind.SELF, value=Decimal("1.1"), reason=REASON
    )

    answer = _json(site.browser("auditor").get("/api/v1/assessments/1"))

    line = next(line for line in answer["lines"] if line["path"] == "1.1.3")
    assert (line["max_score"], line["self_score"], line["appraised_score"]) == ("2.00", "1.10", None)
    assert (answer["totals"]["total"], answer["totals"]["self_score"]) == ("100.00", "1.10")
    assert len(answer["lines"]) == 118


def test_list_names_agency_and_round(site: Site) -> None:
    """The list says which agency in which round, in which state."""
    answer = _json(site.browser("clerk").get("/api/v1/assessments"))

    found = answer["assessments"][0]
    assert (found["agency_name"], found["round"]["state"]) == ("Văn phòng", "open")


def test_self_score_over_the_api(site: Site) -> None:
    """A score is put with reason and version; the answer has the new version and the history the entry."""
    browser, row_id = site.browser("clerk"), site.office.row_id("1.1.3")
    body = {"value": "1.25", "reason": REASON, "version": 1}

    answer = _json(browser.send("PUT", f"/api/v1/criteria/{row_id}/self-score", json=body))
    history = _json(browser.get(f"/api/v1/criteria/{row_id}/history"))

    assert (answer["self_score"], answer["version"], answer["status"]) == ("1.25", 2, "scored")
    entry = history["entries"][-1]
    assert (entry["action"], entry["after"]["self_score"]) == ("assessment:self-scored", "1.25")
    assert entry["reason"] == REASON


@pytest.mark.parametrize(
    ("username", "body", "status", "reason"),
    [
        ("clerk", {"value": "1", "reason": REASON, "version": 7}, 409, "changed-meanwhile"),
        ("clerk", {"value": "1", "reason": "ngắn", "version": 1}, 422, "reason-too-short"),
        ("clerk", {"value": "9", "reason": REASON, "version": 1}, 422, "score-above-maximum"),
        ("clerk", {"value": "NaN", "reason": REASON, "version": 1}, 422, "malformed"),
        ("clerk", {"value": "1", "reason": REASON}, 422, "malformed"),
        ("auditor", {"value": "1", "reason": REASON, "version": 1}, 403, "own-agency"),
    ],
)
def test_refusals_have_a_reason_and_a_sentence(
    site: Site, username: str, body: dict[str, Any], status: int, reason: str
) -> None:
    """Each refusal is a problem with a code, a Vietnamese sentence and the right status."""
    row_id = site.office.row_id("1.1.3")

    answer = site.browser(username).send("PUT", f"/api/v1/criteria/{row_id}/self-score", json=body)

    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    expected = {"own-agency": {"own-agency", "wrong-role", "other-agency"}}.get(reason, {reason})
    assert _json(answer)["reason"] in expected
    assert _json(answer)["message"]


def test_upload_report_and_link(site: Site) -> None:
    """A file is received (201), known again (200), verified, and its report read; its link ends with a reason."""
    first, again = _upload(site), _upload(site, name="khac.pdf")
    site.work()
    browser = site.browser("clerk")
    found = _json(browser.get("/api/v1/evidence/1/report"))
    ended = browser.send("DELETE", "/api/v1/links/1", json={"reason": "Gắn nhầm tiêu chí."})

    assert (first.status_code, again.status_code) == (201, 200)
    assert _json(first)["criterion"]["code"] == "1.1.2"
    assert _json(again)["evidence"]["file_name"] == PREFIXED
    assert found["report"]["document"]["number"]["value"] == "34/KH-VP"
    assert found["uses"][0]["code"] == "1.1.2"
    assert found["versions"]["evidence-svc"]
    assert ended.status_code == 204


def test_upload_for_a_criterion_named_by_the_sender(site: Site) -> None:
    """The sender's choice beats the name's number; a row of no assessment is refused and nothing is kept."""
    row_id = site.office.row_id("1.1.3")

    chosen, wrong = _upload(site, row=str(row_id)), _upload(site, name="x.pdf", row="99999")

    assert _json(chosen)["criterion"]["row_id"] == row_id
    assert wrong.status_code == 404


def test_link_over_the_api(site: Site) -> None:
    """Evidence is offered for a criterion once; the second time is a conflict."""
    _upload(site, name="x.pdf")
    browser, path = site.browser("clerk"), f"/api/v1/criteria/{site.office.row_id('1.1.3')}/links"

    answers = [browser.send("POST", path, json={"evidence": 1}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 409]


def test_log_over_the_api(site: Site) -> None:
    """The auditor reads entries newest first, filtered by subject."""
    browser = site.browser("auditor")

    everything = _json(browser.get("/api/v1/log"))
    rounds = _json(browser.get("/api/v1/log?subject=round:2023-h1"))

    assert everything["entries"][0]["sequence"] == everything["size"] - 1  # the newest is that this was read
    assert [entry["action"] for entry in rounds["entries"]] == ["round:moved", "round:created"]


def test_health_needs_no_session(site: Site) -> None:
    """A proxy may ask whether the service and its database answer."""
    assert _json(site.browser().get("/health")) == {"status": "ok"}


def test_health_tells_of_a_lost_database(site: Site) -> None:
    """Without its tables the service says 503, not ok."""
    with site.office.services.work.engine.connect() as connection:
        connection.exec_driver_sql("DROP TABLE evidence_links")
        connection.exec_driver_sql("ALTER TABLE rounds RENAME TO lost")
        connection.commit()

    assert site.browser().get("/health").status_code == 503


def test_unknown_addresses_answer_in_json(site: Site) -> None:
    """Below /api every refusal is JSON."""
    browser = site.browser("clerk")

    assert _json(browser.get("/api/v1/nothing"))["reason"] == "not-found"
    assert _json(browser.send("PUT", "/api/v1/log"))["reason"] == "method-not-allowed"


def test_correction_over_the_api(site: Site) -> None:
    """A corrected reading is answered beside the machine's, which stays in the report."""
    _upload(site)
    site.work()
    body = {"field": "number", "value": "35/KH-VP", "reason": "Trên trang ghi số 35."}

    answer = site.browser("clerk").send("POST", "/api/v1/evidence/1/corrections", json=body)

    assert answer.status_code == 201
    assert _json(answer)["corrections"][0]["value"] == "35/KH-VP"
    assert _json(answer)["report"]["document"]["number"]["value"] == "34/KH-VP"


def test_a_round_runs_through_the_api(site: Site) -> None:
    """Explain, ask to leave out, take back, hand in, move, appraise, return, vote and read results, all as JSON."""
    office = site.office
    row, other = office.row_id("1.1.3"), office.row_id("1.1.2")
    clerk, leader, admin = site.browser("clerk"), site.browser("leader"), site.browser("quantri")
    appraiser, chair = site.browser("appraiser"), site.browser("chair")
    why = {"reason": REASON}

    def state(name: str) -> int:
        return admin.send("PUT", f"/api/v1/rounds/{ROUND}/state", json={"state": name, **why}).status_code

    told = clerk.send("PUT", f"/api/v1/criteria/{row}/explanation", json={"text": "Đủ.", "version": 1})
    clerk.send("PUT", f"/api/v1/criteria/{row}/self-score", json={"value": "1.50", "version": 2, **why})
    asked = clerk.send("POST", f"/api/v1/criteria/{other}/exclusion", json=why)
    back = clerk.send("DELETE", f"/api/v1/criteria/{other}/exclusion", json=why)
    handed = leader.send("POST", "/api/v1/assessments/1/submission")
    moved = [state("closed"), state("appraising")]
    appraised = appraiser.send(
        "PUT", f"/api/v1/criteria/{row}/appraised-score", json={"value": "1.00", "version": 3, **why}
    )
    moved += [state("notified"), state("explaining")]
    contested = clerk.send("POST", f"/api/v1/criteria/{row}/objection", json=why)
    moved += [state("reappraising")]
    ruled = chair.send("PUT", f"/api/v1/criteria/{row}/objection/decision", json={"value": "1.50", "version": 4, **why})
    moved += [state("council")]
    motion = chair.send(
        "POST", "/api/v1/assessments/1/motions", json={"kind": "result", "way": "writing", "text": REASON}
    )
    number = _json(motion)["id"]
    voted = chair.send("POST", f"/api/v1/motions/{number}/votes", json={"choice": "for"})
    counted = chair.send("POST", f"/api/v1/motions/{number}/result")
    moved += [state("published")]
    results = _json(clerk.get(f"/api/v1/rounds/{ROUND}/results"))["results"]

    assert set(moved) == {204}
    assert _json(told)["explanation"] == "Đủ."
    assert (_json(asked)["status"], _json(back)["status"]) == ("exclusion-requested", "not-scored")
    assert (handed.status_code, voted.status_code) == (204, 204)
    assert [_json(answer)["state"] for answer in (appraised, contested, ruled)] == [
        "appraised",
        "contested",
        "appraised",
    ]
    assert _json(counted)["carried"] is True
    assert (results[0]["place"], results[0]["points"]) == (1, "1.50")
