"""Running text on a scan is found by its ink and painted over; what stands around it stays to be read."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from parsers.scan.deskew import find_skew
from parsers.scan.paragraphs import find_bands_of_text, hide_paragraphs

DPI = 200
WIDTH, PITCH, HEIGHT = 1654, 58, 30
FULL, SHORT, COLUMNS, INDENTED = (0.14, 0.92), (0.14, 0.4), (0.14, 0.4, 0.6, 0.9), (0.2, 0.92)
Row = tuple[float, ...]


def page(*rows: Row) -> Image.Image:
    """A grey page with lines of letter-like strokes between the given shares of its width."""
    image = Image.new("L", (WIDTH, PITCH * (len(rows) + 2)), 240)
    pen = ImageDraw.Draw(image)
    for at, row in enumerate(rows, 1):
        for start, end in zip(row[::2], row[1::2], strict=True):
            for x in range(round(start * WIDTH), round(end * WIDTH), 12):
                pen.rectangle((x, at * PITCH, x + 5, at * PITCH + HEIGHT), fill=20)
    return image


def lines_left(image: Image.Image) -> list[int]:
    """Which rows of the page still show ink."""
    pixels = np.asarray(image)
    count = image.height // PITCH - 2
    return [at for at in range(count) if (pixels[(at + 1) * PITCH : (at + 1) * PITCH + HEIGHT] < 100).any()]


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        ([COLUMNS, *[FULL] * 9, COLUMNS, SHORT, SHORT, COLUMNS], [0, 1, 2, 7, 8, 9, 10, 11, 12, 13]),
        ([COLUMNS, FULL, FULL, FULL, FULL, COLUMNS], [0, 1, 2, 3, 4, 5]),
        ([COLUMNS] * 9, [*range(9)]),
        ([SHORT, SHORT, COLUMNS, SHORT, SHORT, SHORT, SHORT], [*range(7)]),
        ([*[INDENTED, FULL, SHORT] * 3, SHORT, COLUMNS, COLUMNS, COLUMNS], [0, 1, 6, 7, 8, 9, 10, 11, 12]),
        ([*[FULL] * 6, COLUMNS, *[FULL] * 6], [0, 1, 10, 11, 12]),
    ],
    ids=["block below", "a few lines", "two columns", "a list", "short last lines", "a heading between"],
)
def test_only_the_inner_lines_of_text_are_hidden(rows: list[Row], left: list[int]) -> None:
    """Letterheads, lists and signature blocks stay, and the lines of text next to them."""
    assert lines_left(hide_paragraphs(page(*rows), DPI)) == left


def test_of_a_head_the_text_below_is_hidden_to_the_end() -> None:
    """The header's part of a page is cut off in running text, whose last lines say nothing."""
    assert lines_left(hide_paragraphs(page(COLUMNS, COLUMNS, SHORT, *[FULL] * 9), DPI, is_head=True)) == [0, 1, 2, 3, 4]


def test_a_page_without_text_is_left_alone() -> None:
    """Nothing to hide: the very picture comes back, also where it has no ink at all."""
    for image in (page(COLUMNS, SHORT), Image.new("L", (WIDTH, 500), 255), Image.new("L", (3, 3), 255)):
        assert hide_paragraphs(image, DPI) is image


def test_accents_belong_to_their_line() -> None:
    """Marks that float above and below the letters make no rows of their own."""
    image = page(FULL)
    pen = ImageDraw.Draw(image)
    for x in range(300, 1400, 40):
        pen.rectangle((x, PITCH - 10, x + 8, PITCH - 6), fill=20)

    assert len(find_bands_of_text(image.reduce(2), DPI / 2)) == 1


@pytest.mark.parametrize("degrees", [-3.0, -1.0, 0.0, 2.0, 4.5])
def test_skew_is_found_without_turning_the_picture(degrees: float) -> None:
    """A page that leans is measured to a quarter of a degree."""
    leaning = page(*[FULL, SHORT, COLUMNS] * 9).rotate(-degrees, Image.Resampling.BICUBIC, fillcolor=240)

    assert find_skew(leaning) == pytest.approx(degrees, abs=0.3)
