"""A day of the clerk, the administrator, the appraiser and the auditor, in a real browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import LiveSite, settle
from tests.sites import add_letter, letter

NAME = "5355_11732_6140_1_34-17.01 Kế hoạch CCHC.pdf"
REASON = "Kế hoạch ban hành đúng hạn, đủ nội dung."


def _open_criterion(page: Page, code: str, title: str) -> None:
    page.get_by_role("link", name="Văn phòng").first.click()
    page.get_by_role("row", name=f"{code} {title}").get_by_role("link").click()


def _score(page: Page, form: str, value: str, reason: str) -> None:
    region = page.get_by_role("region", name=form)
    region.get_by_label("Điểm (tối đa 0,50)").fill(value)
    region.get_by_label("Lý do").fill(reason)
    region.get_by_role("button", name="Lưu điểm").click()


def test_from_the_upload_to_the_auditor(live: LiveSite, tmp_path: Path) -> None:
    """A file is uploaded, read and shown with its boxes; both scores are given; the auditor sees who and why."""
    file = tmp_path / NAME
    file.write_bytes(letter())

    clerk = live.open("clerk")
    clerk.get_by_role("link", name="Văn phòng").first.click()
    clerk.get_by_role("link", name="Nộp tài liệu").click()
    clerk.locator("input[type=file]").set_input_files(file)
    sent = clerk.locator(".uploads li").first
    expect(sent).to_contain_text("Đã nhận:")
    expect(sent.locator(".chip.waiting")).to_have_text("… Đang kiểm tra")
    expect(sent).to_contain_text("Gắn vào tiêu chí 1.1.2")

    sent.get_by_role("link", name=NAME).click()
    expect(clerk.get_by_text("Tài liệu đang được kiểm tra.")).to_be_visible()
    live.site.work()
    expect(clerk.get_by_role("row", name="Số, ký hiệu")).to_contain_text("34/KH-VP")
    settle(clerk)
    picture = clerk.locator(".sheet img")
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth") > 500
    clerk.get_by_role("row", name="Số, ký hiệu").hover()
    expect(clerk.locator("#box-number")).to_have_class("box lit")

    clerk.get_by_role("link", name="1.1.2 Chất lượng kế hoạch ban hành").click()
    _score(clerk, "Tự chấm điểm", "0,5", REASON)
    expect(clerk.get_by_text("Đã lưu điểm tự chấm.")).to_be_visible()

    administrator = live.open("quantri")
    administrator.get_by_role("link", name="Văn phòng").first.click()
    for state in ("Đã khóa tự đánh giá", "Thẩm định lần 1"):
        administrator.get_by_text("Chuyển giai đoạn kỳ đánh giá").click()
        administrator.get_by_label("Giai đoạn mới").select_option(label=state)
        administrator.get_by_role("button", name="Chuyển").click()
        administrator.get_by_role("button", name=f"Chuyển sang: {state}").click()
        expect(administrator.get_by_text(f"Kỳ đánh giá đã chuyển sang: {state}.")).to_be_visible()

    appraiser = live.open("appraiser")
    _open_criterion(appraiser, "1.1.2", "Chất lượng kế hoạch ban hành")
    appraiser.get_by_role("link", name="Mở bàn thẩm định").click()
    appraiser.locator("#appraised-score summary").click()
    _score(appraiser, "Thẩm định điểm", "0,25", "Kế hoạch chưa nêu thời hạn từng việc.")
    expect(appraiser.get_by_text("Đã lưu điểm thẩm định.")).to_be_visible()

    auditor = live.open("auditor")
    _open_criterion(auditor, "1.1.2", "Chất lượng kế hoạch ban hành")
    latest = auditor.locator(".history > li").first
    expect(latest).to_contain_text("Người appraiser, Người thẩm định")
    expect(latest).to_contain_text("Kế hoạch chưa nêu thời hạn từng việc.")
    auditor.get_by_role("link", name="Nhật ký").click()
    expect(auditor.get_by_role("row", name="Thẩm định điểm")).to_contain_text("0,25")
    auditor.get_by_role("link", name="Kiểm tra toàn vẹn").click()
    expect(auditor.get_by_text("Nhật ký toàn vẹn:")).to_be_visible()


def test_many_files_each_have_an_outcome(live: LiveSite, tmp_path: Path) -> None:
    """New, known and refused files of one drop are told apart, in the order given, none stopping another."""
    files = {"moi.pdf": letter(), "trung.pdf": letter(), "rong.pdf": b"", "lon.pdf": b"x" * 300_001}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    add_letter(live.site.office, "da-co.pdf", letter())
    clerk = live.open("clerk")
    clerk.goto("/assessments/1/evidence")

    clerk.locator("input[type=file]").set_input_files([tmp_path / name for name in files])

    lines = clerk.locator(".uploads li")
    expect(clerk.get_by_text("Đã gửi xong các tệp.")).to_be_visible()
    expect(lines.nth(1)).to_contain_text("Nội dung trùng với tệp đã nộp: da-co.pdf")
    expect(lines.nth(2)).to_contain_text("Không nhận: Tệp rỗng")
    expect(lines.nth(3)).to_contain_text("Không nhận: tệp lớn hơn")


def test_refusal_leaves_what_was_typed(live: LiveSite) -> None:
    """A score above the maximum comes back with the value, the reason and a sentence at the form."""
    row_id = live.site.office.row_id("1.1.2")
    clerk = live.open("clerk")
    clerk.goto(f"/criteria/{row_id}")

    _score(clerk, "Tự chấm điểm", "9", REASON)

    expect(clerk.get_by_role("alert")).to_have_text("Điểm không được vượt quá điểm chuẩn 0,50.")
    form = clerk.get_by_role("region", name="Tự chấm điểm")
    expect(form.get_by_label("Lý do")).to_have_value(REASON)


def test_keyboard_reaches_the_content_first(live: LiveSite) -> None:
    """The first Tab offers to skip the bar, and Enter goes to the content."""
    clerk = live.open("clerk")
    clerk.goto("/assessments/1")

    clerk.keyboard.press("Tab")
    expect(clerk.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("main")).to_be_focused()


def test_a_report_shows_its_document_in_the_viewer_of_the_desk(live: LiveSite) -> None:
    """Pages and words are gone through beside the report; a value lights up on a page fetched later, too."""
    evidence_id = add_letter(live.site.office)
    live.site.work()
    clerk = live.open("clerk")
    clerk.goto(f"/evidence/{evidence_id}")

    clerk.keyboard.press("]")
    expect(clerk.get_by_text("Trang 2 / 2")).to_be_visible()
    expect(clerk.locator("#box-number")).to_have_count(0)
    clerk.keyboard.press("[")
    expect(clerk.get_by_text("Trang 1 / 2")).to_be_visible()
    clerk.get_by_role("row", name="Số, ký hiệu").hover()
    expect(clerk.locator("#box-number")).to_have_class("box lit")

    clerk.keyboard.press("/")
    clerk.keyboard.type("cong tac cua van phong")
    clerk.keyboard.press("Enter")
    expect(clerk.locator(".sheet .hit.now")).to_have_count(1)
    expect(clerk.get_by_role("heading", name="Kết quả kiểm tra")).to_be_visible()
