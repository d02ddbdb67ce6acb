"""The pages as each role sees them, while a round runs and when it is published: axe, the windows, and the focus."""

from __future__ import annotations

from collections.abc import Sequence

from tests.browser.conftest import LiveSite
from tests.browser.furnished import Furnished, publish
from tests.browser.looking import Finding, look_at
from tests.factories import ROUND, Office
from tests.sites import add_letter

_RUNNING = (
    ("clerk", "/"),
    ("clerk", "/assessments/1"),
    ("clerk", "/assessments/1?only=doubts"),
    ("clerk", "/assessments/1/evidence"),
    ("clerk", "/criteria/{claimed}"),
    ("clerk", "/evidence/{letter}"),
    ("clerk", "/evidence/{unreadable}"),
    ("clerk", "/evidence/{waiting}"),
    ("clerk", "/evidence/{signed}"),
    ("clerk", "/assessments/1/import"),
    ("clerk", "/log"),
    ("clerk", "/agencies/van-phong/deadlines?whole=year"),
    ("clerk", "/notifications"),
    ("clerk", "/notifications/settings"),
    ("leader", "/assessments/1"),
    ("leader", "/assessments/1/review"),
    ("leader", "/assignments"),
    ("appraiser", "/work"),
    ("appraiser", "/appraise/{excluded}"),
    ("appraiser", "/criteria/{excluded}"),
    ("appraiser", "/verifications"),
    ("chair", "/criteria/{excluded}"),
    ("chair", f"/council/{ROUND}"),
    ("auditor", "/criteria/{claimed}"),
    ("auditor", "/log?check=1"),
    ("quantri", "/assessments/1"),
    ("quantri", "/rounds"),
    ("quantri", "/people"),
)
_PUBLISHED = (
    ("", "/public"),
    ("", f"/public/{ROUND}"),
    ("auditor", f"/results/{ROUND}"),
    ("clerk", "/"),
    ("clerk", "/notifications"),
)
# Between a telephone and a large screen: eight columns, and a file name in which nothing can break.
_BETWEEN = (320, 820, 1000, 1030, 1150, 1280, 1350)


def test_pages_of_a_running_round(furnished: tuple[Office, Furnished], showroom: LiveSite) -> None:
    """Tables, criteria, files of every fate, queue, desk, council, log and lists."""
    assert _walk(showroom, furnished[1], _RUNNING) == []


def test_pages_of_a_published_round(furnished: tuple[Office, Furnished], showroom: LiveSite) -> None:
    """Ranking and charts, with and without an account."""
    publish(showroom.site.office)

    assert _walk(showroom, furnished[1], _PUBLISHED) == []


def test_wide_tables_and_long_names_fit_every_window(furnished: tuple[Office, Furnished], showroom: LiveSite) -> None:
    """Nothing is wider than its window at any width."""
    evidence_id = add_letter(showroom.site.office, "x" * 200 + ".pdf", b"named at length")
    page = showroom.open("clerk")
    found = []
    claimed = f"/criteria/{furnished[1].claimed}"
    for path in ("/assessments/1", claimed, "/assessments/1/evidence", f"/evidence/{evidence_id}"):
        page.goto(path)
        for width in _BETWEEN:
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                found.append((path, width))

    assert found == []


def _walk(live: LiveSite, things: Furnished, wanted: Sequence[tuple[str, str]]) -> list[Finding]:
    places = {
        name: getattr(things, name) for name in ("claimed", "excluded", "letter", "unreadable", "waiting", "signed")
    }
    pages = {username: live.open(username) for username in dict.fromkeys(name for name, _ in wanted)}
    return [found for username, path in wanted for found in look_at(pages[username], path.format(**places))]
