"""An appraiser's hour with the keyboard alone: accept, change, ask, undo, lose the connection, meet somebody."""

from __future__ import annotations

import re
from decimal import Decimal

from playwright.sync_api import Page, Route, expect

from evidence_svc.domain.people import Role
from evidence_svc.domain.score import ScoreKind
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.people import add_person
from evidence_svc.operations.score import change_score
from tests.browser.conftest import LiveSite, settle
from tests.browser.looking import look
from tests.factories import COUNCIL, PASSWORD
from tests.sites import REASON, add_letter, letter

SECOND = "thamdinh2"


def furnish(live: LiveSite) -> list[int]:
    """Three claims, the first with two verified letters; the round is appraised, by two people."""
    office = live.site.office
    rows = [office.row_id(path) for path in ("1.1.1", "1.1.2", "1.1.3")]
    for number in (34, 35):
        evidence_id = add_letter(office, f"{number}-17.01 Ke hoach.pdf", letter(f"{number}/KH-VP"))
        link_evidence(office.services, office.clerk, evidence_id, rows[0])
    live.site.work()
    for row in rows:
        change_score(office.services, office.clerk, row, kind=ScoreKind.SELF, value=Decimal("0.5"), reason=REASON)
    add_person(
        office.services,
        office.administrator,
        username=SECOND,
        name="Người thẩm định thứ hai",
        password=PASSWORD,
        role=Role.APPRAISER,
        agency_id=COUNCIL,
    )
    office.start_appraisal()
    return rows


def heading(page: Page, code: str) -> None:
    """Wait until the desk shows this criterion: 1.1.2 is not 1.2."""
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(rf"^\s*{re.escape(code)} "))


def ready(page: Page, code: str) -> None:
    """The same, and that keys, templates and forms are listened to."""
    heading(page, code)
    settle(page)
    expect(page.get_by_role("button", name="Phím tắt")).to_be_visible()


def test_an_hour_with_the_keyboard_alone(live: LiveSite) -> None:
    """From the queue through an accepted, a changed and a returned criterion, and one taken back: no mouse at all."""
    furnish(live)
    page = live.open("appraiser")
    page.goto("/work?order=agency")

    page.keyboard.press("j")
    ready(page, "1.1.1")
    page.keyboard.press("a")
    ready(page, "1.1.2")
    expect(page.locator(".flash")).to_have_text("Đã lưu điểm thẩm định.")

    page.keyboard.press("c")
    expect(page.get_by_label("Điểm (tối đa 0,50)")).to_be_focused()
    page.keyboard.type("0,25")
    page.keyboard.press("Escape")
    page.keyboard.press("4")
    reason = page.locator("#appraised-score-reason")
    expect(reason).to_have_value("Văn bản ban hành chậm so với thời hạn quy định.")
    expect(reason).to_be_focused()
    page.keyboard.press("Control+Enter")
    ready(page, "1.1.3")

    page.keyboard.press("e")
    page.keyboard.type("Đề nghị bổ sung báo cáo kết quả quý II.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Đã trả tiêu chí lại cho cơ quan để bổ sung.")).to_be_visible()
    ready(page, "1.2")
    page.keyboard.press("z")
    ready(page, "1.1.3")
    page.goto(f"/appraise/{live.site.office.row_id('1.1.2')}?order=agency")
    page.keyboard.press("u")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Đã rút lại điểm thẩm định.")).to_be_visible()
    ready(page, "1.1.2")
    page.keyboard.press("j")
    ready(page, "1.2")
    page.keyboard.press("k")
    ready(page, "1.1.2")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Phím tắt")).to_be_visible()


def test_keys_are_letters_while_somebody_types(live: LiveSite) -> None:
    """In a field the same letters are text, and nothing is decided."""
    rows = furnish(live)
    page = live.open("appraiser")
    page.goto(f"/appraise/{rows[0]}")

    page.keyboard.press("c")
    page.keyboard.press("Tab")
    page.keyboard.type("agjku 1?")

    expect(page.locator("#appraised-score-reason")).to_have_value("agjku 1?")
    heading(page, "1.1.1")


