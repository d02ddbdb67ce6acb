"""Where something was put on the pages after a signature: later signatures, stamps, fields filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from verifiers.signature.annotations import Box, inherited, list_annotations, page_box, read_box
from verifiers.signature.boundary import translated
from verifiers.signature.fields import key_of, open_document, open_reader, raw, resolve
from verifiers.signature.objects import same
from verifiers.signature.places import all_pages

MARGIN = 3.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on a page (from 1), in points from the top left corner of the page as it is displayed.

    `rect` is the annotation's own rectangle in the page's space: left, bottom, right, top.
    """

    page: int
    left: float
    top: float
    right: float
    bottom: float
    rect: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


def find_marks(signed: bytes, final: bytes) -> tuple[Mark, ...]:
    """The annotations of `final` that `signed` has not, or has otherwise.

    Raises MalformedSignatureError for bytes that cannot be compared.
    """
    return translated(lambda: marks_between(open_reader(signed), open_document(final)[1]), "revision-unreadable")


def marks_between(old: PdfFileReader, new: PdfFileReader) -> tuple[Mark, ...]:
    """As `find_marks`, for files that are open; raises whatever the library does for bytes that cannot be compared."""
    before = {key: _annotations(old, key) for key in all_pages(old)}
    marks = []
    for number, key in enumerate(all_pages(new), start=1):
        known, page = before.get(key, {}), resolve(generic.IndirectObject(*key, new))
        for item in list_annotations(page):
            node = resolve(item)
            if not any(_looks_same(node, one) for one in [known.get(key_of(item))] if one is not None):
                marks.append(_mark(number, page, read_box(resolve(raw(node, "/Rect")))))
    return tuple(marks)


def _annotations(reader: PdfFileReader, key: tuple[int, int]) -> dict[Any, Any]:
    page = resolve(generic.IndirectObject(*key, reader))
    return {key_of(item): resolve(item) for item in list_annotations(page) if key_of(item)}


def _looks_same(left: Any, right: Any) -> bool:
    drawings = [resolve(raw(resolve(raw(node, "/AP")), "/N")) for node in (left, right)]
    return same(left, right) and same(*drawings)


def _mark(number: int, page: Any, box: Box) -> Mark:
    whole = _shown(page)
    corners = [_turned(page, whole, x, y) for x, y in ((box.left, box.bottom), (box.right, box.top))]
    across, down = sorted(x for x, _ in corners), sorted(y for _, y in corners)
    edges = across[0] - MARGIN, down[0] - MARGIN, across[1] + MARGIN, down[1] + MARGIN
    return Mark(number, *edges, rect=(box.left, box.bottom, box.right, box.top))


def _shown(page: Any) -> Box:
    """What of the page is displayed: its CropBox inside its MediaBox (ISO 32000-2, 14.11.2)."""
    whole, crop = page_box(page), read_box(inherited(page, "/CropBox"))
    if crop.area <= 0:
        return whole
    return Box(
        max(whole.left, crop.left),
        max(whole.bottom, crop.bottom),
        min(whole.right, crop.right),
        min(whole.top, crop.top),
    )


def _turned(page: Any, whole: Box, x: float, y: float) -> tuple[float, float]:
    """A point of the page's own space, from the top left of the page as displayed."""
    dx, dy = x - whole.left, y - whole.bottom
    width, height = whole.right - whole.left, whole.top - whole.bottom
    rotation = inherited(page, "/Rotate")
    turns = int(rotation) // 90 % 4 if isinstance(rotation, (int, float)) else 0
    return ((dx, height - dy), (dy, dx), (width - dx, dy), (height - dy, width - dx))[turns]
