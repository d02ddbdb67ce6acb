"""Every page of the application, found from its own map: axe, the width of a phone, and a focus that is seen."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from evidence_svc.domain.score import ScoreKind
from evidence_svc.operations.exclude import ask_exclusion
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.score import change_score
from tests.browser.conftest import NARROW, WIDE, LiveSite
from tests.factories import OFFICE, ROUND
from tests.sites import REASON, add_letter

_STOPPING = {"critical", "serious"}
# Who is asked first: the first to whom the page is shown is the one who looks at it.
_PEOPLE = ("quantri", "chair", "appraiser", "leader", "clerk", "auditor", "")
_NO_PAGES = ("/api/", "/static/")
# Pages of a published round, of a signed document, of a second factor half set up: looked at where there is one.
_ELSEWHERE = {"results.show", "results.public", "comparisons.show", "session.second_step", "account.second_factor"}
# What is no page at all, and here has nothing to give; the view is a part of the desk.
_ELSEWHERE |= {
    "notifications.feed",
    "metrics.show",
    "evidence.report_xml",
    "comparisons.revision",
    "comparisons.picture",
    "viewing.show",
}
# After a key was pressed a focus given by script is shown as one given by Tab is.
_UNSEEN_FOCUS = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((one) => one.checkVisibility() && !one.disabled)
  .filter((one) => { one.focus(); return document.activeElement === one; })
  .filter((one) => { one.focus(); return getComputedStyle(one).outlineStyle === "none"; })
  .map((one) => one.outerHTML.slice(0, 120))"""
_SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


def _furnish(live: LiveSite) -> dict[str, str]:
    """One verified file, a score, an exclusion asked for, the appraisal begun; what addresses are made of."""
    office = live.site.office
    row_id = office.row_id("1.1.2")
    evidence_id = add_letter(office)
    link_evidence(office.services, office.clerk, evidence_id, row_id)
    live.site.work()
    ask_exclusion(office.services, office.clerk, office.row_id("1.1.3"), REASON)
    change_score(office.services, office.clerk, row_id, kind=ScoreKind.SELF, value=Decimal("0.5"), reason=REASON)
    office.start_appraisal()
    with office.services.work.read() as unit:
        key = unit.criteria_sets.list()[0].id
    return {
        "row_id": str(row_id),
        "evidence_id": str(evidence_id),
        "assessment_id": "1",
        "round_id": ROUND,
        "agency_id": OFFICE,
        "key": key,
        "number": "1",
        "page": "1",
        "sequence": "1",
        "form": "csv",
        "secret": "none",
    }


def _places(live: LiveSite, parts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each endpoint that answers GET outside the API, with an address made from the parts."""
    adapter = live.site.app.url_map.bind("127.0.0.1")
    for rule in live.site.app.url_map.iter_rules():
        if rule.methods and "GET" in rule.methods and not rule.rule.startswith(_NO_PAGES):
            values = {name: int(parts[name]) if parts[name].isdigit() else parts[name] for name in rule.arguments}
            yield rule.endpoint, adapter.build(rule.endpoint, values)


def _pages(live: LiveSite, parts: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Each HTML page with the first person to whom it is shown; nobody's page is named with no one to look."""
    browsers = {name: live.site.browser(name) for name in _PEOPLE}
    for endpoint, address in _places(live, parts):
        if endpoint in _ELSEWHERE:
            continue
        for name, browser in browsers.items():
            answer = browser.get(address)
            if answer.status_code == 200:
                if answer.mimetype == "text/html":
                    yield endpoint, name, address
                break
        else:
            yield endpoint, "nobody", address


@_SIZES
def test_no_page_is_forgotten(live: LiveSite, size: tuple[int, int]) -> None:
    """A page that is added is looked at too: no serious axe finding, and no wider than its window."""
    parts = _furnish(live)
    with ThreadPoolExecutor(1) as asking:  # a report is signed in an event loop of its own
        visited = asking.submit(lambda: list(_pages(live, parts))).result()
    found = [(address, "shown to nobody", "") for _, name, address in visited if name == "nobody"]
    looking = {name: live.open(name, size) for name in {name for _, name, _ in visited} - {"nobody"}}
    for _, name, address in visited:
        if name != "nobody":
            found += [(address, *finding) for finding in _look_at(looking[name], address)]

    assert len(visited) > 30
    assert found == []


def _look_at(page: Page, address: str) -> Iterator[tuple[str, str]]:
    page.goto(address)
    for violation in Axe().run(page).response["violations"]:
        if violation["impact"] in _STOPPING:
            yield violation["id"], violation["nodes"][0]["html"][:120]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        yield "wider than the window", ""
    page.keyboard.press("Tab")
    for unseen in page.evaluate(_UNSEEN_FOCUS):
        yield "focus not seen", unseen


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