def test_the_document_is_walked_without_leaving_the_case(live: LiveSite) -> None:
    """Pages, files, zoom and hits change in the pane while what is typed beside it stays."""
    rows = furnish(live)
    page = live.open("appraiser")
    page.goto(f"/appraise/{rows[0]}")
    page.keyboard.press("e")
    page.keyboard.type("Đang viết dở")
    page.keyboard.press("Escape")
    picture = page.locator(".sheet img")
    expect(picture).to_have_js_property("complete", value=True)
    fitting = page.evaluate("document.querySelector('.sheet').clientWidth")

    page.keyboard.press("]")
    expect(page.get_by_text("Trang 2 / 2")).to_be_visible()
    page.keyboard.press("+")
    assert page.evaluate("document.querySelector('.sheet').clientWidth") > fitting
    page.keyboard.press("f")
    expect(page.locator(".read-fields")).to_contain_text("35/KH-VP")
    page.keyboard.press("/")
    page.keyboard.type("cong tac cua van phong")
    page.keyboard.press("Enter")
    expect(page.locator(".sheet .hit.now")).to_have_count(1)
    expect(page.get_by_text("Chỗ 1 / 1 có “cong tac cua van phong”")).to_be_visible()

    expect(page.locator("#request-evidence-reason")).to_have_value("Đang viết dở")
    page.reload()
    expect(page.locator(".sheet .hit.now")).to_have_count(1)
    expect(page.locator("#request-evidence-reason")).to_have_value("Đang viết dở")
    expect(page.locator("#request-evidence [data-draft-notice]")).to_be_visible()


def test_a_lost_connection_loses_nothing(live: LiveSite) -> None:
    """A decision that did not arrive says so beside its form, which stays as it was; sent again, it is kept."""
    rows = furnish(live)
    page = live.open("appraiser")
    page.goto(f"/appraise/{rows[0]}?order=agency")
    address = "**/appraised-score"

    def cut(route: Route) -> None:
        route.abort("connectionfailed")

    page.route(address, cut)
    page.keyboard.press("c")
    page.keyboard.type("0,25")
    page.keyboard.press("Tab")
    page.keyboard.type("Ban hành chậm bốn ngày.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Chưa gửi được vì mất kết nối.")
    expect(page.locator("#appraised-score-reason")).to_have_value("Ban hành chậm bốn ngày.")

    page.unroute(address, cut)
    page.keyboard.press("Control+Enter")
    heading(page, "1.1.2")


def test_two_people_meet_and_overwrite_nobody(live: LiveSite) -> None:
    """The second sees the first, and a decision on what has changed meanwhile shows both sides."""
    rows = furnish(live)
    first, second = live.open("appraiser"), live.open(SECOND)
    first.goto(f"/appraise/{rows[2]}")
    second.goto(f"/appraise/{rows[2]}")
    expect(second.get_by_text("Cũng đang mở tiêu chí này: Người appraiser")).to_be_visible()

    first.keyboard.press("a")
    expect(first.locator(".flash")).to_be_visible()
    second.keyboard.press("c")
    second.keyboard.type("0,25")
    second.keyboard.press("Tab")
    second.keyboard.type("Chỉ đạt một nửa yêu cầu.")
    second.keyboard.press("Control+Enter")

    conflict = second.get_by_role("alert").filter(has_text="Có người đã thay đổi trước bạn")
    expect(conflict).to_contain_text("Đồng ý với kết quả tự đánh giá.")
    expect(conflict).to_contain_text("0,25 điểm")
    second.get_by_role("button", name="Lưu điểm thẩm định").click()
    expect(second.locator(".flash")).to_have_text("Đã lưu điểm thẩm định.")


def test_the_desk_is_accessible_and_fits(live: LiveSite) -> None:
    """With a form open, words found and the help shown: no serious finding, and no wider than the window."""
    rows = furnish(live)
    page = live.open("appraiser")
    found = []
    for path, keys in (
        (f"/appraise/{rows[0]}?q=ke+hoach", "c"),
        (f"/appraise/{rows[1]}", "e"),
        (f"/appraise/{rows[2]}", "?"),
    ):
        page.goto(path)
        page.keyboard.press(keys)
        found += look(page, path)

    assert found == []


def test_the_desk_works_without_scripts(live: LiveSite) -> None:
    """Pages, files, search and decisions are plain links and forms; a template alone is reason enough."""
    rows = furnish(live)
    page = live.open("appraiser", scripts=False)
    page.goto(f"/appraise/{rows[0]}?order=agency")

    page.get_by_role("link", name="Trang sau").click()
    expect(page.get_by_text("Trang 2 / 2")).to_be_visible()
    page.get_by_label("Tìm trong tài liệu").fill("ke hoach")
    page.get_by_role("button", name="Tìm", exact=True).click()
    expect(page.locator(".sheet .hit.now")).to_have_count(1)
    page.locator("#appraised-score summary").click()
    page.locator("#appraised-score-value").fill("0,25")
    page.locator("#appraised-score").get_by_role("button", name="Văn bản ban hành chậm").click()

    heading(page, "1.1.2")
    expect(page.locator(".flash")).to_have_text("Đã lưu điểm thẩm định.")
