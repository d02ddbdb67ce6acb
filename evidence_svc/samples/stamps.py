"""Pictures of a seal and of a handwritten signature, as signing software puts them over a page."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import Literal

import typst
from PIL import Image

TEMPLATE = Path(__file__).with_name("stamp.typ")
RIM = "VĂN BẢN MINH HỌA · KHÔNG CÓ GIÁ TRỊ PHÁP LÝ · "
DPI = 150


@lru_cache(maxsize=32)
def draw_stamp(kind: Literal["seal", "signature", "note"], text: str = RIM, dpi: int = DPI) -> Image.Image:
    """The picture with a transparent ground: a red seal, the blue hand of a signer, or a black note (ô 14)."""
    png = typst.compile(
        TEMPLATE, format="png", ppi=dpi, ignore_system_fonts=True, sys_inputs={"kind": kind, "text": text}
    )
    return Image.open(io.BytesIO(png)).convert("RGBA")
