"""The report of one piece of evidence: a PDF that says what was found, signed by the service, kept in the log."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit import store
from evidence_svc.errors import NotFoundError
from evidence_svc.operations.correct import correct_reading
from evidence_svc.operations.issue_report import NoReportError, issue_report, report_key
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.receive import receive_evidence
from evidence_svc.reports import report_words
from evidence_svc.reports.report_key import ReportKeyError
from parsers.document import Origin
from parsers.reader import open_pdf, page_text
from tests.factories import NOW, Office, make_office, make_services, make_settings
from tests.letters import signed_plan
from verifiers.signature import details
from verifiers.signature.details import ChangesAfter
from verifiers.signature.trust import TrustBundle, load_bundle
from verifiers.signature.validation import examine

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


def text_of(content: bytes) -> str:
    """What the pages say, lines joined."""
    with open_pdf(content) as document:
        return " ".join(" ".join(page_text(document, index).split()) for index in range(document.page_count))


def test_the_report_displays_what_the_circular_asks(office: Office) -> None:
    """TT 15/2025/TT-BKHCN: verdict, issuer, signer, unit, time, integrity, validity, validity period."""
    _, content = issue_report(office.services, office.appraiser, 1)

    told = text_of(content)
    for words in (
        "Kết luận Hợp lệ",
        "Tổ chức cấp chứng thư CA",
        "Người ký",
        "Đơn vị quản lý chứng thư",
        "Thời điểm ký 17/01/2023",
        "Toàn vẹn Phần đã ký còn nguyên vẹn",
        "Hiệu lực chứng thư lúc ký Trong thời hạn",
        "Thời hạn chứng thư 01/01/",
        "CẢNH BÁO: chưa kiểm tra được tình trạng thu hồi",
    ):
        assert words in told


def test_the_report_says_what_people_read(office: Office) -> None:
    """A confirmed correction stands beside the machine's reading."""
    correct_reading(office.services, office.appraiser, 1, field="date", value="29/01/2023", reason=REASON)

    told = text_of(issue_report(office.services, office.appraiser, 1)[1])

    assert "17/01/2023 29/01/2023 (cơ quan khác xác nhận: " in told


def test_the_report_is_signed_by_the_services_key(office: Office) -> None:
    """The one signature covers the whole file, is intact, and trusted where the certificate is."""
    _, content = issue_report(office.services, office.appraiser, 1)
    key = report_key(office.services)

    (signature,) = examine(content, TrustBundle((key.certificate,)), now=NOW).signatures
    assert signature.intact
    assert signature.valid
    assert signature.changes_after is ChangesAfter.NONE
    assert signature.coverage is details.Coverage.ENTIRE_FILE


def test_an_issued_report_is_logged_with_the_certificate(office: Office) -> None:
    """The log says who had a report made, of which file, under which certificate."""
    issue_report(office.services, office.appraiser, 1)

    with office.services.work.read() as unit:
        entry = store.read(unit.connection, subject="evidence:1")[-1]
    assert entry.action == "evidence:report-issued"
    assert isinstance(entry.after, dict)
    assert entry.after["certificate"] == report_key(office.services).fingerprint


def test_the_key_is_made_once_for_its_owner_alone(office: Office) -> None:
    """Every report has the same certificate, and nobody else may read the key."""
    folder = office.services.settings.data_dir / "keys"

    assert report_key(office.services) == report_key(office.services)
    assert stat.S_IMODE((folder / "report.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("harm", ["lost", "open"])
def test_a_key_that_cannot_be_trusted_is_not_replaced(office: Office, harm: str) -> None:
    """A lost key, or one that others may read, ends in an error instead of a new identity."""
    report_key(office.services)
    path = office.services.settings.data_dir / "keys" / "report.key"
    if harm == "lost":
        path.unlink()
    else:
        path.chmod(0o644)

    with pytest.raises(ReportKeyError):
        report_key(office.services)


def test_what_waits_has_no_report(office: Office) -> None:
    """Evidence that was not verified yet is refused, unknown evidence not found."""
    received = receive_evidence(office.services, office.clerk, office.assessment_id, "khac.pdf", [b"%PDF-1.7 x"])

    with pytest.raises(NoReportError):
        issue_report(office.services, office.appraiser, received.evidence_id)
    with pytest.raises(NotFoundError):
        issue_report(office.services, office.appraiser, 99)


def test_unreadable_evidence_has_a_report(office: Office) -> None:
    """A file that cannot be read is reported on as such."""
    received = receive_evidence(office.services, office.clerk, office.assessment_id, "hong.pdf", [b"no document"])
    process_evidence(office.services, received.evidence_id)

    told = text_of(issue_report(office.services, office.appraiser, received.evidence_id)[1])

    assert "Kết luận: Chưa đủ căn cứ" in told
    assert "không tìm thấy" in told


@pytest.mark.parametrize(
    ("codes", "vocabulary"),
    [
        (details.Indication, report_words.INDICATIONS),
        (details.Role, report_words.ROLES),
        (details.Revocation, report_words.REVOCATIONS),
        (details.Coverage, report_words.COVERAGES),
        (details.ChangesAfter, report_words.CHANGES_AFTER),
        (Origin, report_words.ORIGINS),
    ],
)
def test_every_code_has_a_word(codes: type[details.Indication], vocabulary: dict[str, str]) -> None:
    """No code of a record is printed as such."""
    assert {code.value for code in codes} <= set(vocabulary)
