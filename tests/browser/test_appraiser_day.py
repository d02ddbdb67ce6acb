"""The appraiser's day in a real browser: three decisions, the agency's answers, another's decision, publication."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import LiveSite
from tests.browser.test_appraisal import SECOND, furnish, ready
from tests.factories import ROUND
from tests.sites import REASON

OBJECTION = "Đề nghị xem lại: kế hoạch ban hành đúng hạn, đề nghị cho đủ điểm."


def test_from_the_first_decision_to_the_publication(live: LiveSite) -> None:
    """Accepted, changed and returned; answered; objected to; decided by another; voted on; published for all."""
    rows = furnish(live)
    appraiser, clerk, administrator = live.open("appraiser"), live.open("clerk"), live.open("quantri")
    _three_decisions(appraiser)
    _agency_answers(clerk, rows[2])
    _accept_the_answer(appraiser, rows[2])

    _advance(administrator, "Đã thông báo kết quả")
    _advance(administrator, "Giải trình")
    _object(clerk, rows[1])
    _advance(administrator, "Thẩm định lần 2")
    appraiser.goto(f"/appraise/{rows[1]}")
    expect(appraiser.get_by_text("một người thẩm định khác sẽ quyết định")).to_be_visible()
    _decide(live.open(SECOND), rows[1])

    _advance(administrator, "Hội đồng xem xét")
    _vote(live.open("chair"))
    _advance(administrator, "Đã công bố")
    reader = live.open()
    reader.goto("/public")
    reader.get_by_role("link", name="6 tháng đầu năm 2023").click()
    expect(reader.get_by_role("row", name="Văn phòng")).to_contain_text("1,50")
    clerk.goto("/notifications")
    expect(clerk.get_by_role("main")).to_contain_text("công bố")


def _three_decisions(page: Page) -> None:
    page.goto("/work?order=agency")
    page.keyboard.press("j")
    ready(page, "1.1.1")
    page.keyboard.press("a")
    ready(page, "1.1.2")
    page.keyboard.press("c")
    page.keyboard.type("0,25")
    page.keyboard.press("Tab")
    page.keyboard.type("Kế hoạch chưa nêu thời hạn từng việc.")
    page.keyboard.press("Control+Enter")
    ready(page, "1.1.3")
    page.keyboard.press("e")
    page.keyboard.type("Đề nghị bổ sung báo cáo kết quả quý II.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Đã trả tiêu chí lại cho cơ quan để bổ sung.")).to_be_visible()


def _agency_answers(clerk: Page, row_id: int) -> None:
    clerk.goto("/notifications")
    expect(clerk.get_by_role("main")).to_contain_text("1.1.3")
    clerk.goto(f"/criteria/{row_id}")
    returned = clerk.get_by_role("region", name="Trả lời và nộp lại tiêu chí")
    expect(returned).to_contain_text("Đề nghị bổ sung báo cáo kết quả quý II.")
    returned.get_by_label("Đã bổ sung, điều chỉnh những gì").fill("Đã bổ sung báo cáo quý II ở phần giải trình.")
    returned.get_by_role("button", name="Nộp lại").click()
    expect(clerk.get_by_text("Đã gửi trả lời.")).to_be_visible()


def _accept_the_answer(page: Page, row_id: int) -> None:
    page.goto(f"/appraise/{row_id}?order=agency")
    ready(page, "1.1.3")
    expect(page.get_by_text("Đã bổ sung báo cáo quý II ở phần giải trình.").first).to_be_attached()
    page.keyboard.press("a")
    expect(page.locator(".flash")).to_have_text("Đã lưu điểm thẩm định.")


def _advance(page: Page, state: str) -> None:
    page.goto(f"/rounds/{ROUND}")
    page.get_by_label("Giai đoạn mới").select_option(label=state)
    page.get_by_label("Lý do (bắt buộc khi mở lại").fill("Kỳ thử chỉ có ba tiêu chí được chấm.")
    page.get_by_role("button", name="Xem trước và chuyển").click()
    page.get_by_role("button", name=f"Chuyển sang: {state}").click()
    expect(page.get_by_text(f"Kỳ đánh giá đã chuyển sang: {state}.")).to_be_visible()


def _object(clerk: Page, row_id: int) -> None:
    clerk.goto(f"/criteria/{row_id}")
    clerk.get_by_text("Có ý kiến về điểm thẩm định").click()
    clerk.get_by_label("Ý kiến", exact=True).fill(OBJECTION)
    clerk.get_by_role("button", name="Gửi ý kiến").click()
    expect(clerk.get_by_text("Đã gửi ý kiến.")).to_be_visible()


def _decide(second: Page, row_id: int) -> None:
    second.goto(f"/appraise/{row_id}?order=agency")
    asked = second.get_by_role("region", name="Quyết định ý kiến của cơ quan")
    expect(asked).to_contain_text(OBJECTION)
    asked.get_by_label("Điểm mới nếu chấp nhận").fill("0,5")
    asked.get_by_label("Lý do").fill(REASON)
    asked.get_by_role("button", name="Chấp nhận với điểm mới").click()
    expect(second.locator(".flash")).to_have_text("Đã ghi quyết định về ý kiến của cơ quan.")


def _vote(chair: Page) -> None:
    chair.goto(f"/council/{ROUND}")
    point = chair.locator("article").filter(has_text="Văn phòng").last
    point.get_by_text("Đưa ra biểu quyết").first.click()
    point.get_by_label("Nội dung biểu quyết").fill("Thông qua kết quả của Văn phòng.")
    point.get_by_role("button", name="Đưa ra biểu quyết").click()
    expect(chair.get_by_text("Đã đưa nội dung ra biểu quyết.")).to_be_visible()
    chair.get_by_role("button", name="Tán thành", exact=True).click()
    expect(chair.get_by_text("Đã ghi phiếu của bạn.")).to_be_visible()
    chair.get_by_role("button", name="Kết thúc và ghi kết quả").click()
    expect(chair.locator("article .chip.passed")).to_be_visible()
