"""Administrators see and change what signatures are trusted on; every change is in the log."""

from __future__ import annotations

import io
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from audit import store
from evidence_svc.operations.manage_trust import fetch_allowed
from evidence_svc.operations.process import process_evidence
from tests.letters import signed_plan
from tests.pki import make_hierarchy
from tests.sites import Site, add_letter, open_site

HIERARCHY = make_hierarchy()
ROOT, AUTHORITY = HIERARCHY.root.der, HIERARCHY.authority.der


def words(text: str) -> str:
    """A page's text."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def send(site: Site, *contents: bytes, **fields: str) -> str:
    """Import files on the page."""
    files = [(io.BytesIO(content), f"{number}.der") for number, content in enumerate(contents)]
    answer = site.browser("quantri").post(
        "/trust", {"files": files, **fields}, content_type="multipart/form-data", follow_redirects=True
    )
    return words(answer.text)


def actions(site: Site) -> list[str]:
    """What the log says of the bundle."""
    with site.office.services.work.read() as unit:
        return [entry.action for entry in store.read(unit.connection, subject="trust:bundle")]


def test_an_empty_folder_says_what_follows(site: Site) -> None:
    """Without anchors the page says that no signature can be trusted, and shows the reports' certificate."""
    told = words(site.browser("quantri").get("/trust").text)

    assert "0 chứng thư" in told
    assert "mọi chữ ký số đều “chưa đủ căn cứ”" in told
    assert re.search(r"Chứng thư ký báo cáo của hệ thống [0-9a-f]{64}", told)


def test_a_strange_root_needs_the_administrators_word(site: Site) -> None:
    """Refused with its fingerprint; with the word for it, in force and logged."""
    refused = send(site, ROOT, AUTHORITY)
    accepted = send(site, ROOT, AUTHORITY, own="yes")

    assert "Chứng thư gốc lạ (SHA-256" in refused
    assert "2 chứng thư" in accepted
    assert "Gốc do quản trị thêm" in accepted
    assert actions(site) == ["trust:imported"]


def test_what_is_no_certificate_is_refused(site: Site) -> None:
    """Any other file ends in a sentence; nothing changes."""
    assert "Không nhập:" in send(site, b"no certificate")
    assert actions(site) == []


def test_only_administrators_see_the_page(site: Site) -> None:
    """An appraiser is refused."""
    assert site.browser("appraiser").get("/trust").status_code == 403


def test_an_earlier_version_is_put_back(site: Site) -> None:
    """Each import is a version; choosing the first one takes the second out of force."""
    send(site, ROOT, own="yes")
    first = next((site.office.services.settings.trust / "versions").iterdir()).name
    send(site, AUTHORITY)

    answer = site.browser("quantri").post("/trust/version", {"version": first}, follow_redirects=True)

    assert "1 chứng thư" in words(answer.text)
    assert actions(site)[-1] == "trust:version-chosen"


def test_fetching_is_off_until_hosts_are_allowed(site: Site) -> None:
    """The page says so; with a host allowed, what cannot be had is named."""
    send(site, ROOT, AUTHORITY, own="yes")
    off = words(site.browser("quantri").get("/trust").text)
    settings = site.office.services.settings.model_copy(update={"fetch_hosts": "ca.example.vn"})
    services = replace(site.office.services, settings=settings)
    told = words(open_site(replace(site.office, services=services)).browser("quantri").get("/trust").text)

    assert "Đang tắt" in off
    assert "Chỉ tải từ: ca.example.vn" in told
    assert fetch_allowed(services, site.office.administrator)[1] == ()


def test_the_next_verdict_rests_on_what_was_imported(site: Site, tmp_path: Path) -> None:
    """A running worker trusts the new bundle at the next document, and the report names its version."""
    content = signed_plan(tmp_path / "anchors")
    add_letter(site.office, content=content)
    before = process_evidence(site.office.services, 1)

    anchors = [path.read_bytes() for path in sorted((tmp_path / "anchors").iterdir())]
    send(site, *anchors, own="yes")
    after = process_evidence(site.office.services, 1)

    assert [one["trusted"] for one in before["signatures"]] == [False] * len(before["signatures"])
    assert all(one["trusted"] for one in after["signatures"])
    assert before["trust_bundle"] != after["trust_bundle"]


def test_a_file_that_breaks_its_reader_changes_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Certificates are read in a child that may die alone: the page says so, and nothing is imported."""
    monkeypatch.setattr("evidence_svc.operations.manage_trust.import_certificates", lambda *_, **__: os._exit(3))

    told = send(site, ROOT, own="yes")

    assert "Không nhập: Chương trình đọc tài liệu dừng đột ngột" in told
    assert actions(site) == []
