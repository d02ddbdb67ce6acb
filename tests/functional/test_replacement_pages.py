"""An office replaces a file by a newer one in the browser and by the API; everybody sees which counts."""

from __future__ import annotations

import io
import re

from evidence_svc.operations.process import process_evidence
from tests.pki import make_pdf
from tests.sites import Site, add_letter

REASON = "Bản trước thiếu phụ lục kèm theo."


def words(text: str) -> str:
    """A page's text."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def replace(site: Site, number: int, **fields: object) -> str:
    """Send the form as the clerk."""
    answer = site.browser("clerk").post(
        f"/evidence/{number}/replacement", fields, content_type="multipart/form-data", follow_redirects=True
    )
    return words(answer.text)


def test_newer_file_is_sent_and_counts(site: Site) -> None:
    """The form offers the criteria; afterwards each file's page names the other, and the list tells them apart."""
    office = site.office
    number, row = add_letter(office), office.row_id("1.1.1")
    clerk = site.browser("clerk")
    clerk.post(f"/evidence/{number}/links", {"rows": [str(row)]})

    form = clerk.get(f"/evidence/{number}/replacement").text
    told = replace(site, number, file=(io.BytesIO(make_pdf("moi")), "moi.pdf"), rows=str(row), reason=REASON)
    process_evidence(office.services, 2)

    older = words(clerk.get(f"/evidence/{number}").text)
    listed = words(clerk.get(f"/assessments/{office.assessment_id}/evidence").text)
    assert f'name="rows" value="{row}" checked' in form
    assert "tệp mới được gắn vào 1 tiêu chí" in told
    assert "Tài liệu này thay cho 34-17.01 Ke hoach.pdf" in told
    assert "Tài liệu này đã được thay bằng moi.pdf" in older
    assert REASON in older
    assert "Đã được thay" in listed
    assert "Thay bằng tệp mới" not in older


def test_refusals_keep_what_was_typed(site: Site) -> None:
    """No file, or no reason: the sentence says so, the form still holds the reason, and nothing is received."""
    number = add_letter(site.office)

    missing = replace(site, number, reason=REASON)
    short = replace(site, number, file=(io.BytesIO(make_pdf("moi")), "moi.pdf"), reason="ngắn")

    with site.office.services.work.read() as unit:
        files = unit.evidence.in_assessment(site.office.assessment_id)
    assert "Hãy chọn tệp mới." in missing
    assert REASON in missing
    assert "ký tự" in short
    assert len(files) == 1


def test_replacement_is_withdrawn_on_the_page(site: Site) -> None:
    """The older file can be used again."""
    number = add_letter(site.office)
    replace(site, number, file=(io.BytesIO(make_pdf("moi")), "moi.pdf"), reason=REASON)

    answer = site.browser("clerk").post(
        f"/evidence/{number}/replacement/withdrawal", {"reason": "Thay nhầm tệp khác."}, follow_redirects=True
    )

    assert "tài liệu dùng lại được" in words(answer.text)
    assert "Thay bằng tệp mới" in words(answer.text)


def test_api_replaces_and_withdraws(site: Site) -> None:
    """PUT names the newer file, DELETE takes it back; a second PUT is a conflict."""
    older = add_letter(site.office)
    newer = add_letter(site.office, "moi.pdf", make_pdf("moi"))
    clerk, body = site.browser("clerk"), {"newer": newer, "reason": REASON}
    path = f"/api/v1/evidence/{older}/replacement"

    answers = [
        clerk.send("PUT", path, json=body),
        clerk.send("PUT", path, json=body),
        clerk.send("DELETE", path, json={"reason": "Thay nhầm tệp khác."}),
    ]

    assert [answer.status_code for answer in answers] == [200, 409, 204]
    assert answers[0].json == {"criteria": 0}
