"""Papers of many offices under several faults at once: what the reader makes of them, field by field.

    python -m benchmarks.scan_papers [--papers 60] [--first 0] [--fonts DIR ...] [--only TRAIT] [--jobs N] [--json FILE]

Every paper of `drawn_offices` goes through a scanner of its own: resolution, skew, tone, compression, pages upside
down or blank between the others. Prints each miss with what makes the paper hard, then right, wrong and missing of each
field, and the readings that were wrong and sure.
"""

from __future__ import annotations

import argparse
import io
import json
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageFilter

from benchmarks.drawn_offices import plan_paper, printed
from benchmarks.made_scans import DPI
from benchmarks.scan_variations import FIELDS, SURE, judge


class Judged(NamedTuple):
    """One field of one paper: how it came out, what was read, how sure, what makes the paper hard."""

    serial: int
    field: str
    verdict: str
    read: str
    label: str
    sure: float
    faults: tuple[str, ...]


def scanned(pages: Sequence[Image.Image], serial: int) -> tuple[bytes, tuple[str, ...]]:
    """The pages as one PDF out of the scanner of that serial, and the faults it has."""
    random, faults = Random(serial * 13 + 1), list[str]()
    dpi = random.choice((150, 200, 200, 300))
    mode = random.choice(("colour", "colour", "grey", "bilevel"))
    quality, skew = random.choice((25, 50, 80)), random.gauss(0, 0.9)
    noise, blur = random.uniform(0, 12), random.uniform(0.2, 0.9)
    faults += [f"{dpi} dpi", mode, f"q{quality}", f"skew {skew:.1f}"]
    done = []
    for number, page in enumerate(pages):
        seen = _through(page, dpi, skew, noise, blur, mode, serial + number)
        if number and random.random() < 0.12:
            seen, faults = seen.rotate(180), [*faults, f"page {number + 1} turned"]
        done.append(seen)
    if len(done) > 1 and random.random() < 0.15:
        done, faults = [x for one in done for x in (one, Image.new(one.mode, one.size, "white"))], [*faults, "backs"]
    out = io.BytesIO()
    options = {} if mode == "bilevel" else {"quality": quality}
    done[0].save(out, "PDF", resolution=dpi, save_all=True, append_images=done[1:], **options)
    return out.getvalue(), tuple(faults)


def _through(
    page: Image.Image, dpi: int, skew: float, noise: float, blur: float, mode: str, serial: int
) -> Image.Image:
    turned = page.rotate(skew, Image.Resampling.BICUBIC, fillcolor="white").filter(ImageFilter.GaussianBlur(blur))
    size = (round(page.width * dpi / DPI), round(page.height * dpi / DPI))
    pixels = np.asarray(turned.resize(size, Image.Resampling.LANCZOS), dtype=np.float64)
    pixels = pixels * 0.97 + np.random.default_rng(serial).normal(0, noise, pixels.shape)
    seen = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    if mode == "bilevel":
        return seen.convert("L").point(lambda tone: 255 * (tone > 155)).convert("1")
    return seen.convert("L") if mode == "grey" else seen


def measure(job: tuple[int, tuple[str, ...]]) -> tuple[list[Judged], float]:
    """Make, scan and read the paper of that serial; return what came out, and seconds of processor time."""
    serial, fonts = job
    paper = plan_paper(serial)
    content, faults = scanned(printed(paper, fonts), serial)
    start = time.process_time()
    found = judge(content, paper.label)
    seconds = time.process_time() - start
    hard = (*paper.traits, *faults)
    return [Judged(serial, name, *one[:2], paper.label[name], one[2], hard) for name, one in found.items()], seconds


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the papers and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=60)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--fonts", nargs="*", default=[])
    parser.add_argument("--only", help="only papers with this trait")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    serials = range(options.first, options.first + options.papers)
    wanted = [one for one in serials if options.only is None or options.only in plan_paper(one).traits]
    with ProcessPoolExecutor(options.jobs) as pool:
        results = list(pool.map(measure, [(serial, tuple(options.fonts)) for serial in wanted]))
    judged = [one for found, _ in results for one in found]
    _print(judged, sum(seconds for _, seconds in results) / max(len(results), 1))
    if options.json:
        options.json.write_text(json.dumps([one._asdict() for one in judged], ensure_ascii=False), "utf-8")
    return 0


def _print(judged: Sequence[Judged], seconds: float) -> None:
    for one in judged:
        if one.verdict != "right":
            mark = "SURE" if one.verdict == "wrong" and one.sure >= SURE else ""
            print(f"{one.serial:4} {one.field:13}{one.verdict:8}{one.sure:5.2f} {mark:4} {one.read!r}", end=" ")
            print(f"for {one.label!r}\n       {', '.join(one.faults)}")
    for field in FIELDS:
        counts = Counter(one.verdict for one in judged if one.field == field)
        sure = [one for one in judged if one.field == field and one.sure >= SURE and one.read]
        wrong = sum(one.verdict == "wrong" for one in sure)
        share = 100 * counts["right"] / max(counts.total(), 1)
        cell = f"{counts['right']}/{counts['wrong']}/{counts['missing']}"
        print(f"{field:14}{cell:>12}{share:7.1f} %   wrong and sure {wrong} of {len(sure)}")
    print(f"processor seconds a paper: {seconds:.2f}")


if __name__ == "__main__":
    raise SystemExit(main())
