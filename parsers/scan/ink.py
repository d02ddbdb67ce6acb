"""What is drawn on a scanned page: ink without red stamps, crops of lines, and whether a gap is blank."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops

from parsers.document import Box

# Darker than this share of the way from ink to paper counts as ink.
INK_LEVEL = 0.6
_INK_TONE = 40.0

Flags: TypeAlias = npt.NDArray[np.bool_]
# A page of text has some 5 % ink; specks and punch holes stay below this share.
_BLANK_SHARE = 0.002


def drop_red(image: Image.Image) -> Image.Image:
    """Return the red channel: red seals and stamps turn to paper, blue and black ink stay dark."""
    return image if image.mode == "L" else image.convert("RGB").getchannel("R")


def keep_black(image: Image.Image) -> Image.Image:
    """Return what is dark in every channel: blue signatures and red seals fade, printed names stay."""
    if image.mode == "L":
        return image
    red, green, blue = image.convert("RGB").split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def is_blank(gray: Image.Image) -> bool:
    """Tell whether a page has next to no ink: the back of a sheet."""
    small = gray.resize((max(gray.width // 4, 1), max(gray.height // 4, 1)), Image.Resampling.BOX)
    pixels = np.asarray(small)
    return float((pixels < paper_tone(small) * INK_LEVEL).mean()) < _BLANK_SHARE


def paper_tone(gray: Image.Image) -> int:
    """Return the grey of the paper in a crop (0 black, 255 white)."""
    return int(np.percentile(np.asarray(gray), 90)) if gray.width and gray.height else 255


def crop_line(gray: Image.Image, box: Box, margin: float, slant: float = 0.0) -> tuple[Image.Image, float]:
    """Cut out a line with `margin` above and below, in shares of its height; return it and its left edge.

    `slant` shears leaning letters upright: the share of the height by which their tops lean to the right.
    """
    edge = margin * (box.y1 - box.y0)
    left, right = max(round(box.x0), 0), min(round(box.x1), gray.width)
    top, bottom = max(round(box.y0 - edge), 0), min(round(box.y1 + edge), gray.height)
    crop = gray.crop((left, top, max(right, left + 1), max(bottom, top + 1)))
    return (shear(crop, slant) if slant else crop), float(left)


def shear(crop: Image.Image, slant: float) -> Image.Image:
    """Push the top of a crop to the left by `slant` times its height, keeping its middle in place."""
    matrix = (1.0, -slant, slant * crop.height / 2, 0.0, 1.0, 0.0)
    affine, smooth = Image.Transform.AFFINE, Image.Resampling.BILINEAR
    return crop.transform(crop.size, affine, matrix, smooth, fillcolor=paper_tone(crop))


def inked(gray: Image.Image) -> Flags:
    """Return which pixels of a crop are ink."""
    pixels = np.asarray(gray, dtype=np.float32)
    paper = float(np.percentile(pixels, 90))
    return pixels < _INK_TONE + (paper - _INK_TONE) * INK_LEVEL


def ink_height(gray: Image.Image, box: Box) -> float:
    """Return the height of the tallest stretch of inked rows in `box`, as a share of the box's height.

    The dots of a dotted line give little, a digit gives most of a letter's height.
    """
    edges = (round(box.x0), round(box.y0), round(box.x1), round(box.y1))
    if edges[2] <= edges[0] or edges[3] <= edges[1]:
        return 0.0
    rows = inked(gray.crop(edges)).any(axis=1).astype(np.int8)
    turns = np.flatnonzero(np.diff(np.concatenate(([0], rows, [0])).astype(np.int8)))
    lengths = turns[1::2] - turns[::2]
    return float(lengths.max() / rows.size) if lengths.size else 0.0
