"""Every page of the application, found from its own map and its own templates, is looked at; none can be forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask, template_rendered
from playwright.sync_api import Page, expect
from pyotp.totp import TOTP

from evidence_svc import web
from evidence_svc.samples.load import CRITERIA_FILE, sample_text
from tests.browser.conftest import NARROW, LiveSite
from tests.browser.furnished import HALF_SET_UP, TWO_STEPS, Furnished, publish
from tests.browser.looking import Finding, look, look_at
from tests.factories import NOW, Office
from tests.sites import REASON

# Who is asked first: the first to whom a page is shown is the one who looks at it; "" has not signed in.
_PEOPLE = ("quantri", "chair", "appraiser", "leader", "clerk", "auditor", "", HALF_SET_UP, TWO_STEPS)
_NO_PAGES = ("/api/", "/static/")
# Shown to who knows a secret; neither is a page.
_SECRET = {"notifications.feed", "metrics.show"}
_TEMPLATES = Path(web.__file__).parent / "templates"


def test_no_page_is_forgotten(furnished: tuple[Office, Furnished], showroom: LiveSite) -> None:
    """Whatever the map answers with a page is looked at by somebody; the other templates stand behind forms."""
    walk = _Walk(showroom, furnished[1].parts)
    walk.look_at_all()
    publish(showroom.site.office)
    walk.look_at_all()

    assert walk.found == []
    assert walk.hidden == _SECRET
    assert _whole_pages() - walk.templates == set(_BEHIND_FORMS)


class _Walk:
    """Everybody on their way through the map: what they found, what nobody was shown yet, what was drawn for them."""

    def __init__(self, live: LiveSite, parts: Mapping[str, str | int]) -> None:
        self._live, self._pages = live, dict[str, Page]()
        self._places = dict(_places(live, parts))
        self.found: list[Finding] = []
        self.hidden = set(self._places)
        self.templates: set[str] = set()

    def look_at_all(self) -> None:
        """Look at each page that was not shown to anybody before."""
        with ThreadPoolExecutor(1) as asking:  # a report is signed in an event loop of its own
            shown = asking.submit(self._ask).result()
        for name, address in shown:
            page = self._page_of(name)
            with _noted(self._live.site.app) as seen:
                self.found += look_at(page, address)
            self.templates |= seen

    def _ask(self) -> list[tuple[str, str]]:
        """Each page with the first person who is shown it; files and parts of pages are left out."""
        browsers = {name: self._live.site.browser() for name in _PEOPLE}
        for name, browser in browsers.items():
            assert not name or browser.sign_in(name).status_code == 302
        shown = []
        for endpoint in sorted(self.hidden):
            address = self._places[endpoint]
            answers = ((name, browser.get(address)) for name, browser in browsers.items())
            first = next(((name, answer) for name, answer in answers if answer.status_code == 200), None)
            if first is None:
                continue
            self.hidden.remove(endpoint)
            if first[1].mimetype == "text/html" and "<html" in first[1].text:
                shown.append((first[0], address))
        return shown

    def _page_of(self, name: str) -> Page:
        if name not in self._pages:
            self._pages[name] = self._live.open_half_way(name) if name == TWO_STEPS else self._live.open(name)
        return self._pages[name]


@contextmanager
def _noted(app: Flask) -> Iterator[set[str]]:
    """The names of the templates rendered meanwhile."""
    names: set[str] = set()

    def note(_app: Flask, template: object, **_context: object) -> None:
        names.add(str(getattr(template, "name", "")))

    with template_rendered.connected_to(note, app):
        yield names


def _whole_pages() -> set[str]:
    """The templates that are pages of their own."""
    return {file.name for file in _TEMPLATES.glob("*.html")} - {"base.html"}


def _places(live: LiveSite, parts: Mapping[str, str | int]) -> Iterator[tuple[str, str]]:
    """Each endpoint that answers GET outside the API, with an address made from the parts."""
    adapter = live.site.app.url_map.bind("127.0.0.1")
    for rule in live.site.app.url_map.iter_rules():
        if rule.methods and "GET" in rule.methods and not rule.rule.startswith(_NO_PAGES):
            yield rule.endpoint, adapter.build(rule.endpoint, {name: parts[name] for name in rule.arguments})


def _refuse(live: LiveSite, _folder: Path) -> Page:
    page = live.open("clerk")
    page.goto("/nowhere")
    return page


def _ask_before_moving(live: LiveSite, _folder: Path) -> Page:
    page = live.open("quantri")
    page.goto("/rounds/2023-h1")
    page.get_by_label("Giai đoạn mới").select_option(label="Đã thông báo kết quả")
    page.get_by_role("button", name="Xem trước và chuyển").click()
    expect(page.get_by_role("button", name="Chuyển sang: Đã thông báo kết quả")).to_be_visible()
    return page


def _ask_before_leaving_out(live: LiveSite, _folder: Path) -> Page:
    page = live.open("chair")
    page.goto("/assessments/1/exclusions?all=yes")
    page.get_by_label("Đồng ý trừ vào điểm tổng").check()
    page.get_by_label("Lý do chung").fill(REASON)
    page.get_by_role("button", name="Xem trước điểm chuẩn và tỷ lệ").click()
    expect(page.get_by_role("heading", name="Các quyết định sẽ ghi")).to_be_visible()
    return page


def _preview_a_set(live: LiveSite, folder: Path) -> Page:
    file = folder / "bo-tieu-chi.yaml"
    file.write_text(sample_text(CRITERIA_FILE), encoding="utf-8")
    page = live.open("quantri")
    page.goto("/criteria-sets")
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("button", name="Công bố bộ tiêu chí này")).to_be_visible()
    return page


def _confirm_a_factor(live: LiveSite, _folder: Path) -> Page:
    page = live.open(HALF_SET_UP)
    page.goto("/account/second-factor")
    secret = page.locator("code.break").inner_text().replace(" ", "")
    page.get_by_label("Mã xác thực").fill(TOTP(secret).at(NOW))
    page.get_by_role("button", name="Bật xác thực hai bước").click()
    expect(page.get_by_role("heading", name="Mã dự phòng")).to_be_visible()
    return page


_BEHIND_FORMS: Mapping[str, Callable[[LiveSite, Path], Page]] = {
    "error.html": _refuse,
    "confirm.html": _ask_before_moving,
    "exclusions_confirm.html": _ask_before_leaving_out,
    "criteria_preview.html": _preview_a_set,
    "recovery_codes.html": _confirm_a_factor,
}


@pytest.mark.parametrize("name", _BEHIND_FORMS)
def test_pages_behind_forms(showroom: LiveSite, tmp_path: Path, name: str) -> None:
    """What only a form or a mistake leads to is looked at, too."""
    with _noted(showroom.site.app) as seen:
        page = _BEHIND_FORMS[name](showroom, tmp_path)

        assert look(page, name) == []
        assert name in seen


def test_the_bar_of_a_phone_is_one_line_until_asked(live: LiveSite) -> None:
    """Closed it takes a twelfth of the window; opened, by keyboard and without scripts, everything is there."""
    page = live.open("quantri", NARROW, scripts=False)
    bar = page.get_by_role("banner")
    box = bar.bounding_box()
    assert box is not None
    assert box["height"] <= NARROW[1] / 12
    expect(page.get_by_role("link", name="Nhật ký")).to_be_hidden()

    bar.locator("summary").press("Enter")

    for name in ("Nhật ký", "Thông báo", "Quản trị"):
        expect(bar.get_by_role("link", name=name).first).to_be_visible()
    expect(bar.get_by_role("searchbox", name="Tìm kiếm")).to_be_visible()
    expect(bar.get_by_role("button", name="Đăng xuất")).to_be_visible()


def test_the_bar_of_a_phone_stays_one_line_with_news(live: LiveSite) -> None:
    """The number of what is unread stands beside the name of the folded bar, not on a line of its own."""
    live.site.office.start_appraisal()
    bar = live.open("clerk", NARROW).get_by_role("banner")

    expect(bar.locator("summary .count")).to_contain_text("chưa đọc")
    box = bar.bounding_box()
    assert box is not None
    assert box["height"] <= NARROW[1] / 12


def test_the_bar_of_a_large_screen_is_one_line(live: LiveSite) -> None:
    """The administrator has the most places to go to; with them, the search and the name the bar still is one line."""
    box = live.open("quantri").get_by_role("banner").bounding_box()

    assert box is not None
    assert box["height"] <= 60
