"""How a page was turned to be read, and where a box on it stands on the page as displayed."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

from parsers.document import Box, PageSize

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Turn:
    """A page was turned clockwise by `rotation` degrees (0, 90, 180, 270), then counter-clockwise by `skew`.

    `pivot` is the point that `skew` turned around, in points from the top left of the page turned by `rotation`.
    Where two pages lie side by side, `left` is where the one that was read begins, and `width` that of both.
    `scale` is what a point of the page as read is on the page as displayed, for a page of an unlikely size.
    """

    rotation: int = 0
    skew: float = 0.0
    pivot: Point = (0.0, 0.0)
    left: float = 0.0
    width: float = 0.0
    scale: float = 1.0

    def back(self, box: Box, upright: PageSize) -> Box:
        """Return where `box` of the upright page of size `upright` stands on the page as displayed."""
        if self == UNTURNED:
            return box
        upright = PageSize(self.width or upright.width, upright.height)
        corners = [(x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
        placed = [self._untwist(self._unskew(corner), upright) for corner in corners]
        sideways = self.rotation in (90, 270)
        width, height = (upright.height, upright.width) if sideways else (upright.width, upright.height)
        xs = [min(max(x, 0.0), width) for x, _ in placed]
        ys = [min(max(y, 0.0), height) for _, y in placed]
        return Box(*(edge * self.scale for edge in (min(xs), min(ys), max(xs), max(ys))))

    def _unskew(self, point: Point) -> Point:
        if not self.skew:
            return point[0] + self.left, point[1]
        angle, (x, y) = radians(self.skew), self.pivot
        along, down = point[0] - x, point[1] - y
        return self.left + x + along * cos(angle) - down * sin(angle), y + along * sin(angle) + down * cos(angle)

    def _untwist(self, point: Point, upright: PageSize) -> Point:
        x, y = point
        if self.rotation == 90:
            return y, upright.width - x
        if self.rotation == 180:
            return upright.width - x, upright.height - y
        if self.rotation == 270:
            return upright.height - y, x
        return point


UNTURNED = Turn()
