"""Checkpoints (C2SP tlog-checkpoint): the log's name, size and root, signed by the log and cosigned by witnesses."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from audit import note
from audit.errors import NoteError
from audit.merkle import HASH_SIZE
from audit.note import Line, Note, SignerKey, VerifierKey

_STAMP_SIZE = 8
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: its unique name, how many entries it has, and their tree hash."""

    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        """The note's text, three lines."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class Cosignature:
    """That a witness had seen the log grow to a checkpoint without contradiction, and when, by its own clock."""

    witness: str
    seen_at: datetime


def sign_checkpoint(checkpoint: Checkpoint, signers: Iterable[SignerKey]) -> Note:
    """The checkpoint under the log's keys, several while one takes over from another.

    Raises NoteError when a key has another name than the log: clients would not look for it.
    """
    keys = tuple(signers)
    if not keys or any(key.name != checkpoint.origin for key in keys):
        raise NoteError("a checkpoint is signed by keys of its own origin", reason="key-malformed")
    return note.sign(checkpoint.body, keys)


def parse_checkpoint(text: str) -> tuple[Checkpoint, Note]:
    """Read a checkpoint without believing it; raises NoteError. Extension lines are kept in the note."""
    parsed = note.parse_note(text)
    origin, *rest = parsed.body.removesuffix("\n").split("\n")
    if len(rest) < 2 or not origin or "" in rest:
        raise NoteError("a checkpoint has origin, size and root")
    return Checkpoint(origin, _parse_size(rest[0]), _parse_root(rest[1])), parsed


def open_checkpoint(text: str, keys: Iterable[VerifierKey]) -> Checkpoint:
    """Read a checkpoint that a trusted key of its own origin signed; raises NoteError."""
    checkpoint, parsed = parse_checkpoint(text)
    note.check_signatures(parsed, (key for key in keys if key.name == checkpoint.origin))
    return checkpoint


def cosign(parsed: Note, witness: SignerKey, now: datetime) -> Line:
    """A witness's signature line over a checkpoint (C2SP tlog-cosignature, cosignature/v1)."""
    seconds = int(now.timestamp())
    signature = witness.sign(_cosigned(parsed.body, seconds))
    return Line(witness.name, witness.verifier.id, seconds.to_bytes(_STAMP_SIZE) + signature)


def check_cosignatures(parsed: Note, witnesses: Iterable[VerifierKey]) -> tuple[Cosignature, ...]:
    """The cosignatures of known witnesses; raises NoteError (`cosignature-wrong`) when one of theirs fails."""
    known = {(key.name, key.id): key for key in witnesses if key.kind == note.COSIGNATURE}
    pairs = [(known[line.name, line.key_id], line) for line in parsed.lines if (line.name, line.key_id) in known]
    return tuple(_check_cosignature(parsed, key, line) for key, line in pairs)


def add_lines(parsed: Note, lines: Iterable[Line]) -> Note:
    """The note with more signature lines, each once."""
    return Note(parsed.body, tuple(dict.fromkeys((*parsed.lines, *lines))))


def _check_cosignature(parsed: Note, key: VerifierKey, line: Line) -> Cosignature:
    seconds = int.from_bytes(line.signature[:_STAMP_SIZE])
    if not key.accepts(line.signature[_STAMP_SIZE:], _cosigned(parsed.body, seconds)):
        raise NoteError(f"the cosignature of {key.name} is wrong", reason="cosignature-wrong")
    try:
        return Cosignature(key.name, datetime.fromtimestamp(seconds, UTC))
    except (ValueError, OverflowError, OSError) as error:
        raise NoteError("a cosignature from no time", reason="cosignature-wrong") from error


def _cosigned(body: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{body}".encode()


def _parse_size(text: str) -> int:
    if not _SIZE.fullmatch(text):
        raise NoteError("a checkpoint's size is a plain number")
    return int(text)


def _parse_root(text: str) -> bytes:
    try:
        root = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("a checkpoint's root is base64") from error
    if len(root) != HASH_SIZE or base64.b64encode(root).decode() != text:
        raise NoteError("a checkpoint's root is one hash")
    return root
