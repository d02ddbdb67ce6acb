"""A page to be read by OCR, drawn as a sheet of the size that letters have, whatever size its file claims."""

from __future__ import annotations

from dataclasses import replace

from parsers.document import PageSize
from parsers.words import Page

# Points, of the shorter side: a postcard and A3. Scanners and phones call a pixel a point, or know no resolution.
_NARROWEST, _WIDEST, A4_WIDTH = 280.0, 900.0, 595.0
# A3 at 200 dpi, or A4 at 300; what reading takes grows with the picture, some thirty bytes a pixel.
MOST_PIXELS = 9_000_000
_SAME = 0.01  # a difference that rounding to pixels makes


def fitting_dpi(size: PageSize, dpi: float) -> float:
    """Return the resolution at which a page of that size looks like a sheet at `dpi`."""
    shorter = min(size.width, size.height)
    if shorter < 1.0 or _NARROWEST <= shorter <= _WIDEST:
        return dpi
    return dpi * A4_WIDTH / shorter


def placed(page: Page, displayed: PageSize) -> Page:
    """Return a page that was read at another size than it is displayed in, knowing the way back."""
    is_sideways = page.turn.rotation in (90, 270)
    width = page.size.height if is_sideways else page.turn.width or page.size.width
    scale = displayed.width / max(width, 1.0)
    if displayed.width < 1.0 or abs(scale - 1.0) < _SAME:
        return page
    return replace(page, turn=replace(page.turn, scale=scale))
