"""The log beside a bare INSERT of the same row, in one run on both databases; verification, proofs, and the curve.

    python -m benchmarks.audit_log [--quick] [--largest N] [--race SECONDS] [--mutations N] [--out FILE]

Writers take turns in short slices, so that a busy minute hits both. The curve fills tables past the log's writer
(in bulk, with honest hashes) and then measures appends, proofs and verification at each size.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, insert, quoted_name

from audit import merkle, store
from audit.entry import Entry, canonical, complete, instant
from audit.folder import LogFolder
from audit.merkle import Frontier
from audit.note import make_signer
from audit.publish import prove_inclusion, publish, set_up
from audit.rows import ROOT_EVERY
from audit.schema import audit_entries, metadata, trigger_ddl
from audit.verify import verify
from benchmarks.log_curve import draw_curve
from benchmarks.log_filling import DRAFT, NOW, fill
from evidence_svc.persistence.database import open_database
from evidence_svc.persistence.unit_of_work import Work
from tests.databases import DIALECTS, postgresql_database, postgresql_server
from tests.faults.mutations import run as run_mutations
from tests.faults.racing import race

SLICES = 10
BARE = "bare_entries"
SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)


@dataclass(frozen=True, slots=True)
class Point:
    """The log at one size: appends a second and processor time each (µs), proofs (ms), entries verified a second."""

    size: int
    appends: float
    append_processor_us: float
    proof_ms: float
    slowest_proof_ms: float
    verified: float
    verified_by_processor: float


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, Engine]]:
    """An engine of each kind as the service opens it; PostgreSQL waits for the disk as in production."""
    with postgresql_server() as server, postgresql_database(server) as url:
        administrator = open_database(server.render_as_string(hide_password=False))
        with administrator.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.exec_driver_sql(f"ALTER SYSTEM RESET {setting}")
            connection.exec_driver_sql("SELECT pg_reload_conf()")
        engines = {
            "sqlite": open_database(f"sqlite:///{folder / 'log.db'}"),
            "postgresql": open_database(url.render_as_string(hide_password=False)),
        }
        yield engines
        for engine in (*engines.values(), administrator):
            engine.dispose()


def make_tables(engine: Engine) -> None:
    """The log with its triggers, and a table of the same columns and indexes without a log's duties."""
    with Work(engine).begin() as unit:
        metadata.create_all(unit.connection)
        for statement in trigger_ddl(engine.dialect.name):
            unit.connection.exec_driver_sql(statement)
        bare = audit_entries.to_metadata(metadata.__class__(), name=BARE)
        for index in bare.indexes:
            index.name = quoted_name(f"bare_{index.name}", quote=None)
        bare.create(unit.connection)
        unit.commit()


def rates(engine: Engine, seconds: float) -> tuple[float, float]:
    """Transactions a second with one writer: one bare row each, and one entry each; the median of slices in turns."""
    work, bare, logged = Work(engine), [], []
    statement = insert(audit_entries.to_metadata(metadata.__class__(), name=BARE))
    done = 0

    def insert_bare() -> None:
        nonlocal done
        done += 1
        with work.begin() as unit:
            unit.connection.execute(statement, row_of(complete(DRAFT, sequence=done, now=NOW), merkle.EMPTY)[0])
            unit.commit()

    for _ in range(SLICES):
        bare.append(rate(insert_bare, seconds / SLICES))
        logged.append(rate(lambda: append_one(work), seconds / SLICES))
    return median(bare), median(logged)


def append_one(work: Work) -> None:
    """One entry in a transaction of its own."""
    with work.begin() as unit:
        unit.append(DRAFT, now=NOW)
        unit.commit()


def rate(act: Callable[[], None], seconds: float) -> float:
    """How often a second `act` can be done."""
    started, count = time.perf_counter(), 0
    while (spent := time.perf_counter() - started) < seconds:
        act()
        count += 1
    return count / spent


def row_of(entry: Entry, frontier: Frontier) -> tuple[dict[str, Any], Frontier]:
    """The row of an entry as the log's writer leaves it, and the grown tree."""
    content = canonical(entry)
    leaf = merkle.leaf_hash(content)
    grown = merkle.append(frontier, leaf)
    columns = {name: getattr(entry, name) for name in ("sequence", "actor", "role", "action", "subject")}
    root = merkle.root(grown) if grown.size % ROOT_EVERY == 0 else b""
    hashes = {"canonical": content, "leaf_hash": leaf, "root_hash": root}
    return {**columns, **hashes, "occurred_at": instant(entry.occurred_at)}, grown


