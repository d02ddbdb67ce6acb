"""Measure the parser on a folder of labelled documents: right, wrong and missing for each field.

    python benchmarks/corpus.py DIR [--jobs N] [--only TEXT_LAYER]

DIR holds PDF files and `labels.jsonl`; nothing of it is copied. The result of the run is kept in
`var/corpus-last.json` (document ids and verdicts only) and compared with the next one.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from parsers.document import Extracted, ParsedDocument
from parsers.errors import ParseError
from parsers.parse import ParseOptions, parse_document
from parsers.reader import render_png

FIELDS = ("number", "date", "type", "issuer", "signer", "signer_title", "subject")
LAST_RUN = Path("var/corpus-last.json")
CROPS = Path("var/corpus-crops")
SURE = 0.9


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one field of one document came out; `right` also where both label and reading are empty."""

    file: str
    layer: str
    field: str
    verdict: str
    expected: str
    found: str
    confidence: float
    in_top_three: bool


def fold(text: str) -> str:
    """Fold case, accents, tone placement and punctuation for the comparison of names."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", " ", "".join(c for c in decomposed if not unicodedata.combining(c))).strip()


def fold_issuer(text: str) -> str:
    return re.sub(r"\bubnd\b", "uy ban nhan dan", fold(text))


def fold_subject(text: str) -> str:
    return re.sub(r"^(v v|ve viec|ve)\s+", "", fold(text))


COMPARE: dict[str, Callable[[str], str]] = {
    "number": lambda text: re.sub(r"\s", "", unicodedata.normalize("NFC", text)),
    "date": str,
    "type": lambda text: text.lower(),
    "issuer": fold_issuer,
    "signer": fold,
    "signer_title": fold,
    "subject": fold_subject,
}


def readings(document: ParsedDocument) -> dict[str, Extracted[Any]]:
    return {
        "number": document.number,
        "date": document.date,
        "type": document.type,
        "issuer": document.issuer,
        "signer": document.signer_name,
        "signer_title": document.signer_title,
        "subject": document.subject,
    }


def judge(label: dict[str, Any], document: ParsedDocument) -> list[Verdict]:
    """Compare every field of one document with its label."""
    verdicts = []
    for name, extracted in readings(document).items():
        normal = COMPARE[name]
        expected = normal(label[name]) if label[name] else ""
        found = normal(_plain(extracted.value)) if extracted.value else ""
        top = [normal(_plain(candidate.value)) for candidate in extracted.candidates[:3]]
        verdict = "right" if found == expected else "missing" if not found else "wrong"
        confidence = extracted.best.confidence if extracted.best else 0.0
        verdicts.append(
            Verdict(label["file"], label["text_layer"], name, verdict, expected, found, confidence, expected in top)
        )
    return verdicts


def _plain(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def measure(job: tuple[Path, dict[str, Any], bool]) -> tuple[list[Verdict], float, str]:
    """Parse and judge one file; a document that cannot be parsed has every field missing."""
    folder, label, use_name = job
    content = (folder / label["file"]).read_bytes()
    start = time.perf_counter()
    try:
        name = label["original_name"] if use_name else ""
        document = parse_document(content, ParseOptions(file_name=name))
        error = ""
    except ParseError as problem:
        document, error = None, f"{label['file']}: {problem.reason}: {problem}"
    seconds = time.perf_counter() - start
    if document is None:
        return [_lost(label, name) for name in FIELDS], seconds, error
    verdicts = judge(label, document)
    save_crop(folder / label["file"], document, verdicts)
    return verdicts, seconds, error


def _lost(label: dict[str, Any], name: str) -> Verdict:
    return Verdict(label["file"], label["text_layer"], name, "missing", "", "", 0.0, in_top_three=False)


def save_crop(path: Path, document: ParsedDocument, verdicts: Iterable[Verdict]) -> None:
    """Save the upper part of the first page of a document whose number or date was missed, under var/."""
    missed = [v.field for v in verdicts if v.verdict != "right" and v.field in ("number", "date")]
    if not missed or document.media_type != "application/pdf":
        return
    CROPS.mkdir(parents=True, exist_ok=True)
    image = Image.open(io.BytesIO(render_png(path.read_bytes(), 1, 1400)))
    image.crop((0, 0, image.width, image.height // 3)).save(CROPS / f"{path.stem}-{'-'.join(missed)}.png")


def print_table(verdicts: Sequence[Verdict]) -> None:
    layers = sorted({verdict.layer for verdict in verdicts})
    print(f"{'field':13}" + "".join(f"{layer + ' r/w/m':>18}" for layer in [*layers, "all"]) + f"{'top 3':>8}")
    for name in FIELDS:
        row = f"{name:13}"
        for layer in [*layers, None]:
            counts = Counter(v.verdict for v in verdicts if v.field == name and layer in (None, v.layer))
            total = sum(counts.values()) or 1
            cell = f"{counts['right']}/{counts['wrong']}/{counts['missing']} {100 * counts['right'] / total:.0f}%"
            row += f"{cell:>18}"
        of_field = [v for v in verdicts if v.field == name]
        print(row + f"{sum(v.in_top_three or v.verdict == 'right' for v in of_field):>8}")


def print_misses(verdicts: Iterable[Verdict]) -> None:
    for v in verdicts:
        if v.verdict == "right":
            continue
        mark = "  <-- wrong and sure" if v.verdict == "wrong" and v.confidence >= SURE else ""
        print(
            f"{v.verdict:8}{v.file}  {v.field:13}{v.confidence:.2f}  "
            f"read {v.found[:90]!r}  label {v.expected[:90]!r}{mark}"
        )


def compare_with_last(verdicts: Sequence[Verdict]) -> None:
    """Print what changed since the last run, and keep this one."""
    now = {f"{v.file} {v.field}": v.verdict for v in verdicts}
    if LAST_RUN.is_file():
        before = json.loads(LAST_RUN.read_text("utf-8"))
        for key in sorted(now):
            if key in before and before[key] != now[key]:
                print(f"changed  {key}: {before[key]} -> {now[key]}")
    LAST_RUN.parent.mkdir(parents=True, exist_ok=True)
    LAST_RUN.write_text(json.dumps(now, indent=0, sort_keys=True), "utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only", choices=("text", "scan", "garbled"), help="only this class of text layer")
    parser.add_argument("--no-names", action="store_true", help="do not tell the parser the files' names")
    parser.add_argument("--json", type=Path, help="also write every verdict to this file")
    options = parser.parse_args(arguments)
    lines = (options.folder / "labels.jsonl").read_text("utf-8").splitlines()
    labels = [json.loads(line) for line in lines if line.strip()]
    jobs = [
        (options.folder, label, not options.no_names) for label in labels if options.only in (None, label["text_layer"])
    ]
    if options.jobs > 1:
        with ProcessPoolExecutor(options.jobs) as pool:
            results = list(pool.map(measure, jobs))
    else:
        results = [measure(job) for job in jobs]
    verdicts = [verdict for found, _, _ in results for verdict in found]
    print_table(verdicts)
    sure = [v for v in verdicts if v.verdict == "wrong" and v.confidence >= SURE]
    print(f"\nwrong at confidence >= {SURE}: {len(sure)} of {sum(v.confidence >= SURE for v in verdicts)} sure values")
    print(f"seconds: {sum(seconds for _, seconds, _ in results):.1f} for {len(results)} documents\n")
    for error in filter(None, (error for _, _, error in results)):
        print(error)
    print_misses(verdicts)
    if options.only is None:
        compare_with_last(verdicts)
    if options.json:
        options.json.write_text(json.dumps([asdict(v) for v in verdicts], ensure_ascii=False), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
