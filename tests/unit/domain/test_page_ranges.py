"""Page ranges as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_svc.domain.page_ranges import PagesError, read_pages


@pytest.mark.parametrize(
    ("text", "kept"),
    [("", None), (" , ", None), ("7; 1-3", "1-3, 7"), ("1–3,4", "1-4"), ("2,2-2", "2"), ("5", "5")],
)
def test_one_form_in_order(text: str, kept: str | None) -> None:
    """Separators, order, overlaps and the long dash do not matter."""
    assert read_pages(text, 9) == kept


@pytest.mark.parametrize(
    ("text", "reason"),
    [("đầu", "pages-unreadable"), ("0", "pages-unreadable"), ("3-1", "pages-unreadable"), ("8-10", "pages-outside")],
)
def test_what_names_no_pages_is_refused(text: str, reason: str) -> None:
    """Words, backward ranges and pages beyond the last are refused with a reason."""
    with pytest.raises(PagesError) as refused:
        read_pages(text, 9)

    assert refused.value.reason == reason


@given(st.lists(st.integers(1, 30), min_size=1, max_size=12))
def test_reading_twice_changes_nothing(pages: list[int]) -> None:
    """The kept form names exactly the pages that were written, and is its own kept form."""
    kept = read_pages(",".join(map(str, pages)), 30)
    assert kept is not None

    named = set[int]()
    for part in kept.split(", "):
        first, _, last = part.partition("-")
        named |= set(range(int(first), int(last or first) + 1))
    assert named == set(pages)
    assert read_pages(kept, 30) == kept
