"""The character NUL, which PostgreSQL does not hold: left out of fields, refused in sentences elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from evidence_svc.persistence.unit_of_work import NulError
from tests.factories import make_office, make_services, make_settings
from tests.sites import Site, open_site


@pytest.fixture
def site(tmp_path: Path, database_url: URL) -> Iterator[Site]:
    """The application on each database."""
    office = make_office(make_services(make_settings(tmp_path, database_url)))
    yield open_site(office)
    office.services.work.engine.dispose()


def test_looking_with_nul_is_no_failure(site: Site) -> None:
    """Words, filters and addresses with NUL end with a page or a refusal, never as if the database were away."""
    browser = site.browser("quantri")

    for path in ("/search?q=a%00b", "/log?text=a%00b&agency=%00", "/results/a%00b", "/council/%00", "/work?agency=%00"):
        assert browser.get(path).status_code < 500, path


def test_a_name_is_kept_without_nul(site: Site) -> None:
    """What a form sends with NUL is kept without it."""
    answer = site.browser("quantri").post(
        "/agencies", {"id": "so-moi", "name": "Sở\0 mới", "kind": "provincial-office"}
    )

    assert answer.status_code == 302
    with site.office.services.work.read() as unit:
        assert "Sở mới" in {agency.name for agency in unit.agencies.list()}


def test_a_program_is_refused_in_a_sentence(site: Site) -> None:
    """JSON with NUL in a name is refused with its reason, or kept by a database that can hold it."""
    body = {"username": "moi", "name": "Người\0mới", "role": "auditor", "password": "mat-khau-dai-moi"}

    answer = site.browser("quantri").send("POST", "/api/v1/people", json=body)

    assert answer.status_code < 500


def test_postgresql_names_the_reason(site: Site) -> None:
    """Whatever comes past the rim with NUL is refused with a code of its own where the database refuses it."""
    work = site.office.services.work
    if work.engine.dialect.name == "postgresql":
        with pytest.raises(NulError), work.read() as unit:
            unit.people.find_by_username("a\0b")
