"""The pages that run an installation and carry a round to its end."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import pytest
from docx import Document

from evidence_svc.domain.people import Role
from evidence_svc.domain.round_rules import read_rules
from evidence_svc.domain.rounds import RoundState
from evidence_svc.operations.people import add_person
from evidence_svc.operations.rounds import advance_round
from evidence_svc.operations.verify_log import verify_log
from tests.factories import COUNCIL, PASSWORD, ROUND, Office
from tests.sites import REASON, Site

CONFIRMED = {"confirmed": "yes"}


def _move(office: Office, *states: RoundState) -> None:
    for state in states:
        advance_round(office.services, office.administrator, ROUND, state, REASON)


def _published(site: Site) -> None:
    """One criterion scored 1,50 of 2,00 and appraised so, the round published."""
    office = site.office
    row_id = office.row_id("1.1.3")
    fields = {"value": "1,50", "reason": REASON, "version": "1"}
    site.browser("clerk").post(f"/criteria/{row_id}/self-score", fields)
    office.start_appraisal()
    site.browser("appraiser").post(f"/criteria/{row_id}/appraised-score", {"as": "claimed", "version": "2"})
    _move(office, RoundState.NOTIFIED, RoundState.COUNCIL, RoundState.PUBLISHED)


def test_leader_hands_in_after_seeing_what_is_unfinished(site: Site) -> None:
    """The page asks first, then the clerk's forms are gone until the leader takes the assessment back."""
    leader, clerk = site.browser("leader"), site.browser("clerk")

    asked = leader.post("/assessments/1/hand-in").text
    done = leader.post("/assessments/1/hand-in", CONFIRMED, follow_redirects=True).text
    locked = clerk.get(f"/criteria/{site.office.row_id('1.1.3')}").text
    back = leader.post("/assessments/1/take-back", {"reason": "Cần bổ sung điểm."}, follow_redirects=True).text

    assert "tiêu chí chưa tự chấm" in asked
    assert "Lãnh đạo đã gửi bản tự đánh giá." in done
    assert "Tự chấm điểm</h2>" not in locked
    assert "Bản tự đánh giá chưa gửi." in back
    assert clerk.post("/assessments/1/hand-in").status_code == 403


def test_administrator_creates_a_round_and_lays_down_its_rules(site: Site) -> None:
    """From an empty form to a round with deadlines, grades and an open assessment."""
    admin = site.browser("quantri")
    with site.office.services.work.read() as unit:
        set_id = unit.criteria_sets.list()[0].id
    new = {"id": "2023-h2", "title": "6 tháng cuối năm 2023", "criteria_set": set_id, "kind": "half-year"}
    days = {"starts_on": "2023-07-01", "ends_on": "2023-12-31"}
    rules = {
        "until-open": "2024-01-10",
        "silence_consents": "yes",
        "second_eyes_above": "0,5",
        "grade": ["Tốt", ""],
        "from": ["80,00", ""],
    }

    created = admin.post("/rounds", new | days, follow_redirects=True).text
    planned = admin.post("/rounds/2023-h2/rules", rules, follow_redirects=True).text
    opened = admin.post("/rounds/2023-h2/assessments", {"agency": [COUNCIL]}, follow_redirects=True).text

    with site.office.services.work.read() as unit:
        found = unit.rounds.find("2023-h2")
    assert found is not None
    kept = read_rules(found.rules)
    assert "Đã tạo kỳ đánh giá." in created
    assert "Đã lưu quy định của kỳ đánh giá." in planned
    assert "Đã mở bản tự đánh giá cho 1 cơ quan." in opened
    assert (kept.silence_consents, kept.second_eyes_above, kept.grades[0].name) == (True, Decimal("0.5"), "Tốt")
    assert verify_log(site.office.services).holds


def test_extension_is_given_from_the_round_page(site: Site) -> None:
    """With a day and a reason."""
    fields = {"assessment": "1", "until": "2023-07-20", "reason": REASON}

    page = site.browser("quantri").post(f"/rounds/{ROUND}/extensions", fields, follow_redirects=True).text

    assert "Đã gia hạn cho cơ quan." in page
    assert "20/07/2023" in page


