"""The list of assessments, the criteria table and the round's states."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from evidence_svc.domain.people import Role
from evidence_svc.domain.score import ScoreKind
from evidence_svc.operations.context import Request
from evidence_svc.operations.people import add_person
from evidence_svc.operations.score import change_score
from tests.factories import COUNCIL, PASSWORD, ROUND, Office
from tests.sites import REASON, Site, add_letter, letter

CLOSE = {"state": "closed", "confirmed": "yes"}


def _give(office: Office, path: str, value: str, who: Request | None = None) -> None:
    kind = ScoreKind.SELF if who is None else ScoreKind.APPRAISED
    request, row_id = who or office.clerk, office.row_id(path)
    change_score(office.services, request, row_id, kind=kind, value=Decimal(value), reason=REASON)


def _line(page: str, code: str) -> str:
    """One line of the table as plain words."""
    for line in re.findall(r"<tr id=.*?</tr>", page, re.DOTALL):
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", line)).strip()
        if words.startswith(f"{code} "):
            return words
    raise AssertionError(code)


def test_table_shows_every_line_of_the_set(site: Site) -> None:
    """The table has the 118 lines of the criteria set."""
    page = site.browser("clerk").get("/assessments/1").text

    assert page.count("<tr id=") == 118


def test_parents_show_the_sums_of_their_leaves(site: Site) -> None:
    """A field and a criterion add up what is scored below them; without any score they show a dash, not a zero."""
    _give(site.office, "1.1.1", "0.50")
    _give(site.office, "1.1.3", "1.25")

    page = site.browser("clerk").get("/assessments/1").text

    assert "3,00 1,75 –" in _line(page, "1.1")
    assert "19,50 1,75 –" in _line(page, "1")
    assert "3,00 – –" in _line(page, "1.4")


def test_the_zeros_stay_apart(site: Site) -> None:
    """Not scored, scored zero, yearly and exclusion requested each have their own words, and only one shows 0,00."""
    browser = site.browser("clerk")
    _give(site.office, "1.1.1", "0")
    browser.post(f"/criteria/{site.office.row_id('1.1.2')}/exclusion-request", {"reason": REASON})

    page = browser.get("/assessments/1").text

    assert "0,50 0,00 – Đã chấm 0 điểm" in _line(page, "1.1.1")
    assert "0,50 – – Đề nghị trừ điểm" in _line(page, "1.1.2")
    assert "2,00 – – Chưa chấm" in _line(page, "1.1.3")
    assert "0,50 – – Chấm theo năm" in _line(page, "1.3.1")


def test_totals_show_both_readings_of_a_request(site: Site) -> None:
    """While an exclusion is only asked for, the index is shown with it and without it."""
    browser = site.browser("clerk")
    _give(site.office, "1.1.3", "2.00")
    browser.post(f"/criteria/{site.office.row_id('1.1.2')}/exclusion-request", {"reason": REASON})

    page = browser.get("/assessments/1").text

    assert "2,44 %" in page  # 2,00 of 82,00
    assert "2,42 % nếu không duyệt đề nghị trừ (82,50 điểm)" in page


def test_points_without_a_file_are_a_problem(site: Site) -> None:
    """A claim without evidence is flagged, and the filter keeps it with its parents and drops the rest."""
    _give(site.office, "1.1.3", "2.00")

    page = site.browser("clerk").get("/assessments/1?only=problems").text

    assert "Có điểm nhưng không có tài liệu" in _line(page, "1.1.3")
    assert [code.strip() for code in re.findall(r'class="code">([^<]+)', page)] == ["1", "1.1", "1.1.3"]


def test_filter_without_problems_says_so(site: Site) -> None:
    """Nothing to see is told in words."""
    assert "Không có mục nào cần xem lại" in site.browser("clerk").get("/assessments/1?only=problems").text


def test_unlinked_evidence_is_listed(site: Site) -> None:
    """A file that no criterion uses is named on the table's page, and so is that it waits."""
    add_letter(site.office, "to-trinh.pdf")

    page = site.browser("clerk").get("/assessments/1").text

    assert "1 tài liệu chưa gắn vào tiêu chí nào" in page
    assert "to-trinh.pdf" in page
    assert "1 tài liệu đang được kiểm tra" in page


def test_outcome_of_the_evidence_stands_in_the_line(site: Site) -> None:
    """A file under a criterion shows its worst outcome and what failed or is open."""
    browser = site.browser("clerk")
    browser.upload(1, "5355_11732_6140_1_35-17.01 Ke hoach.pdf", letter("34/KH-VP"))
    site.work()

    line = _line(browser.get("/assessments/1").text, "1.1.2")

    assert "Không đạt 1 tệp" in line
    assert "Số khác tên tệp" in line
    assert "Chưa ký số" in line


