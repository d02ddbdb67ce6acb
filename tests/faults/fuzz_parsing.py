"""A coverage-guided run against the parsers, for an afternoon and not for the suite.

    PYTHON -m tests.faults.fuzz_parsing --folder DIR [--seconds 1800] [--ocr]

PYTHON has atheris installed beside this project's packages; the project itself does not need it. With `--ocr` scans are
among the seeds, pictures are changed as pictures, too, and what has no text is read by OCR, a second or two each: give
it hours. DIR keeps the corpus that grows and, under `findings`, each input that ended in anything but a document or a
`ParseError`: named by the exception and the place it left from. A native crash, a minute without end, or more than
1.5 GB ends the run and leaves the input in DIR.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import logging
import sys
import traceback
import warnings
import zipfile
from dataclasses import replace
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["parsers", "docx", "openpyxl", "pdfplumber", "pdfminer", "zipfile", "PIL"]):
    from parsers.archive import unpack
    from parsers.errors import ParseError
    from parsers.parse import ParseOptions, parse_document

from tests.faults.changed_pictures import change_picture, picture_in
from tests.faults.parsing_seeds import scans, seeds

HANG_SECONDS, MOST_MEGABYTES, LONGEST = 60, 1536, 200_000
_AS_PICTURE = 0.6
_PLAIN = ParseOptions(file_name="34-17.01 Kế hoạch.pdf", ocr=False, max_bytes=20 * 1024 * 1024)


def read(content: bytes, options: ParseOptions = _PLAIN) -> None:
    """Read the bytes as a document and as an archive; whatever leaves but a ParseError is a finding."""
    with contextlib.suppress(ParseError):
        parse_document(content, options)
    with contextlib.suppress(ParseError):
        for member in unpack(content):
            member.name.encode("utf-8", "surrogatepass")


def keep(content: bytes, error: Exception, folder: Path) -> None:
    """Keep one input for each kind of exception and place it left from; the shortest stays."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.name != "read"]
    place = f"{Path(frames[-1].filename).stem}-{frames[-1].lineno}" if frames else "unknown"
    path = folder / f"{type(error).__name__}-{place}"
    if not path.is_file() or path.stat().st_size > len(content):
        path.write_bytes(content)


def mutate(data: bytes, most: int, seed: int) -> bytes:
    """Change bytes; of a package change one part and pack it again, or nothing but the packing is ever tried."""
    random = Random(seed)
    picture = picture_in(data)
    if picture and random.random() < _AS_PICTURE:
        return change_picture(picture, random, most) or bytes(atheris.Mutate(data, most))
    if not data.startswith(b"PK\x03\x04") or random.random() < 0.3:
        return bytes(atheris.Mutate(data, most))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [(entry.filename, package.read(entry)) for entry in package.infolist()]
    except Exception:  # noqa: BLE001 - of a broken package the bytes themselves are changed
        return bytes(atheris.Mutate(data, most))
    at = random.randrange(len(parts)) if parts else -1
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        warnings.simplefilter("ignore")  # two parts of one name are a fine thing to try
        for index, (name, content) in enumerate(parts):
            package.writestr(name, bytes(atheris.Mutate(content, LONGEST)) if index == at else content)
    return out.getvalue()[:most]


def main() -> None:
    """Write the seeds and let libFuzzer work until the time is over."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--seconds", type=int, default=1800)
    parser.add_argument("--ocr", action="store_true")
    options = parser.parse_args()
    corpus, findings = options.folder / "corpus", options.folder / "findings"
    for folder in (corpus, findings):
        folder.mkdir(parents=True, exist_ok=True)
    for content in (*seeds(), *(scans() if options.ocr else ())):
        (corpus / hashlib.sha256(content).hexdigest()[:16]).write_bytes(content)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")

    reading = replace(_PLAIN, ocr=options.ocr)

    def read_one(content: bytes) -> None:
        try:
            read(content, reading)
        except Exception as error:  # noqa: BLE001 - the one boundary: what comes here is what is looked for
            keep(content, error, findings)

    limits = [f"-timeout={HANG_SECONDS}", f"-rss_limit_mb={MOST_MEGABYTES}", f"-max_len={LONGEST}"]
    atheris.Setup(
        [
            sys.argv[0],
            str(corpus),
            f"-max_total_time={options.seconds}",
            f"-artifact_prefix={options.folder}/",
            *limits,
        ],
        read_one,
        custom_mutator=mutate,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
