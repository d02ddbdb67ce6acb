"""A picture in any colours as the sheet of paper that a person sees: light paper, dark ink, the right way up."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from parsers.document import PageSize

_ORIENTATION = 0x112  # TIFF 6.0, Orientation; of a JPEG in its EXIF data
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = frozenset((5, 6, 7, 8))
_WHITE = "white"
_NEARLY = 2.0  # how much larger than wanted a picture may be that is made smaller without averaging


def orientation(image: Image.Image) -> int:
    """Return how the picture lies, 1 to 8 as EXIF counts; Pillow sets a TIFF upright by itself."""
    stated = 1 if image.format == "TIFF" else image.getexif().get(_ORIENTATION, 1)
    return stated if stated in _TURNS else 1


def displayed(size: PageSize, lying: int) -> PageSize:
    """Return the size of a picture as displayed, from its stored one."""
    return PageSize(size.height, size.width) if lying in _LYING else size


def as_seen(image: Image.Image, size: tuple[int, int], lying: int) -> Image.Image:
    """Return the current frame in RGB at `size` (pixels as stored), then set upright.

    A large JPEG is made smaller while it is decoded, and other pictures before they get more colours than they have.
    """
    image.draft(image.mode if image.mode in ("L", "RGB") else None, size)
    small = _in_colours(image).resize(size, Image.Resampling.LANCZOS, reducing_gap=_NEARLY)
    seen = _on_paper(small) if small.mode == "RGBA" else small.convert("RGB")
    return seen.transpose(_TURNS[lying]) if lying in _TURNS else seen


def _in_colours(image: Image.Image) -> Image.Image:
    """Return the frame in colours that can be made smaller: grey, RGB, or with the degree of covering."""
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode in ("L", "RGB"):
        return image
    if image.mode.startswith(("I", "F")):
        return _grey(image)
    return image.convert("L" if image.mode == "1" else "RGB")


def _on_paper(image: Image.Image) -> Image.Image:
    """Return a picture that lets something through, on white paper."""
    paper = Image.new("RGB", image.size, _WHITE)
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _grey(image: Image.Image) -> Image.Image:
    """Return 256 greys of a picture with more, which Pillow would cut off at 255."""
    tones: npt.NDArray[Any] = np.asarray(image)
    most = float(np.nanmax(tones)) if tones.size else 0.0
    scale = next((255 / top for top in _tops(tones) if most <= top), 255 / max(most, 1.0))
    return Image.fromarray(np.nan_to_num(tones * np.float32(scale)).clip(0, 255).astype(np.uint8))


def _tops(tones: npt.NDArray[Any]) -> tuple[float, ...]:
    """Return what white may be: of fractions one, of whole numbers the largest of eight or sixteen bits."""
    return (1.0, 255.0, 65535.0) if tones.dtype.kind == "f" else (255.0, 65535.0)
