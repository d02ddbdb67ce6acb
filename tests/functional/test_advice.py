"""Suggestions, the review before submitting, deadlines, notifications and calendars, in pages and API."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from icalendar import Calendar

from evidence_svc.domain.score import ScoreKind
from evidence_svc.operations.remind import remind_agencies
from evidence_svc.operations.score import change_score
from evidence_svc.operations.verify_log import verify_log
from tests.factories import COUNCIL, OFFICE
from tests.sites import REASON, Site

SOURCE = "Quyết định công nhận sáng kiến số 12."


def words_of(text: str) -> str:
    """A page's words without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_an_answer_changes_the_suggestion_and_not_the_score(site: Site) -> None:
    """What the clerk states is logged with its source, gives a suggestion, can be taken back, and replays."""
    browser, row_id = site.browser("clerk"), site.office.row_id("1.6.2")
    before = words_of(browser.get(f"/criteria/{row_id}").text)

    fields = {"answer": "yes", "reason": SOURCE}
    page = words_of(browser.post(f"/criteria/{row_id}/inputs", fields, follow_redirects=True).text)
    shown = browser.get(f"/api/v1/criteria/{row_id}").json
    taken = words_of(browser.post(f"/criteria/{row_id}/inputs", fields | {"answer": ""}, follow_redirects=True).text)

    assert "Điểm gợi ý giả định Chưa có Chưa có câu trả lời" in before
    assert "Điểm gợi ý giả định 2,00" in page
    assert SOURCE in page
    assert shown is not None
    assert (shown["suggestion"]["points"], shown["self_score"]) == ("2.00", None)
    assert "Điểm gợi ý giả định Chưa có" in taken
    assert verify_log(site.office.services).holds


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"answer": "yes", "reason": "ngắn"}, "ít nhất 10 ký tự"),
        ({"answer": "có thể", "reason": SOURCE}, "hãy chọn một trong các câu trả lời"),
        ({"answer": "", "reason": SOURCE}, "không khác với số liệu đã lưu"),
        ({"other": "1", "reason": SOURCE}, "không khác với số liệu đã lưu"),
    ],
)
def test_what_is_no_answer_is_refused_beside_the_form(site: Site, fields: dict[str, str], sentence: str) -> None:
    """Nothing is kept, and the page says what is wrong."""
    answer = site.browser("clerk").post(f"/criteria/{site.office.row_id('1.6.2')}/inputs", fields)

    assert answer.status_code == 422
    assert sentence in answer.text


@pytest.mark.parametrize("username", ["appraiser", "auditor", "chair", "quantri"])
def test_only_the_agency_states_while_it_scores_itself(site: Site, username: str) -> None:
    """Others wait for their time, or never may."""
    path = f"/criteria/{site.office.row_id('1.6.2')}/inputs"

    assert site.browser(username).post(path, {"answer": "yes", "reason": SOURCE}).status_code == 403


def test_an_appraiser_states_during_the_appraisal(site: Site) -> None:
    """Then the agency may not any more."""
    site.office.start_appraisal()
    path, fields = f"/criteria/{site.office.row_id('1.6.2')}/inputs", {"answer": "no", "reason": SOURCE}

    assert site.browser("clerk").post(path, fields).status_code == 403
    assert "Điểm gợi ý giả định 0,00" in words_of(
        site.browser("appraiser").post(path, fields, follow_redirects=True).text
    )


def test_the_review_lists_what_weighs_most_first_and_leads_to_it(site: Site) -> None:
    """Points without evidence come before unscored criteria of fewer points; clerk and leader see the same."""
    office, row_id = site.office, site.office.row_id("1.2")
    change_score(office.services, office.clerk, row_id, kind=ScoreKind.SELF, value=Decimal(4), reason=REASON)

    pages = [site.browser(name).get(f"/assessments/{office.assessment_id}/review").text for name in ("clerk", "leader")]
    listed = site.browser("clerk").get(f"/api/v1/assessments/{office.assessment_id}/review").json

    assert listed is not None
    first = listed["lines"][0]
    assert (first["path"], first["stake"], first["remarks"][0]["reason"]) == ("1.2", "4.00", "points-without-evidence")
    assert listed["unscored"] == 70
    assert "Tự chấm 4 điểm nhưng chưa gắn tài liệu nào." in pages[0]
    assert f'href="/criteria/{row_id}"' in pages[0]
    assert words_of(pages[0].partition("<h1>")[2]) == words_of(pages[1].partition("<h1>")[2])


