"""Throughput beside a naive baseline, in one run on one machine.

    python -m benchmarks.throughput [--quick] [--out FILE]

Makes its corpus on the first run and keeps it in the data folder; the making is never measured.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from benchmarks.documents import make_corpus
from benchmarks.measuring import Result, measure
from benchmarks.report import as_json, as_tables
from benchmarks.service import open_office
from evidence_svc.config import load_settings
from evidence_svc.logs import configure_logs

LATEST = Path(__file__).parent / "results" / "latest.json"


@dataclass(frozen=True, slots=True)
class Extent:
    """How many documents of each kind, in how many turns, and how many scans a turn the baseline reads."""

    texts: int
    scans: int
    rounds: int
    naive_scans: int


FULL = Extent(texts=200, scans=50, rounds=5, naive_scans=3)
QUICK = Extent(texts=20, scans=5, rounds=1, naive_scans=1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the tables, and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of the corpus, to see that all works")
    parser.add_argument("--out", type=Path, help=f"where the JSON goes (default: {LATEST.name}, nowhere if quick)")
    options = parser.parse_args(arguments)
    configure_logs()
    console = Console()
    load_before = os.getloadavg()
    result = run(QUICK if options.quick else FULL, load_settings().data_dir.resolve() / "bench", console)
    console.print(as_tables(result))
    out = options.out or (None if options.quick else LATEST)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(as_json(result, (load_before, os.getloadavg())), ensure_ascii=False, indent=1)
        out.write_text(text + "\n", encoding="utf-8")
    return 0


def run(extent: Extent, folder: Path, console: Console) -> Result:
    """Make what is missing of the corpus in `folder` and measure everything on it."""
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    # Drawn only when something has happened: a drawing thread would take time, and would not survive the forks.
    with Progress(*columns, console=console, auto_refresh=False) as bars:
        making = bars.add_task("Documents", total=extent.texts + extent.scans)
        corpus = make_corpus(folder, extent.texts, extent.scans, lambda _: _advance(bars, making))
        turns = bars.add_task("Turns", total=extent.rounds)
        with open_office(folder / "service", corpus.trust) as office:
            return measure(corpus, office, extent.rounds, extent.naive_scans, lambda _: _advance(bars, turns))


def _advance(bars: Progress, task: TaskID) -> None:
    bars.update(task, advance=1, refresh=True)


if __name__ == "__main__":
    raise SystemExit(main())
