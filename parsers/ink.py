"""What is drawn on a scanned page: ink without red stamps, crops of lines, and whether a gap is blank."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from parsers.document import Box

Gray = npt.NDArray[np.uint8]
# Darker than this share of the way from ink to paper counts as ink.
INK_LEVEL = 0.5


def drop_red(image: Image.Image) -> Image.Image:
    """Return the red channel: red seals and stamps turn to paper, blue and black ink stay dark."""
    return image if image.mode == "L" else image.convert("RGB").getchannel("R")


def crop_line(gray: Image.Image, box: Box, margin: float, slant: float = 0.0) -> tuple[Image.Image, float]:
    """Cut out a line with a margin in shares of its height; return the crop and its left edge in pixels.

    `slant` shears the letters upright: the share of a height by which the top leans to the right.
    """
    edge = margin * (box.y1 - box.y0)
    left, top = max(box.x0 - edge, 0.0), max(box.y0 - edge, 0.0)
    right, bottom = min(box.x1 + edge, gray.width), min(box.y1 + edge, gray.height)
    crop = gray.crop((round(left), round(top), max(round(right), round(left) + 1), max(round(bottom), round(top) + 1)))
    if slant:
        shift = slant * crop.height / 2
        matrix = (1.0, -slant, shift, 0.0, 1.0, 0.0)
        crop = crop.transform(crop.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR, fillcolor=255)
    return crop, left


def ink_height(gray: Image.Image, box: Box) -> float:
    """Return the height of the tallest stretch of inked rows in `box`, as a share of the box's height.

    Dots of a dotted line give little, a digit gives most of the height.
    """
    pixels = np.asarray(gray.crop((round(box.x0), round(box.y0), round(box.x1), round(box.y1))), dtype=np.float32)
    if not pixels.size:
        return 0.0
    dark, paper = 60.0, float(np.percentile(pixels, 90))
    rows = ((pixels < dark + (paper - dark) * INK_LEVEL).sum(axis=1) >= 2).astype(np.int8)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], rows, [0]))))
    lengths = edges[1::2] - edges[::2]
    return float(lengths.max() / pixels.shape[0]) if lengths.size else 0.0
