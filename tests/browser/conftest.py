"""A real Chromium on the real application; without Chromium nothing here is collected, and a line says so."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from evidence_svc.embedded import embedded_queue
from evidence_svc.jobs import enqueuer
from evidence_svc.supervise import running_workers
from tests.browser.furnished import Furnished, furnish
from tests.factories import PASSWORD, Office
from tests.sites import Site, copy_office, open_site, set_up_office

CHROMIUM = shutil.which("chromium")
collect_ignore_glob = [] if CHROMIUM else ["test_*.py"]
# What the browser itself notes beside every answer of 400 and above.
_REFUSAL = "Failed to load resource"
WIDE, NARROW = (1440, 900), (360, 740)
# ms; a busy machine draws a page late, and what is expected never depends on how fast it comes.
PATIENCE = 60_000
# ms for one worker to start and verify some files.
VERDICTS = 600_000
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
        page = self._page(size, scripts=scripts)
        if username:
            _give_password(page, username)
            page.locator("form[action='/sign-out']").wait_for(state="attached")
            settle(page)
        return page

    def open_half_way(self, username: str) -> Page:
        """A page of a fresh browser in which the password was given, and the code is asked for."""
        page = self._page(WIDE, scripts=True)
        _give_password(page, username)
        page.wait_for_url("**/sign-in/code")
        return page

    def _page(self, size: tuple[int, int], *, scripts: bool) -> Page:
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
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and _REFUSAL not in message.text:
            self.complaints.append(message.text)


def _give_password(page: Page, username: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def settle(page: Page) -> None:
    """Wait until the page shown has run its scripts: keys, drops and clicks before that would be nobody's."""
    page.wait_for_load_state("load")


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


@contextmanager
def serve_site(site: Site, chromium: Browser) -> Iterator[LiveSite]:
    """The site on a free port by threads, as gunicorn does; at the end no page may have complained on its console."""
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
        site.office.services.work.engine.dispose()
    assert running.complaints == []


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, Furnished]:
    """An office in which every page has something to show; a test asks for it before it asks for a browser."""
    folder = tmp_path_factory.mktemp("furnished")
    office = copy_office(set_up_office(folder / "made"), folder / "data")
    things = furnish(office)
    office.services.work.engine.dispose()
    return office, things


@pytest.fixture
def showroom(furnished: tuple[Office, Furnished], tmp_path: Path, chromium: Browser) -> Iterator[LiveSite]:
    """The site on a copy of the furnished office, served."""
    with serve_site(open_site(copy_office(furnished[0], tmp_path / "data")), chromium) as running:
        yield running


@pytest.fixture
def live(made_office: Office, tmp_path: Path, chromium: Browser) -> Iterator[LiveSite]:
    """The site on its own copy of the office, served."""
    with serve_site(open_site(copy_office(made_office, tmp_path / "data")), chromium) as running:
        yield running


@pytest.fixture
def working(made_office: Office, tmp_path: Path, chromium: Browser) -> Iterator[LiveSite]:
    """The same with a real queue, and a worker process that verifies what the pages put into it."""
    office = copy_office(made_office, tmp_path / "data")
    settings = office.services.settings
    site = open_site(office, enqueuer(settings))
    with embedded_queue(settings), running_workers(settings, 1), serve_site(site, chromium) as running:
        yield running


def drop(page: Page, files: list[Path], *, let_go: bool = True) -> None:
    """Carry files of one's own onto the place for them, as a person does with the mouse, and let go."""
    target = page.locator(".drop")
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", *(["drop"] if let_go else [])):
        session.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})
    session.detach()
