"""To look at a page as it is judged everywhere: axe, the width of its window, and a focus that is seen."""

from __future__ import annotations

from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import NARROW, WIDE

# An address, what was found there, and where in the page; a place to begin with.
Finding = tuple[str, str, str]
_AXE = Axe().axe_script
# axe's own grades; minor and moderate ones are looked at by people, these two stop.
_STOPPING = """() => axe.run({resultTypes: ["violations"]}).then((told) => told.violations
  .filter((one) => ["critical", "serious"].includes(one.impact))
  .map((one) => [one.id, one.nodes[0].html.slice(0, 120)]))"""
_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# After a key was pressed a focus given by script is shown as one given by Tab is.
_UNSEEN_FOCUS = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((one) => one.checkVisibility() && !one.disabled)
  .filter((one) => { one.focus(); return document.activeElement === one; })
  .filter((one) => { one.focus(); return getComputedStyle(one).outlineStyle === "none"; })
  .map((one) => one.outerHTML.slice(0, 120))"""


def look_at(page: Page, address: str) -> list[Finding]:
    """Go to an address and look at what is there."""
    page.goto(address)
    return look(page, address)


def look(page: Page, name: str) -> list[Finding]:
    """What stops the page that is shown, on a large screen and on a telephone."""
    page.evaluate(_AXE)
    found = []
    for width, height in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": height})
        found += [(f"{name} at {width}", *finding) for finding in _findings(page)]
    return found


def _findings(page: Page) -> Iterator[tuple[str, str]]:
    yield from page.evaluate(_STOPPING)
    if page.evaluate(_TOO_WIDE):
        yield "wider than the window", ""
    page.keyboard.press("Shift")
    for unseen in page.evaluate(_UNSEEN_FOCUS):
        yield "focus not seen", unseen
