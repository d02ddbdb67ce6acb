"""Receipts (C2SP tlog-proof): an entry's own bytes, its path to the root, and the checkpoint that signs the root."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass

from audit import merkle
from audit.checkpoint import Checkpoint, Cosignature, check_cosignatures, open_checkpoint, parse_checkpoint
from audit.entry import Entry, parse_entry
from audit.errors import NoteError, ProofError
from audit.merkle import HASH_SIZE
from audit.note import VerifierKey
from audit.proof import Proof, verify_inclusion

FIRST_LINE = "c2sp.org/tlog-proof@v1"
# Letters; an entry is far shorter.
LONGEST = 4_000_000
_INDEX = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Receipt:
    """A proof as read: `content` are the entry's canonical bytes, carried as the format's extra data."""

    content: bytes
    index: int
    proof: Proof
    checkpoint: str

    @property
    def text(self) -> str:
        """The receipt as it is handed out."""
        path = "".join(f"{base64.b64encode(node).decode()}\n" for node in self.proof)
        extra = base64.b64encode(self.content).decode()
        return f"{FIRST_LINE}\nextra {extra}\nindex {self.index}\n{path}\n{self.checkpoint}"


@dataclass(frozen=True, slots=True)
class Proven:
    """What a receipt proves: the entry is in the log of that checkpoint, which those witnesses have seen."""

    entry: Entry
    checkpoint: Checkpoint
    cosignatures: tuple[Cosignature, ...]


def parse_receipt(text: str) -> Receipt:
    """Read a receipt without believing it; raises NoteError. The entry's bytes must come with it."""
    head, _, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    marks = [line.partition(" ")[0] for line in lines[:3]]
    if len(text) > LONGEST or marks != [FIRST_LINE, "extra", "index"]:
        raise NoteError("not a receipt of this log", reason="receipt-malformed")
    number = lines[2].removeprefix("index ")
    if not _INDEX.fullmatch(number):
        raise NoteError("a receipt's index is a plain number", reason="receipt-malformed")
    proof = tuple(map(_decode, lines[3:]))
    if any(len(node) != HASH_SIZE for node in proof):
        raise NoteError("a receipt's path is made of hashes", reason="receipt-malformed")
    return Receipt(_decode(lines[1].removeprefix("extra ")), int(number), proof, checkpoint)


def verify_receipt(receipt: Receipt, keys: Iterable[VerifierKey], witnesses: Iterable[VerifierKey] = ()) -> Proven:
    """What the receipt proves to somebody who trusts these keys; raises NoteError, ProofError or EntryError."""
    checkpoint = open_checkpoint(receipt.checkpoint, keys)
    entry = parse_entry(receipt.content)
    if entry.sequence != receipt.index + 1:
        raise ProofError("the entry has another number than its place")
    leaf = merkle.leaf_hash(receipt.content)
    verify_inclusion(receipt.index, checkpoint.size, leaf, receipt.proof, checkpoint.root)
    _, note = parse_checkpoint(receipt.checkpoint)
    return Proven(entry, checkpoint, check_cosignatures(note, witnesses))


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("not base64", reason="receipt-malformed") from error
