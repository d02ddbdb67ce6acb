"""Is a confidence the chance to be right? Counted on letters made with known answers, and on a labelled folder.

    python -m benchmarks.calibration [--texts 150] [--scans 200] [--folder DIR] [--jobs N]

writes `benchmarks/results/calibration.json` and `.svg`: for each kind of page how many of the readings with a
confidence between two bounds were right. Readings below the bound of acceptance, which are only proposed, count too.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.corpus import COMPARE, FIELDS, readings
from benchmarks.made_scans import MadeLetter, plan_letter, print_letter, scan
from benchmarks.plot import draw_reliability
from parsers.errors import ParseError
from parsers.parse import parse_document

RESULTS = Path(__file__).parent / "results"
BOUNDS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
ACCEPTED = 0.5
"""From here on a reading is the field's value; below, it is a proposal."""
SURE = 0.9
"""From here on a value is shown without a warning; of such values 199 in 200 must be right."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The likeliest reading of one field of one letter; `is_missing` where the letter has more than was read."""

    kind: str
    field: str
    confidence: float
    is_right: bool
    is_missing: bool = False


def judge(kind: str, content: bytes, label: dict[str, Any]) -> list[Judged]:
    """Compare the likeliest reading of each field with its label; what is not there is rightly not read."""
    try:
        document = parse_document(content)
    except ParseError:
        return []
    judged = []
    for field, extracted in readings(document).items():
        if not extracted.candidates:
            judged += [Judged(kind, field, 0.0, is_right=False, is_missing=True)] if label[field] else []
            continue
        top = extracted.candidates[0]
        value = top.value.isoformat() if hasattr(top.value, "isoformat") else str(top.value)
        expected = COMPARE[field](label[field]) if label[field] else None
        judged.append(Judged(kind, field, top.confidence, COMPARE[field](value) == expected))
    return judged


def judge_made(job: tuple[str, int]) -> list[Judged]:
    """Make the letter of that kind and serial, read it, and judge what was read."""
    kind, serial = job
    letter = plan_letter(serial)
    content = print_letter(letter) if kind == "text" else scan(print_letter(letter, "png", by_hand=True), serial)
    return judge(f"made {kind}", content, _label(letter))


def _label(letter: MadeLetter) -> dict[str, Any]:
    return asdict(letter)


def judge_labelled(job: tuple[Path, dict[str, Any]]) -> list[Judged]:
    """Judge one document of a labelled folder; only counts are kept of it."""
    folder, label = job
    kind = "real text" if label["text_layer"] == "text" else "real scan"
    return judge(kind, (folder / label["file"]).read_bytes(), label)


def labelled(folder: Path) -> list[tuple[Path, dict[str, Any]]]:
    """The documents of a folder with `labels.jsonl`."""
    lines = (folder / "labels.jsonl").read_text("utf-8").splitlines()
    return [(folder, json.loads(line)) for line in lines if line.strip()]


def tabulate(judged: Sequence[Judged]) -> dict[str, Any]:
    """Count by kind, field and confidence; the keys are those of the result's file."""
    kinds = sorted({one.kind for one in judged})
    return {kind: _of_kind([one for one in judged if one.kind == kind]) for kind in [*kinds]} | {
        "all": _of_kind(judged)
    }


def _of_kind(judged: Sequence[Judged]) -> dict[str, Any]:
    return {
        "bins": [asdict(one) for one in bins([one for one in judged if not one.is_missing])],
        "sure": _sure(judged),
        "fields": {field: _of_field([one for one in judged if one.field == field]) for field in FIELDS},
    }


def _of_field(judged: Sequence[Judged]) -> dict[str, Any]:
    """Count what was accepted, right or wrong, and what was not: only proposed, or not read at all."""
    accepted = [one for one in judged if one.confidence >= ACCEPTED]
    right = sum(one.is_right for one in accepted)
    missing = len(judged) - len(accepted)
    return {"right": right, "wrong": len(accepted) - right, "missing": missing, "sure": _sure(judged)}


def _sure(judged: Iterable[Judged]) -> dict[str, int]:
    sure = [one for one in judged if one.confidence >= SURE]
    return {"values": len(sure), "right": sum(one.is_right for one in sure)}


@dataclass(frozen=True, slots=True)
class Bin:
    """Readings whose confidence lies from `low` up to `high`: how many, how many right, their mean confidence."""

    low: float
    high: float
    values: int
    right: int
    mean: float


def bins(judged: Sequence[Judged]) -> Iterator[Bin]:
    """Yield the bins that have readings; the last one holds its upper bound."""
    for low, high in pairwise(BOUNDS):
        inside = [one for one in judged if low <= one.confidence < high or one.confidence == high == BOUNDS[-1]]
        if inside:
            mean = sum(one.confidence for one in inside) / len(inside)
            yield Bin(low, high, len(inside), sum(one.is_right for one in inside), round(mean, 4))


def print_table(table: dict[str, Any]) -> None:
    """Print the bins of each kind, and of the sure values how many were right."""
    for kind, counts in table.items():
        print(f"\n{kind}")
        for one in counts["bins"]:
            share = 100 * one["right"] / one["values"]
            print(f"  {one['low']:.1f} – {one['high']:.1f}  {one['values']:5} readings  {share:6.1f} % right")
        sure = counts["sure"]
        for field, one in counts["fields"].items():
            print(f"  {field:13} {one['right']:4} right {one['wrong']:3} wrong {one['missing']:3} missing")
        print(f"  at >= {SURE}: {sure['values'] - sure['right']} wrong of {sure['values']}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge, write the result and the plot, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=150)
    parser.add_argument("--scans", type=int, default=200)
    parser.add_argument("--folder", type=Path, help="a folder with labels.jsonl, counted apart")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--misses", action="store_true", help="list the sure readings that are wrong")
    options = parser.parse_args(arguments)
    made = [("text", serial) for serial in range(options.texts)] + [("scan", serial) for serial in range(options.scans)]
    real = labelled(options.folder) if options.folder else []
    with ProcessPoolExecutor(options.jobs) as pool:
        found = [*pool.map(judge_made, made), *pool.map(judge_labelled, real)]
    judged = [one for of_one in found for one in of_one]
    table = tabulate(judged)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "calibration.json").write_text(json.dumps(table, indent=1) + "\n", "utf-8")
    (RESULTS / "calibration.svg").write_text(draw_reliability({kind: counts["bins"] for kind, counts in table.items()}))
    print_table(table)
    for serial, of_one in zip(made, found, strict=False):
        for one in of_one if options.misses else ():
            if not one.is_right:
                print(serial, one)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
