"""Measure the parser on a folder of labelled documents: right, wrong and missing for each field.

    python benchmarks/corpus.py DIR [--jobs N] [--only TEXT_LAYER]

DIR holds documents of any kind that is read, and `labels.jsonl`: one object a line with `file` and, as far as they are
known, `number`, `date`, `type`, `issuer`, `signer`, `signer_title`, `subject` (null where the document has none),
`text_layer` and `original_name`. Nothing of it is copied but the crops of what was missed; they and the verdicts of
the run are kept in `var/corpus/`, and compared with the next run on the same folder.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from PIL import Image

from parsers.document import Extracted, ParsedDocument
from parsers.errors import ParseError
from parsers.parse import ParseOptions, parse_document
from parsers.reader import render_png

FIELDS = ("number", "date", "type", "issuer", "signer", "signer_title", "subject")
RESULTS = Path("var/corpus")
SURE = 0.9
# Where a field stands when nothing was read of it: page from the front or the back, upper and lower edge in parts.
PLACES = {"signer": (-1, 0.3, 1.0), "signer_title": (-1, 0.3, 1.0), "subject": (0, 0.05, 0.5), "type": (0, 0.05, 0.5)}
HEADER = (0, 0.0, 0.33)
CROP_WIDTH, MARGIN = 1400, 40
SHOWN = 90  # letters of a value in the list of misses


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
    crop: str = ""


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


def judge(label: dict[str, Any], document: ParsedDocument | None) -> list[Verdict]:
    """Compare every labelled field of one document; of a document that cannot be parsed all are missing."""
    read: dict[str, Extracted[Any]] = readings(document) if document else {name: Extracted() for name in FIELDS}
    return [_judged(label, name, extracted) for name, extracted in read.items() if name in label]


def _judged(label: dict[str, Any], name: str, extracted: Extracted[Any]) -> Verdict:
    normal = COMPARE[name]
    expected = normal(label[name]) if label[name] else ""
    found = normal(_plain(extracted.value)) if extracted.value else ""
    top = [normal(_plain(candidate.value)) for candidate in extracted.candidates[:3]]
    verdict = "right" if found == expected else "missing" if not found else "wrong"
    confidence = extracted.best.confidence if extracted.best else 0.0
    return Verdict(label["file"], layer_of(label), name, verdict, expected, found, confidence, expected in top)


def layer_of(label: dict[str, Any]) -> str:
    """The text layer a label states, `unknown` where it states none."""
    return str(label.get("text_layer") or "unknown")


def _plain(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def measure(job: tuple[Path, dict[str, Any], bool]) -> tuple[list[Verdict], float, str]:
    """Parse and judge one file, and save the crops of what was missed."""
    folder, label, use_name = job
    content = (folder / label["file"]).read_bytes()
    document, error, start = None, "", time.perf_counter()
    try:
        name = str(label.get("original_name") or label["file"]) if use_name else ""
        document = parse_document(content, ParseOptions(file_name=name))
    except ParseError as problem:
        error = f"{label['file']}: {problem.reason}: {problem}"
    seconds = time.perf_counter() - start
    verdicts = judge(label, document)
    if document is not None:
        verdicts = [with_crop(one, content, document, results_of(folder)) for one in verdicts]
    return verdicts, seconds, error


def results_of(folder: Path) -> Path:
    """Where the results of a folder are kept."""
    return RESULTS / folder.resolve().name


def with_crop(verdict: Verdict, content: bytes, document: ParsedDocument, results: Path) -> Verdict:
    """Save what the page shows where a missed field was read, or where it should stand; return the verdict with it."""
    if verdict.verdict == "right":
        return verdict
    candidates = readings(document)[verdict.field].candidates
    best = next((one for one in candidates if one.page and one.box), None)
    number, upper, lower = PLACES.get(verdict.field, HEADER)
    page = best.page if best and best.page else document.pages if number < 0 else 1
    image = _page_image(content, document, page)
    if image is None:
        return verdict
    if best and best.box and page <= len(document.page_sizes):
        scale = image.width / max(document.page_sizes[page - 1].width, 1.0)
        middle = (best.box.y0 + best.box.y1) / 2 * scale
        depth = (best.box.y1 - best.box.y0) / 2 * scale + 2 * MARGIN
        edges = max(0, int(middle - depth)), min(image.height, int(middle + depth))
    else:
        edges = int(upper * image.height), int(lower * image.height)
    if edges[1] <= edges[0]:
        return verdict
    results.mkdir(parents=True, exist_ok=True)
    path = results / f"{Path(verdict.file).stem}-{verdict.field}.png"
    image.crop((0, edges[0], image.width, edges[1])).save(path)
    return replace(verdict, crop=str(path))


def _page_image(content: bytes, document: ParsedDocument, page: int) -> Image.Image | None:
    """The page as a picture; None for kinds that have no pages to draw."""
    if document.media_type == "application/pdf":
        with contextlib.suppress(ParseError):  # read by the second library, which draws nothing
            return Image.open(io.BytesIO(render_png(content, page, CROP_WIDTH)))
    if document.media_type.startswith("image/"):
        image = Image.open(io.BytesIO(content))
        image.seek(min(page, int(getattr(image, "n_frames", 1))) - 1)
        return image.convert("RGB")
    return None


def print_table(verdicts: Sequence[Verdict]) -> None:
    """Right, wrong and missing of each field: by text layer, scans of every kind together, and all."""
    groups: dict[str, set[str]] = {layer: {layer} for layer in sorted({one.layer for one in verdicts})}
    groups["scans"] = {layer for layer in groups if layer not in ("text", "unknown")}
    groups["all"] = {one.layer for one in verdicts}
    print(f"{'field':13}" + "".join(f"{name + ' r/w/m':>18}" for name in groups) + f"{'top 3':>8}")
    for field in FIELDS:
        of_field = [one for one in verdicts if one.field == field]
        cells = "".join(f"{_cell([x for x in of_field if x.layer in layers]):>18}" for layers in groups.values())
        print(f"{field:13}{cells}{sum(x.in_top_three or x.verdict == 'right' for x in of_field):>8}")


def _cell(verdicts: Sequence[Verdict]) -> str:
    counts = Counter(one.verdict for one in verdicts)
    share = 100 * counts["right"] / max(len(verdicts), 1)
    return f"{counts['right']}/{counts['wrong']}/{counts['missing']} {share:.0f}%"


def print_sure(verdicts: Sequence[Verdict]) -> None:
    """Every wrong value that was given as sure: at most one in two hundred may be."""
    sure = [one for one in verdicts if one.confidence >= SURE and one.found]
    wrong = [one for one in sure if one.verdict == "wrong"]
    print(f"\nwrong at confidence >= {SURE}: {len(wrong)} of {len(sure)} sure values")
    for one in wrong:
        print(f"  {_line(one)}")


def print_misses(verdicts: Iterable[Verdict]) -> None:
    """Each value that is not the label's, with the picture of its place."""
    for one in verdicts:
        if one.verdict != "right":
            print(f"{one.verdict:8}{_line(one)}" + (f"  [{one.crop}]" if one.crop else ""))


