"""The measurement as tables for a reader and as JSON to keep."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from statistics import median
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table

from benchmarks.accuracy import Tally
from benchmarks.letters import KINDS, Kind
from benchmarks.measuring import INSPECT, JOBS, NAIVE, SERVICE, Key, Result, label

AIMS = {"text": 10.0, "scan": 15.0}
SERVICE_AIM = 0.7
LARGEST = 12
NAMES = {"text": "text, one timestamped signature", "scan": "scan, 200 dpi"}


def as_json(result: Result, load: tuple[tuple[float, ...], tuple[float, ...]]) -> dict[str, Any]:
    """Everything measured, small enough to commit; `load` is the machine's load average before and after."""
    return {
        "machine": {
            "cores": os.cpu_count(),
            "processor": platform.machine(),
            "python": platform.python_version(),
            "load_before": [round(one, 2) for one in load[0]],
            "load_after": [round(one, 2) for one in load[1]],
        },
        "aims": {"inspect_to_naive": AIMS, "service_to_inspect": SERVICE_AIM},
        "seconds_to_start": {way: round(median(seconds), 2) for way, seconds in result.starting.items()},
        **{kind: _kind_json(result, kind) for kind in KINDS},
    }


def _kind_json(result: Result, kind: Kind) -> dict[str, Any]:
    keys = [key for key in result.measures if key[2] == kind]
    ways = (NAIVE, INSPECT)
    return {
        "documents": {label(key): len(result.measures[key].documents) for key in keys},
        "documents_a_minute": {label(key): round(result.measures[key].rate, 1) for key in keys},
        "inspect_to_naive": round(result.ratio(kind), 2),
        "inspect_to_naive_by_processor": round(result.processor_ratio(kind), 2),
        "service_to_inspect": {jobs: round(result.share(kind, jobs), 3) for jobs in JOBS},
        "service_to_inspect_by_processor": {jobs: round(result.processor_share(kind, jobs), 3) for jobs in JOBS},
        "right_wrong_missing": {
            way: {field: str(found) for field, found in result.tallies(way, kind).items()} for way in ways
        },
        "service_ms_a_document": _service_ms(result, kind),
        "processor_ms_a_document": {
            NAIVE: round(1000 * result.measures[NAIVE, 1, kind].processor_each, 1),
            INSPECT: round(1000 * result.profiles[kind].processor_each, 1),
            **{label(key): round(1000 * result.measures[key].processor_each, 1) for key in keys if key[0] == SERVICE},
        },
        "stages_ms": _most(result, kind, result.profiles[kind].stages),
        "hot_spots_ms": _most(result, kind, result.profiles[kind].places),
    }


def _most(result: Result, kind: Kind, seconds: Mapping[str, float]) -> dict[str, float]:
    """The largest entries, in milliseconds a document."""
    each = 1000 / result.profiles[kind].documents
    largest = sorted(seconds.items(), key=lambda item: -item[1])[:LARGEST]
    return {name: round(spent * each, 1) for name, spent in largest}


def _service_ms(result: Result, kind: Kind) -> dict[str, float]:
    """Wall-clock milliseconds a document with one worker: inspection, keeping the records, and all the rest."""
    measured = result.measures[SERVICE, 1, kind]
    whole, inspecting = (1000 * s / len(measured.documents) for s in (measured.seconds, measured.inspecting))
    keeping = 1000 * result.keeping[kind]
    parts = {"inspect": inspecting, "database, blobs and log": keeping, "queue and job": whole - inspecting - keeping}
    return {name: round(ms, 1) for name, ms in parts.items()}


def as_tables(result: Result) -> RenderableType:
    """Rates and ratios, readings, and where the time goes."""
    return Group(_rates(result), _readings(result), *(_profile(result, kind) for kind in KINDS))


def _rates(result: Result) -> Table:
    table = Table(title="Documents a minute, warm; seconds to start apart")
    for heading in ("", "start", *KINDS):
        table.add_column(heading, justify="left" if not heading else "right", no_wrap=not heading)
    for way, jobs in ((NAIVE, 1), *((INSPECT, jobs) for jobs in JOBS), *((SERVICE, jobs) for jobs in JOBS)):
        rates = (_rate(result, (way, jobs, kind)) for kind in KINDS)
        table.add_row(f"{way}, {jobs} at once", f"{median(result.starting[f'{way} {jobs}']):.1f} s", *rates)
    table.add_section()
    table.add_row("inspect / naive", "", *(f"{result.ratio(kind):.1f} × (aim {AIMS[kind]:.0f} ×)" for kind in KINDS))
    table.add_row("  by processor time", "", *(f"{result.processor_ratio(kind):.1f} ×" for kind in KINDS))
    for jobs in JOBS:
        shares = (f"{result.share(kind, jobs):.0%} (aim {SERVICE_AIM:.0%})" for kind in KINDS)
        table.add_row(f"service / inspect, {jobs} at once", "", *shares)
        table.add_row("  by processor time", "", *(f"{result.processor_share(kind, jobs):.0%}" for kind in KINDS))
    return table


def _rate(result: Result, key: Key) -> str:
    measured = result.measures[key]
    return f"{measured.rate:,.1f} (of {len(measured.documents)})"


def _readings(result: Result) -> Table:
    table = Table(title="Readings: right/wrong/missing")
    for heading in ("", "number", "date"):
        table.add_column(heading)
    for kind in KINDS:
        for way in (NAIVE, INSPECT):
            found: dict[str, Tally] = result.tallies(way, kind)
            table.add_row(f"{kind}, {way}", str(found["number"]), str(found["date"]))
    return table


def _profile(result: Result, kind: Kind) -> Table:
    whole = 1000 * result.profiles[kind].processor_each
    parts = ", ".join(f"{name} {ms:.0f} ms" for name, ms in _service_ms(result, kind).items())
    title = f"{NAMES[kind]}: {whole:.1f} ms of processor time a document"
    table = Table(title=title, caption=f"service with one worker, wall clock: {parts}")
    for heading in ("stage", "ms", "share"):
        table.add_column(heading, justify="left" if heading == "stage" else "right")
    for stage, ms in _most(result, kind, result.profiles[kind].stages).items():
        table.add_row(stage, f"{ms:.1f}", f"{ms / whole:.0%}")
    table.add_section()
    for place, ms in _most(result, kind, result.profiles[kind].places).items():
        table.add_row(place, f"{ms:.1f}", f"{ms / whole:.0%}")
    return table
