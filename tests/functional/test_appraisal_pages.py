"""The appraiser's desk: the queue around a criterion, its document, decisions that overwrite nobody."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import pytest

from evidence_svc.domain.people import Role
from evidence_svc.domain.score import ScoreKind
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.people import add_person
from evidence_svc.operations.score import change_score
from tests.factories import COUNCIL, PASSWORD, Office
from tests.sites import REASON, Site, add_letter

CLAIMED = ("1.1.1", "1.1.2", "1.1.3")
NOTE = re.compile(r"<[^>]*>")


def claim(site: Site, *paths: str, value: str = "0.5") -> list[int]:
    """Claims under some criteria on a round whose appraisal has begun; returns their rows."""
    office = site.office
    rows = [office.row_id(path) for path in paths or CLAIMED]
    for row in rows:
        change_score(office.services, office.clerk, row, kind=ScoreKind.SELF, value=Decimal(value), reason=REASON)
    office.start_appraisal()
    return rows


def file_letter(site: Site, path: str, name: str = "34-17.01 Ke hoach.pdf", content: bytes | None = None) -> int:
    """A verified letter under one criterion; returns its id."""
    office = site.office
    evidence_id = add_letter(office, name, content)
    link_evidence(office.services, office.clerk, evidence_id, office.row_id(path))
    site.work()
    return evidence_id


def words(page: str) -> str:
    """The text of a page, its spaces evened out."""
    return " ".join(NOTE.sub(" ", page).split())


def second_appraiser(office: Office) -> str:
    """Another appraiser of the council; returns the sign-in name."""
    add_person(
        office.services,
        office.administrator,
        username="thamdinh2",
        name="Người thẩm định thứ hai",
        password=PASSWORD,
        role=Role.APPRAISER,
        agency_id=COUNCIL,
    )
    return "thamdinh2"


def test_the_desk_shows_the_case_beside_the_document(site: Site) -> None:
    """The page with boxes on what was read, the rule, the claim, the verdicts and the suggestion with its trace."""
    evidence_id = file_letter(site, "1.1.1")
    row, *_ = claim(site, "1.1.1")

    page = site.browser("appraiser").get(f"/appraise/{row}").text

    assert f"/evidence/{evidence_id}/pages/1.png?width=800" in page
    assert '<g class="box" id="box-number" data-field="number"><title>Số, ký hiệu: 34/KH-VP</title>' in page
    for part in ("Trang 1 / 2", "Cách chấm", "Giải trình của cơ quan", "Điểm gợi ý", "Đồng ý tự chấm: 0,50"):
        assert part in words(page), part


def test_the_position_is_among_those_that_fit(site: Site) -> None:
    """A filter is kept in every link, and the place is counted among what it leaves."""
    file_letter(site, "1.1.1")
    rows = claim(site)
    browser = site.browser("appraiser")

    page = browser.get(f"/appraise/{rows[1]}?risk=high&order=agency").text

    assert "1 / 2" in words(page)
    assert f'rel="next" href="/appraise/{rows[2]}?risk=high&amp;order=agency"' in page
    assert '<input type="hidden" name="risk" value="high">' in page


def test_one_press_leads_to_the_next_that_waits(site: Site) -> None:
    """Agreeing goes on in the filtered queue, and the page after it leads back to what was just decided."""
    rows = claim(site)
    browser = site.browser("appraiser")
    fields = {"as": "claimed", "version": "2", "then": "next", "risk": "high", "order": "agency"}

    answer = browser.post(f"/criteria/{rows[0]}/appraised-score", fields)
    page = browser.get(answer.location).text

    assert answer.location == f"/appraise/{rows[1]}?after={rows[0]}&risk=high&order=agency"
    assert f'href="/appraise/{rows[0]}?risk=high&amp;order=agency" data-key="z"' in page
    assert "2 / 3 còn 2 chờ" in words(page)


def test_the_last_one_leads_back_to_the_queue(site: Site) -> None:
    """When nothing of the filter waits any more, the queue is shown with the same filter."""
    row, *_ = claim(site, "1.1.1")
    fields = {"as": "claimed", "version": "2", "then": "next", "risk": "high"}

    answer = site.browser("appraiser").post(f"/criteria/{row}/appraised-score", fields)

    assert answer.location == "/work?risk=high"


def test_whoever_comes_second_sees_both_sides(site: Site) -> None:
    """An older version is refused: the page shows what was written, by whom, and what the second person meant."""
    row, *_ = claim(site, "1.1.3", value="1.5")
    first, second = site.browser("appraiser"), site.browser(second_appraiser(site.office))
    first.post(f"/criteria/{row}/appraised-score", {"value": "1,25", "reason": "Một việc chưa xong.", "version": "2"})

    answer = second.post(
        f"/criteria/{row}/appraised-score", {"value": "0,75", "reason": "Ba việc chưa xong hẳn.", "version": "2"}
    )

    said = words(answer.text)
    assert answer.status_code == 409
    assert "Đã được ghi Người appraiser" in said
    assert "Một việc chưa xong." in said
    assert "Bạn định ghi 0,75 điểm Ba việc chưa xong hẳn." in said
    assert 'name="version" value="3"' in answer.text
    assert "<dd>1,25</dd>" in answer.text


def test_a_suggestion_that_changed_is_not_accepted_unseen(site: Site) -> None:
    """Who agrees with a suggestion agrees with the number on their page, not with whatever it has become."""
    file_letter(site, "1.1.1")
    row, *_ = claim(site, "1.1.1")
    fields = {"as": "suggested", "suggested": "0.25", "version": "2"}

    answer = site.browser("appraiser").post(f"/criteria/{row}/appraised-score", fields)

    assert answer.status_code == 409
    assert "<dd>–</dd>" in answer.text


def test_a_script_is_told_where_to_go_or_why_not(site: Site) -> None:
    """Asked for JSON, a decision answers with the next address, a sentence, or the conflict; nothing is drawn."""
    rows = claim(site)
    browser = site.browser("appraiser")
    asked = {"Accept": "application/json"}
    path = f"/criteria/{rows[0]}/appraised-score"

    short = browser.post(path, {"value": "0,5", "reason": "ngắn", "version": "2"}, headers=asked)
    kept = browser.post(path, {"as": "claimed", "version": "2", "then": "next"}, headers=asked)
    other = {"value": "0,25", "reason": "Một điểm khác từ trang cũ.", "version": "2"}
    late = browser.post(path, other, headers=asked)

    assert (short.status_code, json.loads(short.text)["message"]) == (422, "Lý do phải có ít nhất 10 ký tự.")
    assert json.loads(kept.text)["location"].startswith("/appraise/")
    assert (late.status_code, json.loads(late.text)["reason"]) == (409, "changed-meanwhile")


def test_two_people_see_each_other(site: Site) -> None:
    """The second who opens a criterion reads the first one's name; who leaves is no longer there."""
    rows = claim(site)
    first, second = site.browser("appraiser"), site.browser(second_appraiser(site.office))
    first.get(f"/appraise/{rows[0]}")

    page = second.get(f"/appraise/{rows[0]}").text
    elsewhere = second.get(f"/appraise/{rows[1]}").text
    told = json.loads(first.post(f"/appraise/{rows[0]}/presence").text)
    second.post(f"/appraise/{rows[0]}/presence", {"leaving": "1"})
    alone = json.loads(first.post(f"/appraise/{rows[0]}/presence").text)

    assert "Cũng đang mở tiêu chí này: Người appraiser" in words(page)
    assert "Người appraiser" not in words(elsewhere)
    assert told == {"others": ["Người thẩm định thứ hai"], "version": 2}
    assert alone["others"] == []


