"""The log watched by itself: checked in part and as a whole, its state in figures, its index made anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from sqlalchemy import select, text
from sqlalchemy.engine import URL

from evidence_svc.domain.score import ScoreKind
from evidence_svc.log_metrics import LogCollector
from evidence_svc.operations.check_log import check_due, read_check
from evidence_svc.operations.index_log import catch_up, index_all, index_anew
from evidence_svc.operations.score import change_score
from evidence_svc.operations.send_outside import publish_due
from evidence_svc.persistence.log_index import log_index
from evidence_svc.schedule import PERIODIC
from evidence_svc.services import Services
from tests.factories import NOW, OFFICE, Office, make_office, make_services, make_settings


@pytest.fixture
def office(tmp_path: Path, database_url: URL) -> Iterator[Office]:
    made = make_office(make_services(make_settings(tmp_path / "data", database_url)))
    yield made
    made.services.work.engine.dispose()


def later(office: Office, **time: float) -> Services:
    """The services some time later."""
    return replace(office.services, clock=lambda: NOW + timedelta(**time))


def score(office: Office) -> None:
    """Add a score change to the log."""
    row, reason = office.row_id("1.1.1"), "Theo báo cáo của đơn vị"
    change_score(office.services, office.clerk, row, kind=ScoreKind.SELF, value=Decimal("0.50"), reason=reason)


def index_of(office: Office) -> list[tuple[object, ...]]:
    """The search index as it stands."""
    with office.services.work.read() as unit:
        return [tuple(row) for row in unit.connection.execute(select(log_index).order_by(log_index.c.sequence))]


def test_what_is_new_is_checked_often_and_everything_weekly(office: Office) -> None:
    """The first pass is whole, later ones begin where it ended, and after a week all is looked at again."""
    first = check_due(office.services)
    score(office)
    second, third = check_due(later(office, minutes=10)), check_due(later(office, days=7))
    remembered = read_check(office.services)

    assert [result.started_at for result in (first, second, third)] == [0, first.log.entries, 0]
    assert remembered is not None
    assert (remembered.holds, remembered.entries) == (True, first.log.entries + 1)
    assert remembered.whole_at == remembered.checked_at == NOW + timedelta(days=7)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_bad_place_is_remembered_in_words(office: Office) -> None:
    """The first bad place stands where page and metrics find it, and does not become the base of the next pass."""
    score(office)
    check_due(office.services)
    with office.services.work.engine.connect() as connection:
        triggers = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        for name in triggers:
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("UPDATE criterion_assessments SET self_score = '0.40' WHERE self_score IS NOT NULL"))
    for minutes in (10, 20):
        check_due(later(office, minutes=minutes))
        found = read_check(office.services)
        assert found is not None
        assert not found.holds
        assert "điểm tự chấm: nhật ký 0.50, bảng 0.40" in found.sentence


def test_the_state_is_told_to_prometheus(office: Office, tmp_path: Path) -> None:
    """Size, checkpoint, result of the last check and failures of each place, by name."""
    settings = office.services.settings.model_copy(update={"checkpoint_places": "http://127.0.0.1:9/x"})
    services = replace(office.services, settings=settings)
    publish_due(services)
    result = check_due(services)
    registry = CollectorRegistry()
    registry.register(LogCollector(services))
    told = generate_latest(registry).decode()

    size = float(result.log.entries)
    for line in (f"evidence_log_entries {size}", f"evidence_log_published_entries {size}", "evidence_log_holds 1.0"):
        assert line in told
    assert 'evidence_log_place_failures{place="http://127.0.0.1 ' in told


def test_the_index_is_made_anew_from_the_log(office: Office) -> None:
    """Damaged or emptied, it comes out the same, in batches or at once, and names agency, criterion and words."""
    score(office)
    assert catch_up(office.services) == 0
    made = index_of(office)
    with office.services.work.begin() as unit:
        unit.connection.execute(log_index.update().values(agency_id="so-noi-vu", folded="x"))
        unit.commit()
    index_anew(office.services)

    assert index_of(office) == made
    _, agency, path, label, folded = made[-1]
    assert (agency, path) == (OFFICE, "1.1.1")
    assert str(label).startswith("1.1.1 ")
    assert "theo bao cao cua don vi" in str(folded)
    assert index_all(office.services) == 0


def test_the_log_is_looked_after_by_the_schedule() -> None:
    """Checkpoint, check and index are jobs; the check is no rarer than its words on the page promise."""
    jobs = {job.name: job.every for job in PERIODIC}

    assert jobs["log-checkpoint"] == jobs["log-index"] == timedelta(minutes=1)
    assert jobs["log-check"] == timedelta(minutes=10)
