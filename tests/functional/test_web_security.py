"""What the pages promise about safety and no other test holds: limits, hashing, documents kept in a sandbox, rights."""

from __future__ import annotations

import io

import pytest

from evidence_svc.domain.people import Role
from evidence_svc.operations.people import add_person
from evidence_svc.services import HASHER
from tests.factories import COUNCIL, PASSWORD, Office
from tests.sites import Site, add_letter, letter

# OWASP's least cost for Argon2id (password storage cheat sheet): 19 MiB and two passes.
LEAST_MEMORY_KIB, LEAST_PASSES = 19_456, 2
HTML = b"<html><script>alert(1)</script></html>"


def test_passwords_cost_at_least_what_owasp_asks() -> None:
    """The service's own hasher is Argon2id with memory and passes above the least that is advised."""
    assert HASHER.type.name == "ID"
    assert HASHER.memory_cost >= LEAST_MEMORY_KIB
    assert HASHER.time_cost >= LEAST_PASSES


@pytest.mark.parametrize("name", ["trang.html", "anh.svg", "34-17.01 Ke hoach.pdf"])
def test_originals_are_saved_and_never_shown(site: Site, name: str) -> None:
    """Bytes of strangers come as an attachment, in a sandbox, unsniffed, whatever name or content they have."""
    evidence_id = add_letter(site.office, name, HTML)

    with site.browser("clerk").get(f"/evidence/{evidence_id}/original") as answer:
        headers = answer.headers

    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Content-Type"] == "application/octet-stream"


def test_only_drawn_pictures_are_inline(site: Site) -> None:
    """A page of a document is shown as a PNG that this service drew, not as the document."""
    evidence_id = add_letter(site.office)
    site.work()

    with site.browser("clerk").get(f"/evidence/{evidence_id}/pages/1.png") as answer:
        assert answer.mimetype == "image/png"
        assert answer.data.startswith(b"\x89PNG")


def test_content_is_sniffed_not_trusted(site: Site) -> None:
    """A web page under the name and type of a PDF is kept as evidence, and is not taken for a PDF."""
    browser = site.browser("clerk")

    browser.post(
        "/assessments/1/evidence",
        {"files": (io.BytesIO(HTML), "ke hoach.pdf", "application/pdf")},
        content_type="multipart/form-data",
    )
    site.work()

    assert "Không đọc được" in browser.get("/evidence/1").text


def test_what_people_write_is_text(site: Site) -> None:
    """Markup in an explanation and in a file's name is shown as it was typed, never as markup."""
    browser = site.browser("clerk")
    add_letter(site.office, "<img src=x onerror=alert(1)>.pdf", letter("88/KH-VP"))

    browser.post("/criteria/1/explanation", {"text": "<script>alert(1)</script>", "version": "1"})

    page = browser.get("/criteria/1").text + browser.get("/assessments/1/evidence").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert" in page


def test_a_file_over_the_limit_is_refused(site: Site, office: Office) -> None:
    """What is larger than an upload may be is refused and not kept."""
    browser = site.browser("clerk")
    large = b"%PDF-1.7" + b"0" * (office.services.settings.max_upload_bytes + 1)

    browser.upload(office.assessment_id, "to.pdf", large)

    with office.services.work.read() as unit:
        assert unit.evidence.in_assessment(office.assessment_id) == ()


@pytest.mark.parametrize(
    "path", ["/assessments/1", "/criteria/1", "/evidence/1", "/evidence/1/original", "/assessments/1/review"]
)
def test_guessing_an_id_opens_nothing(site: Site, path: str) -> None:
    """A clerk of another agency who knows an id gets neither the page nor the file."""
    office = site.office
    add_letter(office)
    add_person(
        office.services,
        office.administrator,
        username="khac",
        name="Khác",
        password=PASSWORD,
        role=Role.CLERK,
        agency_id=COUNCIL,
    )

    assert site.browser("khac").get(path).status_code in {403, 404}
