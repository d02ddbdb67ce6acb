"""Where words stand on a page: folded, across lines, turned back to the page as displayed."""

from __future__ import annotations

import pytest

from evidence_svc.domain.folding import fold
from evidence_svc.operations.search_document import find_on_page
from parsers.document import Box, PageSize
from parsers.turn import Turn
from parsers.words import Line, Page, Word


def line(y: float, *texts: str) -> Line:
    """Words of 50 points, ten apart, on one line."""
    return Line(tuple(Word(text, Box(60.0 * n, y, 60.0 * n + 50, y + 10)) for n, text in enumerate(texts)))


PAGE = Page(1, PageSize(600, 800), (line(100, "Kế", "hoạch", "số", "34/KH-VP"), line(120, "ngày", "17", "kế", "hoạch")))


@pytest.mark.parametrize(
    ("typed", "boxes"),
    [
        ("ke hoach", [[(0.0, 100.0, 110.0, 110.0)], [(120.0, 120.0, 230.0, 130.0)]]),
        ("KẾ HOẠCH SỐ", [[(0.0, 100.0, 170.0, 110.0)]]),
        ("34/kh", [[(180.0, 100.0, 230.0, 110.0)]]),
        ("vp ngay", [[(180.0, 100.0, 230.0, 110.0), (0.0, 120.0, 50.0, 130.0)]]),
        ("hoac", [[(60.0, 100.0, 110.0, 110.0)], [(180.0, 120.0, 230.0, 130.0)]]),
        ("báo cáo", []),
    ],
)
def test_hits_are_boxed_line_by_line(typed: str, boxes: list[object]) -> None:
    """Accents, case and signs do not matter; part of a word is enough; a hit may run on to the next line."""
    assert list(find_on_page(PAGE, fold(typed))) == boxes


def test_a_turned_page_is_boxed_as_it_is_displayed() -> None:
    """What was read with the page set upright is marked where it stands for the person who looks."""
    page = Page(1, PageSize(800, 600), (line(100, "Kế"),), turn=Turn(90))

    assert list(find_on_page(page, "ke")) == [[(100.0, 750.0, 110.0, 800.0)]]
