"""What somebody kept of the log convicts it of what it can hide from itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit import merkle
from audit.checkpoint import Checkpoint
from audit.outside import Contradiction, find_contradiction
from audit.rows import StoredEntry
from tests.unit.audit.logs import entries_of, stored

ENTRIES = entries_of(9)


def kept(size: int) -> Checkpoint:
    """The checkpoint that was signed at that size."""
    leaves = [row.leaf_hash for row in stored(ENTRIES)[0][:size]]
    return Checkpoint("log.example", size, merkle.root(merkle.extend(merkle.EMPTY, leaves)))


def rows(rewritten: int = 0, length: int = 9) -> list[StoredEntry]:
    """A log whose every hash was made anew after one entry was rewritten, or whose tail was cut."""
    entries = [replace(one, reason="khác") if one.sequence == rewritten else one for one in ENTRIES]
    return stored(entries[:length])[0]


@pytest.mark.parametrize(
    ("log", "sizes", "expected"),
    [
        (rows(), (0, 9, 4), None),
        (rows(rewritten=6), (4, 5), None),
        (rows(rewritten=6), (9, 4, 7), Contradiction("outside-differs", 7, 4)),
        (rows(rewritten=1), (3,), Contradiction("outside-differs", 3, 0)),
        (rows(length=5), (4, 6), Contradiction("outside-ahead", 6, 4)),
        (rows(length=5), (5,), None),
        ([], (1,), Contradiction("outside-ahead", 1, 0)),
    ],
    ids=["same log", "after what was kept", "between two", "the first entry", "cut below", "cut above", "emptied"],
)
def test_the_stretch_that_was_rewritten_is_named(
    log: list[StoredEntry], sizes: tuple[int, ...], expected: Contradiction | None
) -> None:
    """Between the last kept checkpoint that agrees and the first that does not; what came later is nobody's word."""
    assert find_contradiction(log, map(kept, sizes)) == expected
