"""How many statements a page asks of the database: few, and no more for a larger assessment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from evidence_svc.domain.rounds import RoundState
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.rounds import advance_round
from evidence_svc.persistence.unit_of_work import PageWork
from tests.factories import OFFICE, ROUND, Office
from tests.sites import REASON, Browser, Site, add_letter, copy_office, letter, open_site

MOST = 12
# In the states where the page says most: the office works in the open round, the others while it is appraised.
OPEN_PAGES = (
    ("clerk", "/"),
    ("clerk", "/assessments/1"),
    ("clerk", "/criteria/1"),
    ("clerk", "/evidence/1"),
    ("clerk", "/assessments/1/evidence"),
    ("clerk", "/assessments/1/review"),
    ("clerk", "/agencies/van-phong/deadlines"),
    ("clerk", "/notifications"),
    ("auditor", "/log"),
)
APPRAISED_PAGES = (
    ("appraiser", "/"),
    ("appraiser", "/work"),
    ("appraiser", "/appraise/1"),
    ("appraiser", "/evidence/1/view"),
    ("appraiser", "/criteria/1"),
    ("appraiser", "/evidence/1"),
    ("chair", f"/council/{ROUND}"),
)
PUBLISHED_PAGES = (("auditor", "/results"), ("auditor", f"/results/{ROUND}"), ("auditor", f"/public/{ROUND}"))
TO_APPRAISAL = (RoundState.CLOSED, RoundState.APPRAISING)
TO_PUBLICATION = (RoundState.NOTIFIED, RoundState.COUNCIL, RoundState.PUBLISHED)


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The statements sent meanwhile; that a transaction begins is none."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def file_letters(office: Office, first: int, last: int) -> None:
    """Letters under as many criteria, each also under the first one."""
    with office.services.work.read() as unit:
        rows = [row.id for row in unit.assessments.rows(office.assessment_id)]
    for number in range(first, last):
        evidence_id = add_letter(office, f"{number}-17.01 Ke hoach.pdf", letter(f"{number}/KH-VP"))
        for row_id in {rows[0], rows[number]}:
            link_evidence(office.services, office.clerk, evidence_id, row_id)


@pytest.fixture(scope="module")
def grown(made_office: Office, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site whose office filed a few letters; tests of this module only look, or let it grow."""
    site = open_site(copy_office(made_office, tmp_path_factory.mktemp("queries") / "data"))
    file_letters(site.office, 1, 3)
    site.work()
    return site


def _counts(site: Site, pages: tuple[tuple[str, str], ...]) -> dict[tuple[str, str], int]:
    browsers: dict[str, Browser] = {name: site.browser(name) for name in sorted({who for who, _ in pages})}
    counts = {}
    for who, path in pages:
        browser = browsers[who]
        assert browser.get(path).status_code == 200  # the first look may parse the criteria set and keep an entry
        with statements(site.office.services.work.engine) as sent:
            browser.get(path)
        counts[who, path] = len(sent)
    return counts


def _move(office: Office, states: tuple[RoundState, ...]) -> None:
    for state in states:
        advance_round(office.services, office.administrator, ROUND, state, REASON)


def test_pages_ask_few_statements_whatever_the_size(grown: Site) -> None:
    """Every main page asks at most twelve statements, and the same number over two files as over nine."""
    office = grown.office
    small = _counts(grown, OPEN_PAGES)
    file_letters(office, 3, 10)
    grown.work()
    large = _counts(grown, OPEN_PAGES)
    _move(office, TO_APPRAISAL)
    appraised = _counts(grown, APPRAISED_PAGES)

    _move(office, TO_PUBLICATION)
    published = _counts(grown, PUBLISHED_PAGES)

    assert small == large
    assert {page: count for page, count in (large | appraised | published).items() if count > MOST} == {}


def test_a_page_reads_in_one_transaction(site: Site) -> None:
    """The table of an assessment, its sign-in included, is one reading of the database."""
    browser = site.browser("clerk")
    begun: list[str] = []
    engine = site.office.services.work.engine
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_: begun.append(statement))

    browser.get("/assessments/1")

    assert begun.count("BEGIN") == 1


def test_a_write_ends_what_was_read_before(office: Office) -> None:
    """Within one page, what is read after a write sees it."""
    work = PageWork(office.services.work.engine)
    with work.read() as unit:
        before = len(unit.people.names())

    with work.begin() as writing:
        writing.people.add("moi", "Người mới", "-", "clerk", OFFICE)
        writing.commit()

    with work.read() as unit:
        after = len(unit.people.names())
    work.close()
    assert after == before + 1


def test_nothing_read_is_kept_for_the_next_request(site: Site) -> None:
    """A page asks the database anew each time: what somebody else changed meanwhile is there."""
    browser = site.browser("clerk")
    browser.get("/assessments/1/evidence")

    add_letter(site.office, "99-18.01 Cong van moi.pdf", letter("99/KH-VP"))

    assert "99-18.01 Cong van moi.pdf" in browser.get("/assessments/1/evidence").text
