"""Every page passes axe and fits a phone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe

from evidence_svc.domain.score import ScoreKind
from evidence_svc.operations.exclude import ask_exclusion
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.score import change_score
from tests.browser.conftest import NARROW, WIDE, LiveSite
from tests.sites import REASON, add_letter

# axe's own grades; minor and moderate ones are looked at, these two stop.
_STOPPING = {"critical", "serious"}
_PAGES = [
    ("", "/sign-in"),
    ("clerk", "/"),
    ("clerk", "/assessments/1"),
    ("clerk", "/assessments/1?only=doubts"),
    ("quantri", "/assessments/1"),
    ("clerk", "/assessments/1/evidence"),
    ("clerk", "{criterion}"),
    ("chair", "{excluded}"),
    ("auditor", "{criterion}"),
    ("clerk", "/evidence/1"),
    ("clerk", "/evidence/2"),
    ("clerk", "/evidence/3"),
    ("appraiser", "/verifications"),
    ("clerk", "/assessments/1/import"),
    ("quantri", "/trust"),
    ("auditor", "/log?check=1"),
    ("clerk", "/log"),
    ("leader", "/assessments/1/review"),
    ("clerk", "/agencies/van-phong/deadlines?whole=year"),
    ("clerk", "/notifications"),
    ("clerk", "/notifications/settings"),
    ("clerk", "/nowhere"),
]


def _furnish(live: LiveSite) -> dict[str, str]:
    """One verified, one unreadable and one waiting file, a score, an exclusion asked for."""
    office = live.site.office
    first, second = office.row_id("1.1.2"), office.row_id("1.1.3")
    evidence_id = add_letter(office)
    link_evidence(office.services, office.clerk, evidence_id, first)
    add_letter(office, "hong.pdf", b"<html></html>")
    live.site.work()
    add_letter(office, "cho.pdf", b"waiting")
    ask_exclusion(office.services, office.clerk, second, REASON)
    change_score(office.services, office.clerk, first, kind=ScoreKind.SELF, value=Decimal("0.5"), reason=REASON)
    office.start_appraisal()
    return {"criterion": f"/criteria/{first}", "excluded": f"/criteria/{second}"}


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_pages_are_accessible_and_fit(live: LiveSite, size: tuple[int, int]) -> None:
    """No page has a serious axe finding, and none is wider than the window it is shown in."""
    places = _furnish(live)
    pages = {username: live.open(username, size) for username in dict.fromkeys(name for name, _ in _PAGES)}
    found: list[tuple[str, str, str]] = []
    for username, path in _PAGES:
        page = pages[username]
        page.goto(path.format(**places))
        violations = [one for one in Axe().run(page).response["violations"] if one["impact"] in _STOPPING]
        found += [(path, violation["id"], violation["nodes"][0]["html"][:120]) for violation in violations]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append((path, "wider than the window", ""))

    assert found == []


def test_wide_tables_and_long_names_fit_every_window(live: LiveSite) -> None:
    """Between a telephone and a large screen, too: eight columns, and a file name in which nothing can break."""
    places = _furnish(live)
    evidence_id = add_letter(live.site.office, "x" * 200 + ".pdf", b"named at length")
    page = live.open("clerk")
    found = []
    for path in ("/assessments/1", places["criterion"], "/assessments/1/evidence", f"/evidence/{evidence_id}"):
        page.goto(path)
        for width in (320, 820, 1000, 1030, 1150, 1280, 1350):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                found.append((path, width))

    assert found == []
