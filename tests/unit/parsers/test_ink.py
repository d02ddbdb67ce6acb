"""What is drawn on a page: ink, paper, blanks, skew."""

from __future__ import annotations

import tracemalloc

import pytest
from PIL import Image, ImageDraw

from parsers.document import Box
from parsers.scan.deskew import find_skew, is_sideways, turn
from parsers.scan.ink import crop_line, drop_red, ink_height, is_blank, paper_tone, shear


def rows_of_text(rows: int = 30) -> Image.Image:
    """A page of black bars, as rows of text look from afar."""
    page = Image.new("L", (800, 1100), 255)
    pen = ImageDraw.Draw(page)
    for row in range(rows):
        pen.rectangle((80, 60 + 34 * row, 720, 74 + 34 * row), fill=0)
    return page


def test_red_turns_to_paper_and_blue_stays_ink() -> None:
    """The red channel drops stamps and keeps blue ballpoint."""
    page = Image.new("RGB", (3, 1), "white")
    page.putpixel((1, 0), (230, 20, 20))
    page.putpixel((2, 0), (30, 30, 200))

    gray = drop_red(page)

    assert [gray.getpixel((x, 0)) for x in range(3)] == [255, 230, 30]


@pytest.mark.parametrize(("top", "expected"), [(10, 0.75), (34, 0.15)], ids=["digit", "dot"])
def test_ink_height_tells_digits_from_dots(top: int, expected: float) -> None:
    """The tallest run of inked rows is a digit's height or a dot's."""
    page = Image.new("L", (100, 40), 250)
    ImageDraw.Draw(page).rectangle((40, top, 46, 39), fill=20)

    assert ink_height(page, Box(0, 0, 100, 40)) == pytest.approx(expected, abs=0.01)


def test_ink_height_of_paper_and_of_no_area_is_nought() -> None:
    """Clean paper, and a box without area, have no ink."""
    page = Image.new("L", (100, 40), 250)

    assert ink_height(page, Box(0, 0, 100, 40)) == 0.0
    assert ink_height(page, Box(30, 0, 10, 40)) == 0.0


def test_crop_stays_on_the_page() -> None:
    """A margin that reaches beyond the page is cut at its edge."""
    page = Image.new("L", (100, 40), 250)

    crop, left = crop_line(page, Box(-5, 5, 120, 35), 0.5)

    assert crop.size == (100, 40)
    assert left == 0.0


def test_shear_sets_a_leaning_stroke_upright() -> None:
    """A stroke whose top leans right by half its height stands upright after a slant of 0.5."""
    page = Image.new("L", (100, 40), 255)
    ImageDraw.Draw(page).line((40, 39, 60, 0), fill=0, width=3)

    upright = shear(page, 0.5)

    tops = [x for x in range(100) if upright.getpixel((x, 3)) == 0]
    feet = [x for x in range(100) if upright.getpixel((x, 36)) == 0]
    assert tops
    assert feet
    assert abs(tops[0] - feet[0]) <= 2


def test_paper_tone_is_the_background() -> None:
    """Paper is what most of a crop is, however grey the scanner made it."""
    page = Image.new("L", (100, 40), 228)
    ImageDraw.Draw(page).rectangle((0, 0, 20, 10), fill=0)

    assert paper_tone(page) == 228


def test_back_of_a_sheet_is_blank() -> None:
    """A page with a speck is blank; one with rows of text is not."""
    back = Image.new("L", (800, 1100), 240)
    ImageDraw.Draw(back).ellipse((10, 500, 30, 520), fill=0)

    assert is_blank(back)
    assert not is_blank(rows_of_text(3))


@pytest.mark.parametrize("degrees", [-4.0, -1.5, 0.0, 2.0, 3.5])
def test_skew_is_found(degrees: float) -> None:
    """The lean of the rows is found to half a degree."""
    page = rows_of_text().rotate(-degrees, Image.Resampling.BICUBIC, fillcolor=255)

    assert find_skew(page) == pytest.approx(degrees, abs=0.5)


@pytest.mark.parametrize("size", [(15, 12_000), (1, 12_000), (12_000, 1)])
def test_a_strip_of_paper_costs_no_more_than_a_page(size: tuple[int, int]) -> None:
    """A picture of one column of pixels is not blown up to millions of rows to find how it leans."""
    strip = Image.new("L", size, 200)
    tracemalloc.start()

    skew = find_skew(strip)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert skew == 0.0
    assert most < 20_000_000


def test_sideways_text_is_told_from_upright_and_skewed() -> None:
    """Only a quarter turn makes a page sideways, not a skewed scan."""
    page = rows_of_text()

    assert is_sideways(turn(page, 90))
    assert not is_sideways(page)
    assert not is_sideways(page.rotate(3, fillcolor=255))


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_turns_go_clockwise(degrees: int) -> None:
    """Turning by the angle that a page was laid counter-clockwise restores it."""
    page = rows_of_text(3)

    assert turn(page.rotate(degrees, expand=True), degrees).tobytes() == page.tobytes()
