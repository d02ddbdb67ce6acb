"""More time for a document, and deadlines with two readings, from the pages and the API."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from evidence_svc.domain.score import ScoreKind
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.score import change_score
from evidence_svc.operations.verify_log import verify_log
from tests.letters import signed_plan
from tests.sites import REASON, Site, add_letter, letter

FORM = {
    "slot": "plan",
    "until": "2023-02-10",
    "document": "Công văn 12/SNV",
    "signer": "Giám đốc Sở",
    "reason": "Chờ kế hoạch của tỉnh ban hành.",
}


def words_of(text: str) -> str:
    """A page's words without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def file_plan(site: Site, day: str) -> int:
    """A plan of that printed day under criterion 1.1.1; returns the criterion's row."""
    office, row_id = site.office, site.office.row_id("1.1.1")
    evidence_id = add_letter(office, "34 Kế hoạch CCHC năm 2023.pdf", letter(day=day))
    link_evidence(office.services, office.clerk, evidence_id, row_id)
    site.work()
    return row_id


def test_an_administrator_extends_and_withdraws_on_the_criterion_page(site: Site) -> None:
    """The page names day, document, signer and reason beside the set's own deadline, the file is judged anew."""
    row_id = file_plan(site, "ngày 30 tháng 01 năm 2023")
    browser = site.browser("quantri")
    given = browser.post(f"/criteria/{row_id}/deadline-extensions", FORM, follow_redirects=True).text
    listed = browser.get(f"/api/v1/criteria/{row_id}/deadlines").json
    seen = site.browser("clerk").get(f"/criteria/{row_id}").text
    assert listed is not None
    extension = listed["extensions"][0]["id"]
    path = f"/criteria/{row_id}/deadline-extensions/{extension}/end"
    withdrawn = browser.post(path, {"reason": "Công văn đã thu hồi."}, follow_redirects=True).text

    assert "Gia hạn đến hết ngày 10/02/2023 theo Công văn 12/SNV, người ký: Giám đốc Sở." in words_of(given)
    assert "gia hạn đến hết ngày 10/02/2023 theo Công văn 12/SNV" in words_of(given)
    assert listed["wanted"][0]["last_days"] == ["2023-02-10"]
    assert FORM["reason"] in seen
    assert "/deadline-extensions" not in seen
    assert "Gia hạn đến hết ngày 10/02/2023" not in words_of(withdrawn).partition("Lịch sử")[0]
    assert "Rút gia hạn nộp tài liệu" in withdrawn
    assert verify_log(site.office.services).holds


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"until": ""}, "Hãy chọn ngày gia hạn."),
        ({"until": "2023-01-20"}, "Hạn mới phải sau hạn cũ."),
        ({"reason": "vội"}, "ít nhất 10 ký tự"),
        ({"document": " "}, "Gia hạn phải ghi văn bản cho phép."),
    ],
)
def test_what_is_no_extension_is_said_beside_the_form(site: Site, changed: dict[str, str], sentence: str) -> None:
    """What was typed stays in the form."""
    path = f"/criteria/{site.office.row_id('1.1.1')}/deadline-extensions"
    answer = site.browser("quantri").post(path, FORM | changed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert FORM["signer"] in answer.text


def test_the_api_gives_and_withdraws(site: Site) -> None:
    """The same operation, with the same refusals; the agency itself has not the right."""
    row_id = site.office.row_id("1.1.1")
    path = f"/api/v1/criteria/{row_id}/deadline-extensions"
    refused = site.browser("clerk").send("POST", path, json=FORM)
    made = site.browser("quantri").send("POST", path, json=FORM)
    assert made.json is not None
    gone = site.browser("quantri").send(
        "DELETE", f"/api/v1/deadline-extensions/{made.json['id']}", json={"reason": "Công văn đã thu hồi."}
    )
    left = site.browser("clerk").get(f"/api/v1/criteria/{row_id}/deadlines").json

    assert (refused.status_code, made.status_code, gone.status_code) == (403, 201, 204)
    assert left is not None
    assert left["extensions"] == []


def test_both_readings_of_a_deadline_are_shown_with_their_points(site: Site) -> None:
    """A plan of 20/01 under "trước ngày 20/01": the page has both traces, the review says what hangs on the reading."""
    office = site.office
    row_id = file_plan(site, "ngày 20 tháng 01 năm 2023")
    change_score(office.services, office.clerk, row_id, kind=ScoreKind.SELF, value=Decimal("0.5"), reason=REASON)
    browser = site.browser("clerk")
    page = words_of(browser.get(f"/criteria/{row_id}").text)
    review = words_of(browser.get(f"/assessments/{office.assessment_id}/review").text)
    shown = browser.get(f"/api/v1/criteria/{row_id}/suggestion").json

    assert "Các cách hiểu thời hạn cho điểm khác nhau" in page
    assert "Tính không kể ngày hạn Chậm 1 ngày" in page
    assert "Tính kể cả ngày hạn Không chậm" in page
    assert "Tính không kể ngày hạn: Chậm 1 ngày" in review
    assert "Tính kể cả ngày hạn: Không chậm" in review
    assert shown is not None
    assert [(each["words"], each["points"]) for each in shown["variants"]] == [
        ("Tính không kể ngày hạn", "0.25"),
        ("Tính kể cả ngày hạn", "0.50"),
    ]


def test_both_clocks_are_shown_with_their_points(site: Site, tmp_path: Path) -> None:
    """A plan that bears 17/01 and was signed on 25/01 is in time by the page and late by the signature."""
    office, row_id = site.office, site.office.row_id("1.1.1")
    content = signed_plan(tmp_path / "trust", signed_on=date(2023, 1, 25))
    evidence_id = add_letter(office, "34 Kế hoạch CCHC năm 2023.pdf", content)
    link_evidence(office.services, office.clerk, evidence_id, row_id)
    site.work()
    change_score(office.services, office.clerk, row_id, kind=ScoreKind.SELF, value=Decimal("0.5"), reason=REASON)
    browser = site.browser("clerk")
    page = words_of(browser.get(f"/criteria/{row_id}").text)
    review = words_of(browser.get(f"/assessments/{office.assessment_id}/review").text)

    assert "Tính theo ngày ghi trên văn bản" in page
    assert "Tính theo thời điểm ký số" in page
    assert "Tính theo ngày ghi trên văn bản: Không chậm" in review
    assert "Tính theo thời điểm ký số: Chậm" in review