def _line(one: Verdict) -> str:
    found, expected = _where_they_part(one.found, one.expected)
    return f"{one.file}  {one.field:13}{one.confidence:.2f}  read {found!r}  label {expected!r}"


def _where_they_part(found: str, expected: str) -> tuple[str, str]:
    """Return as much of both as a line has room for; of long texts that begin alike the part where they differ."""
    pairs = enumerate(zip(found, expected, strict=False))
    alike = next((at for at, (one, other) in pairs if one != other), min(len(found), len(expected)))
    if max(len(found), len(expected)) <= SHOWN or alike < SHOWN // 2:
        return found[:SHOWN], expected[:SHOWN]
    start = alike - SHOWN // 3
    return f"…{found[start : start + SHOWN]}", f"…{expected[start : start + SHOWN]}"


def compare_with_last(verdicts: Sequence[Verdict], results: Path) -> None:
    """Print what changed since the last run on this folder, and keep this one; other layers stay as they were."""
    path = results / "last.json"
    before = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    now = {f"{one.file} {one.field}": one.verdict for one in verdicts}
    changed = {key: (before[key], now[key]) for key in sorted(now) if before.get(key, now[key]) != now[key]}
    print(f"\nsince the last run: {len(changed)} changed" if before else "\nno earlier run on this folder")
    for key, (old, new) in changed.items():
        print(f"  {key}: {old} -> {new}")
    results.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(before | now, indent=0, sort_keys=True), "utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only", help="only this class of text layer")
    parser.add_argument("--no-names", action="store_true", help="do not tell the parser the files' names")
    parser.add_argument("--json", type=Path, help="also write every verdict to this file")
    options = parser.parse_args(arguments)
    lines = (options.folder / "labels.jsonl").read_text("utf-8").splitlines()
    labels = [json.loads(line) for line in lines if line.strip()]
    wanted = [label for label in labels if options.only in (None, layer_of(label))]
    jobs = [(options.folder, label, not options.no_names) for label in wanted]
    for old in results_of(options.folder).glob("*.png"):
        if any(old.name.startswith(f"{Path(label['file']).stem}-") for label in wanted):
            old.unlink()
    if options.jobs > 1:
        with ProcessPoolExecutor(options.jobs) as pool:
            results = list(pool.map(measure, jobs))
    else:
        results = [measure(job) for job in jobs]
    verdicts = [verdict for found, _, _ in results for verdict in found]
    print_table(verdicts)
    print_sure(verdicts)
    print(f"seconds: {sum(seconds for _, seconds, _ in results):.1f} for {len(results)} documents\n")
    for error in filter(None, (error for _, _, error in results)):
        print(error)
    print_misses(verdicts)
    compare_with_last(verdicts, results_of(options.folder))
    if options.json:
        options.json.write_text(json.dumps([asdict(v) for v in verdicts], ensure_ascii=False), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
