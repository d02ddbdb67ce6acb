"""Files dropped on the page: how far each one is, what became of it, and what a real worker then says of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from evidence_svc.embedded import embedded_queue
from evidence_svc.jobs import enqueuer
from evidence_svc.supervise import running_workers
from tests.browser.conftest import VERDICTS, LiveSite, drop, serve_site
from tests.factories import Office
from tests.sites import add_letter, copy_office, letter, open_site

NEW = "5355_11732_6140_1_34-17.01 Kế hoạch CCHC.pdf"
# In the order in which they are dropped, with what the page says of each.
DROPPED = {
    NEW: "Đã nhận: " + NEW + ". Gắn vào tiêu chí 1.1.2",
    "hong.pdf": "Đã nhận: hong.pdf. Chưa rõ tiêu chí, hãy gắn bằng tay.",
    "ban-sao.pdf": "Nội dung trùng với tệp đã nộp: " + NEW,
    "rong.pdf": "Không nhận: Tệp rỗng",
    "lon.pdf": "Không nhận: tệp lớn hơn 293,0 KB.",
    "da-nop.pdf": "Nội dung trùng với tệp đã nộp: cu.pdf",
}


@dataclass
class Gate:
    """What stands between the commit of a file and its place in the queue, so that a test can hold it there."""

    live: LiveSite
    opened: threading.Event


@pytest.fixture
def gate(made_office: Office, tmp_path: Path, chromium: Browser) -> Iterator[Gate]:
    """The site with a real queue and one worker process on it; nothing is queued until the gate is opened."""
    office = copy_office(made_office, tmp_path / "data")
    settings = office.services.settings
    opened, queue = threading.Event(), enqueuer(settings)

    def enqueue(evidence_id: int) -> None:
        opened.wait()
        queue(evidence_id)

    with (
        embedded_queue(settings),
        running_workers(settings, 1),
        serve_site(open_site(office, enqueue), chromium) as live,
    ):
        try:
            yield Gate(live, opened)
        finally:
            opened.set()


def _write(folder: Path) -> list[Path]:
    contents = {
        NEW: letter(),
        "hong.pdf": b"<html>not found</html>",
        "ban-sao.pdf": letter(),
        "rong.pdf": b"",
        "lon.pdf": b"x" * 300_001,
        "da-nop.pdf": letter("35/KH-VP"),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in DROPPED]


def test_dropped_files_tell_how_far_they_are_and_what_became_of_them(gate: Gate, tmp_path: Path) -> None:
    """Two are sent at a time and the others wait; each has its own outcome; the worker's verdicts follow."""
    add_letter(gate.live.site.office, "cu.pdf", letter("35/KH-VP"))
    files = _write(tmp_path)
    clerk = gate.live.open("clerk")
    clerk.goto("/assessments/1/evidence")
    place, lines = clerk.locator(".drop"), clerk.locator(".uploads li:not(.note)")

    drop(clerk, files, let_go=False)
    expect(place).to_have_class("drop over")
    drop(clerk, files)

    expect(place).to_have_class("drop")
    expect(lines.locator(".file-name")).to_have_text(list(DROPPED))
    expect(lines.locator(".chip")).to_have_text(["Đang gửi"] * len(DROPPED))
    for number, sent in enumerate((1, 1, 0, 0)):  # all bytes are there, the answers are held back
        bar = lines.nth(number).get_by_role("progressbar", name=list(DROPPED)[number])
        expect(bar).to_have_js_property("value", sent)

    gate.opened.set()
    expect(clerk.get_by_text("Đã gửi xong các tệp.")).to_be_visible()
    for number, told in enumerate(DROPPED.values()):
        expect(lines.nth(number).locator(".said")).to_contain_text(told)
    expect(lines.locator("progress")).to_have_count(0)
    unreadable, refused, read = "✕ Không đọc được", "✕", "? Chưa đủ căn cứ"
    expect(lines.locator(".chip")).to_have_text([read, unreadable, read, refused, refused, read], timeout=VERDICTS)

    clerk.get_by_role("link", name="Đã gửi xong các tệp.").click()
    row = clerk.get_by_role("row").filter(has_text="34-17.01 Kế hoạch CCHC.pdf")
    expect(row).to_contain_text("Chưa đủ căn cứ")
    expect(row.get_by_role("link", name="1.1.2")).to_be_visible()


