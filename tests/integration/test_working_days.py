"""The file of working days: read at start, counted by, named in findings, and listed for verifying again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from evidence_svc.config import Settings
from evidence_svc.errors import ConfigurationError
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.reverify import find_outdated, reverify
from evidence_svc.operations.show_criterion import show_criterion
from evidence_svc.services import open_services
from evidence_svc.working_days import open_calendar
from tests.factories import ROUND, Office, make_office, make_services, make_settings
from tests.sites import add_letter
from verifiers.calendar import VIET_NAM

TABLE = "days:\n  - {day: 2023-01-19, kind: holiday, document: Công văn 9/VPCP-KGVX}\n"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office whose plan was verified under the program's own calendar."""
    made = make_office(make_services(make_settings(tmp_path)))
    evidence_id = add_letter(made, "34-17.01 Kế hoạch.pdf")
    link_evidence(made.services, made.clerk, evidence_id, made.row_id("1.1.1"))
    process_evidence(made.services, evidence_id)
    yield made
    made.services.work.engine.dispose()


def calendars_named(office: Office) -> set[str]:
    """The calendars that the findings on the plan's deadline name."""
    page = show_criterion(office.services, office.clerk, office.row_id("1.1.1"))
    findings = [finding for judgement in page.judgements.values() for finding in judgement.findings]
    return {finding["details"]["calendar"] for finding in findings if finding["check"] == "deadline"}


def test_verdicts_under_an_older_calendar_are_listed_and_replaced(office: Office, tmp_path: Path) -> None:
    """A new table makes reports outdated; verified again, the findings name it, and nothing is outdated any more."""
    (tmp_path / "calendar.yaml").write_text(TABLE, encoding="utf-8")
    calendar = open_calendar(office.services.settings)
    later = replace(office, services=replace(office.services, calendar=calendar))
    before = find_outdated(office.services, office.appraiser)
    (found,) = find_outdated(later.services, later.appraiser, ROUND)
    named_before = calendars_named(later)
    for evidence_id in reverify(later.services, later.appraiser, round_id=ROUND):
        process_evidence(later.services, evidence_id)

    assert before == ()
    assert found.changed == ("calendar",)
    assert (named_before, calendars_named(later)) == ({VIET_NAM.version}, {calendar.version})
    assert find_outdated(later.services, later.appraiser) == ()


def test_without_a_file_the_programs_own_calendar_counts(tmp_path: Path) -> None:
    """The file in the data folder need not be there; a named one must."""
    assert open_calendar(Settings(data_dir=tmp_path)) is VIET_NAM
    with pytest.raises(ConfigurationError, match=r"other\.yaml"):
        open_calendar(Settings(data_dir=tmp_path, calendar_file=tmp_path / "other.yaml"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (TABLE.encode().replace(b"2023-01-19", b"19/01/2023"), "days.yaml, dòng 2: days\\[0\\].day: ngày phải có dạng"),
        (b"days: \xff\n", "Không đọc được lịch làm việc"),
    ],
)
def test_a_wrong_file_stops_the_start(tmp_path: Path, content: bytes, words: str) -> None:
    """Nothing is served under a calendar that could not be read; the error names the file and the line."""
    path = tmp_path / "days.yaml"
    path.write_bytes(content)

    with pytest.raises(ConfigurationError, match=words):
        open_services(Settings(data_dir=tmp_path / "data", calendar_file=path))


def test_the_environment_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """EVIDENCE_CALENDAR_FILE is read like every setting."""
    path = tmp_path / "days.yaml"
    path.write_text(TABLE, encoding="utf-8")
    monkeypatch.setenv("EVIDENCE_CALENDAR_FILE", str(path))
    services = open_services(Settings(data_dir=tmp_path / "data"))
    services.work.engine.dispose()

    assert services.calendar.version != VIET_NAM.version
