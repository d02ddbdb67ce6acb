"""Uploading, the list of files, the report, the page pictures and the original bytes."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.process import process_evidence
from tests.sites import Site, add_letter, letter

PREFIXED = "5355_11732_6140_1_34-17.01 Kế hoạch CCHC.pdf"


def _words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_prefix_of_the_name_finds_the_criterion(site: Site) -> None:
    """A file with the provincial upload prefix is received, queued, and linked to the criterion of that number."""
    page = site.browser("clerk").upload(1, PREFIXED, letter()).text

    assert "đã nhận, đang kiểm tra. Gắn vào tiêu chí 1.1.2 Chất lượng kế hoạch ban hành" in _words(page)
    assert site.queue == [1]


def test_other_names_wait_for_a_person(site: Site) -> None:
    """A file whose name says nothing is kept and has to be linked by hand."""
    page = site.browser("clerk").upload(1, "to trinh.pdf", letter()).text

    assert "Chưa rõ tiêu chí, hãy gắn bằng tay." in page


def test_same_bytes_again_are_named(site: Site) -> None:
    """The same bytes under another name lead to the file that is there, linked where the new name says."""
    browser = site.browser("clerk")
    browser.upload(1, "first.pdf", letter())

    words = _words(browser.upload(1, PREFIXED, letter()).text)

    assert "nội dung trùng với tệp đã nộp: first.pdf . Gắn vào tiêu chí 1.1.2" in words
    assert "1 tài liệu đã nộp" in words


def test_the_same_file_for_the_same_criterion_again_changes_nothing(site: Site) -> None:
    """Sending a linked file once more is no error."""
    browser = site.browser("clerk")
    browser.upload(1, PREFIXED, letter())

    assert browser.upload(1, PREFIXED, letter()).status_code == 200


def test_refused_files_do_not_stop_the_others(site: Site) -> None:
    """Of an empty, a too large and a good file, each gets its own outcome."""
    files = [
        (io.BytesIO(b""), "rong.pdf"),
        (io.BytesIO(b"x" * 300_001), "lon.pdf"),
        (io.BytesIO(letter()), "tot.pdf"),
    ]

    answer = site.browser("clerk").post("/assessments/1/evidence", {"files": files}, content_type="multipart/form-data")

    words = _words(answer.text)
    assert answer.status_code == 200
    assert "rong.pdf : không nhận. Tệp rỗng" in words
    assert "lon.pdf : không nhận. Tệp lớn hơn mức cho phép" in words
    assert "tot.pdf : đã nhận" in words


@pytest.mark.parametrize("path", ["/assessments/1/evidence", "/api/v1/assessments/1/evidence"])
def test_upload_past_the_limit_is_refused_before_it_is_read(site: Site, path: str) -> None:
    """A body that announces more than any file may have ends with 413 and a sentence in Vietnamese."""
    browser = site.browser("clerk")

    answer = browser.client.post(
        path, content_type="multipart/form-data; boundary=x", environ_overrides={"CONTENT_LENGTH": "4000000"}
    )

    assert answer.status_code == 413
    assert "lớn hơn mức cho phép" in (answer.json["message"] if answer.json else answer.text)


def test_form_without_a_file_asks_for_one(site: Site) -> None:
    """Sending nothing is told kindly."""
    answer = site.browser("clerk").post("/assessments/1/evidence", {"files": []}, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert "Hãy chọn ít nhất một tệp" in answer.text


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\bao cao.pdf", "bao cao.pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "&lt;img src=x onerror=alert(1)&gt;.pdf"),
    ],
)
def test_names_cannot_do_harm(site: Site, sent: str, kept: str) -> None:
    """Folders in a name are dropped and markup in it is letters."""
    page = site.browser("clerk").upload(1, sent, letter()).text

    assert kept in page
    assert "<img src=x" not in page


def test_upload_is_refused_to_those_without_the_right(site: Site) -> None:
    """An auditor sees the list without the form and cannot upload."""
    browser = site.browser("auditor")

    assert 'type="file"' not in browser.get("/assessments/1/evidence").text
    assert browser.upload(1, "a.pdf", letter()).status_code == 403


def test_report_waits_then_shows(site: Site) -> None:
    """Before the worker has been, the page says it waits; afterwards it shows what was read and found."""
    evidence_id = add_letter(site.office)
    browser = site.browser("clerk")

    before = browser.get(f"/evidence/{evidence_id}").text
    site.work()
    after = _words(browser.get(f"/evidence/{evidence_id}").text)

    assert "Tài liệu đang được kiểm tra." in before
    assert f'data-watch="/api/v1/evidence/{evidence_id}"' in before
    assert "Số, ký hiệu 34/KH-VP" in after
    assert "Ngày văn bản 17/01/2023" in after
    assert "Đọc từ chữ trên trang, trang 1" in after
    assert "Tệp không có chữ ký số. Không có chữ ký khác với chữ ký sai." in after


def test_boxes_lie_on_the_page_shown(site: Site) -> None:
    """The first page carries a box for the number inside the page's size; the second carries none."""
    evidence_id = add_letter(site.office)
    site.work()
    browser = site.browser("clerk")

    first, second = (browser.get(f"/evidence/{evidence_id}?page={page}").text for page in (1, 2))

    box = re.search(r'id="box-number".*?<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', first)
    assert box is not None
    x, y, width, height = map(float, box.groups())
    assert 60 < x < 200
    assert 80 < y < 110
    assert (width > 20, height > 5) == (True, True)
    assert "box-number" not in second
    assert "Trang 2 / 2" in second


