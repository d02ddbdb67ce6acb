"""Fixtures of the functional tests: an office and the site on it, fresh for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories import Office
from tests.sites import Site, copy_office, open_site, set_up_office


@pytest.fixture(scope="session")
def made_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office made once; each test works on its own copy."""
    return set_up_office(tmp_path_factory.mktemp("office"))


@pytest.fixture
def office(made_office: Office, tmp_path: Path) -> Office:
    """A fresh copy of the office."""
    return copy_office(made_office, tmp_path / "data")


@pytest.fixture
def site(office: Office) -> Site:
    """The application on the office's services."""
    return open_site(office)
