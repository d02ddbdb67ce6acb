"""Pages that pictures cover: scans in one piece or many under a text layer, letters on templates and watermarks."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject

from parsers.reader import is_picture, open_pdf, render_page
from tests.papers import Paper

PAPER = Paper().pdf()
WIDTH, HEIGHT = 595, 842


def scanned() -> Image.Image:
    with open_pdf(PAPER) as document:
        return render_page(document, 0, 100).convert("L")


def template() -> Image.Image:
    """A sheet with a coloured rim and a faint emblem, as certificates and headed paper have."""
    sheet = Image.new("L", (WIDTH, HEIGHT), 250)
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((10, 10, WIDTH - 10, HEIGHT - 10), outline=120, width=2)
    pen.ellipse((200, 320, 400, 520), fill=225)
    return sheet


def seal() -> Image.Image:
    sheet = Image.new("L", (200, 200), 255)
    ImageDraw.Draw(sheet).ellipse((5, 5, 195, 195), outline=60, width=12)
    return sheet


def drawn(picture: Image.Image, left: float, bottom: float, right: float, top: float) -> bytes:
    """An inline image in a place of the page (ISO 32000-1, 8.9.7)."""
    out = picture.tobytes()
    head = b"BI /W %d /H %d /CS /G /BPC 8 ID " % picture.size
    return b"q %g 0 0 %g %g %g cm %s%s EI Q\n" % (right - left, top - bottom, left, bottom, head, out)


def pieces(picture: Image.Image, columns: int, rows: int) -> bytes:
    """The picture over the whole page in pieces."""
    found = []
    for row in range(rows):
        for column in range(columns):
            box = [column / columns, row / rows, (column + 1) / columns, (row + 1) / rows]
            left, top, right, bottom = (round(at * picture.size[place % 2]) for place, at in enumerate(box))
            part = picture.crop((left, top, right, bottom))
            found.append(drawn(part, box[0] * WIDTH, (1 - box[3]) * HEIGHT, box[2] * WIDTH, (1 - box[1]) * HEIGHT))
    return b"".join(found)


def stream(data: bytes) -> DecodedStreamObject:
    made = DecodedStreamObject()
    made.set_data(data)
    return made


def letter(under: bytes = b"", over: bytes = b"", *, mode: int = 0, in_form: bool = False) -> bytes:
    """The letter with something drawn under and over its text, whose render mode is `mode`."""
    writer = PdfWriter(PdfReader(io.BytesIO(PAPER)))
    page: PageObject = writer.pages[0]
    contents = page.get_contents()
    assert contents is not None
    text = contents.get_data()
    if in_form:
        form = stream(b"2 0 0 2 0 0 cm " + under)
        form.update(
            {
                NameObject("/Type"): NameObject("/XObject"),
                NameObject("/Subtype"): NameObject("/Form"),
                NameObject("/BBox"): ArrayObject(map(NumberObject, (0, 0, WIDTH * 2, HEIGHT * 2))),
            }
        )
        resources = page["/Resources"].get_object()
        assert isinstance(resources, DictionaryObject)
        resources[NameObject("/XObject")] = DictionaryObject({NameObject("/Sheet"): writer._add_object(form)})
        under = b"q 0.5 0 0 0.5 0 0 cm /Sheet Do Q\n"
    page[NameObject("/Contents")] = writer._add_object(
        stream(under + b"q %d Tr\n" % mode + text.replace(b"0 Tr", b"%d Tr" % mode) + b"\nQ\n" + over)
    )
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def strips() -> bytes:
    return pieces(scanned(), 1, 20)


SCANS: dict[str, Callable[[], bytes]] = {
    "one picture over its text": lambda: letter(over=pieces(scanned(), 1, 1)),
    "one picture under invisible text": lambda: letter(under=pieces(scanned(), 1, 1), mode=3),
    "twenty strips": lambda: letter(over=strips()),
    "tiles": lambda: letter(over=pieces(scanned(), 6, 8)),
    "two halves": lambda: letter(over=pieces(scanned(), 2, 1)),
    "strips under invisible text": lambda: letter(under=strips(), mode=3),
    "strips in a form": lambda: letter(under=strips(), mode=3, in_form=True),
    "a picture with wide margins under invisible text": lambda: letter(
        under=drawn(scanned().resize((400, 560)), 80, 120, 515, 722), mode=3
    ),
}
TEXTS: dict[str, Callable[[], bytes]] = {
    "no picture": letter,
    "a form without pictures": lambda: letter(under=b"0 0 m 9 9 l S", in_form=True),
    "a template": lambda: letter(under=pieces(template(), 1, 1)),
    "a template in strips": lambda: letter(under=pieces(template(), 1, 20)),
    "a template in a form": lambda: letter(under=pieces(template(), 1, 1), in_form=True),
    "a grey sheet": lambda: letter(under=pieces(Image.new("L", (60, 84), 200), 1, 1)),
    "a logo and a seal": lambda: letter(drawn(seal(), 60, 740, 120, 800), drawn(seal(), 300, 200, 400, 300)),
}


@pytest.mark.parametrize("name", SCANS)
def test_a_page_of_pictures_is_a_scan_whatever_text_it_carries(name: str) -> None:
    """A text that a viewer does not show, or shows only as a picture, is no text of the page."""
    with open_pdf(SCANS[name]()) as document:
        assert is_picture(document, 0)


@pytest.mark.parametrize("name", TEXTS)
def test_text_over_a_template_is_the_pages_own(name: str) -> None:
    """What stands on headed paper, on a watermark or beside a seal is text, and stays readable afterwards."""
    with open_pdf(TEXTS[name]()) as document:
        before = render_page(document, 0, 50)
        assert not is_picture(document, 0)
        assert render_page(document, 0, 50).tobytes() == before.tobytes()
