"""The district's set, whose deadlines wait for letters: stated, they fix the dates for suggestion and judgement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from evidence_svc.domain.criteria import RoundKind
from evidence_svc.domain.rounds import RoundState
from evidence_svc.operations.context import get_standing
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.look_ahead import look_ahead_for
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.receive import find_waiting
from evidence_svc.operations.rounds import advance_round, create_round, open_assessment, publish_criteria_set
from evidence_svc.operations.show_criterion import show_criterion
from evidence_svc.operations.state_inputs import state_inputs
from evidence_svc.operations.verify_log import verify_log
from evidence_svc.samples.load import sample_text
from tests.factories import OFFICE, Office, make_office, make_services, make_settings
from tests.sites import add_letter

LETTER = {"anchor:request": "Công văn số 12/UBND", "anchor:request:due": "2023-01-10"}
SOURCE = "Theo công văn của UBND huyện."


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """The office in a second round, over the district's reviewed set."""
    made = make_office(make_services(make_settings(tmp_path)))
    services, administrator = made.services, made.administrator
    set_id = publish_criteria_set(services, administrator, sample_text("district-offices-2023.yaml"))
    days = {"starts_on": date(2023, 1, 1), "ends_on": date(2023, 12, 31)}
    create_round(services, administrator, "2023", title="Năm 2023", criteria_set_id=set_id, kind=RoundKind.YEAR, **days)
    advance_round(services, administrator, "2023", RoundState.OPEN)
    assessment_id = open_assessment(services, administrator, "2023", OFFICE)
    parts = {name: getattr(made, name) for name in Office.__dataclass_fields__}
    yield Office(**parts | {"assessment_id": assessment_id})
    services.work.engine.dispose()


def last_days(office: Office) -> dict[str, date]:
    """The last days that are known, by path."""
    ahead = look_ahead_for(office.services, office.clerk, OFFICE)
    year = next(each for each in ahead.rounds if each.standing.assessment.id == office.assessment_id)
    return {each.claim.criterion.path: each.last_day for each in year.of_round if each.last_day is not None}


def test_a_stated_letter_fixes_the_deadline(office: Office) -> None:
    """Before, nobody knows the day; then the plan of January is late by it, in suggestion and judgement alike."""
    row_id = office.row_id("I.1.1")
    unknown = last_days(office)
    asked = [each.name for each in show_criterion(office.services, office.clerk, row_id).view.questions]

    state_inputs(office.services, office.clerk, row_id, LETTER, SOURCE)
    known = last_days(office)
    evidence_id = add_letter(office, "34 Kế hoạch CCHC của cơ quan năm 2023.pdf")
    link_evidence(office.services, office.clerk, evidence_id, row_id)
    for waiting in find_waiting(office.services):
        process_evidence(office.services, waiting)
    page = show_criterion(office.services, office.clerk, row_id)

    deadlines = [
        found["details"]["on"]
        for judgement in page.judgements.values()
        for found in judgement.findings
        if found["check"] == "deadline"
    ]
    assert "I.1.1" not in unknown
    assert asked[0] == "anchor:request"
    assert known["I.1.1"] == date(2023, 1, 9)
    assert deadlines == ["2023-01-10"]
    assert page.suggestion.trace.startswith("Chậm")
    assert verify_log(office.services).holds


def test_a_letter_stated_afterwards_judges_anew(office: Office) -> None:
    """A plan that was filed before anybody stated the letter gets its finding on the deadline with the statement."""
    row_id = office.row_id("I.1.1")
    evidence_id = add_letter(office, "34 Kế hoạch CCHC của cơ quan năm 2023.pdf")
    link_evidence(office.services, office.clerk, evidence_id, row_id)
    process_evidence(office.services, evidence_id)
    state_inputs(office.services, office.clerk, row_id, LETTER, SOURCE)
    page = show_criterion(office.services, office.clerk, row_id)
    checks = [found["check"] for judgement in page.judgements.values() for found in judgement.findings]

    assert "deadline" in checks
    assert verify_log(office.services).holds


def test_every_leaf_of_the_district_has_its_proposal(office: Office) -> None:
    """All fifty-two rules ask for what they lack instead of failing, on the page of each."""
    with office.services.work.read() as unit:
        standing = get_standing(unit, office.assessment_id)
        rows = {row.criterion_id: row.id for row in unit.assessments.rows(office.assessment_id)}

    reasons = {
        leaf.path: show_criterion(office.services, office.clerk, rows[leaf.id]).suggestion.reason
        for leaf in standing.criteria.leaves
    }

    assert len(reasons) == 52
    assert set(reasons.values()) <= {"input-missing", "manual"}