@pytest.mark.parametrize("page", ["0", "-1", "99", "x"])
def test_page_beyond_the_document_shows_one_that_is_there(site: Site, page: str) -> None:
    """An address with an impossible page number still shows a page."""
    evidence_id = add_letter(site.office)
    site.work()

    assert site.browser("clerk").get(f"/evidence/{evidence_id}?page={page}").status_code == 200


def test_pictures_are_drawn_in_two_widths_only(site: Site) -> None:
    """A page is a PNG of an offered width; other widths and pages that are not there are refused."""
    evidence_id = add_letter(site.office)
    browser = site.browser("clerk")

    picture = browser.get(f"/evidence/{evidence_id}/pages/1.png?width=800")

    assert picture.data.startswith(b"\x89PNG")
    assert "immutable" in picture.headers["Cache-Control"]
    assert browser.get(f"/evidence/{evidence_id}/pages/1.png?width=80000").status_code == 400
    assert browser.get(f"/evidence/{evidence_id}/pages/9.png").status_code == 404


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_submitted_picture_is_shown(site: Site, kind: str) -> None:
    """A photographed page is drawn like a page; its second frame, which is not there, is refused."""
    content = io.BytesIO()
    Image.new("L", (450, 600), "white").save(content, kind)
    evidence_id = add_letter(site.office, f"anh.{kind.lower()}", content.getvalue())
    site.work()
    browser = site.browser("clerk")

    picture = browser.get(f"/evidence/{evidence_id}/pages/1.png?width=800")

    assert Image.open(io.BytesIO(picture.data)).size == (800, 1067)
    assert browser.get(f"/evidence/{evidence_id}/pages/2.png").status_code == 404


def test_original_is_only_ever_saved(site: Site) -> None:
    """The bytes come back as they were, as an attachment that no browser runs or sniffs."""
    content = b"<html><script>alert(1)</script></html>"
    evidence_id = add_letter(site.office, "Kế hoạch.html", content)

    with site.browser("auditor").get(f"/evidence/{evidence_id}/original") as answer:
        assert answer.data == content
        assert answer.mimetype == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_unreadable_file_says_why(site: Site) -> None:
    """Bytes that are no document are kept, shown as unreadable with the reason, and not called failed."""
    evidence_id = add_letter(site.office, "hong.pdf", b"<html>not found</html>")
    site.work()

    page = site.browser("clerk").get(f"/evidence/{evidence_id}").text

    assert "Không đọc được tệp này" in page
    assert "trang web lưu dưới tên tài liệu" in page
    assert "html-not-pdf" in page


def test_uses_show_what_the_criterion_expects(site: Site) -> None:
    """The report names each criterion the file is used for, with the findings there."""
    browser = site.browser("clerk")
    browser.upload(1, "5355_11732_6139_1_34-17.01 Kế hoạch CCHC.pdf", letter(day="ngày 20 tháng 01 năm 2023"))
    site.work()

    words = _words(browser.get("/evidence/1").text)

    assert "Dùng cho 1 tiêu chí 1.1.1 Ban hành kế hoạch CCHC" in words
    assert "tùy cách hiểu “trước ngày 20/01/2023”" in words