def test_people_of_other_agencies_see_nothing(site: Site) -> None:
    """A clerk of another agency finds an empty list, and 403 at the assessment, its criteria and its evidence."""
    office = site.office
    evidence_id = add_letter(office)
    add_person(
        office.services,
        office.administrator,
        username="khac",
        name="Người khác",
        password=PASSWORD,
        role=Role.CLERK,
        agency_id=COUNCIL,
    )
    browser = site.browser("khac")

    paths = [
        "/assessments/1",
        "/assessments/1/evidence",
        "/criteria/1",
        f"/evidence/{evidence_id}",
        f"/evidence/{evidence_id}/original",
        f"/evidence/{evidence_id}/pages/1.png",
        f"/api/v1/evidence/{evidence_id}/report",
        "/api/v1/criteria/1/history",
    ]

    assert "Chưa có bản tự đánh giá nào" in browser.get("/").text
    assert {path: browser.get(path).status_code for path in paths} == dict.fromkeys(paths, 403)


def test_administrator_moves_the_round(site: Site) -> None:
    """The state changes, the page says so, and the old state's rights are gone."""
    browser = site.browser("quantri")

    answer = browser.post(f"/rounds/{ROUND}/state", CLOSE | {"assessment": "1"}, follow_redirects=True)

    assert "Kỳ đánh giá đã chuyển sang: Đã khóa tự đánh giá." in answer.text
    assert "Tự chấm điểm</h2>" not in site.browser("clerk").get("/criteria/1").text


def test_move_is_confirmed_in_sight_of_what_is_unfinished(site: Site) -> None:
    """Before the round moves, the open ends of all its agencies are told, and nothing has moved yet."""
    office = site.office
    _give(office, "1.1.3", "2.00")
    site.browser("clerk").post(f"/criteria/{office.row_id('1.1.2')}/exclusion-request", {"reason": REASON})
    add_letter(office)
    with office.services.work.read() as unit:
        left = sum(row.status == "not-scored" for row in unit.assessments.rows(office.assessment_id))

    asked = site.browser("quantri").post(f"/rounds/{ROUND}/state", {"state": "closed", "assessment": "1"}).text

    assert "Chuyển kỳ đánh giá sang: Đã khóa tự đánh giá?" in asked
    assert f"Còn {left} tiêu chí chưa có điểm tự chấm." in asked
    assert "Còn 1 đề nghị trừ điểm chưa quyết định." in asked
    assert "Còn 1 tệp đang chờ kiểm tra." in asked
    assert "chưa thẩm định" not in asked
    assert '<input type="hidden" name="state" value="closed">' in asked
    assert "Đang tự đánh giá" in site.browser("clerk").get("/assessments/1").text


@pytest.mark.parametrize("username", ["clerk", "leader", "appraiser", "auditor"])
def test_others_may_not_move_the_round(site: Site, username: str) -> None:
    """Those who do not steer rounds are not offered it and are refused."""
    browser = site.browser(username)

    assert "Chuyển giai đoạn" not in browser.get("/assessments/1").text
    assert browser.post(f"/rounds/{ROUND}/state", {"state": "closed"}).status_code == 403


def test_impossible_move_is_explained(site: Site) -> None:
    """A state that does not follow is refused in words an official knows, an unknown one as malformed."""
    browser = site.browser("quantri")

    answer = browser.post(f"/rounds/{ROUND}/state", {"state": "published"})

    assert answer.status_code == 422
    assert "không thể chuyển" in answer.text
    assert "“published”" not in answer.text
    assert browser.post(f"/rounds/{ROUND}/state", {"state": "nowhere"}).status_code == 400


def test_reopening_needs_a_reason(site: Site) -> None:
    """Going back without a reason is refused."""
    browser = site.browser("quantri")
    browser.post(f"/rounds/{ROUND}/state", CLOSE)

    refused = browser.post(f"/rounds/{ROUND}/state", {"state": "open", "confirmed": "yes"})
    reopening = {"state": "open", "reason": "Đơn vị xin bổ sung.", "confirmed": "yes"}
    done = browser.post(f"/rounds/{ROUND}/state", reopening)

    assert (refused.status_code, done.status_code) == (422, 302)


def test_appraised_score_that_differs_stands_out(site: Site) -> None:
    """The appraised column shows the appraiser's score beside the claim."""
    _give(site.office, "1.1.3", "2.00")
    site.office.start_appraisal()
    _give(site.office, "1.1.3", "1.50", site.office.appraiser)

    page = site.browser("appraiser").get("/assessments/1").text

    assert "2,00 2,00 1,50" in _line(page, "1.1.3")
    assert 'class="num score differs"' in page
