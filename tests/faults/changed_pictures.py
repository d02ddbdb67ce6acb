"""Pictures of pages changed as pictures: what changing the bytes of a JPEG or PNG never reaches."""

from __future__ import annotations

import io
from collections.abc import Callable
from random import Random
from typing import TypeAlias

from PIL import Image, ImageDraw, ImageFont

Change: TypeAlias = Callable[[Image.Image, Random], Image.Image]

_MODES = ("1", "L", "P", "RGB", "RGBA", "CMYK", "LA", "I;16", "YCbCr")
_WORDS = ("12/KH-VP", "2023", "TM.", "KT.", "SAO Y", "1" * 40, "/" * 9, "-", "17 . 5 .", "11")
_LONGEST, _MOST = 1500, 3
_STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")


def _crop(page: Image.Image, random: Random) -> Image.Image:
    left, top = random.randrange(page.width), random.randrange(page.height)
    return page.crop((left, top, random.randint(left + 1, page.width), random.randint(top + 1, page.height)))


def _resize(page: Image.Image, random: Random) -> Image.Image:
    sides = [1, 2, 7, 50, 300, page.width, page.height, _LONGEST]
    return page.resize((random.choice(sides), random.choice(sides)))


def _turn(page: Image.Image, random: Random) -> Image.Image:
    degrees = random.choice((90, 180, 270, random.uniform(-20, 20)))
    return page.convert("RGB").rotate(degrees, expand=True, fillcolor=random.choice(("white", "black")))


def _paste(page: Image.Image, random: Random) -> Image.Image:
    page = page.convert("RGB")
    page.paste(_crop(page, random), (random.randrange(-40, page.width), random.randrange(-40, page.height)))
    return page


def _draw(page: Image.Image, random: Random) -> Image.Image:
    page = page.convert("RGB")
    pen = ImageDraw.Draw(page)
    for _ in range(random.randint(1, 8)):
        xs = sorted(random.randrange(page.width) for _ in range(2))
        ys = sorted(random.randrange(page.height) for _ in range(2))
        colour = random.choice(("black", "white", "red", "#dd1111", "blue", "grey"))
        draw = random.choice((pen.ellipse, pen.rectangle, pen.line))
        draw((xs[0], ys[0], xs[1], ys[1]), fill=colour if draw == pen.line or random.random() < 0.4 else None)
        pen.ellipse((xs[0], ys[0], xs[1], ys[1]), outline=colour, width=random.randint(1, 9))
    return page


def _write(page: Image.Image, random: Random) -> Image.Image:
    """Write words that readers look for anywhere, at any size."""
    page = page.convert("RGB")
    at, size = (random.randrange(page.width), random.randrange(page.height)), random.choice((9, 18, 30, 90))
    text = " ".join(random.choices(_WORDS, k=random.randint(1, 5)))
    font = ImageFont.load_default(size)
    ImageDraw.Draw(page).text(at, text, fill=random.choice(("black", "red", "blue")), font=font)
    return page


_CHANGES: tuple[Change, ...] = (_crop, _resize, _turn, _paste, _draw, _draw, _write, _write)


def change_picture(content: bytes, random: Random, most: int) -> bytes | None:
    """Return the picture changed up to three times, in a random mode and form; None where it cannot be read."""
    try:
        opened = Image.open(io.BytesIO(content))
        opened.load()
        page: Image.Image = opened
        if page.width * page.height > _LONGEST * _LONGEST * 2:
            page = page.convert("RGB").resize((600, 850))
        for _ in range(random.randint(1, _MOST)):
            page = random.choice(_CHANGES)(page, random)
        out = io.BytesIO()
        _save(page, random, out)
    except Exception:  # noqa: BLE001 - what Pillow cannot draw or save is changed by its bytes
        return None
    return out.getvalue() if len(out.getvalue()) <= most else None


def _save(page: Image.Image, random: Random, out: io.BytesIO) -> None:
    kind = random.choice(("PNG", "JPEG", "TIFF", "PDF"))
    mode = random.choice(_MODES)
    page = page.convert("RGB").convert("L" if mode == "I;16" else mode)
    if kind in ("JPEG", "PDF") and page.mode in ("RGBA", "LA", "P"):
        page = page.convert("RGB")
    dpi = random.choice((1, 60, 72, 100, 200, 600, 1200, 65535))
    if kind == "PDF":
        page.save(out, "PDF", resolution=dpi, quality=40)
    elif kind == "JPEG":
        page.save(out, "JPEG", dpi=(dpi, dpi), quality=35)
    elif kind == "TIFF":
        page.save(
            out,
            "TIFF",
            dpi=(dpi, dpi),
            compression="tiff_lzw",
            save_all=True,
            append_images=[page] * random.randint(0, 2),
        )
    else:
        page.save(out, "PNG", dpi=(dpi, dpi))


def picture_in(content: bytes) -> bytes:
    """Return the picture that a file is, or that a PDF of one picture holds; nothing of other files."""
    if content.startswith(_STARTS):
        return content
    start, end = content.find(b"\xff\xd8\xff"), content.rfind(b"\xff\xd9")
    return content[start : end + 2] if 0 <= start < end else b""
