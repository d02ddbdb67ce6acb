"""The log explorer."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from evidence_svc.operations.read_log import PAGE
from tests.sites import Site, add_letter


def _sequences(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<td class="num" data-label="Số">(\d+)', page)]


def test_auditor_reads_the_newest_first(site: Site) -> None:
    """Entries come newest first, with actor, role and what changed in words."""
    page = site.browser("auditor").get("/log").text

    numbers = _sequences(page)
    assert numbers == sorted(numbers, reverse=True)
    assert "mọi sửa, xóa đều bị chặn và bị phát hiện khi kiểm tra toàn vẹn" in page
    assert "Người auditor" in page
    assert "Chuẩn bị → <strong>Đang tự đánh giá</strong>" in page


@pytest.mark.parametrize("username", ["clerk", "appraiser"])
def test_the_log_is_not_for_everybody(site: Site, username: str) -> None:
    """Those who have no right to it are refused and not offered the page."""
    browser = site.browser(username)

    assert browser.get("/log").status_code == 403
    assert browser.get("/api/v1/log").status_code == 403
    assert 'href="/log"' not in browser.get("/").text


def test_filters_narrow_the_list(site: Site) -> None:
    """Subject, actor and action each leave only their entries; nothing found is told."""
    evidence_id = add_letter(site.office)
    site.work()
    browser = site.browser("auditor")
    clerk = f"person:{site.office.clerk.actor.id}"

    assert len(_sequences(browser.get(f"/log?subject=evidence:{evidence_id}").text)) == 1
    assert len(_sequences(browser.get(f"/log?actor={clerk}").text)) == 1
    assert len(_sequences(browser.get("/log?action=person:added").text)) == 6
    assert "Không có mục nào khớp" in browser.get("/log?subject=evidence:999").text


def test_older_entries_follow_without_gap(site: Site) -> None:
    """The next page begins where the first one ends, to the first entry."""
    for number in range(PAGE):
        add_letter(site.office, content=f"file {number}".encode())
    browser = site.browser("auditor")
    first = browser.get("/log").text
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older is not None

    numbers = _sequences(first) + _sequences(browser.get(older[1].replace("&amp;", "&")).text)

    assert numbers == list(range(numbers[0], 0, -1))


def test_check_finds_a_change_behind_the_log(site: Site) -> None:
    """The check says that the log holds, and names a status changed in a database without its guards."""
    browser = site.browser("auditor")
    whole = browser.get("/log?check=1").text

    with site.office.services.work.engine.connect() as connection:
        guards = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'criterion_assessments'"
        for name in connection.execute(text(guards)).scalars().all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("UPDATE criterion_assessments SET status = 'scored' WHERE id = 1"))
        connection.commit()

    assert "Nhật ký toàn vẹn" in whole
    assert "không qua nhật ký" in browser.get("/log?check=1").text


def test_a_day_nobody_can_read_is_told(site: Site) -> None:
    """The page says which day it did not take, and a file of more than was asked for is not made."""
    browser = site.browser("auditor")

    assert "Không hiểu ngày “2023-13-40”" in browser.get("/log?since=2023-13-40").text
    assert browser.get("/log/export.csv?until=mai").status_code == 422
    assert "Không hiểu ngày" not in browser.get("/log?since=2023-07-01").text


def test_a_day_is_read_as_people_here_write_it(site: Site) -> None:
    """Where a browser has no picker of days, 01/07/2023 is the first of July."""
    page = site.browser("auditor").get("/log?since=1/7/2023").text

    assert 'value="2023-07-01"' in page
    assert "Không hiểu ngày" not in page
