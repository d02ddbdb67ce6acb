"""Any bytes end in a report or a clear refusal; what was accepted is kept; nothing that serves dies."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence_svc.domain.refusals import REFUSALS
from evidence_svc.isolation import Limits
from evidence_svc.operations.inspect import inspect
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.receive import EmptyUploadError, clean_name, receive_evidence
from evidence_svc.storage import CHUNK, TooLargeError
from tests.factories import NOW, Office, make_office, make_services, make_settings
from tests.hostile import HOSTILE, one_page
from tests.hostile_structures import STRUCTURES, outside, word_with
from verifiers.signature.trust import TrustBundle

ALL = HOSTILE | STRUCTURES


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office that receives evidence."""
    services = make_services(make_settings(tmp_path))
    yield make_office(services)
    services.work.engine.dispose()


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.replace(" ", "-"))
def test_any_bytes_end_in_a_report(case: str) -> None:
    """A hostile file gives a record with an outcome that is not a pass, and a listed reason if unreadable."""
    content = ALL[case]()

    record = inspect(content, "bằng chứng.pdf", TrustBundle(()), now=NOW, limits=Limits(seconds=30)).record

    assert record["sha256"] == hashlib.sha256(content).hexdigest()
    assert record["outcome"] != "passed"
    assert record["findings"]
    if record["error"] is not None:
        assert record["error"]["reason"] in REFUSALS, record["error"]
        assert record["error"]["message"] == REFUSALS[record["error"]["reason"]]


def test_a_document_cannot_ask_for_a_file_of_ours(tmp_path: Path) -> None:
    """What an entity names outside the document is neither fetched nor told."""
    secret = tmp_path / "secret.txt"
    secret.write_text("bí mật", "utf-8")
    body = b"<w:p><w:r><w:t>x&a9;y</w:t></w:r></w:p>"

    found = inspect(word_with(body, outside(secret.as_uri())), "a.docx", TrustBundle(()), now=NOW, limits=Limits())

    assert "x" in found.text
    assert "mật" not in found.text


def test_what_was_accepted_is_kept(office: Office) -> None:
    """The bytes of a file that cannot be read are there to be downloaded, and its report says why."""
    content = HOSTILE["a web page"]()
    request, assessment = office.clerk, office.assessment_id
    received = receive_evidence(office.services, request, assessment, "van ban.pdf", [content])

    record = process_evidence(office.services, received.evidence_id)

    assert office.services.blobs.get(received.sha256) == content
    assert record["error"]["reason"] == "html-not-pdf"


def test_an_empty_file_is_refused(office: Office) -> None:
    """Nothing is nothing to keep."""
    with pytest.raises(EmptyUploadError):
        receive_evidence(office.services, office.clerk, office.assessment_id, "rỗng.pdf", [])


def test_two_hundred_megabytes_are_refused_as_they_come(office: Office) -> None:
    """The upload stops at the limit; the sentence names it."""
    sent = 0

    def flood() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(200):
            sent += 1
            yield bytes(CHUNK)

    with pytest.raises(TooLargeError) as refused:
        receive_evidence(office.services, office.clerk, office.assessment_id, "lớn.pdf", flood())
    assert sent == 101
    assert "100 MB" in refused.value.message


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\vp\\34-17.01 Kế hoạch.pdf", "34-17.01 Kế hoạch.pdf"),
        ("báo\x00 cáo\n\u202egpj.pdf", "báo cáogpj.pdf"),
        ("", "khong-ten"),
        ("///", "khong-ten"),
        ("a" * 400 + ".pdf", "a" * 251 + ".pdf"),
        ("Ke\u0302\u0301 hoa\u0323ch.pdf", "Kế hoạch.pdf"),
    ],
    ids=["folders", "Windows folders", "control characters", "nothing", "only folders", "too long", "decomposed"],
)
def test_a_hostile_name_is_made_harmless(sent: str, kept: str) -> None:
    """What is left of a name can be stored, shown and sent back."""
    assert clean_name(sent) == kept


def test_the_same_bytes_again_lead_to_the_same_evidence(office: Office) -> None:
    """A file sent twice is one piece of evidence; the second time is logged."""
    content = [one_page()]
    first = receive_evidence(office.services, office.clerk, office.assessment_id, "a.pdf", content)
    second = receive_evidence(office.services, office.clerk, office.assessment_id, "b.pdf", content)

    assert (first.is_new, second.is_new) == (True, False)
    assert first.evidence_id == second.evidence_id
