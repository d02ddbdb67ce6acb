"""To look at a signature: the revision it covers, and every page as signed beside the page as it is."""

from __future__ import annotations

import re

import pytest

from evidence_svc.operations.show_comparison import find_unfinished, run_comparison
from tests.pki import append_objects, make_identity, make_pdf, sign
from tests.sites import Site, add_letter

SIGNED = sign(make_pdf("mot", "hai"), make_identity("Nguyễn Văn An"))
LONG = sign(make_pdf(*["trang"] * 12), make_identity("Nguyễn Văn An"))
OTHER = b"<< /Length 33 >>\nstream\nBT /F1 12 Tf 72 600 Td (bon) Tj ET\nendstream"
TAMPERED = append_objects(SIGNED, {5: OTHER})
PAGE = "/evidence/1/signatures/1/comparison"


def words(text: str) -> str:
    """A page's text."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def hand_in(site: Site, content: bytes) -> Site:
    """The file received and verified."""
    add_letter(site.office, content=content)
    site.work()
    return site


def test_the_signed_revision_is_downloaded_as_it_was(site: Site) -> None:
    """The bytes up to the end of the signature's range, as an attachment that no browser opens here."""
    answer = hand_in(site, b"\n" + TAMPERED).browser("appraiser").get("/evidence/1/signatures/1/revision")

    assert answer.data == SIGNED
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_short_document_is_compared_at_once_and_changes_are_framed(site: Site) -> None:
    """A replaced page is named and framed on both pictures; the untouched one is as signed."""
    browser = hand_in(site, TAMPERED).browser("appraiser")

    page = browser.post(PAGE, follow_redirects=True).text

    told = words(page)
    assert "Trang 1 khác lúc ký" in told
    assert "Trang 2 như lúc ký" in told
    assert page.count('<rect class="unexplained"') >= 2
    assert "Trang 2" not in words(browser.get(f"{PAGE}?only=changed").text)


def test_a_long_document_is_compared_by_a_worker(site: Site) -> None:
    """The page says that it is being compared; once the worker was there, five pairs at a time are shown."""
    browser = hand_in(site, LONG).browser("appraiser")

    waiting = browser.post(PAGE, follow_redirects=True).text
    (job,) = site.comparisons
    assert find_unfinished(site.office.services) == (job,)
    run_comparison(site.office.services, *job)

    done = browser.get(PAGE).text
    assert "Đang so sánh: 0" in waiting
    assert "1–5 trong 12 trang" in words(done)
    assert done.count("<figure") == 10
    assert find_unfinished(site.office.services) == ()


def test_what_was_compared_is_not_compared_again(site: Site) -> None:
    """A second request for a finished comparison leaves it as it is."""
    browser = hand_in(site, LONG).browser("appraiser")
    browser.post(PAGE)
    run_comparison(site.office.services, *site.comparisons[0])

    browser.post(PAGE)

    assert len(site.comparisons) == 1


@pytest.mark.parametrize("path", ["/evidence/1/signatures/2/comparison", "/evidence/1/signatures/2/revision"])
def test_a_signature_that_is_not_there_is_not_found(site: Site, path: str) -> None:
    """Numbers beyond the report's signatures lead nowhere."""
    assert hand_in(site, SIGNED).browser("appraiser").get(path).status_code == 404


def test_pages_of_the_signed_revision_are_pictures(site: Site) -> None:
    """The first page as signed is a PNG; a page it has not is not found."""
    browser = hand_in(site, TAMPERED).browser("appraiser")

    assert browser.get("/evidence/1/signatures/1/pages/1.png").data.startswith(b"\x89PNG")
    assert browser.get("/evidence/1/signatures/1/pages/9.png").status_code == 404
