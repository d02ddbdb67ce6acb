"""Every verdict on a link stands in the log, and a replay of the log explains every judgement in the tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from audit import store
from audit.entry import Entry
from evidence_svc.operations.correct import correct_reading
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.receive import receive_evidence
from evidence_svc.operations.verify_log import verify_log
from evidence_svc.persistence.verifications import link_judgements
from tests.factories import NOW, Office, make_office, make_services, make_settings
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


def judged(office: Office) -> list[Entry]:
    """The log's verdicts under criterion 1.1.1, oldest first."""
    with office.services.work.read() as unit:
        entries = store.read(unit.connection, subject=f"criterion-assessment:{office.row_id('1.1.1')}")
        return [entry for entry in entries if entry.action == "evidence:judged"]


def tamper(office: Office, statement: str) -> None:
    """Change the tables behind the service's back, as somebody with the database would."""
    with office.services.work.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER link_judgements_written_once"))
        connection.execute(text(statement))


def test_a_verdict_is_logged_with_what_it_rests_on(office: Office) -> None:
    """The entry names the file, the link's and the report's entries, the outcome and the wanted document."""
    (entry,) = judged(office)

    assert isinstance(entry.after, dict)
    assert {"evidence", "link", "verification", "outcome", "slot", "findings_sha256"} == set(entry.after)
    assert entry.before is None
    assert entry.role == "system"


def test_a_second_verdict_says_what_it_replaces(office: Office) -> None:
    """After a correction the link is judged anew: the entry has the outcome before and after."""
    correct_reading(office.services, office.appraiser, 1, field="date", value="29/01/2023", reason=REASON)

    first, second = judged(office)
    assert isinstance(first.after, dict)
    assert isinstance(second.after, dict)
    assert second.before == {"outcome": first.after["outcome"]}
    assert second.after["outcome"] == "failed"


def test_untouched_tables_are_explained(office: Office) -> None:
    """Judgements, corrections and links all follow from the log."""
    correct_reading(office.services, office.appraiser, 1, field="date", value="29/01/2023", reason=REASON)

    assert verify_log(office.services).holds


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("UPDATE link_judgements SET outcome = 'passed'", "outcome"),
        ("UPDATE link_judgements SET slot = 'khac'", "slot"),
        ("UPDATE link_judgements SET findings = '[]'", "findings_sha256"),
    ],
)
def test_an_altered_verdict_is_named(office: Office, statement: str, name: str) -> None:
    """A verdict changed behind the service is a difference between tables and log, by name."""
    correct_reading(office.services, office.appraiser, 1, field="date", value="29/01/2023", reason=REASON)
    tamper(office, statement)

    result = verify_log(office.services)

    assert not result.holds
    assert (result.differences[0].kind, result.differences[0].name) == ("judgement", name)


def test_a_verdict_without_an_entry_is_named(office: Office) -> None:
    """A judgement slipped into the table is one that no entry explains."""
    values = {"link_id": 1, "verification_id": 1, "slot": None, "judged_at": NOW, "outcome": "passed", "findings": "[]"}
    with office.services.work.engine.begin() as connection:
        connection.execute(insert(link_judgements).values(**values))

    result = verify_log(office.services)

    assert [(one.kind, one.name) for one in result.differences] == [("judgement", "row")]


def test_a_verdict_of_before_the_logging_is_called_that(office: Office) -> None:
    """A row without an entry may stem from before the upgrade: the sentence says so; it stays a finding."""
    values = {"link_id": 1, "verification_id": 1, "judged_at": NOW, "outcome": "passed", "findings": "[]"}
    with office.services.work.engine.begin() as connection:
        connection.execute(insert(link_judgements).values(**values))

    result = verify_log(office.services)
    assert not result.holds
    assert "từ trước bản nâng cấp bắt đầu ghi nhật ký" in result.sentence