def measure_at(engine: Engine, folder: LogFolder, size: int, seconds: float) -> Point:
    """The log filled to a size, then measured there."""
    fill(engine, size)
    work = Work(engine)
    append_one(work)
    before, count = time.process_time(), size_of(work)
    appends = [rate(lambda: append_one(work), seconds / 5) for _ in range(5)]
    processor_us = 1e6 * (time.process_time() - before) / max(1, size_of(work) - count)
    signer = make_signer("bench.example/log", bytes(32))
    set_up(folder, signer)
    with work.snapshot() as unit:
        head = store.read_head(unit.connection)
        publish(folder, (signer,), head, lambda after: store.read_stored(unit.connection, after=after))
        started, processor = time.perf_counter(), time.process_time()
        result = verify(store.read_stored(unit.connection), head)
        verified = result.entries / (time.perf_counter() - started)
        by_processor = result.entries / (time.process_time() - processor)
    if not result.is_intact:
        raise SystemExit(f"the filled log does not verify: {result.defect}")
    proofs = [_time_proof(folder, 1 + number * (size - 1) // 50) for number in range(51)]
    return Point(size, median(appends), processor_us, 1000 * median(proofs), 1000 * max(proofs), verified, by_processor)


def size_of(work: Work) -> int:
    """How many entries the log has."""
    with work.read() as unit:
        head = store.read_head(unit.connection)
    return head.size if head else 0


def _time_proof(folder: LogFolder, sequence: int) -> float:
    started = time.perf_counter()
    prove_inclusion(folder, sequence)
    return time.perf_counter() - started


def main() -> int:
    """Measure, print the tables, and keep the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.audit_log")
    parser.add_argument("--quick", action="store_true", help="a minute instead of several")
    parser.add_argument("--largest", type=int, default=100_000, help="where the curve ends; 10000000 takes an hour")
    parser.add_argument("--seconds", type=float, default=20.0, help="of appending for each figure")
    parser.add_argument("--race", type=float, default=5.0, help="seconds of sixteen writers on each database")
    parser.add_argument("--mutations", type=int, default=1_000, help="random attacks to be found")
    parser.add_argument("--out", type=Path, help="write the figures as JSON, and the curve as SVG beside them")
    options = parser.parse_args()
    seconds, largest = (5.0, 10_000) if options.quick else (options.seconds, options.largest)
    result = run(seconds, largest, options.race)
    with tempfile.TemporaryDirectory() as name:
        result["mutations"] = run_mutations(Path(name), options.mutations, seed=20261121).summary
    show(result, Console())
    if options.out:
        options.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        curves = {dialect: result[dialect]["curve"] for dialect in DIALECTS}
        options.out.with_suffix(".svg").write_text(draw_curve(curves), encoding="utf-8")
    return 0


def run(seconds: float, largest: int, racing: float) -> dict[str, Any]:
    """Every figure: rates by database, sixteen writers at once, and the points of the curve."""
    with tempfile.TemporaryDirectory() as name, databases(Path(name)) as engines:
        found: dict[str, Any] = {"machine": [os.cpu_count(), platform.machine(), platform.python_version()]}
        found["load_before"] = os.getloadavg()[0]
        for dialect in DIALECTS:
            make_tables(engines[dialect])
            bare, logged = rates(engines[dialect], seconds)
            found[dialect] = {"bare_inserts": bare, "appends": logged, "share": logged / bare}
            found[dialect]["race"] = race(engines[dialect], writers=16, seconds=racing).summary
    for dialect in DIALECTS:
        found[dialect]["curve"] = list(_curve(dialect, [size for size in SIZES if size <= largest], seconds / 5))
    return found


def _curve(dialect: str, sizes: Sequence[int], seconds: float) -> Iterator[dict[str, Any]]:
    """A fresh log at growing sizes."""
    with tempfile.TemporaryDirectory() as name, databases(Path(name)) as engines:
        make_tables(engines[dialect])
        for size in sizes:
            point = measure_at(engines[dialect], LogFolder(Path(name) / "log"), size, seconds)
            sys.stderr.write(f"{dialect}: {point}\n")
            yield {name: getattr(point, name) for name in Point.__slots__}


def show(result: dict[str, Any], console: Console) -> None:
    """The figures as two tables."""
    table = Table("database", "bare INSERT/s", "audited/s", "share", title="One writer, a transaction a row")
    for dialect in DIALECTS:
        one = result[dialect]
        table.add_row(dialect, f"{one['bare_inserts']:,.0f}", f"{one['appends']:,.0f}", f"{one['share']:.0%}")
    headings = ("", "entries", "appends/s", "µs each", "proof ms", "slowest", "verified/s", "by processor")
    curve = Table(*headings, title="By size of the log")
    for dialect in DIALECTS:
        for point in result[dialect]["curve"]:
            proofs = f"{point['proof_ms']:.2f}", f"{point['slowest_proof_ms']:.2f}"
            verified = f"{point['verified']:,.0f}", f"{point['verified_by_processor']:,.0f}"
            curve.add_row(
                dialect,
                f"{point['size']:,}",
                f"{point['appends']:,.0f}",
                f"{point['append_processor_us']:,.0f}",
                *proofs,
                *verified,
            )
    console.print(table, curve)
    for dialect in DIALECTS:
        console.print(f"sixteen writers on {dialect}: {result[dialect]['race']}")
    console.print(result["mutations"])


if __name__ == "__main__":
    sys.exit(main())
