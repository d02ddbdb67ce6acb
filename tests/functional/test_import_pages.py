"""The page for many files at once, and the page of what is to be verified again."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal

from evidence_svc.domain.score import ScoreKind
from evidence_svc.operations.correct import correct_reading
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.score import change_score
from tests.sites import REASON, Site, add_letter, letter, open_site
from verifiers.signature.trust import TrustBundle

PREFIXED = "5355_11732_6140_1_34-17.01 Kế hoạch CCHC.pdf"


def words(text: str) -> str:
    """A page's text."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def archive() -> bytes:
    """A ZIP with one clear file, one unclear and one empty."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(PREFIXED, letter())
        packed.writestr("khac/to trinh.pdf", letter("35/TTr-VP"))
        packed.writestr("khac/rong.pdf", b"")
    return out.getvalue()


def send(site: Site, name: str, content: bytes) -> str:
    """Hand one file in on the page."""
    fields = {"files": (io.BytesIO(content), name)}
    answer = site.browser("clerk").post("/assessments/1/import", fields, content_type="multipart/form-data")
    assert answer.status_code == 200
    return words(answer.text)


def test_each_file_of_an_archive_has_its_outcome(site: Site) -> None:
    """New, unlinked and refused files are told apart, and what is new is queued."""
    told = send(site, "hồ sơ.zip", archive())

    assert "2 tệp mới, 0 tệp đã có, 1 tệp không nhận" in told
    assert "1.1.2 Chất lượng kế hoạch ban hành theo mã trong tên tệp" in told
    assert "khac/rong.pdf ✕ Không nhận Tệp rỗng" in told
    assert site.queue == [1, 2]


def test_the_same_archive_again_adds_nothing(site: Site) -> None:
    """The second time every file is there already."""
    send(site, "hồ sơ.zip", archive())

    assert "0 tệp mới, 2 tệp đã có, 1 tệp không nhận" in send(site, "hồ sơ.zip", archive())


def test_a_broken_archive_is_one_refusal(site: Site) -> None:
    """A file that only calls itself an archive is refused with a sentence."""
    assert "Không phải tệp nén ZIP" in send(site, "hồ sơ.zip", b"not an archive")


def test_a_folder_keeps_its_names(site: Site) -> None:
    """A browser that sends a folder sends paths: the folder's code finds the criterion."""
    assert "1.1.1" in send(site, "Minh chứng/1.1.1 Kế hoạch/ke hoach.pdf", letter())


def test_who_may_not_add_sees_no_import(site: Site) -> None:
    """An appraiser is refused the page."""
    assert site.browser("appraiser").get("/assessments/1/import").status_code == 403


def test_outdated_evidence_is_queued_from_the_page(site: Site) -> None:
    """After the trust bundle changed, the page counts the files and its button queues them."""
    add_letter(site.office)
    site.work()
    services = replace(site.office.services, bundle=TrustBundle((), version="another"))
    later = open_site(replace(site.office, services=services))
    browser = later.browser("appraiser")

    told = words(browser.get("/verifications").text)
    answer = browser.post("/verifications", {"round": ""}, follow_redirects=True)

    assert "Kiểm tra theo phiên bản cũ (1)" in told
    assert "danh sách tin cậy, dữ liệu thu hồi" in told
    assert "Đã đưa 1 tài liệu vào hàng đợi kiểm tra lại." in words(answer.text)
    assert later.queue == [1]


def test_one_file_is_queued_from_its_page(site: Site) -> None:
    """The button on a report queues that file; its report stays in view meanwhile."""
    add_letter(site.office)
    site.work()
    site.queue.clear()

    answer = site.browser("clerk").post("/evidence/1/verifications", follow_redirects=True)

    assert "đang được kiểm tra lại" in words(answer.text)
    assert "34/KH-VP" in answer.text
    assert site.queue == [1]


def test_scores_on_changed_verdicts_are_on_the_page(site: Site) -> None:
    """The line names criterion, file, both outcomes, the cause and the score."""
    add_letter(site.office)
    site.work()
    office = site.office
    row = office.row_id("1.1.1")
    link_evidence(office.services, office.clerk, 1, row)
    change_score(office.services, office.clerk, row, kind=ScoreKind.SELF, value=Decimal("0.5"), reason=REASON)
    correct_reading(office.services, office.appraiser, 1, field="date", value="29/07/2023", reason=REASON)

    told = words(site.browser("appraiser").get("/verifications?round=2023-h1").text)

    assert "Điểm dựa trên kết quả đã thay đổi (1)" in told
    assert "giá trị đọc được sửa 0,50 tự chấm" in told
