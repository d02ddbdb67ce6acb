"""Fixtures shared by all tests: a fresh database of either kind."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import URL

from parsers.ocr import is_available, missing_parts
from tests import databases

# How long an example takes says something of the machine, nothing of the invariant.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# The tests of OCR are left out where it is not installed, and the header of the run says so.
collect_ignore_glob = [] if is_available() else ["unit/parsers/test_ocr*.py"]


def pytest_report_header() -> list[str]:
    """Say what is missing, so that fewer tests are not mistaken for all."""
    missing = missing_parts()
    ocr = [f"tests of OCR: not collected, missing: {', '.join(missing)}"] if missing else []
    return ocr if shutil.which("chromium") else [*ocr, "tests in a browser: not collected, there is no chromium"]


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[URL]:
    """The URL of a PostgreSQL server started once for all tests that ask for it."""
    with databases.postgresql_server() as url:
        yield url


@pytest.fixture(params=databases.DIALECTS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """The URL of an empty database, once of each kind."""
    if request.param == "sqlite":
        yield databases.sqlite_url(tmp_path / "test.db")
        return
    with databases.postgresql_database(request.getfixturevalue("postgresql_server")) as url:
        yield url


@pytest.fixture
def engine(database_url: URL) -> Iterator[Engine]:
    """An engine on an empty database: a SQLite file (WAL, FULL, foreign keys) and a real PostgreSQL."""
    if database_url.get_backend_name() == "sqlite":
        made = databases.sqlite_engine(Path(database_url.database or ""))
    else:
        made = create_engine(database_url)
    yield made
    made.dispose()