def test_a_dropped_folder_is_told_the_way(live: LiveSite, tmp_path: Path) -> None:
    """A folder is no file to send: its line says so and names the page for folders; the file beside it is kept."""
    folder, file = tmp_path / "minh-chung", tmp_path / "van-ban.pdf"
    folder.mkdir()
    file.write_bytes(letter())
    clerk = live.open("clerk")
    clerk.goto("/assessments/1/evidence")

    drop(clerk, [folder, file])

    lines = clerk.locator(".uploads li:not(.note)")
    expect(lines.nth(0)).to_contain_text("Không nhận: đây là một thư mục.")
    expect(lines.nth(1)).to_contain_text("Đã nhận: van-ban.pdf")


def test_a_criterion_takes_what_is_dropped_on_it(live: LiveSite, tmp_path: Path) -> None:
    """Files let go on the page of a criterion are linked to it, whatever their names say."""
    file = tmp_path / "bao-cao.pdf"
    file.write_bytes(letter())
    clerk = live.open("clerk")
    clerk.goto(f"/criteria/{live.site.office.row_id('1.1.3')}")

    drop(clerk, [file])

    expect(clerk.locator(".uploads li").first).to_contain_text("Gắn vào tiêu chí 1.1.3")
    clerk.get_by_role("link", name="Đã gửi xong các tệp.").click()
    expect(clerk.get_by_role("heading", name="Tài liệu kiểm chứng (1)")).to_be_visible()


def test_received_file_gets_its_verdict(live: LiveSite, tmp_path: Path) -> None:
    """A received file is shown as being checked, and as unreadable as soon as the check has found that."""
    file = tmp_path / "hong.pdf"
    file.write_bytes(b"<html>not found</html>")
    clerk = live.open("clerk")
    clerk.goto("/assessments/1/evidence")

    clerk.locator("input[type=file]").set_input_files(file)

    chip = clerk.locator(".uploads li .chip")
    expect(chip).to_have_text("… Đang kiểm tra")
    live.site.work()
    expect(chip).to_have_class("chip unreadable")
    expect(chip).to_have_text("✕ Không đọc được")


def test_a_file_chosen_before_the_script_came_is_sent(live: LiveSite, tmp_path: Path) -> None:
    """On a slow line a person chooses a file while the script is still on its way; it is sent once that is there."""
    file = tmp_path / NEW
    file.write_bytes(letter())
    clerk = live.open("clerk")

    def choose_first(route: Route) -> None:
        clerk.locator("input[type=file]").set_input_files(file)
        route.continue_()

    clerk.route("**/upload.js*", choose_first)

    clerk.goto("/assessments/1/evidence")

    expect(clerk.locator(".uploads li").first).to_contain_text("Gắn vào tiêu chí 1.1.2")


def test_pages_work_without_scripts(live: LiveSite, tmp_path: Path) -> None:
    """With scripts switched off, a file is still chosen, sent and reported."""
    file = tmp_path / NEW
    file.write_bytes(letter())
    clerk = live.open("clerk", scripts=False)
    clerk.goto("/assessments/1/evidence")

    clerk.locator("input[type=file]").set_input_files(file)
    clerk.get_by_role("button", name="Nộp tài liệu").click()

    expect(clerk.get_by_role("heading", name="Kết quả nộp")).to_be_visible()
    expect(clerk.get_by_role("main")).to_contain_text("Gắn vào tiêu chí 1.1.2")