def test_undo_is_an_entry_of_its_own(site: Site) -> None:
    """Before notification the score goes back with a stock reason; the earlier entry stays beside the new one."""
    row, *_ = claim(site, "1.1.1")
    browser = site.browser("appraiser")
    browser.post(f"/criteria/{row}/appraised-score", {"as": "claimed", "version": "2"})

    fields = {"template": "Bấm nhầm, rút lại để chấm lại.", "version": "3", "then": "stay"}
    answer = browser.post(f"/criteria/{row}/appraised-score/undo", fields)
    history = words(browser.get(f"/criteria/{row}").text)

    assert answer.location == f"/appraise/{row}"
    assert "Bấm nhầm, rút lại để chấm lại." in history
    assert "Đồng ý với kết quả tự đánh giá." in history


def test_words_are_boxed_on_the_page(site: Site) -> None:
    """A search without accents finds words of any page, shows the page of the first, and says where it stands."""
    evidence_id = file_letter(site, "1.1.1")
    row, *_ = claim(site, "1.1.1")

    page = site.browser("appraiser").get(f"/appraise/{row}?q=trang+thu").text
    nothing = site.browser("appraiser").get(f"/evidence/{evidence_id}/view?q=kinh+gui").text

    assert "Trang 2 / 2" in words(page)
    assert "Chỗ 1 / 1 có “trang thu”" in words(page)
    assert page.count('<g class="hit now">') == 1
    assert "Không thấy “kinh gui”." in words(nothing)


