"""A person corrects a reading: both values stay, with who and why, and the checks see the corrected one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from audit import store
from evidence_svc.domain.errors import PermissionDeniedError, ScoreError
from evidence_svc.operations.correct import ReadingError, correct_reading
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.receive import receive_evidence
from evidence_svc.operations.show_evidence import EvidencePage, show_evidence
from tests.factories import Office, make_office, make_services, make_settings
from tests.letters import signed_plan
from verifiers.signature.trust import load_bundle

REASON = "Ngày trên bản giấy là 29/01/2023."


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office whose plan of 17/01/2023 is verified under criterion 1.1.1."""
    content = signed_plan(tmp_path / "trust")
    services = make_services(make_settings(tmp_path / "data"), load_bundle(tmp_path / "trust"))
    office = make_office(services)
    received = receive_evidence(services, office.clerk, office.assessment_id, "34-17.01 Kế hoạch.pdf", [content])
    link_evidence(services, office.clerk, received.evidence_id, office.row_id("1.1.1"))
    process_evidence(services, received.evidence_id)
    yield office
    services.work.engine.dispose()


def page(office: Office) -> EvidencePage:
    """The plan's report."""
    return show_evidence(office.services, office.clerk, 1)


def reasons(shown: EvidencePage) -> set[str]:
    """The reasons of the findings under the criterion that are not passed."""
    judgement = shown.uses[0].judgement
    assert judgement is not None
    return {finding["reason"] for finding in judgement.findings if finding["outcome"] != "passed"}


def test_the_assessed_office_cannot_decide_by_correcting(office: Office) -> None:
    """Whatever its clerk types about the office's own evidence leaves the question open, whoever else agrees."""
    correct_reading(office.services, office.clerk, 1, field="date", value="29/01/2023", reason=REASON)
    correct_reading(office.services, office.clerk, 1, field="number", value="34/KH-UBND", reason=REASON)

    found = reasons(page(office))
    assert {"date-uncertain", "number-uncertain"} <= found
    assert "deadline-missed" not in found


def test_a_corrected_date_decides_the_deadline_once_confirmed(office: Office) -> None:
    """The plan was in time by the machine's reading and is late by the appraiser's."""
    before = reasons(page(office))

    correct_reading(office.services, office.appraiser, 1, field="date", value="29/01/2023", reason=REASON)

    assert "deadline-missed" not in before
    assert "deadline-missed" in reasons(page(office))


def test_both_values_stay(office: Office) -> None:
    """The machine's reading stays in the report; the correction says who, when and why, and is logged."""
    correct_reading(office.services, office.clerk, 1, field="date", value="2023-01-29", reason=REASON)

    shown = page(office)
    (correction,) = shown.corrections
    with office.services.work.read() as unit:
        entry = store.read(unit.connection, subject="evidence:1")[-1]
    assert shown.verification is not None
    assert shown.verification.report["document"]["date"]["value"] == "2023-01-17"
    assert (correction.value, correction.corrected_by) == ("2023-01-29", office.clerk.actor.id)
    assert (entry.before, entry.after, entry.reason) == ({"date": "2023-01-17"}, {"date": "2023-01-29"}, REASON)


def test_a_second_correction_starts_from_the_first(office: Office) -> None:
    """The newest correction counts, and the log says what it replaced."""
    for value in ("29/01/2023", "17/01/2023"):
        correct_reading(office.services, office.appraiser, 1, field="date", value=value, reason=REASON)

    with office.services.work.read() as unit:
        entry = store.read(unit.connection, subject="evidence:1")[-1]
    assert entry.before == {"date": "2023-01-29"}
    assert "deadline-missed" not in reasons(page(office))


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("date", "31/02/2023", "date-invalid"),
        ("date", "hôm qua", "date-invalid"),
        ("number", "  ", "reading-empty"),
        ("number", "1" * 1_001, "reading-too-long"),
        ("score", "1", "field-unknown"),
    ],
)
def test_what_cannot_be_a_reading_is_refused(office: Office, field: str, value: str, reason: str) -> None:
    """A wrong value changes nothing and says why."""
    with pytest.raises(ReadingError) as refused:
        correct_reading(office.services, office.clerk, 1, field=field, value=value, reason=REASON)

    assert refused.value.reason == reason
    assert page(office).corrections == ()


def test_a_reason_and_a_right_are_needed(office: Office) -> None:
    """No correction without a reason, none by somebody who only looks on."""
    with pytest.raises(ScoreError):
        correct_reading(office.services, office.clerk, 1, field="number", value="35/KH-VP", reason="sai")
    with pytest.raises(PermissionDeniedError):
        correct_reading(office.services, office.auditor, 1, field="number", value="35/KH-VP", reason=REASON)

    assert page(office).corrections == ()
