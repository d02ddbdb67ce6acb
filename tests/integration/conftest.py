"""What several integration tests begin with; a module that needs an office of another make has its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from evidence_svc.operations.verify_log import verify_log
from tests.factories import Office, make_office, make_services, make_settings


@pytest.fixture
def office(database_url: URL, tmp_path: Path) -> Iterator[Office]:
    """An office on a fresh database of either kind; whatever a test did, the log explains the tables."""
    services = make_services(make_settings(tmp_path, database_url))
    made = make_office(services)
    yield made
    result = verify_log(services)
    assert result.holds, result.sentence
    services.work.engine.dispose()
