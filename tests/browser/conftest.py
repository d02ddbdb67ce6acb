"""A real Chromium on the real application; without Chromium nothing here is collected, and a line says so."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.factories import PASSWORD, Office
from tests.sites import Site, copy_office, open_site, set_up_office

CHROMIUM = shutil.which("chromium")
collect_ignore_glob = [] if CHROMIUM else ["test_*.py"]
# What the browser itself notes beside every answer of 400 and above.
_REFUSAL = "Failed to load resource"
WIDE, NARROW = (1440, 900), (360, 740)
# A busy machine draws a page late; what is expected never depends on how fast it comes.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


class _QuietHandler(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the library's name for it
        """Requests are no news in a test."""


@dataclass
class LiveSite:
    """The running site, its address, and what its browsers complained about on their consoles."""

    site: Site
    address: str
    chromium: Browser
    complaints: list[str] = field(default_factory=list)

    def open(self, username: str = "", size: tuple[int, int] = WIDE, *, scripts: bool = True) -> Page:
        """A page of a fresh browser, signed in if a name is given."""
        context: BrowserContext = self.chromium.new_context(
            base_url=self.address,
            viewport={"width": size[0], "height": size[1]},
            locale="vi-VN",
            java_script_enabled=scripts,
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        if username:
            page.goto("/sign-in")
            page.get_by_label("Tên đăng nhập").fill(username)
            page.get_by_label("Mật khẩu").fill(PASSWORD)
            page.get_by_role("button", name="Đăng nhập").click()
            page.get_by_role("heading", level=1).wait_for()
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and _REFUSAL not in message.text:
            self.complaints.append(message.text)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser a module, so that its event loop is gone before other tests begin; contexts are each test's own."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def made_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office made once; each test works on its own copy."""
    return set_up_office(tmp_path_factory.mktemp("office"))


@pytest.fixture
def live(made_office: Office, tmp_path: Path, chromium: Browser) -> Iterator[LiveSite]:
    """The site served on a free port by threads, as gunicorn does; no page may complain on its console."""
    site = open_site(copy_office(made_office, tmp_path / "data"))
    server = make_server("127.0.0.1", 0, site.app, threaded=True, request_handler=_QuietHandler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    running = LiveSite(site, f"http://127.0.0.1:{server.port}", chromium)
    try:
        yield running
    finally:
        for context in chromium.contexts:
            context.close()
        server.shutdown()
        thread.join()
        server.server_close()
    assert running.complaints == []
