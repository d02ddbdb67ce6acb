"""What people do on a report: link it by hand, take a correction back, take the original with them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from audit import store
from audit.entry import Entry
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.look_at_originals import look_at_originals
from evidence_svc.operations.verify_log import verify_log
from tests.sites import REASON, Site, add_letter


@pytest.fixture
def verified(site: Site) -> Site:
    """A letter that was verified and is linked to nothing."""
    add_letter(site.office)
    site.work()
    return site


def words(text: str) -> str:
    """A page's text."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def entries(site: Site, subject: str) -> tuple[Entry, ...]:
    """What the log says of a subject."""
    with site.office.services.work.read() as unit:
        return store.read(unit.connection, subject=subject)


def test_one_file_is_linked_to_several_criteria_with_pages(verified: Site) -> None:
    """Ticked criteria get the file with its pages in one form; the log explains the links."""
    rows = [verified.office.row_id("1.1.1"), verified.office.row_id("1.1.2")]

    answer = verified.browser("clerk").post(
        "/evidence/1/links", {"rows": rows, "pages": "2, 1-1"}, follow_redirects=True
    )

    told = words(answer.text)
    assert "Đã gắn tài liệu vào 2 tiêu chí." in told
    assert told.count("trang 1-2") == 2
    assert verify_log(verified.office.services).holds


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"pages": "1"}, "Hãy chọn ít nhất một tiêu chí."),
        ({"rows": ["1"], "pages": "3-9"}, "Tài liệu chỉ có 2 trang."),
        ({"rows": ["1"], "pages": "đầu"}, "Trang phải ghi theo dạng 1-3, 7."),
    ],
)
def test_a_refused_link_says_why_and_keeps_what_was_typed(
    verified: Site, fields: dict[str, object], sentence: str
) -> None:
    """Nothing is linked; the form comes back with the pages and ticks as they were."""
    answer = verified.browser("clerk").post("/evidence/1/links", fields)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{fields["pages"]}"' in answer.text


def test_an_own_offices_correction_waits_for_another(verified: Site) -> None:
    """The page says softly that the office's own value decides nothing yet; another office's is a confirmation."""
    link_evidence(verified.office.services, verified.office.clerk, 1, verified.office.row_id("1.1.1"))
    fields = {"field": "date", "value": "29/01/2023", "reason": REASON}
    own = verified.browser("clerk").post("/evidence/1/corrections", fields, follow_redirects=True)
    other = verified.browser("appraiser").post("/evidence/1/corrections", fields, follow_redirects=True)

    assert "đơn vị sửa, chờ xác nhận" in own.text
    assert "Đơn vị không phải làm gì thêm." in own.text
    assert "Đơn vị không phải làm gì thêm." not in other.text
    assert "cơ quan khác xác nhận" in other.text
    assert "chờ xác nhận" not in other.text


def test_a_correction_is_taken_back(verified: Site) -> None:
    """The machine's reading counts again, the log has the act, and a replay explains the table."""
    browser = verified.browser("clerk")
    browser.post("/evidence/1/corrections", {"field": "date", "value": "29/01/2023", "reason": REASON})

    answer = browser.post(
        "/evidence/1/corrections/withdrawal", {"field": "date", "reason": REASON}, follow_redirects=True
    )

    newest = entries(verified, "evidence:1")[-1]
    assert "Đã lấy lại giá trị máy đọc" in answer.text
    assert "người dùng sửa" not in answer.text
    assert (newest.action, newest.before) == ("evidence:reading-withdrawn", {"date": "2023-01-29"})
    assert verify_log(verified.office.services).holds


def test_the_assessed_office_cannot_take_back_what_another_confirmed(verified: Site) -> None:
    """What an appraiser read stays until an appraiser takes it back."""
    fields = {"field": "date", "value": "29/01/2023", "reason": REASON}
    verified.browser("appraiser").post("/evidence/1/corrections", fields)

    answer = verified.browser("clerk").post("/evidence/1/corrections/withdrawal", {"field": "date", "reason": REASON})

    assert answer.status_code == 403
    assert "cơ quan khác xác nhận" in verified.browser("clerk").get("/evidence/1").text


def test_taking_an_original_is_logged_once_each_time(verified: Site) -> None:
    """A download is an entry in the person's name; looking at pages is none."""
    browser = verified.browser("appraiser")
    browser.get("/evidence/1/pages/1.png?width=800")
    browser.get("/evidence/1/original")

    opened = [entry for entry in entries(verified, "evidence:1") if entry.action == "evidence:opened"]
    assert [entry.actor for entry in opened] == [f"person:{verified.office.appraiser.actor.id}"]


def _blob(site: Site) -> Path:
    return next(path for path in (site.office.services.settings.data_dir / "blobs").glob("??/*") if path.is_file())


@pytest.mark.parametrize(("content", "sentence"), [(b"x", "đã bị thay đổi"), (None, "không còn trong kho")])
def test_a_damaged_original_is_shown_and_logged(verified: Site, content: bytes | None, sentence: str) -> None:
    """After the originals were read again, page and list say that this one is altered or gone, once in the log."""
    blob = _blob(verified)
    blob.unlink()
    if content is not None:
        blob.write_bytes(content)

    look_at_originals(verified.office.services)
    look_at_originals(verified.office.services)

    browser = verified.browser("clerk")
    assert sentence in words(browser.get("/evidence/1").text)
    assert "Bản gốc hỏng hoặc mất" in browser.get("/assessments/1/evidence").text
    assert len(entries(verified, f"blob:{blob.name}")) == 2  # received, damaged


def test_a_restored_original_is_good_again(verified: Site) -> None:
    """Bytes put back from a backup end the warning."""
    blob = _blob(verified)
    content = blob.read_bytes()
    blob.unlink()
    look_at_originals(verified.office.services)
    blob.write_bytes(content)

    assert look_at_originals(verified.office.services) == {}
    assert "đã bị thay đổi" not in verified.browser("clerk").get("/evidence/1").text
    assert entries(verified, f"blob:{blob.name}")[-1].action == "evidence:original-restored"