def test_a_review_is_not_for_everybody(site: Site) -> None:
    """The wrong number is not found, and an anonymous person signs in first."""
    assert site.browser("clerk").get("/assessments/999/review").status_code == 404
    assert site.browser().get(f"/assessments/{site.office.assessment_id}/review").status_code == 302


def test_the_number_of_statements_does_not_grow_with_the_evidence(site: Site) -> None:
    """Suggestion and review of a whole assessment take as many statements with files as without."""
    from sqlalchemy import event

    from evidence_svc.operations.link import link_evidence
    from evidence_svc.operations.review_assessment import review_assessment
    from tests.sites import add_letter

    office, counted = site.office, [0]

    def count(*_: object) -> None:
        counted[0] += 1

    def measure() -> int:
        counted[0] = 0
        review_assessment(office.services, office.clerk, office.assessment_id)
        return counted[0]

    event.listen(office.services.work.engine, "before_cursor_execute", count)
    empty = measure()
    for path in ("1.1.1", "1.1.2", "1.2", "2.2.1"):
        evidence_id = add_letter(office, f"{path}.pdf")
        link_evidence(office.services, office.clerk, evidence_id, office.row_id(path))
    site.work()
    full = measure()

    assert full <= empty
    assert full <= 16


def early(site: Site) -> Site:
    """The site in the middle of January 2023, before the first deadline."""
    from tests.sites import open_site

    services = replace(site.office.services, clock=lambda: datetime(2023, 1, 18, 3, tzinfo=UTC))
    return open_site(replace(site.office, services=services))


def test_deadlines_stand_by_date_with_what_is_at_risk(site: Site) -> None:
    """Two documents of one criterion share its points; issuing today is enough where the day has not passed."""
    browser = early(site).browser("clerk")
    page = words_of(browser.get(f"/agencies/{OFFICE}/deadlines").text)
    ahead = browser.get(f"/api/v1/agencies/{OFFICE}/deadlines").json

    assert ahead is not None
    days = [(day["last_day"], day["lost"], day["lost_so_far"]) for day in ahead["rounds"][0]["days"]]
    assert days[0] == ("2023-01-19", "1.00", "1.00")
    assert days[3] == ("2023-02-28", "0.00", "1.75")
    assert days[-1] == ("2023-06-20", "0.00", "5.00")
    assert "1.1.1 Kế hoạch cải cách hành chính năm 2023 “trước ngày 20/01/2023” giả định đủ 0,50 điểm" in page
    assert "đúng hạn: 0,50 ; từ 20/01/2023: 0,25 ; từ 29/01/2023: 0,00 ; không ban hành: 0,00" in page


def test_what_is_late_already_says_what_is_lost(site: Site) -> None:
    """In July every deadline has passed; the plan of March would earn nothing any more."""
    page = words_of(site.browser("clerk").get(f"/agencies/{OFFICE}/deadlines").text)

    assert "quá hạn 172 ngày" in page
    assert "mất 0,50 điểm, còn 0,00" in page


def test_another_agencys_deadlines_are_its_own(site: Site) -> None:
    """A clerk sees the own agency's; an auditor sees all; an unknown agency is not found."""
    assert site.browser("clerk").get(f"/agencies/{COUNCIL}/deadlines").status_code == 403
    assert site.browser("auditor").get(f"/agencies/{OFFICE}/deadlines").status_code == 200
    assert site.browser("auditor").get("/agencies/khong-co/deadlines").status_code == 404


def test_the_bell_counts_until_everything_is_read(site: Site) -> None:
    """Reminders stand on their page, lead to the criterion, and are marked one by one or all at once."""
    here = early(site)
    remind_agencies(here.office.services)
    browser = here.browser("clerk")
    page = browser.get("/notifications")
    number = re.search(r'name="notification" value="(\d+)"', page.text)
    assert number is not None

    opened = browser.post("/notifications/read", {"notification": number[1], "go": "/criteria/1"})
    elsewhere = browser.post("/notifications/read", {"notification": number[1], "go": "//example.com/"})
    one_left = browser.get("/")
    browser.send("POST", "/api/v1/notifications/read", json={})
    none_left = browser.get("/")
    listed = browser.get("/api/v1/notifications").json

    assert (opened.location, elsewhere.location) == ("/criteria/1", "/")
    assert '<span class="count">2<' in page.text
    assert '<span class="count">1<' in one_left.text
    assert 'class="count"' not in none_left.text
    assert listed is not None
    assert listed["unread"] == 0
    assert len(listed["notifications"]) == 2


