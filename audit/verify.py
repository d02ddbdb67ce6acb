"""Recompute the log from its rows and name the first entry that is not as it was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

from audit import merkle
from audit.errors import EntryError
from audit.merkle import EMPTY, Frontier
from audit.rows import ROOT_EVERY, Head, StoredEntry
from audit.scan import Logged, scan, scan_run

_COLUMNS = Logged._fields[:6]

# Is told the members of entries that were found in order, a batch at a time.
Observe = Callable[[Sequence[Logged]], None]
Anchors = Mapping[int, bytes]


@dataclass(frozen=True, slots=True)
class Defect:
    """The first place where the log is not as it was written; `sequence` is the entry's number.

    `reason`: entry-altered, leaf-hash-wrong, entry-malformed, column-differs, sequence-gap, root-wrong, head-wrong,
    checkpoint-differs (the log up to here is not the one published) or checkpoint-ahead (published entries are
    missing); `field` names the column that differs, where one does.
    """

    sequence: int
    reason: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """The tree of the entries that stand unbroken from the start, and the first defect if any.

    No defect proves that rows, tree and head agree with each other and with the anchors given. Without anchors from
    elsewhere it does not prove that nobody rewrote all of them together or cut the tail with its head.
    """

    frontier: Frontier
    defect: Defect | None = None

    @property
    def entries(self) -> int:
        """How many entries stand."""
        return self.frontier.size

    @property
    def root(self) -> bytes:
        """Their tree hash."""
        return merkle.root(self.frontier)

    @property
    def is_intact(self) -> bool:
        """Whether no defect was found."""
        return self.defect is None


def verify(
    entries: Iterable[StoredEntry],
    head: Head | None,
    *,
    start: Frontier = EMPTY,
    anchors: Anchors = MappingProxyType({}),
    observe: Observe | None = None,
) -> Verification:
    """Check rows in order of sequence, those after `start`, and the head; one pass, constant memory.

    `anchors` are roots by size that the log is known to have had: signed checkpoints, best kept elsewhere.
    """
    frontier = start
    for rows in _batches(entries, start.size, anchors):
        grown, records = _check_together(rows, frontier) or (None, ())
        if grown is None:
            verified, records = _check_each(rows, frontier, head)
            if verified.defect:
                return verified
            grown = verified.frontier
        if anchors.get(grown.size, b"") not in {b"", merkle.root(grown)}:
            return Verification(frontier, Defect(grown.size, "checkpoint-differs"))
        frontier = grown
        if observe:
            observe(list(records))
    return Verification(frontier, _head_defect(frontier, head) or _tail_defect(frontier, anchors))


def _batches(entries: Iterable[StoredEntry], done: int, anchors: Anchors) -> Iterator[list[StoredEntry]]:
    """The rows in runs that end where a root can be checked: every stored root and every anchor."""
    left, waiting = iter(entries), sorted((size for size in anchors if size > done), reverse=True)
    while True:
        end = done - done % ROOT_EVERY + ROOT_EVERY
        if waiting and waiting[-1] <= end:
            end = waiting.pop()
        rows = list(islice(left, end - done))
        if rows:
            yield rows
        if len(rows) < end - done:
            return
        done = end


def _check_together(rows: list[StoredEntry], frontier: Frontier) -> tuple[Frontier, Iterable[Logged]] | None:
    """The grown tree and the records of rows without defect, or None when they must be looked at one by one."""
    sequences, contents, hashes, roots, *repeated = zip(*rows, strict=True)
    leaves = merkle.leaf_hashes(contents)
    if leaves != list(hashes) or any(roots[:-1]):
        return None
    grown = merkle.extend(frontier, leaves)
    if not _root_fits(rows[-1], grown):
        return None
    columns = scan_run(contents)
    if columns is None or columns[: len(_COLUMNS)] != [sequences, *repeated]:
        return None
    if (sequences[0], sequences[-1]) != (frontier.size + 1, grown.size):
        return None
    return grown, map(Logged._make, zip(*columns, strict=True))


def _check_each(rows: list[StoredEntry], frontier: Frontier, head: Head | None) -> tuple[Verification, list[Logged]]:
    """The tree up to the first defect, that defect, and the records before it."""
    leaves = [merkle.leaf_hash(row.canonical) for row in rows]
    is_tree = _is_tree(rows[-1], merkle.extend(frontier, leaves), head)
    records: list[Logged] = []
    for row, leaf in zip(rows, leaves, strict=True):
        grown = merkle.append(frontier, leaf)
        defect = _hash_defect(row, leaf, grown, is_tree=is_tree) or _content_defect(row, records)
        if defect:
            return Verification(frontier, defect), records
        frontier = grown
    return Verification(frontier), records


def _is_tree(last: StoredEntry, grown: Frontier, head: Head | None) -> bool:
    """Whether the bytes of a run make the tree that was stored after it: then they are as they were written."""
    return last.root_hash == merkle.root(grown) or head == (grown.size, merkle.encode(grown))


def _hash_defect(row: StoredEntry, leaf: bytes, grown: Frontier, *, is_tree: bool) -> Defect | None:
    """Judge one row's place and hashes by those computed from its bytes."""
    if row.sequence != grown.size:
        return Defect(grown.size, "sequence-gap")
    if leaf != row.leaf_hash:
        is_written = is_tree or row.root_hash == merkle.root(grown)
        return Defect(grown.size, "leaf-hash-wrong" if is_written else "entry-altered")
    return None if _root_fits(row, grown) else Defect(grown.size, "root-wrong")


def _root_fits(row: StoredEntry, grown: Frontier) -> bool:
    """Whether the stored root is the tree's; between two roots that must be there a row may have none."""
    if not row.root_hash:
        return grown.size % ROOT_EVERY != 0
    return row.root_hash == merkle.root(grown)


def _content_defect(row: StoredEntry, records: list[Logged]) -> Defect | None:
    try:
        record = scan(row.canonical)
    except EntryError:
        return Defect(row.sequence, "entry-malformed")
    for name in _COLUMNS:
        if getattr(record, name) != getattr(row, name):
            return Defect(row.sequence, "column-differs", name)
    records.append(record)
    return None


def _head_defect(frontier: Frontier, head: Head | None) -> Defect | None:
    """A head that is missing, counts other entries or holds another frontier; none is needed when empty."""
    stored = head or Head(0, b"")
    if stored == (frontier.size, merkle.encode(frontier)):
        return None
    return Defect(min(stored.size, frontier.size) + 1, "head-wrong")


def _tail_defect(frontier: Frontier, anchors: Anchors) -> Defect | None:
    """An anchor beyond the last entry: entries that were published are gone."""
    return Defect(frontier.size + 1, "checkpoint-ahead") if max(anchors, default=0) > frontier.size else None
