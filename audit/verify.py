"""Recompute the whole log from its rows and name the first entry that is not as it was written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audit import merkle
from audit.entry import parse_record
from audit.errors import EntryError
from audit.merkle import Frontier
from audit.rows import Head, StoredEntry

_COLUMNS = ("sequence", "occurred_at", "actor", "role", "action", "subject")


@dataclass(frozen=True, slots=True)
class Defect:
    """The first place where the log is not as it was written; `sequence` is the entry's number.

    `reason`: entry-altered, leaf-hash-wrong, entry-malformed, column-differs, sequence-gap, root-wrong or
    head-wrong; `field` names the column that differs, where one does.
    """

    sequence: int
    reason: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """How many entries stand unbroken from the start, their tree hash, and the first defect if any.

    No defect proves that rows, tree and head agree with each other. It does not prove that nobody rewrote
    all of them together or cut the tail with its head: only a root kept elsewhere shows that.
    """

    entries: int
    root: bytes
    defect: Defect | None = None

    @property
    def is_intact(self) -> bool:
        """Whether no defect was found."""
        return self.defect is None


def verify(entries: Iterable[StoredEntry], head: Head | None) -> Verification:
    """Check rows given in order of sequence, from the first on, and the head; one pass, constant memory."""
    frontier = merkle.EMPTY
    for row in entries:
        leaf = merkle.leaf_hash(row.canonical)
        grown = merkle.append(frontier, leaf)
        defect = _defect(row, frontier.size + 1, leaf, merkle.root(grown))
        if defect:
            return Verification(frontier.size, merkle.root(frontier), defect)
        frontier = grown
    return Verification(frontier.size, merkle.root(frontier), _head_defect(frontier, head))


def _defect(row: StoredEntry, expected: int, leaf: bytes, root: bytes) -> Defect | None:
    """Judge one row against its place in the log and the hashes computed from its bytes."""
    if row.sequence != expected:
        return Defect(expected, "sequence-gap")
    if leaf != row.leaf_hash:
        return Defect(expected, "leaf-hash-wrong" if root == row.root_hash else "entry-altered")
    if root != row.root_hash:
        return Defect(expected, "root-wrong")
    return _content_defect(row)


def _content_defect(row: StoredEntry) -> Defect | None:
    try:
        record = parse_record(row.canonical)
    except EntryError:
        return Defect(row.sequence, "entry-malformed")
    for name in _COLUMNS:
        if record[name] != getattr(row, name):
            return Defect(row.sequence, "column-differs", name)
    return None


def _head_defect(frontier: Frontier, head: Head | None) -> Defect | None:
    """A head that is missing, counts other entries or holds another frontier; none is needed when empty."""
    stored = head or Head(0, b"")
    if stored == (frontier.size, merkle.encode(frontier)):
        return None
    return Defect(min(stored.size, frontier.size) + 1, "head-wrong")
