"""The queue and the desk on either database: risk from files, who waits, the round before, the same bytes elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import URL

from evidence_svc.domain.criteria import RoundKind
from evidence_svc.domain.rounds import CriterionState, RoundState
from evidence_svc.domain.score import ScoreKind
from evidence_svc.operations.find_work import Risk, find_queue
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.receive import find_waiting, receive_evidence
from evidence_svc.operations.return_criterion import request_evidence
from evidence_svc.operations.rounds import advance_round, create_round, open_assessment
from evidence_svc.operations.score import change_score
from evidence_svc.operations.show_appraisal import show_appraisal
from evidence_svc.operations.walk_queue import QueueFilter
from tests.factories import OFFICE, ROUND, Office, make_office, make_services, make_settings
from tests.sites import REASON, add_letter

YEAR = "2023-year"


@pytest.fixture
def office(tmp_path: Path, database_url: URL) -> Iterator[Office]:
    """An office on a database of either kind."""
    services = make_services(make_settings(tmp_path / "data", database_url))
    yield make_office(services)
    services.work.engine.dispose()


def _claim(office: Office, row: int) -> None:
    change_score(office.services, office.clerk, row, kind=ScoreKind.SELF, value=Decimal("0.5"), reason=REASON)


def _work(office: Office) -> None:
    for evidence_id in find_waiting(office.services):
        process_evidence(office.services, evidence_id)


def test_risk_and_state_come_from_one_statement(office: Office) -> None:
    """Claimed without a file or with a bad one: high; not checked yet: open; returned: done for now."""
    rows = {path: office.row_id(path) for path in ("1.1.1", "1.1.2", "1.1.3", "1.2")}
    bad = add_letter(office, "hong.pdf", b"<html></html>")
    link_evidence(office.services, office.clerk, bad, rows["1.1.1"])
    _work(office)
    link_evidence(office.services, office.clerk, add_letter(office), rows["1.1.2"])
    _claim(office, rows["1.1.3"])
    office.start_appraisal()
    request_evidence(office.services, office.appraiser, rows["1.2"], "Đề nghị bổ sung báo cáo quý II.")

    found = {item.row.id: item for item in find_queue(office.services, office.appraiser)}

    risks = {path: found[row].risk for path, row in rows.items()}
    assert risks == {"1.1.1": Risk.HIGH, "1.1.2": Risk.OPEN, "1.1.3": Risk.HIGH, "1.2": Risk.LOW}
    assert (found[rows["1.1.1"]].row.files, found[rows["1.1.1"]].row.failed) == (1, 1)
    assert found[rows["1.2"]].state is CriterionState.RETURNED
    assert found[rows["1.2"]].is_done


def test_the_round_before_and_the_same_bytes_are_there(office: Office) -> None:
    """In the annual round an appraiser reads what was decided at half-year, and that the file was used then."""
    services, half = office.services, office.row_id("1.1.1")
    first = add_letter(office)
    link_evidence(services, office.clerk, first, half)
    _work(office)
    _claim(office, half)
    office.start_appraisal()
    low = "Ban hành chậm bốn ngày."
    change_score(services, office.appraiser, half, kind=ScoreKind.APPRAISED, value=Decimal("0.25"), reason=low)
    with services.work.read() as unit:
        set_id = unit.rounds.list()[0].criteria_set_id
        content = services.blobs.get(unit.evidence.find(first).sha256)  # type: ignore[union-attr] # it was just filed
    create_round(
        services,
        office.administrator,
        YEAR,
        title="Cả năm 2023",
        criteria_set_id=set_id,
        kind=RoundKind.YEAR,
        starts_on=date(2023, 1, 1),
        ends_on=date(2023, 12, 31),
    )
    annual = open_assessment(services, office.administrator, YEAR, OFFICE)
    advance_round(services, office.administrator, YEAR, RoundState.OPEN)
    again = receive_evidence(services, office.clerk, annual, "ke-hoach.pdf", [content]).evidence_id
    with services.work.read() as unit:
        row = unit.assessments.rows(annual)[0].id
    link_evidence(services, office.clerk, again, row)
    for state in (RoundState.CLOSED, RoundState.APPRAISING):
        advance_round(services, office.administrator, YEAR, state)

    shown = show_appraisal(services, office.appraiser, row, QueueFilter())

    assert shown.earlier is not None
    assert (shown.earlier.row.id, shown.earlier.row.appraised_score, shown.earlier.row.opinion) == (
        half,
        Decimal("0.25"),
        low,
    )
    assert [use.there.evidence_id for use in shown.shared[again]] == [first]
    assert shown.shared[again][0].standing.round.id == ROUND
