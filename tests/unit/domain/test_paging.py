"""Pages of a long list, and the words that narrow it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_svc.domain.paging import A_PAGE, open_page


@given(total=st.integers(0, 5 * A_PAGE), number=st.integers(-3, 9))
def test_pages_hold_everything_once(total: int, number: int) -> None:
    """Together the pages are the list; a number beyond the ends leads to the nearest page."""
    things = [str(thing) for thing in range(total)]
    pages = open_page(things, str).pages

    assert [item for at in range(1, pages + 1) for item in open_page(things, str, number=at).items] == things
    assert open_page(things, str, number=number).number == min(max(1, number), pages)


@pytest.mark.parametrize(("words", "found"), [("ke hoach", 2), ("KẾ HOẠCH 34", 1), ("khong", 0), ("  ", 3)])
def test_words_are_found_without_accents(words: str, found: int) -> None:
    """All words must be in the name, in any order and case; no words leave the list as it is."""
    names = ["34-17.01 Kế hoạch.pdf", "35 Ke hoach.pdf", "Báo cáo.pdf"]
    page = open_page(names, str, words=words)

    assert (page.found, page.total, len(page.items)) == (found, 3, found)
