"""Where the time of a signature verdict goes, stage by stage."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from statistics import median

from rich.table import Table

from verifiers.signature import chain, cms
from verifiers.signature.fields import SignatureField, open_document
from verifiers.signature.policy import current_policy
from verifiers.signature.ranges import read_byte_range
from verifiers.signature.reasons import MalformedSignatureError
from verifiers.signature.timestamps import find_token, signature_timestamp
from verifiers.signature.trust import TrustBundle
from verifiers.signature.validation import examine

STAGES = (
    "open the file",
    "read the CMS",
    "digest and signature",
    "timestamp",
    "path, new",
    "path, known",
    "changes, rest",
)


def measure_stages(content: bytes, bundle: TrustBundle, now: datetime, rounds: int) -> dict[str, float]:
    """Processor milliseconds of each stage, medians; the comparison of revisions is what the whole leaves over."""
    body, _, fields = open_document(content)
    containers = [pair for pair in (_container(field, body) for field in fields) if pair is not None]
    policy = current_policy()

    def paths() -> None:
        for one, _ in containers:
            chain.find_chain(one.certificate.dump(), one.others, bundle, now)

    def new_paths() -> None:
        chain.forget()
        paths()

    stages: dict[str, Callable[[], object]] = {
        "open the file": lambda: open_document(content),
        "read the CMS": lambda: [cms.read_container(field.contents or b"") for field in fields if field.contents],
        "digest and signature": lambda: [cms.check_integrity(one, digest()) for one, digest in containers],
        "timestamp": lambda: [signature_timestamp(one, bundle, policy, now) for one, _ in containers],
        "path, new": new_paths,
        "path, known": paths,
    }
    found = {name: _median(run, rounds) for name, run in stages.items()}
    whole = _median(lambda: examine(content, bundle, now=now), rounds)
    known = sum(value for name, value in found.items() if name != "path, new")
    return found | {"changes, rest": max(0.0, whole - known), "whole": whole}


def _container(field: SignatureField, body: bytes) -> tuple[cms.Container, Callable[[], bytes]] | None:
    """A signature's container and the making of its digest; none for what is no plain signature."""
    try:
        covered, one = read_byte_range(field.byte_range or (), len(body)), cms.read_container(field.contents or b"")
        _ = find_token(one)
    except MalformedSignatureError:
        return None
    return None if field.is_timestamp else (one, lambda: covered.digest(body, one.digest_algorithm))


def _median(run: Callable[[], object], rounds: int) -> float:
    run()
    times = []
    for _ in range(rounds):
        started = time.process_time()
        run()
        times.append(1000 * (time.process_time() - started))
    return median(times)


def show_stages(rows: dict[str, dict[str, float]]) -> Table:
    """One line a file; "path, new" is no part of the whole, whose paths are known after the first round."""
    table = Table(title="Processor time of a verdict by stage, medians in ms", title_justify="left")
    table.add_column("file")
    for name in (*STAGES, "whole"):
        table.add_column(name, justify="right")
    for file, stages in rows.items():
        table.add_row(file, *(f"{stages[name]:.1f}" for name in (*STAGES, "whole")))
    return table
