"""A witness (C2SP tlog-witness): cosigns a checkpoint only if it continues the last one it saw of that log."""

from __future__ import annotations

import base64
import binascii
import fcntl
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audit.checkpoint import Checkpoint, cosign, open_checkpoint, parse_checkpoint
from audit.errors import NoteError, ProofError, WitnessError
from audit.merkle import EMPTY_ROOT
from audit.note import SignerKey, VerifierKey
from audit.proof import Proof, verify_consistency

MOST_HASHES = 63
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class Request:
    """What a log asks for: a checkpoint, and the proof that it continues the witness's last one of size `old`."""

    old: int
    proof: Proof
    checkpoint: str

    @property
    def text(self) -> str:
        """The request as it is sent."""
        path = "".join(f"{base64.b64encode(node).decode()}\n" for node in self.proof)
        return f"old {self.old}\n{path}\n{self.checkpoint}"


@dataclass(frozen=True, slots=True)
class Seen:
    """The size and root of the largest checkpoint of a log that the witness cosigned."""

    size: int
    root: bytes


NOTHING = Seen(0, EMPTY_ROOT)


def parse_request(text: str) -> Request:
    """Read a request; raises WitnessError 400."""
    head, blank, checkpoint = text.partition("\n\n")
    first, *rest = head.split("\n")
    old = _OLD.fullmatch(first)
    if old is None or not blank or len(rest) > MOST_HASHES:
        raise WitnessError("not an add-checkpoint request", reason="request-malformed", status=400)
    try:
        return Request(int(old[1]), tuple(base64.b64decode(line, validate=True) for line in rest), checkpoint)
    except (binascii.Error, ValueError) as error:
        raise WitnessError("the proof is not base64", reason="request-malformed", status=400) from error


def judge(request: Request, logs: tuple[VerifierKey, ...], seen: Mapping[str, Seen]) -> Checkpoint:
    """The checkpoint, if the witness may cosign it; raises WitnessError with the status that tlog-witness gives it."""
    checkpoint = _trusted(request, logs)
    last = seen.get(checkpoint.origin, NOTHING)
    if request.old > checkpoint.size:
        raise WitnessError("the old size is the larger", reason="request-malformed", status=400)
    if request.old != last.size:
        raise WitnessError(f"last seen at {last.size}", reason="size-differs", status=409, size=last.size)
    if checkpoint.size == last.size and checkpoint.root != last.root:
        raise WitnessError("another tree of the same size", reason="log-forked", status=409, size=last.size)
    try:
        verify_consistency(last.size, checkpoint.size, last.root, checkpoint.root, request.proof)
    except ProofError as error:
        message = f"the checkpoint does not continue the one of size {last.size}"
        raise WitnessError(message, reason="log-forked", status=422) from error
    return checkpoint


def _trusted(request: Request, logs: tuple[VerifierKey, ...]) -> Checkpoint:
    try:
        claimed, _ = parse_checkpoint(request.checkpoint)
    except NoteError as error:
        raise WitnessError(str(error), reason="request-malformed", status=400) from error
    if claimed.origin not in {key.name for key in logs}:
        raise WitnessError(f"{claimed.origin} is not a log witnessed here", reason="log-unknown", status=404)
    try:
        return open_checkpoint(request.checkpoint, logs)
    except NoteError as error:
        raise WitnessError(str(error), reason="signature-wrong", status=403) from error


class Witness:
    """A witness with its key, the logs it knows, and what it saw, kept in one file that outlives the process."""

    def __init__(self, key: SignerKey, logs: tuple[VerifierKey, ...], memory: Path) -> None:
        self._key, self._logs, self._memory = key, logs, memory

    def add_checkpoint(self, text: str, now: datetime) -> str:
        """The cosignature line for a request; what was seen is on the disk before it is given. Raises WitnessError."""
        request = parse_request(text)
        with self._seen() as seen:
            checkpoint = judge(request, self._logs, seen)
            seen[checkpoint.origin] = Seen(checkpoint.size, checkpoint.root)
        _, note = parse_checkpoint(request.checkpoint)
        return cosign(note, self._key, now).text

    @contextmanager
    def _seen(self) -> Iterator[dict[str, Seen]]:
        """The memory, read and written as one step: two requests must not both build on the same old size."""
        with self._memory.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            seen = self._read()
            yield seen
            self._write(seen)

    def _read(self) -> dict[str, Seen]:
        """Raises WitnessError 500 when the file is damaged: a witness that forgot must not start again by itself."""
        if not self._memory.exists():
            return {}
        try:
            stored = json.loads(self._memory.read_text(encoding="utf-8"))
            return {origin: Seen(int(size), bytes.fromhex(root)) for origin, (size, root) in stored.items()}
        except (ValueError, TypeError, AttributeError) as error:
            raise WitnessError("the witness's memory is damaged", reason="memory-damaged", status=500) from error

    def _write(self, seen: Mapping[str, Seen]) -> None:
        waiting = self._memory.with_suffix(".new")
        with waiting.open("w", encoding="utf-8") as out:
            json.dump({origin: (last.size, last.root.hex()) for origin, last in seen.items()}, out, indent=1)
            out.flush()
            os.fsync(out.fileno())
        waiting.replace(self._memory)
