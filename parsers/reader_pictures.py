"""Whether a page of a PDF is a picture: a scan, in one piece or in many, whatever text lies behind or over it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image
from pypdfium2 import raw

from parsers.reader_open import Pdf, open_page

Tones: TypeAlias = npt.NDArray[np.int16]
Matrix: TypeAlias = tuple[float, float, float, float, float, float]

_MOST_OBJECTS = 20_000
_DEEPEST = 3  # forms within forms
_GRID = 50  # cells along each side of the page
_UNMOVED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
# Shares of a page: from here on pictures are looked at, and from here on they are the page.
_LARGE, _WHOLE = 0.4, 0.8
# What text must add to the ink of the pictures to be what the page says, and to be there at all.
_OUTWEIGHS, _SHOWS = 1.0, 0.1
_LARGEST = 900.0  # pixels along the longer side of the small picture of a page
_CHANGED, _INK = 40, 0.7  # tones that count as a change; ink as a part of the paper's tone


def is_picture(document: Pdf, index: int) -> bool:
    """Tell whether page `index` (from 0) is a picture, so that its text is somebody's OCR or a stamp.

    Strips, tiles and halves count together, wherever they are kept. Text over a template or a watermark is the page's
    own: it brings most of the ink. That of a scan is invisible, lies under the picture, or is little beside it.

    Raises:
        ParseError: `damaged-file`.

    """
    with open_page(document, index) as opened:
        share = covered_share(opened.page)
        if share < _LARGE:
            return False
        added, there = _ink_of_text(opened.page)
    document.leave_page()  # its text was hidden
    return added <= there * (_OUTWEIGHS if share >= _WHOLE else _SHOWS)


def covered_share(page: Any) -> float:
    """Return how much of a pdfium page its pictures cover together, 0 to 1."""
    left, bottom, right, top = page.get_cropbox()
    width, height = max(right - left, 1.0), max(top - bottom, 1.0)
    cells = np.zeros((_GRID, _GRID), dtype=np.bool_)
    for x0, y0, x1, y1 in _pictures(page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, _UNMOVED, _DEEPEST):
        # A cell counts when its middle is covered.
        columns, rows = (_cells(x0 - left, x1 - left, width), _cells(y0 - bottom, y1 - bottom, height))
        cells[rows, columns] = True
    return float(cells.mean())


def _cells(start: float, end: float, whole: float) -> slice:
    first, last = (min(max(round(at / whole * _GRID), 0), _GRID) for at in (start, end))
    return slice(first, last)


def _pictures(holder: Any, count: Any, get: Any, moved: Matrix, depth: int) -> Iterator[tuple[float, ...]]:
    """Yield left, bottom, right and top of the pictures of a page or form, on the page."""
    edges = [ctypes.c_float() for _ in range(4)]
    for number in range(min(count(holder), _MOST_OBJECTS)):
        item = get(holder, number)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_IMAGE and raw.FPDFPageObj_GetBounds(item, *edges):
            yield _placed([edge.value for edge in edges], moved)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth:
            inner = _after(_matrix(item), moved)
            yield from _pictures(item, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, inner, depth - 1)


def _matrix(form: Any) -> Matrix:
    own = raw.FS_MATRIX()
    return (own.a, own.b, own.c, own.d, own.e, own.f) if raw.FPDFPageObj_GetMatrix(form, own) else _UNMOVED


def _after(inner: Matrix, outer: Matrix) -> Matrix:
    """Return the matrix that does first `inner`, then `outer` (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = outer
    axes = tuple((x * a + y * c, x * b + y * d) for x, y in (inner[0:2], inner[2:4], inner[4:6]))
    (p, q), (r, s), (t, u) = axes
    return p, q, r, s, t + e, u + f


def _placed(edges: list[float], moved: Matrix) -> tuple[float, ...]:
    a, b, c, d, e, f = moved
    corners = [(edges[x], edges[y]) for x in (0, 2) for y in (1, 3)]
    xs, ys = [x * a + y * c + e for x, y in corners], [x * b + y * d + f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _ink_of_text(page: Any) -> tuple[int, int]:
    """Return how many pixels the text of a page changes, and how many are ink without it. Its text is then hidden."""
    whole = _tones(page)
    _hide_text(page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, _DEEPEST)
    rest = _tones(page)
    return int((abs(whole - rest) > _CHANGED).sum()), int((rest < _INK * np.median(rest)).sum())


def _hide_text(holder: Any, count: Any, get: Any, depth: int) -> None:
    for number in range(min(count(holder), _MOST_OBJECTS)):
        item = get(holder, number)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            raw.FPDFTextObj_SetTextRenderMode(item, raw.FPDF_TEXTRENDERMODE_INVISIBLE)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth:
            _hide_text(item, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, depth - 1)


def _tones(page: Any) -> Tones:
    bitmap = page.render(scale=_LARGEST / max(*page.get_size(), 1.0), grayscale=True)
    try:
        picture: Image.Image = bitmap.to_pil().convert("L")
        return np.asarray(picture, dtype=np.int16)
    finally:
        bitmap.close()
