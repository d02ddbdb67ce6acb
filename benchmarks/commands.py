"""Time commands that answer one line of JSON a document: their start apart from their work."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.documents import Document


class CommandFailedError(Exception):
    """A measured command stopped before it had answered for every document."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one command took, in wall-clock seconds: `starting` before its first document, `working` for `answers`."""

    starting: float
    working: float
    answers: tuple[dict[str, Any], ...]


def run_naive(documents: Sequence[Document], trust: Path) -> Run:
    """The baseline: one process that reads one document after the other."""
    return _run([sys.executable, "-m", "benchmarks.naive", str(trust), *_names(documents)], len(documents))


def run_inspect(documents: Sequence[Document], trust: Path, jobs: int) -> Run:
    """`evidence-svc inspect --json` as a user calls it."""
    options = ["inspect", "--json", "--trust", str(trust), "--jobs", str(jobs)]
    return _run([sys.executable, "-m", "evidence_svc.cli", *options, *_names(documents)], len(documents))


def run_stages(documents: Sequence[Document], trust: Path) -> dict[str, dict[str, float]]:
    """Processor seconds of inspections, by "stages" and by "places", as benchmarks.stages has them."""
    command = [sys.executable, "-m", "benchmarks.stages", str(trust), *_names(documents)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    found: dict[str, dict[str, float]] = json.loads(done.stdout)
    return found


def _names(documents: Sequence[Document]) -> list[str]:
    return [str(document.path) for document in documents]


def _run(command: list[str], count: int) -> Run:
    """Start the command and note when its answers come; the first tells how long it took, hence when work began."""
    started = time.perf_counter()
    with (
        tempfile.TemporaryFile("w+") as complaints,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints, text=True) as process,
    ):
        lines = [(time.perf_counter() - started, line) for line in process.stdout or ()]
        if process.wait() != 0 or len(lines) != count:
            complaints.seek(0)
            raise CommandFailedError(f"{len(lines)} of {count} answers from {command[2]}: {complaints.read()[-500:]}")
    answers = tuple(json.loads(line) for _, line in lines)
    starting = lines[0][0] - answers[0]["ms"] / 1000
    return Run(starting, lines[-1][0] - starting, answers)
