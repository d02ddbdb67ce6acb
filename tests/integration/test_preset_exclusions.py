"""What an agency never has the task of is out of its base in every new round, and the log explains it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from audit import store
from evidence_svc.domain.criteria import RoundKind
from evidence_svc.domain.errors import PermissionDeniedError, RoundError, ScoreError
from evidence_svc.domain.people import Actor, Role
from evidence_svc.domain.totals import Totals
from evidence_svc.errors import ConflictError, NotFoundError
from evidence_svc.operations.context import Request
from evidence_svc.operations.preset_exclusions import lift_preset, preset_exclusions, show_presets
from evidence_svc.operations.rounds import create_round, open_assessment
from evidence_svc.operations.show_assessment import show_assessment
from evidence_svc.operations.verify_log import verify_log
from tests.factories import OFFICE, Office, make_office, make_services, make_settings

SET = "quang-tri-offices-2023"
WHY = "Cơ quan không giải quyết thủ tục hành chính."


@pytest.fixture
def office(database_url: URL, tmp_path: Path) -> Iterator[Office]:
    """An office on either database."""
    made = make_office(make_services(make_settings(tmp_path, database_url)))
    yield made
    made.services.work.engine.dispose()


def criterion_id(office: Office, path: str) -> str:
    """The id of the leaf at a path."""
    page = show_assessment(office.services, office.auditor, office.assessment_id)
    return page.standing.criteria.by_path(path).id


def open_round(office: Office, name: str, kind: RoundKind) -> tuple[Totals, dict[str, str]]:
    """A new round with the office in it: its sums, and the status of each leaf by path."""
    days = {"starts_on": date(2024, 1, 1), "ends_on": date(2024, 6, 30)}
    create_round(office.services, office.administrator, name, title=name, criteria_set_id=SET, kind=kind, **days)
    number = open_assessment(office.services, office.administrator, name, OFFICE)
    page = show_assessment(office.services, office.auditor, number)
    return page.totals.whole, {line.criterion.path: line.row.status for line in page.lines if line.row}


def test_a_preset_leaves_every_new_round_and_no_open_one(office: Office) -> None:
    """The entry of each row names the preset and its reason; a lifted one is scored again."""
    services, chosen = office.services, criterion_id(office, "1.1.3")
    preset_exclusions(services, office.administrator, OFFICE, SET, [chosen], WHY)
    before = show_assessment(services, office.auditor, office.assessment_id).totals.whole
    totals, statuses = open_round(office, "2024-h1", RoundKind.HALF_YEAR)
    kept = show_presets(services, office.administrator, OFFICE).kept
    lift_preset(services, office.administrator, OFFICE, kept[0].exclusion.id, WHY)
    after, _ = open_round(office, "2024-h2", RoundKind.HALF_YEAR)

    with services.work.read() as unit:
        entries = [
            entry for entry in store.read(unit.connection) if isinstance(entry.after, dict) and "preset" in entry.after
        ]
    assert before.base == after.base == Decimal("82.50")
    assert (totals.base, totals.exclusion_accepted) == (Decimal("80.50"), Decimal("2.00"))
    assert statuses["1.1.3"] == "exclusion-accepted"
    assert [entry.reason for entry in entries] == [f"Cơ quan không có nhiệm vụ này: {WHY}"]
    assert verify_log(services).holds


def test_yearly_criteria_come_back_in_the_year_round_unless_they_are_never_the_agencys(office: Office) -> None:
    """The half-year leaves 17.5 points to the year; in the year they count, except what is preset."""
    yearly = criterion_id(office, "1.3.1")
    half, of_half = open_round(office, "2024-h1", RoundKind.HALF_YEAR)
    year, of_year = open_round(office, "2024", RoundKind.YEAR)
    preset_exclusions(office.services, office.administrator, OFFICE, SET, [yearly], WHY)
    later_half, _ = open_round(office, "2025-h1", RoundKind.HALF_YEAR)
    later_year, of_later = open_round(office, "2025", RoundKind.YEAR)

    assert (of_half["1.3.1"], of_year["1.3.1"]) == ("yearly", "not-scored")
    assert "yearly" not in of_year.values()
    assert (half.base, year.base) == (Decimal("82.50"), Decimal("100.00"))
    assert (later_half.yearly, later_half.exclusion_accepted) == (Decimal("17.50"), Decimal(0))
    assert later_year.base == Decimal("100.00") - later_year.exclusion_accepted
    assert of_later["1.3.1"] == "exclusion-accepted"


def test_who_decides_is_not_of_the_agency_and_says_why(office: Office) -> None:
    """Others are refused, and so are unknown criteria, none at all, and the same one twice."""
    services, chosen = office.services, criterion_id(office, "1.1.3")
    own = Request(Actor(99, "Thư ký", Role.SECRETARIAT, OFFICE))
    for actor in (own, office.clerk, office.appraiser, office.chair):
        with pytest.raises(PermissionDeniedError):
            preset_exclusions(services, actor, OFFICE, SET, [chosen], WHY)
    with pytest.raises(ScoreError):
        preset_exclusions(services, office.administrator, OFFICE, SET, [chosen], "ngắn")
    with pytest.raises(RoundError):
        preset_exclusions(services, office.administrator, OFFICE, SET, [], WHY)
    with pytest.raises(NotFoundError):
        preset_exclusions(services, office.administrator, OFFICE, SET, ["khong-co"], WHY)
    preset_exclusions(services, office.administrator, OFFICE, SET, [chosen], WHY)
    with pytest.raises(ConflictError):
        preset_exclusions(services, office.administrator, OFFICE, SET, [chosen], WHY)

    kept = show_presets(services, office.administrator, OFFICE).kept
    assert [each.exclusion.criterion_id for each in kept] == [chosen]


def test_a_preset_changed_behind_the_logs_back_is_named(office: Office) -> None:
    """Another criterion than the entry says is an unlogged change."""
    preset_exclusions(office.services, office.administrator, OFFICE, SET, [criterion_id(office, "1.1.3")], WHY)
    with office.services.work.begin() as unit:
        unit.connection.execute(text("UPDATE structural_exclusions SET criterion_id = 'khac'"))
        unit.commit()

    result = verify_log(office.services)
    assert not result.holds
    assert "tiêu chí trừ thường xuyên ghi ở mục" in result.sentence
