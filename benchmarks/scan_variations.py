"""What happens to a paper before it is read: resolutions, lamps, lids, phones, faxes, stamps, turns.

    python -m benchmarks.scan_variations [--letters 3] [--only NAME ...] [--json FILE]

reads made letters under each variation and prints right, wrong and missing of each field, every value that was wrong,
and those that were wrong and sure. A variation is a function of a picture alone; what it costs to read a page is given
as processor time beside it.
"""

from __future__ import annotations

import argparse
import io
import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from benchmarks.corpus import COMPARE, readings
from benchmarks.drawn_forms import FORMS, Form, print_form
from benchmarks.made_scans import DPI, plan_letter, print_letter
from parsers.parse import parse_document

FIELDS = ("number", "date", "type", "issuer", "signer", "signer_title")
SURE = 0.9
Change = Callable[[Image.Image], Image.Image]


def _at(dpi: int) -> Change:
    """As scanned at another resolution; the file says which."""

    def change(page: Image.Image) -> Image.Image:
        size = (round(page.width * dpi / DPI), round(page.height * dpi / DPI))
        scaled = page.resize(size, Image.Resampling.LANCZOS)
        scaled.info["dpi"] = (dpi, dpi)
        return scaled

    return change


def _skewed(degrees: float) -> Change:
    return lambda page: page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor="white")


def _turned(degrees: int) -> Change:
    return lambda page: page.rotate(degrees, expand=True)


def _toned(ink: int, paper: int, noise: float = 6.0) -> Change:
    """Ink and paper as far apart as a weak toner or grey paper leaves them."""

    def change(page: Image.Image) -> Image.Image:
        pixels = np.asarray(page, dtype=np.float64) / 255
        spread = ink + pixels * (paper - ink) + np.random.default_rng(1).normal(0, noise, pixels.shape)
        return Image.fromarray(np.clip(spread, 0, 255).astype(np.uint8))

    return change


def _bilevel(page: Image.Image) -> Image.Image:
    return page.convert("L").point(lambda tone: 255 * (tone > 150)).convert("1")


def _blurred(page: Image.Image) -> Image.Image:
    return page.filter(ImageFilter.GaussianBlur(1.4))


def _pressed(page: Image.Image) -> Image.Image:
    """Through a strong JPEG."""
    out = io.BytesIO()
    page.convert("RGB").save(out, "JPEG", quality=18)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def _framed(page: Image.Image) -> Image.Image:
    """The lid was open: black along three edges, the paper a little off."""
    canvas = Image.new("RGB", (round(page.width * 1.06), round(page.height * 1.04)), (12, 12, 12))
    canvas.paste(page, (round(page.width * 0.035), 0))
    return canvas


def _on_larger(page: Image.Image) -> Image.Image:
    """On the glass of a larger machine: white beside and below."""
    canvas = Image.new("RGB", (round(page.width * 1.4), round(page.height * 1.15)), (250, 250, 250))
    canvas.paste(page, (0, 0))
    return canvas


def _photographed(page: Image.Image) -> Image.Image:
    """By a telephone: the far edge shorter, a shadow over one half, a dark table around."""
    wide, high = page.size
    far = 0.035 * wide
    quad = (-far, -0.02 * high, 0.0, high * 1.01, wide, high * 1.01, wide + far, -0.02 * high)
    seen = page.transform(page.size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC, fillcolor=(70, 60, 50))
    pixels = np.asarray(seen, dtype=np.float64)
    across = np.linspace(0, 1, wide)[None, :, None]
    down = np.linspace(0, 1, high)[:, None, None]
    light = 1.0 - 0.45 / (1 + np.exp(-18 * (across + 0.4 * down - 0.75)))
    return Image.fromarray(np.clip(pixels * light, 0, 255).astype(np.uint8))


def _sealed(x: float, y: float) -> Change:
    """A red seal over the point given in shares of the page."""

    def change(page: Image.Image) -> Image.Image:
        red = page.copy()
        pen, radius = ImageDraw.Draw(red), 0.085 * page.width
        for share, wide in ((1.0, 7), (0.93, 3), (0.62, 4)):
            box = (x * page.width - share * radius, y * page.height - share * radius)
            pen.ellipse(
                (*box, box[0] + 2 * share * radius, box[1] + 2 * share * radius), outline=(214, 30, 40), width=wide
            )
        return Image.blend(page, red, 0.85)

    return change