def test_administrator_runs_accounts_without_locking_themselves_out(site: Site) -> None:
    """Add, change, disable, reset; each is logged, and the own account keeps its rights."""
    admin = site.browser("quantri")
    new = {"username": "moi", "name": "Người mới", "role": "clerk", "agency": COUNCIL, "password": PASSWORD}
    admin.post("/people", new)
    with site.office.services.work.read() as unit:
        account = unit.people.find_by_username("moi")
        own = unit.people.find_by_username("quantri")
    assert account is not None
    assert own is not None

    assert site.browser().sign_in("moi").status_code == 302
    admin.post(f"/people/{account.id}", {"name": "Người mới", "role": "reader", "agency": ""})
    assert site.browser().sign_in("moi").status_code == 401
    admin.post(f"/people/{account.id}", {"name": "Người mới", "role": "reader", "agency": "", "active": "yes"})
    admin.post(f"/people/{account.id}/password", {"password": "mat-khau-moi-hoan-toan"})
    refused = admin.post(f"/people/{own.id}", {"name": "Quản trị", "role": "clerk", "agency": ""})

    assert site.browser().sign_in("moi", "mat-khau-moi-hoan-toan").status_code == 302
    assert refused.status_code == 422
    assert verify_log(site.office.services).holds
    assert site.browser("clerk").get("/people").status_code == 403


def test_agency_is_added_to_the_register(site: Site) -> None:
    """A name and a code without marks; anything else is refused in words."""
    admin = site.browser("quantri")
    good = {"id": "so-tu-phap", "name": "Sở Tư pháp", "kind": "provincial-office"}

    page = admin.post("/agencies", good, follow_redirects=True).text
    refused = admin.post("/agencies", good | {"id": "sở tư pháp"})

    assert "Sở Tư pháp" in page
    assert refused.status_code == 422


def test_council_votes_on_the_page_and_the_minutes_say_so(site: Site) -> None:
    """An exclusion is put to the vote, carried, decided, and stands in the DOCX with each vote."""
    office = site.office
    row_id = office.row_id("1.1.2")
    site.browser("clerk").post(f"/criteria/{row_id}/exclusion-request", {"reason": "Không có nhiệm vụ này."})
    office.start_appraisal()
    _move(office, RoundState.NOTIFIED, RoundState.COUNCIL)
    chair = site.browser("chair")
    motion = {"assessment": "1", "row": str(row_id), "kind": "exclusion", "way": "meeting", "text": REASON}

    chair.post(f"/council/{ROUND}/motions", motion)
    chair.post(f"/council/{ROUND}/motions/1/votes", {"choice": "for"})
    closed = chair.post(f"/council/{ROUND}/motions/1/end", follow_redirects=True).text
    answer = chair.get(f"/council/{ROUND}/minutes.docx")
    minutes = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(answer.data)).paragraphs)

    assert "Hội đồng biểu quyết: 1/1 tán thành" in closed
    assert "Được thông qua" in closed
    assert "BIÊN BẢN" in minutes
    assert "Người chair: tán thành" in minutes
    assert "Đã trừ vào điểm tổng" in chair.get(f"/criteria/{row_id}").text
    assert site.browser("clerk").get(f"/council/{ROUND}").status_code == 403


def test_results_are_public_only_once_published(site: Site) -> None:
    """Before, a stranger finds nothing; after, percentage, points and base stand beside each other."""
    stranger = site.browser()
    before = stranger.get(f"/public/{ROUND}").status_code
    early = site.browser("auditor").get(f"/results/{ROUND}").status_code

    _published(site)
    page = stranger.get(f"/public/{ROUND}").text

    assert (before, early) == (404, 403)
    assert ROUND in stranger.get("/public").text
    assert "Văn phòng" in page
    assert "1,50" in page
    assert 'href="/assessments/1"' not in page
    assert 'href="/assessments/1"' in site.browser("auditor").get(f"/results/{ROUND}").text