def open_calendar(site: Site) -> tuple[str, str]:
    """The path of a new feed, and the page that showed its address."""
    answer = site.browser("clerk").post("/notifications/feeds", {"agency": OFFICE})
    found = re.search(r"https?://[^/]+(/calendar/[A-Za-z0-9_-]+\.ics)", answer.text)
    assert found is not None
    return found[1], answer.text


def test_a_calendar_holds_the_deadlines(site: Site) -> None:
    """Without a session, as RFC 5545 asks: events of a whole day with alarms, lines of at most 75 octets."""
    here = early(site)
    path, _ = open_calendar(here)

    answer = here.browser().get(path)
    events = list(Calendar.from_ical(answer.data).walk("VEVENT"))

    assert answer.mimetype == "text/calendar"
    assert max(len(line) for line in answer.data.split(b"\r\n")) <= 75
    assert len(events) == 9
    assert events[0]["SUMMARY"] == "Kế hoạch cải cách hành chính năm 2023 (1.1.1)"
    assert str(events[0].decoded("dtstart")) == "2023-01-19"
    assert len(events[0].walk("VALARM")) == 2


def test_a_calendars_address_is_secret_and_can_be_revoked(site: Site) -> None:
    """It is shown once, not stored as it is, and answers nothing once it was revoked; a guess answers nothing."""
    path, _ = open_calendar(site)
    browser = site.browser("clerk")
    secret = path.rpartition("/")[2].removesuffix(".ics")
    settings = browser.get("/notifications/settings").text
    ending = re.search(r'action="(/notifications/feeds/\d+/end)"', settings)
    assert ending is not None

    before = site.browser().get(path).status_code
    by_other = site.browser("leader").post(ending[1]).status_code
    browser.post(ending[1])

    assert secret not in settings
    assert secret.encode() not in (site.office.services.settings.data_dir / "evidence.db").read_bytes()
    assert (before, by_other, site.browser().get(path).status_code) == (200, 404, 404)
    assert site.browser().get("/calendar/abc.ics").status_code == 404
    assert verify_log(site.office.services).holds


def test_a_feed_of_another_agency_is_refused(site: Site) -> None:
    """A clerk has no right to another agency's deadlines, by whatever way."""
    assert site.browser("clerk").post("/notifications/feeds", {"agency": COUNCIL}).status_code == 403


def test_where_mail_goes_is_kept_and_checked(site: Site) -> None:
    """A good address stays; a bad one is refused beside its field with what was typed."""
    browser = site.browser("clerk")

    bad = browser.post("/notifications/settings", {"email": "không phải", "wants_mail": "yes"})
    good = browser.post("/notifications/settings", {"email": "a@b.vn", "wants_mail": "yes"}, follow_redirects=True)

    assert bad.status_code == 422
    assert "Địa chỉ thư điện tử không đúng." in bad.text
    assert 'value="a@b.vn"' in good.text
    assert "checked" in good.text


@pytest.mark.parametrize("own", ["0", "1", "2"])
def test_a_suggestion_never_touches_a_persons_score(site: Site, own: str) -> None:
    """Whatever is stated or looked at after a person scored: the score, its status and its history stay theirs."""
    office, row_id = site.office, site.office.row_id("1.6.2")
    change_score(office.services, office.clerk, row_id, kind=ScoreKind.SELF, value=Decimal(own), reason=REASON)
    browser = site.browser("clerk")
    before = browser.get(f"/api/v1/criteria/{row_id}").json

    seen = []
    for answer in ("yes", "no", "yes", ""):
        browser.post(f"/criteria/{row_id}/inputs", {"answer": answer, "reason": SOURCE})
        browser.get(f"/assessments/{office.assessment_id}/review")
        seen.append(browser.get(f"/api/v1/criteria/{row_id}").json)

    assert before is not None
    assert [each["suggestion"]["points"] for each in seen if each] == ["2.00", "0.00", "2.00", None]
    kept = {"self_score", "appraised_score", "status"}
    assert all({name: each[name] for name in kept} == {name: before[name] for name in kept} for each in seen if each)
    assert before["self_score"] == f"{own}.00"
    assert verify_log(office.services).holds
