"""Signature verdicts beside pdfsig (poppler) and pyHanko's defaults: what each says, and what it costs.

    python -m benchmarks.signatures [--rounds N] [--trust DIR FILE…]

Without files, on documents made here. Costs are processor time (a busy machine changes nothing), medians of the rounds
in milliseconds, with ratios to the bare cryptography (hashing the covered bytes, checking the signer's and the
timestamp's signature), to pdfsig and to pdfsig with pdftotext. pdfsig and pdftotext are programs, so their cost holds
their start. A second table says where the time of a verdict goes.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from rich.console import Console
from rich.table import Table

from benchmarks.signature_stages import measure_stages, show_stages
from evidence_svc.clock import utc_now
from tests.pki import NOW, SIGNED_AT, annotate, append_objects, make_hierarchy, make_identity, make_pdf, sign
from verifiers.signature import cms
from verifiers.signature.fields import find_signature_fields, open_reader
from verifiers.signature.ranges import read_byte_range
from verifiers.signature.reasons import MalformedSignatureError
from verifiers.signature.timestamps import find_token
from verifiers.signature.trust import TrustBundle, load_bundle
from verifiers.signature.validation import examine

PROGRAMS = ("pdfsig", "pdftotext")
ABSENT = "—"


@dataclass(frozen=True, slots=True)
class Row:
    """One file: verdicts in each tool's words, and medians in milliseconds by tool."""

    name: str
    verdicts: dict[str, str]
    milliseconds: dict[str, float]


def made_files() -> dict[str, bytes]:
    """What a clerk's day brings, and what an attacker's does."""
    leader, agency = make_identity("Nguyễn Văn An"), make_identity("Văn phòng Ủy ban nhân dân tỉnh")
    one = sign(make_pdf("mot"), leader)
    drawing = b"BT /F1 12 Tf 72 600 Td (hai) Tj ET"
    changed = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing)
    return {
        "one signature": one,
        "one signature, 5 MB": sign(make_pdf("x" * 5_000_000), leader),
        "five signatures, 20 pages": _many(make_pdf(*["trang"] * 20), 5),
        "thirteen signatures": _many(make_pdf("mot"), 13),
        "SHA-1, 2023": sign(make_pdf("mot"), leader, digest="sha1"),
        "clerk's stamp, sealed": sign(annotate(one, (90, 750, 130, 765)), agency, field="S", box=(250, 150, 330, 220)),
        "content replaced": append_objects(one, {5: changed}),
        "replaced, empty table": append_objects(one, {5: changed}, listed=False),
        "prepared for a switch": sign(append_objects(make_pdf("mot"), {40: changed}), leader),
        "range cut short": one.replace(b"/ByteRange [0 ", b"/ByteRange [1 "),
    }


def _many(content: bytes, count: int) -> bytes:
    for number in range(count):
        who = make_identity("Văn phòng Ủy ban nhân dân tỉnh" if number else "Nguyễn Văn An")
        at, box = SIGNED_AT + timedelta(minutes=number), (30 * number + 20, 750, 30 * number + 45, 765)
        content = sign(content, who, field=f"S{number}", at=at, box=box)
    return content