def test_a_reader_sees_results_and_nothing_else(site: Site) -> None:
    """The role that only reads results."""
    office = site.office
    add_person(
        office.services,
        office.administrator,
        username="doc",
        name="Người đọc",
        password=PASSWORD,
        role=Role.READER,
        agency_id=None,
    )
    _published(site)
    reader = site.browser("doc")

    page = reader.get(f"/results/{ROUND}")

    assert page.status_code == 200
    assert 'href="/assessments/1"' not in page.text
    assert reader.get("/assessments/1").status_code == 403


def test_queue_puts_claims_without_files_first_and_narrows(site: Site) -> None:
    """Risk decides the order; a field narrows it; who appraises nothing has an empty one."""
    office = site.office
    row_id = office.row_id("2.1")
    fields = {"value": "1,00", "reason": REASON, "version": "1"}
    site.browser("clerk").post(f"/criteria/{row_id}/self-score", fields)
    office.start_appraisal()
    appraiser = site.browser("appraiser")

    page = appraiser.get("/work").text
    risky = appraiser.get("/work?risk=high").text

    other = office.row_id("1.1.2")
    assert page.index(f'<a href="/appraise/{row_id}"') < page.index(f'<a href="/appraise/{other}"')
    assert f'href="/appraise/{row_id}?risk=high"' in risky
    assert f'href="/appraise/{other}' not in risky
    assert "Không có tiêu chí nào chờ thẩm định." in site.browser("clerk").get("/work").text


@pytest.mark.parametrize(
    ("username", "words"),
    [
        ("clerk", "tiêu chí chưa tự chấm điểm"),
        ("leader", "bản tự đánh giá chờ lãnh đạo gửi"),
        ("appraiser", "Không có việc nào đang chờ bạn."),
    ],
)
def test_start_page_says_what_to_do_today(site: Site, username: str, words: str) -> None:
    """Each role reads its own work while the round is open."""
    assert words in site.browser(username).get("/").text


def test_round_leads_to_its_results_once_there_are_any(site: Site) -> None:
    """Before publication nobody may open the results, so the round's page does not lead there."""
    steering = site.browser("quantri")
    before = steering.get(f"/rounds/{ROUND}").text
    _published(site)

    after = steering.get(f"/rounds/{ROUND}").text

    assert f'href="/results/{ROUND}"' not in before.partition("<main")[2]
    assert f'href="/results/{ROUND}"' in after.partition("<main")[2]


def test_public_pages_lead_to_each_other(site: Site) -> None:
    """Without an account, results, receipts, sign-in and help are one click apart, and nothing else is offered."""
    pages = [site.browser().get(path).text for path in ("/public", "/receipts", "/sign-in")]

    for page in pages:
        places = re.findall(r'href="([^"]+)"', page.partition("<nav")[2].partition("</nav>")[0])
        assert places[:-1] == ["/public", "/receipts", "/sign-in"]
        assert places[-1].startswith("/help/")


def test_a_move_with_unappraised_criteria_asks_for_a_reason_that_the_results_show(site: Site) -> None:
    """The page before the move asks for it; without it nothing moves; results say how many are left out, and why."""
    site.office.start_appraisal()
    _move(site.office, RoundState.NOTIFIED)
    steering = site.browser("quantri")
    asked = steering.post(f"/rounds/{ROUND}/state", {"state": "council"}).text
    refused = steering.post(f"/rounds/{ROUND}/state", {"state": "council", **CONFIRMED})
    for state in ("council", "published"):
        steering.post(
            f"/rounds/{ROUND}/state", {"state": state, "reason": "Chưa đủ hồ sơ để <b>thẩm định</b>.", **CONFIRMED}
        )
    page = site.browser().get(f"/public/{ROUND}").text

    assert "Còn 71 tiêu chí chưa thẩm định." in asked
    assert '<textarea id="why" name="reason" required minlength="10"' in asked
    assert refused.status_code == 422
    assert "Còn 71 tiêu chí chưa thẩm định." in refused.text
    assert "chưa thẩm định: 71 tiêu chí" in page
    assert "Chưa đủ hồ sơ để &lt;b&gt;thẩm định&lt;/b&gt;." in page
