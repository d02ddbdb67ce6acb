"""Offline commands of the log: verify a pack or a receipt, and be a witness, with nothing of the service running."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from audit.errors import AuditError
from audit.keys import make_key, read_key
from audit.note import COSIGNATURE, parse_verifier
from audit.pack_verifier import report_lines, verify_pack
from audit.receipt import parse_receipt, verify_receipt
from audit.witness import Witness
from audit.witness_server import make_server


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it holds, 1 when it does not, 2 for wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        good, bad = options.run(options)
    except (AuditError, OSError) as error:
        good, bad = [], [f"{getattr(error, 'reason', 'error')}: {error}"]
    _say(report_lines(good, bad) if good or bad else [])
    return 1 if bad else 0


Found = tuple[Sequence[str], Sequence[str]]


def _verify(options: argparse.Namespace) -> Found:
    if options.file.suffix == ".tlog-proof":
        keys = [parse_verifier(key) for key in options.key]
        proven = verify_receipt(parse_receipt(options.file.read_text(encoding="utf-8")), keys)
        size = proven.checkpoint.size
        return [f"mục {proven.entry.sequence} ({proven.entry.action}) nằm trong nhật ký {size} mục đã ký"], []
    return verify_pack(str(options.file), options.key, options.witness)


def _make_key(options: argparse.Namespace) -> Found:
    return [f"khóa công khai của nhân chứng: {make_key(options.folder, options.name, COSIGNATURE).verifier.text}"], []


def _witness(options: argparse.Namespace) -> Witness:
    (path,) = sorted(options.folder.glob("log-*.key"))[:1] or [options.folder / "log.key"]
    return Witness(read_key(path), tuple(map(parse_verifier, options.log)), options.folder / "seen.json")


def _cosign(options: argparse.Namespace) -> Found:
    line = _witness(options).add_checkpoint(options.request.read_text(encoding="utf-8"), datetime.now(UTC))
    sys.stdout.write(line)
    return [], []


def _serve(options: argparse.Namespace) -> Found:
    host, _, port = options.listen.rpartition(":")
    with make_server((host, int(port)), _witness(options), lambda: datetime.now(UTC)) as server:
        _say([f"Nhân chứng trả lời tại http://{host}:{server.server_address[1]}/add-checkpoint"])
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return ["đã dừng"], []
    return [], []


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m audit", description=__doc__)
    commands = parser.add_subparsers(required=True)
    verify = commands.add_parser("verify", help="check a pack (.zip) or a receipt (.tlog-proof)")
    verify.add_argument("file", type=Path)
    verify.add_argument("--key", action="append", default=[], help="the log's key, as handed out on paper")
    verify.add_argument("--witness", action="append", default=[], help="a witness's key")
    verify.set_defaults(run=_verify)
    witness = commands.add_parser("witness", help="cosign checkpoints that continue what was seen").add_subparsers(
        required=True
    )
    key = witness.add_parser("key", help="make the witness's key in FOLDER")
    key.add_argument("name", help="e.g. thanh-tra.example/w1")
    key.set_defaults(run=_make_key)
    cosign = witness.add_parser("cosign", help="answer one request from a file, without any network")
    cosign.add_argument("request", type=Path)
    cosign.set_defaults(run=_cosign)
    serve = witness.add_parser("serve", help="answer POST /add-checkpoint")
    serve.add_argument("--listen", default="127.0.0.1:8701")
    serve.set_defaults(run=_serve)
    for command in (key, cosign, serve):
        command.add_argument("--folder", type=Path, default=Path("witness"), help="where key and memory are kept")
    for command in (cosign, serve):
        command.add_argument("--log", action="append", required=True, help="a witnessed log's key")
    return parser


def _say(lines: Sequence[str]) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