def measure(name: str, content: bytes, bundle: TrustBundle, now: datetime, rounds: int) -> Row:
    """Every tool on one file, in turns, after one round that counts for nothing."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        tools: dict[str, Callable[[], str]] = {
            "ours": lambda: _ours(content, bundle, now),
            "cryptography": lambda: _bare(content),
            "pyHanko": lambda: _pyhanko(content, bundle, now),
        } | {program: _program(program, Path(file.name)) for program in PROGRAMS if shutil.which(program)}
        verdicts = {tool: run() for tool, run in tools.items()}
        times: dict[str, list[float]] = {tool: [] for tool in tools}
        for _ in range(rounds):
            for tool, run in tools.items():
                started = _spent(tool)
                run()
                times[tool].append(1000 * (_spent(tool) - started))
    return Row(name, verdicts, {tool: median(values) for tool, values in times.items()})


def _spent(tool: str) -> float:
    """Processor seconds so far: of this process, or of the programs it ran."""
    if tool not in PROGRAMS:
        return time.process_time()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _ours(content: bytes, bundle: TrustBundle, now: datetime) -> str:
    result = examine(content, bundle, now=now)
    reasons = list(dict.fromkeys(signature.reason for signature in result.signatures))
    return ", ".join([*reasons, *result.defects]) or "unsigned"


def _bare(content: bytes) -> str:
    """Only what cannot be left out: digests over the ranges, and two signature checks a signature."""
    checked = 0
    body = content[max(0, content.find(b"%PDF-", 0, 1024)) :]
    prepared = _prepared(body)
    for container, token, covered in prepared:
        cms.check_integrity(container, covered.digest(body, container.digest_algorithm))
        checked += 1
        if token is not None:
            held = bytes(token.signed_data["encap_content_info"]["content"])
            cms.check_integrity(token, cms.signed_digest(token, held))
    return f"{checked} checked"


_PREPARED: dict[int, list[tuple[Any, Any, Any]]] = {}


def _prepared(body: bytes) -> list[tuple[Any, Any, Any]]:
    """Containers and ranges, read once a file: reading is not cryptography."""
    if hash(body) not in _PREPARED:
        _PREPARED[hash(body)] = list(_containers(body))
    return _PREPARED[hash(body)]


def _containers(body: bytes) -> Iterable[tuple[Any, Any, Any]]:
    for field in find_signature_fields(open_reader(body)):
        try:
            covered = read_byte_range(field.byte_range or (), len(body))
            container = cms.read_container(field.contents or b"")
            yield container, None if field.is_timestamp else find_token(container), covered
        except MalformedSignatureError:
            continue


def _pyhanko(content: bytes, bundle: TrustBundle, now: datetime) -> str:
    """The defaults of the library, at the same instant; whatever it raises is its answer."""
    roots, others = ([x509.Certificate.load(der) for der in ders] for ders in (bundle.anchors, bundle.intermediates))
    try:
        signatures = PdfFileReader(BytesIO(content)).embedded_signatures
        contexts = [ValidationContext(trust_roots=roots, other_certs=others, moment=now) for _ in signatures]
        answers = [validate_pdf_signature(*pair).bottom_line for pair in zip(signatures, contexts, strict=True)]
    except Exception as error:  # noqa: BLE001 - a dozen kinds, and which one is the finding
        return f"raises {type(error).__name__}"
    return f"{sum(answers)} of {len(answers)} valid"


def _program(name: str, path: Path) -> Callable[[], str]:
    command = [name, "-nocert", str(path)] if name == "pdfsig" else [name, str(path), "-"]

    def run() -> str:
        done = subprocess.run(command, check=False, capture_output=True, text=True, errors="replace")
        valid, total = done.stdout.count("Signature is Valid"), done.stdout.count("Signature #")
        return f"{valid} of {total} valid" if name == "pdfsig" else ""

    return run


def show(rows: list[Row]) -> Table:
    """Verdicts, times and ratios; a missing program leaves its columns empty."""
    table = Table(
        title="Signature verdicts: ours, pdfsig, pyHanko's defaults; medians of processor time in ms",
        title_justify="left",
    )
    columns = ("file", "ours", "pdfsig", "pyHanko", "ms", "÷ crypto", "÷ pdfsig", "÷ pdfsig+pdftotext", "÷ pyHanko")
    for column in columns:
        table.add_column(column, justify="left" if columns.index(column) < 4 else "right", overflow="fold")
    for row in rows:
        said = [row.verdicts.get(tool, ABSENT) for tool in ("ours", "pdfsig", "pyHanko")]
        ratios = [_ratio(row, *tools) for tools in (("cryptography",), ("pdfsig",), PROGRAMS, ("pyHanko",))]
        table.add_row(row.name, *said, f"{row.milliseconds['ours']:.1f}", *ratios)
    return table


def _ratio(row: Row, *tools: str) -> str:
    if any(tool not in row.milliseconds for tool in tools):
        return ABSENT
    return f"{row.milliseconds['ours'] / max(1e-6, sum(row.milliseconds[tool] for tool in tools)):.2f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--trust", type=Path)
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    if options.files and options.trust is None:
        parser.error("files need --trust DIR")
    bundle = load_bundle(options.trust) if options.trust else make_hierarchy().bundle
    now = utc_now() if options.files else NOW
    contents = {path.name: path.read_bytes() for path in options.files} or made_files()
    rows = [measure(name, content, bundle, now, options.rounds) for name, content in contents.items()]
    console = Console(width=180)
    console.print(show(rows))
    console.print(
        show_stages({name: measure_stages(content, bundle, now, options.rounds) for name, content in contents.items()})
    )
    for program in PROGRAMS:
        if shutil.which(program) is None:
            console.print(f"{program} is not installed (package poppler-utils): its columns are empty.")


if __name__ == "__main__":
    main()
