"""Verification finds every way in which rows, tree and head can be made to disagree."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import merkle
from audit.entry import Entry, EntryDraft, canonical, complete, instant
from audit.rows import Head, StoredEntry
from audit.verify import Defect, verify

NOW = datetime(2023, 8, 16, 9, 30, tzinfo=UTC)
DRAFT = EntryDraft(actor="tham.dinh", role="appraiser", action="assessment:rescored", subject="assessment:1")
SIZE = 12


def stored(contents: list[bytes], entries: list[Entry]) -> tuple[list[StoredEntry], Head]:
    """The rows and head an honest writer leaves for these bytes."""
    leaves = [merkle.leaf_hash(content) for content in contents]
    frontiers = list(accumulate(leaves, merkle.append, initial=merkle.EMPTY))[1:]
    rows = [
        StoredEntry(
            entry.sequence,
            content,
            leaf,
            merkle.root(frontier),
            instant(entry.occurred_at),
            entry.actor,
            entry.role,
            entry.action,
            entry.subject,
        )
        for entry, content, leaf, frontier in zip(entries, contents, leaves, frontiers, strict=True)
    ]
    return rows, Head(frontiers[-1].size, merkle.encode(frontiers[-1]))


ENTRIES = [complete(replace(DRAFT, reason=f"lần {number}"), sequence=number, now=NOW) for number in range(1, SIZE + 1)]
ROWS, HEAD = stored([canonical(entry) for entry in ENTRIES], ENTRIES)


def changed(at: int, **values: Any) -> list[StoredEntry]:
    """The honest rows with some columns of one of them changed."""
    return [*ROWS[:at], ROWS[at]._replace(**values), *ROWS[at + 1 :]]


positions = st.integers(0, SIZE - 1)


def test_honest_log_is_intact() -> None:
    """Rows and head as written verify, with the count and the tree hash of all entries."""
    result = verify(ROWS, HEAD)

    assert result.is_intact
    assert (SIZE, ROWS[-1].root_hash) == (result.entries, result.root)


@given(at=positions, bit=st.integers(min_value=0))
def test_any_flipped_bit_in_an_entry_is_located(at: int, bit: int) -> None:
    """One bit changed in the bytes of one entry: that entry is named, and those before it stand."""
    content = bytearray(ROWS[at].canonical)
    content[bit // 8 % len(content)] ^= 1 << bit % 8
    rows = changed(at, canonical=bytes(content))

    result = verify(rows, HEAD)

    assert Defect(at + 1, "entry-altered") == result.defect
    assert at == result.entries


@given(at=positions, field=st.sampled_from(["leaf_hash", "root_hash"]), bit=st.integers(0, 255))
def test_any_flipped_bit_in_a_hash_is_located(at: int, field: str, bit: int) -> None:
    """One bit changed in a stored hash: the entry is named, and which hash it was."""
    value = bytearray(getattr(ROWS[at], field))
    value[bit // 8] ^= 1 << bit % 8
    rows = changed(at, **{field: bytes(value)})

    reason = {"leaf_hash": "leaf-hash-wrong", "root_hash": "root-wrong"}[field]
    assert Defect(at + 1, reason) == verify(rows, HEAD).defect


@given(at=positions, field=st.sampled_from(["occurred_at", "actor", "role", "action", "subject"]))
def test_any_changed_column_is_located(at: int, field: str) -> None:
    """A search column that no longer repeats its entry is named."""
    rows = changed(at, **{field: "khác"})

    assert Defect(at + 1, "column-differs", field) == verify(rows, HEAD).defect


@given(at=positions)
def test_any_removed_entry_is_located(at: int) -> None:
    """A missing row is named by its number; a missing last row by the head that still counts it."""
    rows = [*ROWS[:at], *ROWS[at + 1 :]]

    reason = "sequence-gap" if at < SIZE - 1 else "head-wrong"
    assert Defect(at + 1, reason) == verify(rows, HEAD).defect


@given(st.lists(positions, min_size=2, max_size=2, unique=True).map(sorted))
def test_any_swapped_entries_are_located(pair: list[int]) -> None:
    """Two rows that change places under each other's numbers: the first of the places is named."""
    first, second = pair
    rows = list(ROWS)
    rows[first] = ROWS[second]._replace(sequence=first + 1)
    rows[second] = ROWS[first]._replace(sequence=second + 1)

    defect = verify(rows, HEAD).defect
    assert defect is not None
    assert first + 1 == defect.sequence


@given(at=positions)
def test_any_doubled_entry_is_located(at: int) -> None:
    """A row that appears twice is named where the next one should follow."""
    rows = [*ROWS[: at + 1], *ROWS[at:]]

    assert Defect(at + 2, "sequence-gap") == verify(rows, HEAD).defect


@given(at=positions, seed=st.integers(1, 255))
def test_tree_rewritten_from_an_entry_on_is_located_by_the_head(at: int, seed: int) -> None:
    """Rows rehashed after an edit agree among themselves: the head, not rewritten, names the end."""
    contents = [canonical(entry) for entry in ENTRIES]
    contents[at] = canonical(replace(ENTRIES[at], reason=f"sửa {seed}"))
    rows, _ = stored(contents, ENTRIES)

    assert Defect(SIZE + 1, "head-wrong") == verify(rows, HEAD).defect


@pytest.mark.parametrize(
    ("canonical_part", "other"),
    [
        (b'{"action"', b'{ "action"'),
        (b'"after":null', b'"after":{"b":1,"a":1}'),
        (b'"before":null', b'"before":[{"b":1,"a":1}]'),
        (b'"before":null', b'"before":0.5'),
    ],
)
def test_bytes_that_are_no_entry_are_named_even_when_hashed_right(canonical_part: bytes, other: bytes) -> None:
    """A row written past this package, with honest hashes, is not an entry: its form is checked too."""
    contents = [canonical(entry) for entry in ENTRIES]
    contents[4] = contents[4].replace(canonical_part, other)
    rows, head = stored(contents, ENTRIES)

    assert Defect(5, "entry-malformed") == verify(rows, head).defect


def test_sequence_inside_the_bytes_counts() -> None:
    """A row numbered right around bytes numbered wrong differs from its own entry."""
    contents = [canonical(entry) for entry in ENTRIES]
    contents[4] = canonical(replace(ENTRIES[4], sequence=9))
    rows, head = stored(contents, ENTRIES)

    assert Defect(5, "column-differs", "sequence") == verify(rows, head).defect


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (None, 1),
        (Head(SIZE - 1, HEAD.frontier), SIZE),
        (Head(SIZE + 1, HEAD.frontier), SIZE + 1),
        (Head(SIZE, bytes(64)), SIZE + 1),
    ],
    ids=["missing", "counts fewer", "counts more", "another tree"],
)
def test_wrong_head_is_named(head: Head | None, expected: int) -> None:
    """The head must count the entries there are and hold their tree."""
    assert Defect(expected, "head-wrong") == verify(ROWS, head).defect


def test_empty_log_needs_no_head() -> None:
    """Before the first append there is neither row nor head; a head alone has lost its entries."""
    assert verify([], None).is_intact
    assert Defect(1, "head-wrong") == verify([], HEAD).defect