VARIATIONS: dict[str, Change] = {
    "as printed": lambda page: page,
    **{f"{dpi} dpi": _at(dpi) for dpi in (100, 150, 300, 400)},
    **{f"skew {degrees}": _skewed(degrees) for degrees in (-4.0, 2.5)},
    **{f"turned {degrees}": _turned(degrees) for degrees in (90, 180, 270)},
    "faint": _toned(150, 250),
    "grey paper": _toned(30, 170, 10),
    "bilevel": _bilevel,
    "blurred": _blurred,
    "pressed": _pressed,
    "black frame": _framed,
    "larger glass": _on_larger,
    "photograph": _photographed,
    "seal on date": _sealed(0.68, 0.125),
    "seal on number": _sealed(0.3, 0.125),
}


def as_pdf(page: Image.Image) -> bytes:
    """The picture as the only page of a PDF, at its own resolution; black and white as CCITT group 4."""
    out = io.BytesIO()
    quality = {} if page.mode == "1" else {"quality": 80}
    page.save(out, "PDF", resolution=page.info.get("dpi", (DPI, DPI))[0], **quality)
    return out.getvalue()


def judge(content: bytes, label: dict[str, Any]) -> dict[str, tuple[str, str, float]]:
    """Return for each field how it came out, what was read, and how sure it was."""
    document = parse_document(content)
    found = {}
    for field, extracted in readings(document).items():
        if field not in FIELDS or field not in label:
            continue
        value = extracted.value
        text = "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)
        read, true = (COMPARE[field](one) if one else "" for one in (text, label[field]))
        verdict = "right" if read == true else "wrong" if read else "missing"
        found[field] = (verdict, read, extracted.best.confidence if extracted.best else 0.0)
    return found


def _pages(letters: int, names: Sequence[str]) -> list[tuple[str, bytes, dict[str, Any]]]:
    pages = []
    for serial in range(letters):
        letter = plan_letter(9000 + serial)
        png = print_letter(letter, "png", by_hand=True)
        page = Image.open(io.BytesIO(png)).convert("RGB")
        label = asdict(letter)
        pages += [(name, as_pdf(VARIATIONS[name](page)), label) for name in names if name in VARIATIONS]
    for form in (one for one in FORMS if one.name in names):
        pages += [_drawn(form, serial) for serial in range(letters)]
    return pages


def _drawn(form: Form, serial: int) -> tuple[str, bytes, dict[str, Any]]:
    page = Image.open(io.BytesIO(print_form(form, serial, DPI))).convert("RGB")
    return form.name, as_pdf(page.filter(ImageFilter.GaussianBlur(0.5))), form.label


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the letters under every variation and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=[*VARIATIONS, *(form.name for form in FORMS)])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    counts: dict[str, Counter[tuple[str, str]]] = {}
    seconds: defaultdict[str, float] = defaultdict(float)
    for name, content, label in _pages(options.letters, options.only):
        start = time.process_time()
        found = judge(content, label)
        seconds[name] += time.process_time() - start
        for field, (verdict, read, sure) in found.items():
            counts.setdefault(name, Counter())[field, verdict] += 1
            if verdict != "right":
                mark = "SURE" if verdict == "wrong" and sure >= SURE else ""
                print(f"  {name:16}{field:13}{verdict:8}{sure:5.2f} {mark:5}{read!r}  for {label[field]!r}", flush=True)
    _print_table(counts, seconds)
    if options.json:
        kept = {name: {" ".join(key): n for key, n in of_one.items()} for name, of_one in counts.items()}
        options.json.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    return 0


def _print_table(counts: dict[str, Counter[tuple[str, str]]], seconds: Mapping[str, float]) -> None:
    print(f"{'':18}" + "".join(f"{field:>14}" for field in FIELDS) + f"{'cpu s':>8}")
    for name, of_one in counts.items():
        cells = ("/".join(str(of_one[field, verdict]) for verdict in ("right", "wrong", "missing")) for field in FIELDS)
        print(f"{name:18}" + "".join(f"{cell:>14}" for cell in cells) + f"{seconds[name]:8.1f}")


if __name__ == "__main__":
    raise SystemExit(main())
