"""The baseline: how a newcomer would read and verify, with the libraries' defaults; one process, one worker.

    python -m benchmarks.naive TRUST FILE…

answers each file with one line of JSON as soon as it is done, so that its start can be told from its work.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
import tesserocr
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

DATA_FOLDERS = ("tesseract-ocr/*/tessdata", "tessdata")
"""Where Linux distributions put Tesseract's data, under /usr/share."""
OCR_DPI = 300
FEWEST_CHARACTERS = 50
"""A page with less text is taken for a scan."""
NUMBER = re.compile(r"Số:?\s*(\d+\s*/\s*[A-ZĐ]+(?:\s*-\s*[A-ZĐ]+)*)")
DATE = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)


def read_naively(content: bytes, roots: Sequence[Any], engine: tesserocr.PyTessBaseAPI) -> dict[str, Any]:
    """Number, date (ISO 8601) and whether every signature is fine; None for what was not found."""
    with pdfplumber.open(BytesIO(content)) as document:
        text = "\n".join(_text(page, engine) for page in document.pages)
    number, day = NUMBER.search(text), DATE.search(text)
    return {
        "number": re.sub(r"\s", "", number[1]) if number else None,
        "date": f"{day[3]}-{int(day[2]):02d}-{int(day[1]):02d}" if day else None,
        "signatures": _check_signatures(content, roots),
    }


def _text(page: Any, engine: tesserocr.PyTessBaseAPI) -> str:
    text: str = page.extract_text()
    if len(text) >= FEWEST_CHARACTERS:
        return text
    engine.SetImage(page.to_image(resolution=OCR_DPI).original)
    read: str = engine.GetUTF8Text()
    return read


def _check_signatures(content: bytes, roots: Sequence[Any]) -> bool | None:
    try:
        signatures = PdfFileReader(BytesIO(content)).embedded_signatures
    except PdfReadError:
        # Written in a way that the reader refuses by default; nobody looks further.
        return None
    if not signatures:
        return None
    # A context is made for one use: it keeps what it has seen.
    checks = [validate_pdf_signature(one, ValidationContext(trust_roots=roots)) for one in signatures]
    return all(check.bottom_line for check in checks)


def load_roots(trust: Path) -> tuple[Any, ...]:
    """Every certificate of the folder, taken for a root."""
    return tuple(load_cert_from_pemder(str(path)) for path in sorted(trust.glob("*.pem")))


def find_data_folder() -> str:
    """The first folder with Tesseract's data, which its wheel cannot know."""
    return next(str(folder) for name in DATA_FOLDERS for folder in Path("/usr/share").glob(name))


def main(trust: Path, paths: Iterable[Path]) -> None:
    """Answer every file with a line of JSON; `ms` is the time it took, `processor_ms` its processor time."""
    roots = load_roots(trust)
    with tesserocr.PyTessBaseAPI(path=find_data_folder(), lang="vie") as engine:
        for path in paths:
            started, before = time.perf_counter(), time.process_time()
            answer = read_naively(path.read_bytes(), roots, engine)
            answer["processor_ms"] = (time.process_time() - before) * 1000
            answer["ms"] = (time.perf_counter() - started) * 1000
            print(json.dumps(answer, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), map(Path, sys.argv[2:]))
