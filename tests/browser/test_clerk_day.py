"""The clerk's day in a real browser: from an empty half-year to the self-assessment that the leader hands in.

The evidence bears the sample's own names; its bytes are plain letters, for signing the sample's takes minutes.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from evidence_svc.domain.score import ScoreStatus
from evidence_svc.domain.self_assessment import SelfRow
from evidence_svc.samples.load import load_self_assessment
from evidence_svc.web.display import show_score
from tests.browser.conftest import VERDICTS, LiveSite, drop, settle
from tests.sites import REASON, letter

ROWS = load_self_assessment()
BY_HAND = "van-ban-khong-ma.pdf"
# Typed into the page one after the other; the others go through the same forms without being drawn.
_TYPED = 4


def write_files(folder: Path) -> tuple[list[Path], int]:
    """The sample's references as files, one letter for each bare name, one of them without the province's prefix."""
    names = [name for row in ROWS for name in row.evidence]
    numbers = {bare: 100 + place for place, bare in enumerate(dict.fromkeys(name.split("_", 4)[-1] for name in names))}
    for name in names:
        (folder / name).write_bytes(letter(f"{numbers[name.split('_', 4)[-1]]}/BC-VP"))
    (folder / BY_HAND).write_bytes(letter("99/BC-VP"))
    return [folder / name for name in dict.fromkeys([*names, BY_HAND])], len(names)


def test_a_half_year_from_nothing_to_handed_in(working: LiveSite, tmp_path: Path) -> None:
    """All references arrive and find their criteria, every row gets its answer, the leader reviews and hands in."""
    folder = tmp_path / "minh-chung"
    folder.mkdir()
    files, references = write_files(folder)
    assert references == 105
    clerk = working.open("clerk")
    clerk.get_by_role("link", name="Văn phòng").first.click()
    expect(clerk.get_by_role("group", name="Lọc bảng")).to_be_visible()
    expect(clerk.locator("dl.totals")).to_contain_text("0 trên 71 tiêu chí")
    clerk.get_by_role("link", name="Nộp tài liệu").click()
    expect(clerk.get_by_text("Chưa có tài liệu nào được nộp.")).to_be_visible()

    _hand_in_files(clerk, files)
    _assign_by_hand(clerk)
    _answer_by_hand(clerk, working)
    _answer_the_rest(clerk, working)
    clerk.goto("/assessments/1")
    totals = clerk.locator("dl.totals")
    expect(totals).to_contain_text("46 trên 46 tiêu chí")
    expect(totals).to_contain_text("53,50")
    expect(totals).to_contain_text("96,40 %")
    expect(totals).to_contain_text("đề nghị 27,00, đã duyệt 0,00")
    remarks = _review(clerk)
    _submit(working.open("leader"), remarks)
    clerk.reload()
    clerk.goto(f"/criteria/{working.site.office.row_id('1.1.1')}")
    expect(clerk.get_by_role("region", name="Tự chấm điểm")).to_have_count(0)


def _hand_in_files(clerk: Page, files: list[Path]) -> None:
    settle(clerk)
    drop(clerk, files)
    lines = clerk.locator(".uploads li:not(.note)")
    expect(lines).to_have_count(len(files))
    expect(clerk.get_by_text("Đã gửi xong các tệp.")).to_be_visible(timeout=VERDICTS)
    expect(lines.filter(has_text="Không nhận:")).to_have_count(0)
    expect(lines.filter(has_text="Gắn vào tiêu chí")).to_have_count(len(files) - 1)
    expect(lines.filter(has_text="Nội dung trùng với tệp đã nộp:").first).to_be_visible()
    expect(lines.last).to_contain_text("Chưa rõ tiêu chí, hãy gắn bằng tay.")
    expect(lines.locator(".chip.waiting")).to_have_count(0, timeout=VERDICTS)
    expect(lines.locator(".chip:is(.passed, .failed, .indeterminate, .unreadable)")).to_have_count(len(files))


def _assign_by_hand(clerk: Page) -> None:
    clerk.goto("/assessments/1")
    unlinked = clerk.get_by_role("region", name="1 tài liệu chưa gắn vào tiêu chí nào")
    unlinked.get_by_role("link", name=BY_HAND).click()
    expect(clerk.get_by_role("heading", level=1)).to_contain_text(BY_HAND)
    clerk.goto("/assessments/1")
    _row(clerk, "1.1.1").get_by_role("link").click()
    clerk.get_by_label("Hoặc gắn tài liệu đã nộp").select_option(label=BY_HAND)
    clerk.get_by_role("button", name="Gắn", exact=True).click()
    expect(clerk.get_by_role("heading", name="Tài liệu kiểm chứng (2)")).to_be_visible()


def _row(page: Page, code: str) -> Locator:
    return page.locator("table.criteria tr").filter(has=page.get_by_role("cell", name=code, exact=True))


def _answer_by_hand(clerk: Page, live: LiveSite) -> None:
    """Scores, an explanation and an exclusion asked for, as a person types them."""
    for row in islice((row for row in ROWS if row.status is ScoreStatus.SCORED), _TYPED):
        clerk.goto(f"/criteria/{live.site.office.row_id(row.code)}")
        form = clerk.get_by_role("region", name="Tự chấm điểm")
        form.get_by_label("Điểm (tối đa").fill(show_score(row.self_score))
        form.get_by_label("Lý do").fill(REASON)
        form.get_by_role("button", name="Lưu điểm tự chấm").click()
        expect(clerk.get_by_text("Đã lưu điểm tự chấm.")).to_be_visible()
    explained = next(row for row in ROWS if row.explanation and row.status is ScoreStatus.SCORED)
    clerk.goto(f"/criteria/{live.site.office.row_id(explained.code)}")
    clerk.get_by_label("Giải trình", exact=True).fill(explained.explanation)
    clerk.get_by_role("button", name="Lưu giải trình").click()
    expect(clerk.get_by_text("Đã lưu giải trình.")).to_be_visible()
    excluded = next(row for row in ROWS if row.status is ScoreStatus.EXCLUSION_REQUESTED)
    clerk.goto(f"/criteria/{live.site.office.row_id(excluded.code)}")
    clerk.get_by_text("Đề nghị trừ vào điểm tổng", exact=True).click()
    clerk.locator("#exclusion-request").get_by_label("Lý do").fill("Trong kỳ cơ quan không phát sinh nhiệm vụ này.")
    clerk.get_by_role("button", name="Gửi đề nghị").click()
    expect(clerk.get_by_text("đang chờ Hội đồng quyết định")).to_be_visible()


def _answer_the_rest(clerk: Page, live: LiveSite) -> None:
    token = clerk.locator("meta[name=csrf-token]").get_attribute("content") or ""
    scored = [row for row in ROWS if row.status is ScoreStatus.SCORED][_TYPED:]
    excluded = [row for row in ROWS if row.status is ScoreStatus.EXCLUSION_REQUESTED][1:]
    for row in scored + excluded:
        _send(clerk, live, row, token)


def _send(clerk: Page, live: LiveSite, row: SelfRow, token: str) -> None:
    row_id = live.site.office.row_id(row.code)
    with live.site.office.services.work.read() as unit:
        kept = unit.assessments.row(row_id)
    assert kept is not None
    fields: dict[str, str | float | bool] = {"csrf_token": token, "version": str(kept.version), "reason": REASON}
    name = "exclusion-request"
    if row.status is ScoreStatus.SCORED:
        name, fields = "self-score", fields | {"value": show_score(row.self_score)}
    answer = clerk.request.post(f"/criteria/{row_id}/{name}", form=fields, max_redirects=0)
    assert answer.status == 302, (row.code, answer.status)


def _review(page: Page) -> str:
    """The page with everything the council would find, which leads to each place; returns its sums."""
    page.get_by_role("link", name="Soát trước khi nộp").first.click()
    expect(page.get_by_role("heading", name="Soát trước khi nộp", level=1)).to_be_visible()
    line = page.locator("article.review-line").filter(has_text="4.1.4").first
    expect(line).to_contain_text("tự chấm")
    sums = page.locator("dl.totals").inner_text()
    line.get_by_role("link").first.click()
    expect(page.get_by_text("Có điểm nhưng không có tài liệu.")).to_be_visible()
    return sums


def _submit(leader: Page, remarks: str) -> None:
    leader.goto("/assessments/1/review")
    assert leader.locator("dl.totals").inner_text() == remarks
    leader.goto("/assessments/1")
    leader.get_by_role("button", name="Gửi bản tự đánh giá").click()
    asked = leader.get_by_role("main")
    expect(asked).to_contain_text("Tự chấm 53,50 trên 55,50 điểm.")
    expect(asked).to_contain_text("Có 3 tiêu chí có điểm mà không có tài liệu.")
    expect(asked).not_to_contain_text("chưa tự chấm")
    asked.get_by_role("button", name="Gửi bản tự đánh giá").click()
    expect(leader.get_by_text("Lãnh đạo đã gửi bản tự đánh giá.")).to_be_visible()
