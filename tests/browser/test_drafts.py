"""What was typed and not saved: kept for who typed it, told when it comes back, gone once something newer was saved."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import LiveSite, settle
from tests.factories import PASSWORD
from tests.sites import REASON

UNSAVED = "Đang giải trình dở một đoạn dài."
NOTICE = "Đã lấy lại nội dung bạn đang gõ dở."


def score(page: Page, value: str, reason: str) -> None:
    """Send the form of the self-score."""
    form = page.locator("#self-score")
    form.get_by_label("Điểm").fill(value)
    form.get_by_label("Lý do").fill(reason)
    form.get_by_role("button", name="Lưu điểm tự chấm").click()


def type_explanation(page: Page, live: LiveSite) -> None:
    """Open a criterion and type without saving."""
    page.goto(f"/criteria/{live.site.office.row_id('1.1.3')}")
    settle(page)
    page.locator("#explanation-text").fill(UNSAVED)


def test_a_refused_draft_does_not_come_back_over_what_was_saved(live: LiveSite) -> None:
    """A score that was refused, corrected and saved is what the form shows, not the first attempt."""
    page = live.open("clerk")
    page.goto(f"/criteria/{live.site.office.row_id('1.1.3')}")
    settle(page)

    score(page, "99", "Lý do của lần gửi bị từ chối.")
    expect(page.locator(".refusal")).to_be_visible()
    settle(page)
    score(page, "1,25", REASON)

    expect(page.locator(".flash")).to_have_text("Đã lưu điểm tự chấm.")
    settle(page)
    expect(page.locator("#self-score-value")).to_have_value("1,25")
    expect(page.locator("#self-score-reason")).to_have_value("")


def test_a_second_click_sends_nothing(live: LiveSite) -> None:
    """Who clicks twice while the answer is on its way would only be told that somebody else was first."""
    page = live.open("clerk")
    page.goto(f"/criteria/{live.site.office.row_id('1.1.3')}")
    settle(page)

    sent = page.locator("#self-score form").evaluate(
        "form => [1, 2].map(() => form.dispatchEvent(new SubmitEvent('submit', { bubbles: true, cancelable: true })))"
    )

    assert sent == [True, False]


def test_a_session_that_ends_under_a_form_costs_nothing_typed(live: LiveSite) -> None:
    """Who signs in again comes back to the form, is told that it was not saved, and finds the text in it."""
    page = live.open("clerk")
    type_explanation(page, live)

    page.context.clear_cookies(name="evidence_session")
    page.get_by_role("button", name="Lưu giải trình").click()
    expect(page.get_by_text("nội dung vừa gửi chưa được lưu")).to_be_visible()
    page.get_by_label("Tên đăng nhập").fill("clerk")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()

    expect(page.locator("#explanation-text")).to_have_value(UNSAVED)
    expect(page.locator("#explanation").get_by_text(NOTICE)).to_be_visible()


def test_another_person_in_the_same_tab_does_not_see_it(live: LiveSite) -> None:
    """At a shared machine a draft is for who typed it."""
    page = live.open("clerk")
    type_explanation(page, live)

    page.get_by_role("button", name="Đăng xuất").click()
    page.get_by_label("Tên đăng nhập").fill("leader")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.locator("form[action='/sign-out']").wait_for(state="attached")
    page.goto(f"/criteria/{live.site.office.row_id('1.1.3')}")
    settle(page)

    expect(page.locator("#explanation-text")).to_have_value("")