def test_worst_outcome_of_a_use_is_the_files(site: Site) -> None:
    """A file that is in order but late for its criterion is not shown as passed, neither on its page nor listed."""
    browser = site.browser("clerk")
    browser.upload(1, "5355_11732_6139_1_34-17.03 Kế hoạch CCHC.pdf", letter(day="ngày 17 tháng 03 năm 2023"))
    site.work()

    head = browser.get("/evidence/1").text.split('class="columns')[0]
    line = browser.get("/assessments/1/evidence").text.split("<tbody>")[1]

    assert "chip failed" in head
    assert "do kết quả ở tiêu chí" in head
    assert "chip failed" in line


def test_file_without_a_criterion_offers_them(site: Site) -> None:
    """A file that is linked nowhere opens the list of criteria to link it to."""
    evidence_id = add_letter(site.office)

    page = site.browser("clerk").get(f"/evidence/{evidence_id}").text

    assert '<details id="link" open>' in page
    assert "1.1.1 " in page


def test_earlier_verifications_stay(site: Site) -> None:
    """A second run stands above the first, which is listed."""
    evidence_id = add_letter(site.office)
    for _ in range(2):
        process_evidence(site.office.services, evidence_id)

    assert "Các lần kiểm tra trước" in site.browser("auditor").get(f"/evidence/{evidence_id}").text


def test_a_person_corrects_a_reading(site: Site) -> None:
    """The appraiser's value stands beside the machine's with its reason, and the criterion is judged by it."""
    site.browser("clerk").upload(1, "5355_11732_6139_1_34-17.01 Kế hoạch CCHC.pdf", letter())
    site.work()
    browser = site.browser("appraiser")
    fields = {"field": "date", "value": "17/02/2023", "reason": "Trên trang ghi tháng 02."}

    words = _words(browser.post("/evidence/1/corrections", fields, follow_redirects=True).text)

    assert "Ngày văn bản 17/02/2023 cơ quan khác xác nhận Trên trang ghi tháng 02." in words
    assert "Máy đọc: 17/01/2023" in words
    assert "Chậm 28 ngày" in words or "Chậm 28 hoặc 29 ngày" in words


def test_impossible_correction_is_explained(site: Site) -> None:
    """A value that cannot be a date comes back with what was typed."""
    evidence_id = add_letter(site.office)
    site.work()
    fields = {"field": "date", "value": "31/02/2023", "reason": "Trên trang ghi tháng 02."}

    answer = site.browser("clerk").post(f"/evidence/{evidence_id}/corrections", fields)

    assert answer.status_code == 422
    assert "Ngày phải có dạng" in answer.text
    assert 'value="31/02/2023"' in answer.text


def test_auditor_corrects_nothing(site: Site) -> None:
    """Who may only look is offered no form and refused."""
    evidence_id = add_letter(site.office)
    site.work()
    browser = site.browser("auditor")
    fields = {"field": "number", "value": "35/KH-VP", "reason": "Trên trang ghi số 35."}

    assert "Sửa giá trị máy đọc" not in browser.get(f"/evidence/{evidence_id}").text
    assert browser.post(f"/evidence/{evidence_id}/corrections", fields).status_code == 403


def test_histories_and_the_log_name_files_not_their_numbers(site: Site) -> None:
    """What was judged, and of which kind it is, an official reads in words."""
    office = site.office
    evidence_id = add_letter(office)
    link_evidence(office.services, office.clerk, evidence_id, office.row_id("1.1.3"))
    site.work()
    criterion = site.browser("clerk").get(f"/criteria/{office.row_id('1.1.3')}").text
    log = site.browser("quantri").get("/log").text
    page = site.browser("clerk").get(f"/evidence/{evidence_id}").text

    judged = "Kết quả kiểm tra theo tiêu chí"
    for told in (criterion, log):
        assert "Tài liệu: 34-17.01 Ke hoach.pdf" in re.sub(
            r"\s+", " ", re.sub(r"<[^>]+>", "", told.partition(judged)[2])
        )
    assert "Loại: 6 tháng" in re.sub(r"<[^>]+>", "", log)
    assert "<dd>Văn bản PDF</dd>" in page
