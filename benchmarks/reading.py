"""How fast a page is read, beside plainer ways on the same files, and how much memory a long scan takes.

    python -m benchmarks.reading [--quick] [--out FILE]

Times are processor times, which other programs disturb less than the clock. All ways read the first page only.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from statistics import median
from typing import Any

import pdfplumber
import pypdf
import tesserocr
from PIL import Image
from rich.console import Console
from rich.table import Table

from benchmarks.documents import Document, make_corpus
from benchmarks.naive import DATE, NUMBER, OCR_DPI, find_data_folder
from evidence_svc.config import load_settings
from parsers.fields import read_fields
from parsers.material import Material
from parsers.ocr import preload
from parsers.parse import parse_document
from parsers.reader import open_pdf, page_text, read_page, render_page
from parsers.scan import block, tesseract, view

LATEST = Path(__file__).parent / "results" / "reading.json"
AIMS = {"header fields / bare pdfium": 3.0, "scan / its recognisers": 1.5, "recogniser s a page": 0.7, "peak MB": 450.0}
LONG_SCAN = 300
WATCHED = ((tesseract, "find_rows"), (view, "read_line"), (block, "read_line"))
Way = Callable[[Path], object]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few documents and 20 pages, to see that all works")
    parser.add_argument("--out", type=Path, help=f"where the JSON goes (default: {LATEST.name}, nowhere if quick)")
    parser.add_argument("--peak", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.peak:
        print(_peak_here(options.peak))
        return 0
    texts, scans, pages = (6, 2, 20) if options.quick else (40, 10, LONG_SCAN)
    folder = load_settings().data_dir.resolve() / "bench"
    corpus = make_corpus(folder, texts, scans, lambda _: None)
    found = measure(corpus.of("text")[:texts], corpus.of("scan")[:scans]) | {"peak MB": peak(folder, pages)}
    Console().print(as_table(found))
    out = options.out or (None if options.quick else LATEST)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps({"aims": AIMS, **found}, indent=1) + "\n", encoding="utf-8")
    return 0


def measure(texts: Sequence[Document], scans: Sequence[Document]) -> dict[str, Any]:
    """Milliseconds a document of every way, and the ratios that have aims."""
    preload()
    ways = {name: _milliseconds(way, texts) for name, way in _text_ways().items()}
    on_scans, by_recognisers = _scan_milliseconds(scans)
    return {
        "text, ms": ways,
        "scan, ms": {"full-page OCR with regexes": _milliseconds(_full_page_ocr(), scans), "header fields": on_scans},
        "header fields / bare pdfium": round(ways["header fields"] / ways["bare pdfium"], 2),
        "scan / its recognisers": round(on_scans / by_recognisers, 2),
        "recogniser s a page": round(by_recognisers / 1000, 3),
    }


def _text_ways() -> dict[str, Way]:
    ways: dict[str, Way] = {
        "bare pdfium": _bare_text,
        "header fields": _header_fields,
        "pdfplumber with regexes": lambda path: _search(_plumbed(path)),
        "pypdf with regexes": lambda path: _search(pypdf.PdfReader(path).pages[0].extract_text()),
    }
    program = which("pdftotext")
    if program:
        ways["pdftotext with regexes"] = lambda path: _search(_run([program, "-l", "1", "-layout", str(path), "-"]))
    return ways


def _bare_text(path: Path) -> str:
    with open_pdf(path.read_bytes()) as document:
        return page_text(document, 0)


def _header_fields(path: Path) -> object:
    with open_pdf(path.read_bytes()) as document:
        page = read_page(document, 0)
        return read_fields(Material(document.page_count, first=page, closing=(page,)))


def _plumbed(path: Path) -> str:
    with pdfplumber.open(path) as document:
        return document.pages[0].extract_text()


def _run(command: Sequence[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _search(text: str) -> tuple[object, object]:
    return NUMBER.search(text), DATE.search(text)


def _full_page_ocr() -> Way:
    engine = tesserocr.PyTessBaseAPI(path=find_data_folder(), lang="vie")

    def read(path: Path) -> object:
        with open_pdf(path.read_bytes()) as document:
            engine.SetImage(render_page(document, 0, OCR_DPI))
        return _search(engine.GetUTF8Text())

    return read


def _milliseconds(way: Way, documents: Sequence[Document]) -> float:
    """The median of what the documents take; each is read twice and its faster time counts."""
    way(documents[0].path)
    return round(median(min(_spent(way, one.path), _spent(way, one.path)) for one in documents), 2)


def _spent(way: Way, path: Path) -> float:
    before = _processor_seconds()
    way(path)
    return 1000 * (_processor_seconds() - before)


def _processor_seconds() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _scan_milliseconds(scans: Sequence[Document]) -> tuple[float, float]:
    """Milliseconds a page read, whole and inside Tesseract and the recogniser; a scan's read pages are two or more."""
    whole, inside, pages = 0.0, 0.0, 0
    for one in scans:
        with _watched() as calls:
            whole += _spent(lambda path: parse_document(path.read_bytes()), one.path)
        inside += 1000 * sum(seconds for _, seconds in calls)
        pages += sum(name == "page" for name, _ in calls)
    return round(whole / pages, 1), round(inside / pages, 1)