def test_the_same_bytes_elsewhere_are_named(site: Site) -> None:
    """A file under another criterion of the same agency is told, with the way there."""
    evidence_id = file_letter(site, "1.1.1")
    office = site.office
    link_evidence(office.services, office.clerk, evidence_id, office.row_id("1.1.2"))
    row, *_ = claim(site, "1.1.1")

    page = site.browser("appraiser").get(f"/appraise/{row}").text

    assert "Tệp này còn dùng ở 1 nơi" in page
    assert f'<a href="/criteria/{office.row_id("1.1.2")}">1.1.2 Chất lượng kế hoạch ban hành</a>' in page


@pytest.mark.parametrize("username", ["clerk", "leader", "auditor", "quantri"])
def test_the_desk_is_for_appraisers(site: Site, username: str) -> None:
    """The assessed office, auditors and administrators appraise nothing, so they have no desk."""
    rows = claim(site)

    answer = site.browser(username).get(f"/appraise/{rows[0]}")

    assert answer.status_code == 403


def test_the_queue_counts_what_each_choice_leaves(site: Site) -> None:
    """Beside each choice stands how many criteria it would leave; the order may be changed."""
    file_letter(site, "1.1.1")
    claim(site)
    browser = site.browser("appraiser")

    page = words(browser.get("/work").text)
    by_points = browser.get("/work?order=points").text
    done = browser.get("/work?stage=done").text

    assert "Rủi ro cao (2)" in page
    assert '<option value="points" selected>' in by_points
    assert "Không có tiêu chí nào chờ thẩm định theo bộ lọc này." in done


def test_a_viewer_of_another_kind_of_file_offers_the_original(site: Site) -> None:
    """What has no pages to draw is said so, with the original to take away."""
    evidence_id = file_letter(site, "1.1.1", "hong.pdf", b"<html></html>")
    row, *_ = claim(site, "1.1.1")

    page = site.browser("appraiser").get(f"/appraise/{row}").text

    assert "Tệp này không có hình trang để xem ở đây." in page
    assert f"/evidence/{evidence_id}/original" in page


def test_presence_is_refused_to_who_may_not_appraise(site: Site) -> None:
    """Who appraises what is told to appraisers only."""
    rows = claim(site)

    assert site.browser("clerk").post(f"/appraise/{rows[0]}/presence").status_code == 403


@pytest.mark.parametrize(("wanted", "prolonged"), [("document", True), ("image", False), ("empty", False)])
def test_only_pages_prolong_a_session(site: Site, wanted: str, prolonged: bool) -> None:
    """A picture that answers late must not put back the session of before a form was sent."""
    browser = site.browser("appraiser")
    browser.get("/work")  # the first page of a session puts its token into it

    answer = browser.get("/work", headers={"Sec-Fetch-Dest": wanted})

    assert ("evidence_session" in answer.headers.get("Set-Cookie", "")) is prolonged
