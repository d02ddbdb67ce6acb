"""A search finds what has all the words, accents aside, and only what the person may see."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import URL

from evidence_svc.domain.people import Role
from evidence_svc.operations.context import Request
from evidence_svc.operations.correct import correct_reading
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.receive import receive_evidence
from evidence_svc.operations.search import Findings, search
from tests.factories import COUNCIL, Office, make_office, make_services, make_settings
from tests.scanned_pages import Letterhead, draw
from tests.sites import letter


@pytest.fixture
def office(tmp_path: Path, database_url: URL) -> Iterator[Office]:
    """An office with one verified letter, on each database."""
    office = make_office(make_services(make_settings(tmp_path, database_url)))
    content = letter(extra="Phấn đấu rút ngắn thời gian xử lý hồ sơ đất đai.")
    received = receive_evidence(office.services, office.clerk, office.assessment_id, "34-17.01 Kế hoạch.pdf", [content])
    process_evidence(office.services, received.evidence_id)
    yield office
    office.services.work.engine.dispose()


def find(office: Office, words: str, who: Request | None = None) -> Findings:
    """What the clerk, or somebody else, finds."""
    return search(office.services, who or office.clerk, words)


@pytest.mark.parametrize(
    "words",
    [
        "34/KH-VP",
        "34/kh-vp",
        "17/01/2023",
        "dat dai",
        "ĐẤT ĐAI",
        "đất đai".encode().decode(),
        "ke hoach 34",
        "34-17.01",
    ],
)
def test_evidence_is_found_by_number_date_name_and_text(office: Office, words: str) -> None:
    """Case, accents and the order of words make no difference."""
    (found,) = find(office, words).evidence
    assert (found.evidence.file_name, found.agency.name) == ("34-17.01 Kế hoạch.pdf", "Văn phòng")


def test_the_place_is_shown_as_it_was_written(office: Office) -> None:
    """The words stand in their sentence with their accents."""
    (found,) = find(office, "ho so dat dai").evidence
    assert found.snippet.hit == "hồ sơ đất đai"
    assert found.snippet.before.endswith("thời gian xử lý ")


def test_a_digit_that_ocr_took_for_a_letter_is_found_only_where_nothing_else_is(office: Office) -> None:
    """A number read as "3l6" answers to 316, and it is said that it was found so."""
    content = letter(number="3l6/KH-VP")
    receive_evidence(office.services, office.clerk, office.assessment_id, "3l6 ban chup.pdf", [content])

    found = find(office, "316")
    assert [each.evidence.file_name for each in found.evidence] == ["3l6 ban chup.pdf"]
    assert found.is_loose
    assert not find(office, "34/KH-VP").is_loose
    assert not find(office, "quy hoach").evidence


def test_wildcards_are_plain_characters(office: Office) -> None:
    """Nobody lists everything with a percent sign."""
    assert not find(office, "%").evidence
    assert not find(office, "_4/KH").evidence


def test_a_corrected_number_and_a_second_name_are_found_too(office: Office) -> None:
    """What a person read, and what the same file is called elsewhere, leads to it as well; also after a new reading."""
    correct_reading(
        office.services, office.clerk, 1, field="number", value="77/KH-VP", reason="Số trên bản giấy là 77."
    )
    content = letter(extra="Phấn đấu rút ngắn thời gian xử lý hồ sơ đất đai.")
    receive_evidence(office.services, office.clerk, office.assessment_id, "Bao cao khac.pdf", [content])

    assert find(office, "77/KH-VP").evidence
    assert find(office, "bao cao khac").evidence
    process_evidence(office.services, 1)
    assert find(office, "77/KH-VP").evidence


def test_criteria_and_agencies_are_found(office: Office) -> None:
    """A criterion by its title leads to its row, an agency by its name to its assessment."""
    row = office.row_id("1.1.1")
    with office.services.work.read() as unit:
        title = next(each for each in find(office, "1.1.1").criteria if each.rows[0][0] == row).criterion.title
        assert unit.assessments.row(row) is not None
    assert row in {number for each in find(office, title).criteria for number, _ in each.rows}
    (agency,) = find(office, "van phong").agencies
    assert [each.assessment.id for each in agency.placed] == [office.assessment_id]


def test_another_office_finds_nothing_of_it(office: Office) -> None:
    """A clerk of another agency and one without words get nothing."""
    stranger = Request(replace(office.clerk.actor, role=Role.CLERK, agency_id=COUNCIL))
    assert find(office, "34/KH-VP", stranger) == Findings()
    assert find(office, "van phong", stranger) == Findings()
    assert find(office, "  ") == Findings()


def test_the_lines_read_of_a_scan_are_found_and_it_says_so(office: Office) -> None:
    """Words of the letterhead that belong to no field lead to it; a document with a text layer says nothing."""
    picture = io.BytesIO()
    draw(Letterhead()).save(picture, "PNG")
    received = receive_evidence(
        office.services, office.clerk, office.assessment_id, "ban chup.png", [picture.getvalue()]
    )
    process_evidence(office.services, received.evidence_id)

    found = {each.evidence.file_name: each.is_partly_read for each in find(office, "độc lập tự do").evidence}
    assert found == {"ban chup.png": True, "34-17.01 Kế hoạch.pdf": False}


def test_no_document_can_say_of_itself_how_it_was_read(office: Office) -> None:
    """A letter that writes the report's own member into its text, or its name, is no scan for that."""
    spoof = '"text_origin": "ocr"'
    content = letter(number="35/KH-VP", extra=spoof)
    received = receive_evidence(office.services, office.clerk, office.assessment_id, f"{spoof}.pdf", [content])
    process_evidence(office.services, received.evidence_id)

    (found,) = find(office, "35/KH-VP").evidence
    assert not found.is_partly_read
