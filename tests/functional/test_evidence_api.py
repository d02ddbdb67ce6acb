"""The API does for evidence what the pages do: files, pictures, import, report, comparison, verifying again."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from tests.pki import append_objects, make_identity, make_pdf, sign
from tests.sites import REASON, Site, add_letter, letter

SIGNED = sign(make_pdf("mot", "hai"), make_identity("Nguyễn Văn An"))
OTHER = b"<< /Length 33 >>\nstream\nBT /F1 12 Tf 72 600 Td (bon) Tj ET\nendstream"
TAMPERED = append_objects(SIGNED, {5: OTHER})


@pytest.fixture
def tampered(site: Site) -> Site:
    """A signed document whose first page was replaced, verified."""
    add_letter(site.office, content=TAMPERED)
    site.work()
    return site


def answer_of(site: Site, path: str, who: str = "appraiser") -> Any:
    """What the API answers to a look."""
    answer = site.browser(who).get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    return answer.json


def test_the_files_of_an_assessment(tampered: Site) -> None:
    """Each with its state, its worst verdict and the criteria it is linked to."""
    (file,) = answer_of(tampered, "/assessments/1/evidence")["files"]

    assert (file["id"], file["state"], file["outcome"], file["criteria"]) == (1, "verified", "failed", [])


def test_an_archive_is_imported(site: Site) -> None:
    """One answer a file, and what is new is queued."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("1.1.1 Kế hoạch/ke hoach.pdf", letter())
        packed.writestr("rong.pdf", b"")

    data = {"file": (io.BytesIO(out.getvalue()), "hồ sơ.zip")}
    answer = site.browser("clerk").send("POST", "/api/v1/assessments/1/import", data=data)

    told = [(one["outcome"], one["criterion"], one["placed_by"], one["reason"]) for one in answer.get_json()["files"]]
    assert told == [("new", "1.1.1", "folder", ""), ("refused", None, None, "empty-file")]
    assert site.queue == [1]


@pytest.mark.parametrize(
    ("path", "start"),
    [
        ("/evidence/1/original", TAMPERED[:40]),
        ("/evidence/1/signatures/1/revision", SIGNED[:40]),
        ("/evidence/1/report.pdf", b"%PDF-"),
        ("/evidence/1/report.xml", b"<?xml"),
    ],
)
def test_files_are_attachments_that_nothing_runs(tampered: Site, path: str, start: bytes) -> None:
    """Originals, revisions and reports come as attachments with a sandbox."""
    answer = tampered.browser("appraiser").get(f"/api/v1{path}")

    assert answer.data.startswith(start)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/evidence/1/pages/1", "/evidence/1/signatures/1/pages/2?width=200"])
def test_pages_are_pictures(tampered: Site, path: str) -> None:
    """A page of the file and of the signed revision is a PNG."""
    assert tampered.browser("appraiser").get(f"/api/v1{path}").data.startswith(b"\x89PNG")


def test_a_report_on_signatures_needs_one(site: Site) -> None:
    """A letter without signatures is refused with its reason."""
    add_letter(site.office)
    site.work()

    answer = site.browser("appraiser").get("/api/v1/evidence/1/report.xml")

    assert (answer.status_code, answer.get_json()["reason"]) == (422, "no-signatures")


def test_a_comparison_names_the_replaced_page(tampered: Site) -> None:
    """Nothing before it is asked for; afterwards every page with its change and boxes."""
    path = "/evidence/1/signatures/1/comparison"
    before = answer_of(tampered, path)

    asked = tampered.browser("appraiser").send("POST", f"/api/v1{path}")

    after = answer_of(tampered, path)
    assert (before["state"], asked.status_code, after["state"]) == ("none", 202, "done")
    assert [page["change"] for page in after["pages"]] == ["changed", "same"]
    assert after["pages"][0]["unexplained"]


def test_one_file_is_verified_again(tampered: Site) -> None:
    """202 and queued; a second request while it waits is a conflict with its reason."""
    tampered.queue.clear()
    browser = tampered.browser("clerk")

    first = browser.send("POST", "/api/v1/evidence/1/verifications")
    second = browser.send("POST", "/api/v1/evidence/1/verifications")

    assert (first.status_code, first.get_json()) == (202, {"queued": [1]})
    assert (second.status_code, second.get_json()["reason"]) == (409, "verification-waiting")
    assert answer_of(tampered, "/evidence/1")["state"] == "re-queued"
    assert tampered.queue == [1]


def test_everything_is_verified_again_where_asked(tampered: Site) -> None:
    """Nothing is outdated; everything is queued only when that is said."""
    browser = tampered.browser("appraiser")

    outdated = browser.send("POST", "/api/v1/verifications", json={"round": "2023-h1"})
    everything = browser.send("POST", "/api/v1/verifications", json={"round": "2023-h1", "everything": True})

    assert (outdated.get_json(), everything.get_json()) == ({"queued": []}, {"queued": [1]})
    assert answer_of(tampered, "/verifications/outdated")["outdated"] == []


def test_scores_on_changed_verdicts(tampered: Site) -> None:
    """The list is empty while no score rests on a changed verdict."""
    assert answer_of(tampered, "/verifications/changed?round=2023-h1") == {"changed": []}


def test_a_correction_is_taken_back(tampered: Site) -> None:
    """The withdrawal stands as the newest correction, with an empty value."""
    browser = tampered.browser("clerk")
    browser.send("POST", "/api/v1/evidence/1/corrections", json={"field": "number", "value": "1/KH", "reason": REASON})

    answer = browser.send(
        "POST", "/api/v1/evidence/1/corrections/withdrawal", json={"field": "number", "reason": REASON}
    )

    assert answer.status_code == 201
    assert [one["value"] for one in answer.get_json()["corrections"]] == ["1/KH", ""]
