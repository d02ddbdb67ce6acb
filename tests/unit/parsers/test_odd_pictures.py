"""Pictures in odd colours, lying on their side, of sizes that cannot be: read as the page that a person sees."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from parsers import ocr
from parsers.document import PageSize
from parsers.frames import as_seen
from parsers.images import read_image
from parsers.material import Limits
from parsers.parse import parse_document
from parsers.sheet import MOST_PIXELS, fitting_dpi, placed
from parsers.turn import Turn
from parsers.words import Page
from tests.scanned_pages import draw

SIZE = (40, 60)
EXIF = {2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270}  # fmt: skip


def marked() -> Image.Image:
    """White paper with ink in its upper left quarter."""
    page = Image.new("L", SIZE, 255)
    page.paste(0, (0, 0, 20, 30))
    return page


def stored(page: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    page.save(out, kind, **how)
    return out.getvalue()


def letting_through(mode: str) -> Image.Image:
    """Black ink on nothing: what is no ink lets the paper be seen."""
    black = Image.new("L", SIZE, 0)
    return Image.merge("LA", (black, Image.eval(marked(), lambda tone: 255 - tone))).convert(mode)


def deep(scale: float, kind: type[np.generic]) -> Image.Image:
    """Greys up to `scale` instead of 255."""
    return Image.fromarray((np.asarray(marked()) / 255 * scale).astype(kind))


COLOURS: dict[str, Callable[[], bytes]] = {
    "sixteen bits of grey, PNG": lambda: stored(deep(65535, np.uint16), "PNG"),
    "sixteen bits of grey, TIFF": lambda: stored(deep(65535, np.uint16), "TIFF"),
    "thirty-two bits of grey": lambda: stored(deep(2_000_000_000, np.int32), "TIFF"),
    "fractions": lambda: stored(deep(1.0, np.float32), "TIFF"),
    "fractions that are none": lambda: stored(deep(255.0, np.float32), "TIFF"),
    "nothing behind the ink": lambda: stored(letting_through("RGBA"), "PNG"),
    "nothing behind grey ink": lambda: stored(letting_through("LA"), "PNG"),
    "black and white": lambda: stored(marked().convert("1"), "TIFF", compression="group4"),
    "a palette": lambda: stored(marked().convert("P"), "PNG"),
    "four inks": lambda: stored(marked().convert("CMYK"), "JPEG", quality=95),
}


@pytest.mark.parametrize("colours", COLOURS)
def test_ink_is_dark_and_paper_light_in_any_colours(colours: str) -> None:
    """Whatever a picture's way to say white and black, ink is dark on light paper."""
    image = Image.open(io.BytesIO(COLOURS[colours]()))

    seen = as_seen(image, SIZE, 1)

    assert seen.mode == "RGB"
    assert np.asarray(seen)[8, 8].max() < 30
    assert np.asarray(seen)[52, 32].min() > 225


@pytest.mark.parametrize("lying", EXIF)
@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_a_picture_that_says_how_it_lies_is_set_upright(lying: int, kind: str) -> None:
    """The page is displayed, and its size told, as a viewer does that heeds the orientation."""
    exif = Image.Exif()
    exif[0x112] = lying
    content = stored(marked().transpose(EXIF[lying]), kind, exif=exif, dpi=(10, 10))

    found = read_image(content, Limits(ocr=False))

    assert found.sizes[0].width < found.sizes[0].height
    assert found.sizes[0].width == pytest.approx(8.27 * 72)


@pytest.mark.parametrize("lying", EXIF)
def test_ink_stands_where_a_person_sees_it(lying: int) -> None:
    """A photograph stored on its side or mirrored is turned back before it is read."""
    image = marked().transpose(EXIF[lying])

    seen = as_seen(image, image.size, lying)

    assert seen.size == SIZE
    assert np.asarray(seen)[8, 8].max() < 30
    assert np.asarray(seen)[52, 32].min() > 225


def test_frames_that_move_are_no_pages() -> None:
    """An animated PNG is its first picture; a TIFF has pages."""
    more = [Image.new("L", SIZE, tone) for tone in (10, 200)]
    assert read_image(stored(marked(), "PNG", save_all=True, append_images=more), Limits(ocr=False)).pages == 1
    assert read_image(stored(marked(), "TIFF", save_all=True, append_images=more), Limits(ocr=False)).pages == 3


@pytest.mark.parametrize(
    ("size", "dpi"),
    [
        ((595, 842), 200),
        ((842, 595), 200),
        ((842, 1191), 200),
        ((420, 595), 200),
        ((1654, 2339), 200 * 595 / 1654),
        ((2339, 1654), 200 * 595 / 1654),
        ((198, 281), 200 * 595 / 198),
        ((0, 0), 200),
    ],
)
def test_a_page_of_an_unlikely_size_is_drawn_as_a_sheet(size: tuple[float, float], dpi: float) -> None:
    """A scanner that calls a pixel a point makes a page of nearly a metre: it is drawn as A4, others as they are."""
    assert fitting_dpi(PageSize(*size), 200) == pytest.approx(dpi)


@pytest.mark.parametrize("turn", [Turn(), Turn(90), Turn(180), Turn(270, 1.0, (20.0, 20.0))])
def test_what_was_read_at_another_size_leads_back(turn: Turn) -> None:
    """Boxes of a page read at a third of its size are three times as far out on the page as displayed."""
    upright = Page(1, PageSize(100.0, 200.0), turn=turn)
    sideways = turn.rotation in (90, 270)
    shown = PageSize(600.0, 300.0) if sideways else PageSize(300.0, 600.0)

    assert placed(upright, shown).turn.scale == pytest.approx(3.0)
    assert placed(upright, PageSize(shown.width / 3, shown.height / 3)) is upright


if ocr.is_available():

    @pytest.mark.parametrize("dpi", [72, 600])
    def test_a_scan_with_a_resolution_that_lies_is_read(dpi: int) -> None:
        """The number is read and stands at the same place of the page, whatever size the page claims."""
        found = parse_document(stored(draw().convert("L"), "PDF", resolution=dpi, quality=80))

        assert found.number.value == "128/QĐ-SNV"
        box, page = found.number.candidates[0].box, found.page_sizes[0]
        assert box is not None
        assert 0.1 < box.x0 / page.width < box.x1 / page.width < 0.5
        assert 0.05 < box.y0 / page.height < box.y1 / page.height < 0.25

    def test_a_picture_with_nothing_behind_its_ink_is_read() -> None:
        """A page drawn black on nothing is a page, not a black sheet."""
        page = draw().convert("L")
        ink = Image.merge("LA", (Image.new("L", page.size, 0), Image.eval(page, lambda tone: 255 - tone)))

        found = parse_document(stored(ink, "PNG"))

        assert found.number.value == "128/QĐ-SNV"

    @pytest.mark.parametrize("size", [(7, 50), (827, 1)])
    def test_a_long_strip_is_drawn_within_bounds(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
        """A picture seven pixels wide and fifty high is no reason to work on twenty million, nor a line on a mile."""
        drawn: list[int] = []

        def watch(page: Image.Image) -> Image.Image:
            assert max(page.size) <= 12_000
            drawn.append(page.width * page.height)
            return page

        monkeypatch.setattr("parsers.images.level", watch)

        parse_document(stored(Image.new("L", size, 255), "PNG"))

        assert [pixels <= MOST_PIXELS * 1.01 for pixels in drawn] == [True]
