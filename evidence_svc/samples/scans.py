"""Letters as a scanner saw them: a paper original with seal and signature, a little askew, grey and noisy."""

from __future__ import annotations

import io
import time

import numpy as np
from PIL import Image

from evidence_svc.samples.letters import DrawnLetter, Letter, Place, draw_letter
from evidence_svc.samples.stamps import draw_stamp

DPI = 200
"""NĐ 30/2020, Điều 25: a scanned copy has at least 200 dpi."""
PAPER = (250, 248, 243)
INK = 45
"""How dark the scanner sees black, of 255."""
NOISE = 6.0
JPEG_QUALITY = 72


def scan_letter(letter: Letter, seed: int) -> bytes:
    """The letter, signed and sealed on paper and scanned, as a PDF of pictures without any text layer.

    `seed` decides skew and noise; the same letter and seed give the same bytes.
    """
    pages = _scanned_pages(letter, seed)
    buffer = io.BytesIO()
    long_ago = time.gmtime(0)
    pages[0].save(
        buffer,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=DPI,
        quality=JPEG_QUALITY,
        creationDate=long_ago,
        modDate=long_ago,
    )
    return buffer.getvalue()


def photograph_letter(letter: Letter, seed: int) -> bytes:
    """The first page of the scanned letter as a JPEG."""
    buffer = io.BytesIO()
    _scanned_pages(letter, seed)[0].save(buffer, "JPEG", quality=JPEG_QUALITY, dpi=(DPI, DPI))
    return buffer.getvalue()


def _scanned_pages(letter: Letter, seed: int) -> list[Image.Image]:
    drawn = draw_letter(letter, DPI)
    chance = np.random.default_rng(seed)
    sheets = [_sheet(drawn, number, letter.signer_name) for number in range(1, len(drawn.pages) + 1)]
    return [_through_the_scanner(sheet, chance) for sheet in sheets]


def _sheet(drawn: DrawnLetter, number: int, signer: str) -> Image.Image:
    sheet = Image.open(io.BytesIO(drawn.pages[number - 1])).convert("RGB")
    if signer:
        _stamp(sheet, number, drawn.places.get("signature"), draw_stamp("signature", signer, DPI))
        _stamp(sheet, number, drawn.places.get("seal"), draw_stamp("seal", dpi=DPI))
    return sheet


def _stamp(sheet: Image.Image, number: int, place: Place | None, picture: Image.Image) -> None:
    if place is not None and place.page == number:
        corner = (round(place.x * DPI / 72), round(place.y * DPI / 72))
        sheet.paste(picture, corner, picture)


def _through_the_scanner(sheet: Image.Image, chance: np.random.Generator) -> Image.Image:
    angle = float(chance.uniform(-0.6, 0.6))
    turned = sheet.rotate(angle, Image.Resampling.BILINEAR, fillcolor=(255, 255, 255))
    seen = np.asarray(turned.point(_on_paper()), dtype=np.int16)
    # One grain for the three colours, as a sensor's noise mostly is.
    grain = chance.standard_normal(seen.shape[:2], dtype=np.float32) * NOISE
    noisy = seen + grain.astype(np.int16)[:, :, np.newaxis]
    return Image.fromarray(noisy.clip(0, 255).astype(np.uint8))


def _on_paper() -> list[int]:
    """For each colour and each of its 256 values what the scanner sees: white is paper, black is ink."""
    return [round(INK + (white - INK) * value / 255) for white in PAPER for value in range(256)]
