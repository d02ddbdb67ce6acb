"""Weak ink, grey paper and shadows put right before anything is read: ink dark, paper light, everywhere alike."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

Tones: TypeAlias = npt.NDArray[np.float64]

# Small enough to look at in milliseconds; a letter's stroke still darkens its cell.
_CELL = 8
# Cells of paper around a cell: wide enough to see paper past a line of bold letters or a filled box.
_AROUND = 9
_LIGHTEST = ImageFilter.MaxFilter(3)
# A scanner's own paper and ink: pages that have them are left as they are.
_LIGHT, _DARK = 215, 90
# Light that falls off by more than this share is a shadow or a lamp.
_UNEVEN = 0.22
_PAPER, _INK = 248, 25
_STRIP = 512  # rows worked on at a time
# Less than this between paper and ink is dirt on an empty page, not writing.
_LEAST_CONTRAST = 45


def level(image: Image.Image) -> Image.Image:
    """Return the page with its paper light and its ink dark; the page itself where it is so already."""
    gray = image if image.mode == "L" else image.convert("L")
    paper = _paper(gray)
    ink = float(np.percentile(np.asarray(gray.reduce(2)), 0.5))
    usual = float(np.median(paper))
    if usual - ink < _LEAST_CONTRAST:
        return image
    lit = _even(image, paper) if _is_uneven(paper, usual) else image
    if lit is image and usual >= _LIGHT and ink <= _DARK:
        return image
    ink = float(np.percentile(np.asarray(lit.convert("L").reduce(2)), 0.5)) if lit is not image else ink
    top = _PAPER if lit is not image else usual
    return lit.point(_stretch(ink, top) * len(lit.getbands()))


def _paper(gray: Image.Image) -> Tones:
    """Return the tone of the paper around each cell of the page: the lightest that is near."""
    small = gray.reduce(_CELL)
    for _ in range(_AROUND // 2):
        small = small.filter(_LIGHTEST)  # in several small steps, which give the same as a large one in less time
    return np.asarray(small.filter(ImageFilter.BoxBlur(_AROUND // 2)), dtype=np.float64)


def _is_uneven(paper: Tones, usual: float) -> bool:
    """Tell whether a good part of the paper is darker than the rest; black borders of a scanner are not paper."""
    seen = paper[paper > 0.35 * usual]
    low, high = np.percentile(seen, (7, 93))
    return bool((high - low) > _UNEVEN * high)


def _even(image: Image.Image, paper: Tones) -> Image.Image:
    """Return the page as if lit alike everywhere: each place lightened by how dark the paper is there."""
    floor = np.maximum(paper, 0.35 * np.median(paper)).astype(np.uint8)
    light = Image.fromarray(floor).resize(image.size, Image.Resampling.BILINEAR)
    bands = [_divided(band, light) for band in image.split()]
    return bands[0] if len(bands) == 1 else Image.merge(image.mode, bands)


def _divided(band: Image.Image, light: Image.Image) -> Image.Image:
    """Return a band of the picture divided by the light, a strip at a time to bound the memory."""
    even = Image.new("L", band.size)
    for top in range(0, band.height, _STRIP):
        box = (0, top, band.width, min(top + _STRIP, band.height))
        tones = np.asarray(band.crop(box), dtype=np.float32) * _PAPER
        tones /= np.maximum(np.asarray(light.crop(box), dtype=np.float32), 1.0)
        even.paste(Image.fromarray(np.minimum(tones, 255.0).astype(np.uint8)), box)
    return even


def _stretch(ink: float, paper: float) -> list[int]:
    scale = (_PAPER - _INK) / max(paper - ink, 1.0)
    return [min(255, max(0, round(_INK + (tone - ink) * scale))) for tone in range(256)]
