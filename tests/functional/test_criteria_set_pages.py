"""Criteria sets on the web: what is published, and taking one in with every repair shown before it is kept."""

from __future__ import annotations

import io
import re
from html import unescape

from evidence_svc.reports.export_set import set_table
from evidence_svc.reports.export_xlsx import write_xlsx
from evidence_svc.samples.load import load_set
from tests.sites import Browser, Site

TABLE = "Năm 2023\nSTT\tNội dung\tĐiểm chuẩn\n1\tLĩnh vực một\t2\n1.1.\tViệc <b>một</b>\t1,5\n1.2\tViệc hai\t0,4\n"
_CONTENT = re.compile(r'<textarea name="content"[^>]*>(.*?)</textarea>', re.DOTALL)


def sent(content: bytes, name: str, **fields: str) -> dict[str, object]:
    """The form with a file."""
    return {"file": (io.BytesIO(content), name), **fields}


def published(browser: Browser) -> str:
    """The list of sets as text."""
    return browser.get("/criteria-sets").text


def test_a_file_is_shown_before_it_is_published(site: Site) -> None:
    """Repairs with their lines, problems beside their nodes; only the second step keeps anything."""
    admin = site.browser("quantri")
    page = admin.post("/criteria-sets/preview", sent(TABLE.encode(), "bo-moi.txt", title="Bộ mới"))

    assert page.status_code == 200
    assert "dòng 4: 1.1: mã “1.1.” hiểu là 1.1." in page.text
    assert "dòng 4: 1.1.: bỏ thẻ HTML." in page.text
    assert "các mục con cộng lại 1,9" in page.text
    assert "Bộ mới" not in published(admin)

    content = _CONTENT.search(page.text)
    assert content is not None
    done = admin.post("/criteria-sets", {"content": unescape(content[1])}, follow_redirects=True)

    assert "Đã công bố bộ tiêu chí" in done.text
    assert "Bộ mới" in published(admin)


def test_an_ambiguous_file_is_refused_with_its_place(site: Site) -> None:
    """Row and column stand on the page, nothing is kept."""
    admin = site.browser("quantri")
    page = admin.post("/criteria-sets/preview", sent(TABLE.replace("1,5", "hai").encode(), "bo.txt"))

    assert page.status_code == 422
    assert "dòng 4, cột “Điểm chuẩn”" in page.text
    assert admin.post("/criteria-sets/preview", {}).status_code == 422


def test_a_set_is_read_with_its_rules_in_words_and_taken_out_again(site: Site) -> None:
    """The tree, the rules, the deadlines; and the workbook that gives the same set back."""
    admin = site.browser("quantri")
    book = write_xlsx((set_table(load_set("district-offices-2023.yaml")),))
    page = admin.post("/criteria-sets/preview", sent(book, "bo.xlsx"))
    content = _CONTENT.search(page.text)
    assert content is not None
    admin.post("/criteria-sets", {"content": unescape(content[1])})

    shown = admin.get("/criteria-sets/quang-dien-offices-2023")
    out = admin.get("/criteria-sets/quang-dien-offices-2023.xlsx")

    assert "Trên 80% đến 100%: 2 điểm." in shown.text
    assert "74 mục, 52 tiêu chí chấm điểm" in shown.text
    assert out.data.startswith(b"PK")
    assert "attachment" in out.headers["Content-Disposition"]


def test_only_those_who_manage_sets_may_take_one_in(site: Site) -> None:
    """A clerk reads, and has no form; a set that does not exist is not found."""
    clerk = site.browser("clerk")
    listed = clerk.get("/criteria-sets")

    assert listed.status_code == 200
    assert "Xem trước" not in listed.text
    assert clerk.post("/criteria-sets", {"content": "x: 1"}).status_code in {403, 422}
    assert clerk.post("/criteria-sets/preview", sent(TABLE.encode(), "bo.txt")).status_code == 403
    assert clerk.get("/criteria-sets/no-such").status_code == 404
