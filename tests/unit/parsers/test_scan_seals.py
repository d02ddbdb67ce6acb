"""Seals in black: told from letters at a glance, and taken off the name that they lie over."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from parsers.material import Limits
from parsers.pdf import read_pdf
from parsers.scan.name import vote
from parsers.scan.ring import LEAST, erase_rings, find_ring
from parsers.scan.seal import SEAL_DPI, has_ring
from tests.scanned_pages import DPI, Letterhead, Signing, draw, draw_signed


def ringed(radius: int = 135, *, thick: int = 5) -> Image.Image:
    """A ring as a seal has it, with bars as letters are made of: across it, inside it and outside."""
    page = Image.new("L", (500, 420), 250)
    pen = ImageDraw.Draw(page)
    pen.ellipse((200 - radius, 200 - radius, 200 + radius, 200 + radius), outline=20, width=thick)
    for left in (180, 230, 400):
        pen.rectangle((left, 310, left + 6, 350), fill=20)
    return page


def test_a_ring_is_found_to_the_pixel() -> None:
    """Centre and radius of a seal of 34 mm come out, also where a third of it lies outside the picture."""
    for page, x in ((ringed(), 200), (ringed().crop((120, 0, 500, 420)), 80)):
        ring = find_ring(page, DPI)
        assert ring.strength > LEAST
        assert (ring.x, ring.y, ring.radius) == pytest.approx((x, 200, 133), abs=9)


def test_a_ring_is_erased_and_what_crosses_it_stays() -> None:
    """Of the ring hardly anything is left, of the bars across and beside it nearly everything."""
    before, after = (np.asarray(page) < 128 for page in (ringed(), erase_rings(ringed(), DPI)))

    assert after[:300].sum() < 0.1 * before[:300].sum()
    for left in (180, 230, 400):
        assert after[310:351, left : left + 7].mean() > 0.8


def test_letters_are_no_ring() -> None:
    """A page of print has no ring of a seal's size, a sealed one has, whatever the seal's colour."""

    def small(page: Image.Image) -> Image.Image:
        return page.resize((page.width * SEAL_DPI // DPI, page.height * SEAL_DPI // DPI), Image.Resampling.BOX)

    assert not has_ring(small(draw()))
    assert not has_ring(small(draw_signed(Signing(("GIÁM ĐỐC",)))))
    assert all(has_ring(small(draw_signed(Signing(("GIÁM ĐỐC",), seal=colour)))) for colour in ("red", "black"))
    assert erase_rings(draw().convert("L"), DPI) == draw().convert("L")


def as_pdf(*pages: Image.Image) -> bytes:
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=DPI, save_all=True, append_images=pages[1:])
    return out.getvalue()


def test_the_page_with_a_black_seal_is_looked_at_first() -> None:
    """In a grey scan too the signed page among annexes is found at the first attempt."""
    signed = draw_signed(Signing(("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), seal="black", drop=-20)).convert("L")
    annex = draw(Letterhead(number="", date="", parent="", issuer="Phụ lục", title="DANH MỤC")).convert("L")

    material = read_pdf(as_pdf(draw().convert("L"), annex, signed, annex, annex, annex), Limits(pages_ocr=1))

    assert [page.number for page in material.closing] == [3]


def test_of_several_seals_the_first_is_the_documents() -> None:
    """An annex signed by somebody else lies behind the document, and does not name its signer."""
    own = draw_signed(Signing(("GIÁM ĐỐC",), "Trần Minh Hà", seal="red", drop=-20))
    other = draw_signed(Signing(("TRƯỞNG PHÒNG",), "Lê Văn Bình", seal="red", drop=-20))

    material = read_pdf(as_pdf(draw(), own, other), Limits())

    assert [page.number for page in material.closing] == [2]


LOOKS = {
    "two alike": (["xx Lý Đức Mẫu", "Lý Đức Mẫu"], ["Ly Duc Mau"], "Lý Đức Mẫu", 0.6),
    "one": (["Lê Hoàng Mẫu", "4m LÝ ^"], ["L Hoàng Mẫu"], "Lê Hoàng Mẫu", 0.5),
    "accents": (["Lệ Hoàng Mẫu", "Lê Hòàng Mẫu"], ["LA Hoàng Mẫu"], "Lê Hoàng Mẫu", 0.6),
    "rest of a name": (["ê Hoàng Mẫu"], ["ê Hoàng Mẫu"], None, 0.0),
    "no name": (["Nơi nhận", "TỈNH KIÊN"], ["NOI"], None, 0.0),
}


@pytest.mark.parametrize(("spelt", "letters", "name", "least"), LOOKS.values(), ids=LOOKS)
def test_looks_at_a_name_vote(spelt: list[str], letters: list[str], name: str | None, least: float) -> None:
    """A name that looks agree on is likelier than one seen once; the end of a name is none."""
    found = vote(spelt, letters)

    assert (found.text.replace("Hòàng", "Hoàng") if found else None) == name
    assert (found.confidence if found else 0.0) >= least
