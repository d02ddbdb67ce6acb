"""Looking at one place of a page in several ways: crops that differ in margin, slant and width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PIL import Image

from parsers.document import Box
from parsers.scan.ink import crop_line, paper_tone
from parsers.scan.recogniser import Reading, read_line


@dataclass(frozen=True, slots=True)
class View:
    """How to crop a line: `margin` above and below in shares of its height, `slant` as in `crop_line`.

    `stretch` widens the crop, so that narrow digits side by side get steps of their own.
    """

    margin: float
    slant: float = 0.0
    stretch: float = 1.0


@dataclass(frozen=True, slots=True)
class Look:
    """What the recogniser saw in a crop, and where its steps lie on the page image in pixels."""

    reading: Reading
    left: float
    pixels_per_step: float

    def x_at(self, step: float) -> float:
        """Return the page's pixel column at the left edge of `step`."""
        return self.left + step * self.pixels_per_step

    def step_at(self, x: float) -> int:
        """Return the step that shows the page's pixel column `x`, within the crop's first and last step."""
        return min(max(round((x - self.left) / self.pixels_per_step), 0), self.reading.steps)


# A text this probable in every look needs no closer one.
PLAIN = 0.97

# A rim of paper in pixels: the network was trained on lines that do not touch the edge of the picture.
_RIM_X, _RIM_Y = 20, 4


def look(gray: Image.Image, box: Box, view: View) -> Look:
    """Crop `box` as `view` says, put paper around it, and read it."""
    crop, left = crop_line(gray, box, view.margin, view.slant)
    size = (crop.width + 2 * _RIM_X, crop.height + 2 * _RIM_Y)
    framed = Image.new("L", size, paper_tone(crop))
    framed.paste(crop, (_RIM_X, _RIM_Y))
    reading = read_line(framed, stretch=view.stretch)
    return Look(reading, left - _RIM_X, framed.width / max(reading.steps, 1))


def average(distributions: Iterable[dict[str, float]]) -> dict[str, float]:
    """Return the mean of several distributions over texts; a text that one of them lacks counts 0 there."""
    given = list(distributions)
    texts = {text for distribution in given for text in distribution}
    return {text: sum(one.get(text, 0.0) for one in given) / len(given) for text in texts}


def is_plain(distributions: Sequence[dict[str, float]]) -> bool:
    """Tell whether every look saw one and the same text as good as certain: print, mostly."""
    tops = [max(one.items(), key=lambda item: item[1], default=("", 0.0)) for one in distributions]
    return len(tops) > 1 and len({text for text, _ in tops}) == 1 and min(p for _, p in tops) >= PLAIN
