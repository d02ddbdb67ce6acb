"""The pages that run a round pass axe and fit a phone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe

from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.score import ScoreKind
from evidence_svc.operations.rounds import advance_round
from evidence_svc.operations.score import change_score
from tests.browser.conftest import NARROW, WIDE, LiveSite
from tests.factories import ROUND
from tests.sites import REASON

_STOPPING = {"critical", "serious"}
_RUNNING = [
    ("leader", "/assessments/1"),
    ("appraiser", "/work"),
    ("appraiser", "/criteria/2"),
    ("appraiser", "/appraise/2"),
    ("quantri", "/rounds"),
    ("quantri", f"/rounds/{ROUND}"),
    ("quantri", "/people"),
    ("quantri", "/agencies"),
    ("quantri", "/assignments"),
    ("leader", "/assignments"),
    ("chair", f"/council/{ROUND}"),
]
_PUBLISHED = [("", "/public"), ("", f"/public/{ROUND}"), ("auditor", f"/results/{ROUND}"), ("clerk", "/")]
_SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


@_SIZES
def test_pages_of_a_running_round(live: LiveSite, size: tuple[int, int]) -> None:
    """Queue, criterion, rounds, accounts and council."""
    live.site.office.start_appraisal()

    assert _look_at(live, size, _RUNNING) == []


@_SIZES
def test_pages_of_a_published_round(live: LiveSite, size: tuple[int, int]) -> None:
    """Ranking and charts, with and without an account."""
    office = live.site.office
    office.start_appraisal()
    row = office.row_id("1.1.2")
    change_score(office.services, office.appraiser, row, kind=ScoreKind.APPRAISED, value=Decimal("0.5"), reason=REASON)
    for state in (RoundState.NOTIFIED, RoundState.COUNCIL, RoundState.PUBLISHED):
        advance_round(office.services, office.administrator, ROUND, state, REASON)

    assert _look_at(live, size, _PUBLISHED) == []


def _look_at(live: LiveSite, size: tuple[int, int], wanted: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """What stops a page: serious findings of axe, and being wider than the window."""
    pages = {username: live.open(username, size) for username in dict.fromkeys(name for name, _ in wanted)}
    found: list[tuple[str, str, str]] = []
    for username, path in wanted:
        page = pages[username]
        page.goto(path)
        violations = [one for one in Axe().run(page).response["violations"] if one["impact"] in _STOPPING]
        found += [(path, violation["id"], violation["nodes"][0]["html"][:120]) for violation in violations]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append((path, "wider than the window", ""))
    return found
