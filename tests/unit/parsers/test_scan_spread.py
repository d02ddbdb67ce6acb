"""Two pages that lie side by side on one picture are read as two pages."""

from __future__ import annotations

import io
from dataclasses import astuple
from datetime import date

import pytest
from PIL import Image, ImageDraw

from parsers.document import Box, PageSize
from parsers.parse import parse_document
from parsers.scan.deskew import turn
from parsers.scan.spread import find_gutter
from parsers.turn import Turn
from tests.scanned_pages import DPI, Signing, draw, draw_signed


def side_by_side(first: Image.Image, second: Image.Image) -> Image.Image:
    """An open sheet on the glass, the fold a grey shadow."""
    sheet = Image.new("RGB", (first.width + second.width, first.height), "white")
    sheet.paste(first, (0, 0))
    sheet.paste(second, (first.width, 0))
    ImageDraw.Draw(sheet).line((first.width, 0, first.width, first.height), fill=(150, 150, 150), width=3)
    return sheet


def as_pdf(page: Image.Image) -> bytes:
    out = io.BytesIO()
    page.save(out, "PDF", resolution=DPI)
    return out.getvalue()


SHEET = side_by_side(draw(), draw_signed(Signing(("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Trần Minh Hà")))


@pytest.mark.parametrize("turned", [0, 90, 270])
def test_an_open_sheet_is_two_pages(turned: int) -> None:
    """The letterhead is the left page's, the signature the right one's, however the sheet lies."""
    document = parse_document(as_pdf(turn(SHEET, turned)))

    assert document.number.value == "128/QĐ-SNV"
    assert document.date.value == date(2024, 5, 17)
    assert document.type.value == "quyết định"
    assert document.signer_name.value == "Trần Minh Hà"
    assert document.signer_title.value == "KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC"


def test_a_signature_on_the_second_page_is_boxed_where_it_is_seen() -> None:
    """The name's box lies in the right half of the sheet."""
    box = parse_document(as_pdf(SHEET)).signer_name.candidates[0].box

    assert box is not None
    assert box.x0 > SHEET.width / 2 * 72 / DPI


def test_one_page_has_no_gutter() -> None:
    """An upright page, and a landscape one with text across its middle, are one page."""
    wide = draw().resize((draw().height, draw().width))

    assert find_gutter(draw().convert("L"), DPI) is None
    assert find_gutter(wide.convert("L"), DPI) is None
    assert find_gutter(SHEET.convert("L"), DPI) == pytest.approx(SHEET.width / 2, abs=0.05 * SHEET.width)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_mark_on_one_of_two_pages_is_found_again(rotation: int) -> None:
    """A box on the second page leads back to its place on the picture of both."""
    sideways = rotation in (90, 270)
    displayed = Image.new("L", (200, 300) if sideways else (300, 200), 0)
    displayed.paste(255, (170, 40, 180, 60))
    upright = turn(displayed, rotation)
    seen = upright.getbbox()
    assert seen is not None
    left = 10.0
    on_page = Box(seen[0] - left, float(seen[1]), seen[2] - left, float(seen[3]))

    back = Turn(rotation, left=left, width=300.0).back(on_page, PageSize(290.0, 200.0))

    assert astuple(back) == (170, 40, 180, 60)
