"""Compare the log with checkpoints that others kept: the log must begin with the entries that each of them signed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from audit import merkle
from audit.checkpoint import Checkpoint, Cosignature, check_cosignatures, open_checkpoint, parse_checkpoint
from audit.errors import NoteError
from audit.merkle import EMPTY, Frontier
from audit.note import VerifierKey
from audit.rows import StoredEntry

BATCH = 4096


@dataclass(frozen=True, slots=True)
class Contradiction:
    """The smallest kept checkpoint that the log does not continue.

    `reason`: outside-differs (its first `size` entries are others than were signed) or outside-ahead (it has fewer).
    The first entry that differs or is gone stands after `agreed` and not after `size`.
    """

    reason: str
    size: int
    agreed: int


def open_kept(
    text: str, origin: str | None, keys: Iterable[VerifierKey], witnesses: Iterable[VerifierKey] = ()
) -> tuple[Checkpoint, tuple[Cosignature, ...]]:
    """A checkpoint of the log of that name under one of its keys, and who cosigned it; every witness given must have.

    Raises NoteError: note-malformed (it is no checkpoint), another-log, signature-missing, signature-wrong,
    cosignature-missing, cosignature-wrong.
    """
    checkpoint, note = parse_checkpoint(text)
    if checkpoint.origin != origin:
        raise NoteError(f"a checkpoint of {checkpoint.origin}, the log is {origin}", reason="another-log")
    open_checkpoint(text, keys)
    wanted = tuple(witnesses)
    cosignatures = check_cosignatures(note, wanted)
    if missing := {key.name for key in wanted} - {one.witness for one in cosignatures}:
        raise NoteError(f"not cosigned by {', '.join(sorted(missing))}", reason="cosignature-missing")
    return checkpoint, cosignatures


def find_contradiction(entries: Iterable[StoredEntry], kept: Iterable[Checkpoint]) -> Contradiction | None:
    """Recompute the tree from the rows' bytes, in order from the first, at the size of each kept checkpoint."""
    rows, tree = iter(entries), EMPTY
    for checkpoint in sorted(kept, key=lambda one: one.size):
        grown = _grow(tree, rows, checkpoint.size)
        if grown.size < checkpoint.size:
            return Contradiction("outside-ahead", checkpoint.size, tree.size)
        if merkle.root(grown) != checkpoint.root:
            return Contradiction("outside-differs", checkpoint.size, tree.size)
        tree = grown
    return None


def _grow(tree: Frontier, rows: Iterator[StoredEntry], size: int) -> Frontier:
    """The tree at that size, or smaller where the rows end."""
    while leaves := [merkle.leaf_hash(row.canonical) for row in islice(rows, min(BATCH, size - tree.size))]:
        tree = merkle.extend(tree, leaves)
    return tree
