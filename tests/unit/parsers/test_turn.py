"""Boxes lead back to the page as a person sees it, however it was turned to be read."""

from __future__ import annotations

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from parsers.document import Box, PageSize
from parsers.parse import parse_document
from parsers.scan.deskew import turn
from parsers.turn import Turn
from tests.documents import Letter

UPRIGHT = PageSize(200.0, 300.0)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_mark_is_found_again_on_the_page_as_displayed(rotation: int) -> None:
    """A black mark on a picture keeps its place when the picture is turned and its box turned back."""
    sideways = rotation in (90, 270)
    displayed = Image.new("L", (300, 200) if sideways else (200, 300), 255)
    displayed.paste(0, (20, 40, 50, 60))
    negative = turn(displayed, rotation).point(lambda tone: 255 - tone)
    seen = negative.getbbox()
    assert seen is not None

    back = Turn(rotation).back(Box(*map(float, seen)), UPRIGHT)

    assert astuple(back) == (20, 40, 50, 60)


@pytest.mark.parametrize("skew", [-3.0, 2.0])
def test_a_straightened_mark_is_found_again(skew: float) -> None:
    """A mark on a skewed page lies inside the box turned back, which is hardly larger."""
    displayed = Image.new("L", (200, 300), 0)
    displayed.paste(255, (20, 40, 60, 50))
    seen = displayed.rotate(skew, Image.Resampling.BICUBIC, center=(100, 120)).point(lambda tone: tone // 128 * 255)
    box = seen.getbbox()
    assert box is not None

    back = Turn(0, skew, (100, 120)).back(Box(*map(float, box)), UPRIGHT)

    assert astuple(back) == pytest.approx((20, 40, 60, 50), abs=5)


@given(
    st.sampled_from([0, 90, 180, 270]), st.floats(-5, 5),
    st.tuples(st.floats(0, 200), st.floats(0, 300)), st.tuples(st.floats(0, 200), st.floats(0, 300)),
)  # fmt: skip
def test_a_box_never_leaves_the_page(
    rotation: int, skew: float, one: tuple[float, float], other: tuple[float, float]
) -> None:
    """A box turned back is a box on the page as displayed."""
    box = Box(min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1]))
    width, height = (300, 200) if rotation in (90, 270) else (200, 300)

    back = Turn(rotation, skew, (100, 150)).back(box, UPRIGHT)

    assert 0 <= back.x0 <= back.x1 <= width
    assert 0 <= back.y0 <= back.y1 <= height


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_text_lying_on_its_side_is_boxed_where_it_is_seen(rotate: int) -> None:
    """A page whose viewer shows it turned is read upright; the number's box is where the viewer shows it."""
    plain, turned = box_of_number(Letter().pdf()), box_of_number(Letter().pdf(rotate=rotate))

    corner = {
        90: (842 - plain.y1, plain.x0),
        180: (595 - plain.x1, 842 - plain.y1),
        270: (plain.y0, 595 - plain.x1),
    }[rotate]
    assert (turned.x0, turned.y0) == pytest.approx(corner, abs=0.5)


def box_of_number(content: bytes) -> Box:
    found = parse_document(content).number.best
    assert found is not None
    assert found.value == "34/KH-VP"
    assert found.box is not None
    return found.box
