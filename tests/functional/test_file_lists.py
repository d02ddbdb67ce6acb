"""Long lists of files: pages, and a search by name, made on the server."""

from __future__ import annotations

from evidence_svc.domain.paging import A_PAGE
from tests.factories import Office
from tests.sites import Site, add_letter


def _many(office: Office, count: int) -> None:
    for number in range(count):
        add_letter(office, f"tep-{number:03d}.pdf", f"file {number}".encode())


def test_long_lists_of_files_are_read_in_pages(site: Site) -> None:
    """More than a hundred files: a page of the newest, the next one, and a search by name; nothing is left out."""
    _many(site.office, A_PAGE + 2)
    browser = site.browser("clerk")
    path = f"/assessments/{site.office.assessment_id}/evidence"

    first, second = browser.get(path).text, browser.get(f"{path}?page=2").text
    found = browser.get(f"{path}?q=TEP-007").text

    assert first.count('class="file-name"') == A_PAGE
    assert "102 tài liệu đã nộp" in first
    assert f'rel="next" href="{path}?page=2"' in first
    assert second.count('class="file-name"') == 2
    assert "tep-000.pdf" in second
    assert found.count('class="file-name"') == 1
    assert "Không có tệp nào có những chữ này" in browser.get(f"{path}?q=khongco").text


def test_a_long_choice_of_files_is_searched(site: Site) -> None:
    """The criterion offers the hundred newest, and an older one by its name; a short list has no search."""
    _many(site.office, A_PAGE + 2)
    browser, row_id = site.browser("clerk"), site.office.row_id("1.1.2")

    page = browser.get(f"/criteria/{row_id}").text
    found = browser.get(f"/criteria/{row_id}?files=tep-000").text

    assert page.count("<option value=") == A_PAGE
    assert ">tep-000.pdf</option>" not in page
    assert ">tep-000.pdf</option>" in found
    assert found.count("<option value=") == 1


def test_a_short_choice_of_files_has_no_search(site: Site) -> None:
    """Where every file is offered there is nothing to search."""
    _many(site.office, 2)

    assert "files-words" not in site.browser("clerk").get(f"/criteria/{site.office.row_id('1.1.2')}").text