@contextmanager
def _watched() -> Iterator[list[tuple[str, float]]]:
    """Notes every call of Tesseract ("page" when it is for more than one line) and of the recogniser, in seconds."""
    calls: list[tuple[str, float]] = []

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            before = time.process_time()
            try:
                return function(*arguments, **options)
            finally:
                is_page = name == "find_rows" and "segmentation" not in options
                calls.append(("page" if is_page else "line", time.process_time() - before))

        return call

    own = [(module, name, getattr(module, name)) for module, name in WATCHED]
    for module, name, function in own:
        setattr(module, name, timed(name, function))
    try:
        yield calls
    finally:
        for module, name, function in own:
            setattr(module, name, function)


def peak(folder: Path, pages: int) -> float:
    """Megabytes that a fresh process needs at most to read a made scan of that many pages."""
    path = folder / f"long-scan-{pages}.pdf.made"
    if not path.exists():
        _make_long_scan(folder, path, pages)
    return float(_run([sys.executable, "-m", "benchmarks.reading", "--peak", str(path)]))


def _make_long_scan(folder: Path, path: Path, pages: int) -> None:
    with open_pdf(next(iter(sorted(folder.glob("scan*.pdf")))).read_bytes()) as document:
        first, last = (render_page(document, at, 200).convert("L") for at in (0, document.page_count - 1))

    def between() -> Iterator[Image.Image]:
        # Each page is a picture of its own, as from a scanner.
        yield from (first.rotate(at % 5 / 5, fillcolor=250) for at in range(1, pages - 1))
        yield last

    first.save(path, "PDF", resolution=200, quality=40, save_all=True, append_images=between())


def _peak_here(path: Path) -> float:
    preload()
    parse_document(path.read_bytes())
    # VmHWM is this program's own; ru_maxrss would begin with that of the process which started it.
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(round(int(line.split()[1]) / 1024, 1) for line in lines if line.startswith("VmHWM"))


def as_table(found: dict[str, Any]) -> Table:
    """Times first, then what has an aim."""
    table = Table(title="Reading the first page, processor time")
    for heading in ("", "measured", "aim"):
        table.add_column(heading)
    for kind in ("text, ms", "scan, ms"):
        for way, spent in found[kind].items():
            table.add_row(f"{kind.split(',')[0]}: {way}", f"{spent:.1f} ms", "")
    table.add_section()
    for name, aim in AIMS.items():
        table.add_row(name, f"{found[name]}", f"≤ {aim}")
    return table


if __name__ == "__main__":
    raise SystemExit(main())
