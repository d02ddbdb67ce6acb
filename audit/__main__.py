"""Offline commands of the log: verify a pack or a receipt, and be a witness, with nothing of the service running.

An answer goes to standard output, and ends with 0 when all holds or 1 when it does not; what could not be done at all
is said on standard error, in Vietnamese with English behind it, and ends with 2.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from audit.errors import AuditError, NoteError, WitnessError
from audit.keys import make_key, read_key
from audit.note import COSIGNATURE, SIGNATURE, VerifierKey, parse_verifier
from audit.pack_verifier import NOTHING_CHECKED, report_lines, verify_pack, why_no_pack
from audit.receipt import FIRST_LINE, parse_receipt, verify_receipt
from audit.witness import Witness
from audit.witness_server import make_server

HOLDS, FAILS, USAGE = 0, 1, 2


class UsageError(Exception):
    """There is nothing to answer about: a file, a key or an address is not what it should be."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it holds, 1 when it does not, 2 for wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        answer: int = options.run(options)
    except (UsageError, OSError) as error:
        sys.stderr.write(f"{NOTHING_CHECKED}: {_words(error)}\n")
        return USAGE
    return answer


def _verify(options: argparse.Namespace) -> int:
    if _is_receipt(options.file):
        return _verify_receipt(options.file, options.key, options.witness)
    wrong = why_no_pack(str(options.file), [*options.key, *options.witness])
    if wrong:
        raise UsageError(wrong)
    return _conclude(*verify_pack(str(options.file), options.key, options.witness))


def _is_receipt(path: Path) -> bool:
    """Whether the file begins as receipts do; raises UsageError for one that is only called so."""
    with path.open("rb") as file:
        begins = file.read(len(FIRST_LINE)) == FIRST_LINE.encode()
    if not begins and path.suffix == ".tlog-proof":
        raise UsageError(f"{path} không phải biên nhận (not a receipt)")
    return begins


def _verify_receipt(path: Path, keys: Sequence[str], witnesses: Sequence[str]) -> int:
    if not keys:
        raise UsageError("biên nhận chỉ kiểm tra được với --key, khóa được giao trên giấy (a receipt needs --key)")
    trusted, seen_by = _keys(keys, SIGNATURE), _keys(witnesses, COSIGNATURE)
    try:
        proven = verify_receipt(parse_receipt(path.read_text(encoding="utf-8")), trusted, seen_by)
    except (AuditError, UnicodeDecodeError) as error:
        return _conclude([], [f"biên nhận không dẫn tới gốc đã ký ({_words(error)})"])
    size = proven.checkpoint.size
    good = [f"mục {proven.entry.sequence} ({proven.entry.action}) nằm trong nhật ký {size} mục đã ký"]
    good += [f"có chữ ký của nhân chứng {one.witness} lúc {one.seen_at:%Y-%m-%dT%H:%MZ}" for one in proven.cosignatures]
    return _conclude(good, [])


def _conclude(good: Sequence[str], bad: Sequence[str]) -> int:
    _say(report_lines(good, bad))
    return FAILS if bad else HOLDS


def _make_key(options: argparse.Namespace) -> int:
    try:
        key = make_key(options.folder, options.name, COSIGNATURE)
    except NoteError as error:
        raise UsageError(f"{options.name!r} không làm tên khóa được (not a name for a key)") from error
    _say([f"khóa công khai của nhân chứng: {key.verifier.text}"])
    return HOLDS


def _cosign(options: argparse.Namespace) -> int:
    try:
        text = options.request.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{options.request} không phải văn bản (not text)") from error
    try:
        line = _witness(options).add_checkpoint(text, datetime.now(UTC))
    except WitnessError as refused:
        if refused.reason == "request-malformed":
            raise UsageError(f"{options.request} không phải yêu cầu ký (not an add-checkpoint request)") from refused
        sys.stderr.write(f"TỪ CHỐI KÝ (refused to cosign): {_words(refused)}\n")
        return FAILS
    sys.stdout.write(line)
    return HOLDS


def _serve(options: argparse.Namespace) -> int:
    host, _, port = options.listen.rpartition(":")
    if not port.isdecimal() or int(port) > 65535:
        raise UsageError(f"--listen {options.listen}: cần dạng máy:cổng (host:port is wanted)")
    with make_server((host, int(port)), _witness(options), lambda: datetime.now(UTC)) as server:
        _say([f"Nhân chứng trả lời tại http://{host}:{server.server_address[1]}/add-checkpoint"])
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            _say(["đã dừng"])
    return HOLDS


def _witness(options: argparse.Namespace) -> Witness:
    """The witness of a folder; raises UsageError when it has no key that can be used, or several."""
    found = sorted(options.folder.glob("log-*.key"))
    if len(found) != 1:
        words = f"{options.folder} có {len(found)} khóa nhân chứng, cần đúng một (one witness key is wanted)"
        raise UsageError(f"{words}: python -m audit witness key TÊN --folder {options.folder}")
    try:
        key = read_key(found[0])
    except AuditError as error:
        raise UsageError(f"{found[0]}: {_words(error)}") from error
    if key.kind != COSIGNATURE:
        raise UsageError(f"{found[0]} không phải khóa của nhân chứng (not a witness's key)")
    return Witness(key, _keys(options.log, SIGNATURE), options.folder / "seen.json")


def _keys(texts: Iterable[str], kind: bytes) -> tuple[VerifierKey, ...]:
    """Keys of a log or of witnesses as they were handed out; raises UsageError."""
    try:
        keys = tuple(map(parse_verifier, texts))
    except NoteError as error:
        raise UsageError(f"khóa không đúng dạng tên+mã+base64 (not a key): {error}") from error
    if any(key.kind != kind for key in keys):
        wanted = "của nhật ký (a log's)" if kind == SIGNATURE else "của nhân chứng (a witness's)"
        raise UsageError(f"khóa phải là khóa {wanted}")
    return keys


def _words(error: Exception) -> str:
    """An error in a line: its reason code where it has one."""
    if isinstance(error, OSError):
        return f"không mở được {error.filename or ''} ({error.strerror or error})"
    reason = getattr(error, "reason", "")
    return f"{reason}: {error}" if isinstance(error, AuditError) else str(error)


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
