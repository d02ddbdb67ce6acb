"""A page's own coordinates and those of the page as displayed."""

from __future__ import annotations

from typing import NamedTuple

from parsers.document import Box


class Frame(NamedTuple):
    """How a page's own coordinates turn into points from the top left of the page as displayed."""

    left: float
    bottom: float
    width: float
    height: float
    quarter_turns: int

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return the displayed box of a rectangle given in the page's own coordinates."""
        xs = (left - self.left, right - self.left)
        ys = (bottom - self.bottom, top - self.bottom)
        low_x, high_x, low_y, high_y = min(xs), max(xs), min(ys), max(ys)
        if self.quarter_turns == 1:
            return Box(low_y, low_x, high_y, high_x)
        if self.quarter_turns == 2:
            return Box(self.width - high_x, low_y, self.width - low_x, high_y)
        if self.quarter_turns == 3:
            return Box(self.height - high_y, self.width - high_x, self.height - low_y, self.width - low_x)
        return Box(low_x, self.height - high_y, high_x, self.height - low_y)
