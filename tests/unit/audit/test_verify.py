"""Verification finds every way in which rows, tree, head and published checkpoints can be made to disagree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import merkle
from audit.entry import Entry, canonical
from audit.rows import ROOT_EVERY, Head, StoredEntry
from audit.scan import Logged
from audit.verify import Defect, verify
from tests.unit.audit.logs import entries_of, stored


@dataclass(frozen=True)
class Log:
    """An honest log of one layout: a root in every row, as the first logs had, or where a tile becomes full."""

    entries: list[Entry]
    every: int

    @property
    def stored(self) -> tuple[list[StoredEntry], Head]:
        """Its rows and head."""
        return stored(self.entries, every=self.every)

    @property
    def size(self) -> int:
        """How many entries it has."""
        return len(self.entries)


DENSE, SPARSE = Log(entries_of(12), 1), Log(entries_of(ROOT_EVERY + 4), ROOT_EVERY)
STORED = {log.every: log.stored for log in (DENSE, SPARSE)}
ROWS, HEAD = STORED[1]
SIZE = DENSE.size


def place_in(log: Log) -> st.SearchStrategy[tuple[list[StoredEntry], Head, int]]:
    rows, head = STORED[log.every]
    return st.tuples(st.just(rows), st.just(head), st.integers(0, log.size - 1))


places = st.sampled_from([DENSE, SPARSE]).flatmap(place_in)
few = settings(max_examples=60, deadline=None)


def changed(rows: list[StoredEntry], at: int, **values: Any) -> list[StoredEntry]:
    """The rows with some columns of one of them changed."""
    return [*rows[:at], rows[at]._replace(**values), *rows[at + 1 :]]


def flipped(value: bytes, bit: int) -> bytes:
    content = bytearray(value or bytes(32))
    content[bit // 8 % len(content)] ^= 1 << bit % 8
    return bytes(content)


@pytest.mark.parametrize("log", [DENSE, SPARSE], ids=["a root a row", "a root a tile"])
def test_honest_log_is_intact(log: Log) -> None:
    """Rows and head as written verify, with the count and the tree hash of all entries."""
    rows, head = log.stored
    result = verify(rows, head)

    assert result.is_intact
    assert (log.size, merkle.root(merkle.decode(*head))) == (result.entries, result.root)


@few
@given(place=places, bit=st.integers(min_value=0))
def test_any_flipped_bit_in_an_entry_is_located(place: tuple[list[StoredEntry], Head, int], bit: int) -> None:
    """One bit changed in the bytes of one entry: that entry is named, and those before it stand."""
    rows, head, at = place
    result = verify(changed(rows, at, canonical=flipped(rows[at].canonical, bit)), head)

    assert Defect(at + 1, "entry-altered") == result.defect
    assert at == result.entries


@few
@given(place=places, field=st.sampled_from(["leaf_hash", "root_hash"]), bit=st.integers(0, 255))
def test_any_flipped_bit_in_a_hash_is_located(place: tuple[list[StoredEntry], Head, int], field: str, bit: int) -> None:
    """One bit changed in a stored hash, or a root put where none was: the entry is named, and which hash it was."""
    rows, head, at = place
    value = flipped(getattr(rows[at], field), bit)

    reason = {"leaf_hash": "leaf-hash-wrong", "root_hash": "root-wrong"}[field]
    assert Defect(at + 1, reason) == verify(changed(rows, at, **{field: value}), head).defect


def test_a_root_that_must_be_there_is_missed() -> None:
    """Where a tile becomes full the row has the root; emptied, it is named."""
    rows, head = SPARSE.stored

    emptied = changed(rows, ROOT_EVERY - 1, root_hash=b"")
    assert Defect(ROOT_EVERY, "root-wrong") == verify(emptied, head).defect


@few
@given(place=places, field=st.sampled_from(["occurred_at", "actor", "role", "action", "subject"]))
def test_any_changed_column_is_located(place: tuple[list[StoredEntry], Head, int], field: str) -> None:
    """A search column that no longer repeats its entry is named."""
    rows, head, at = place

    assert Defect(at + 1, "column-differs", field) == verify(changed(rows, at, **{field: "khác"}), head).defect


@few
@given(place=places)
def test_any_removed_entry_is_located(place: tuple[list[StoredEntry], Head, int]) -> None:
    """A missing row is named by its number; a missing last row by the head that still counts it."""
    rows, head, at = place

    reason = "sequence-gap" if at < len(rows) - 1 else "head-wrong"
    assert Defect(at + 1, reason) == verify([*rows[:at], *rows[at + 1 :]], head).defect


@few
@given(st.lists(st.integers(0, SIZE - 1), min_size=2, max_size=2, unique=True).map(sorted), st.sampled_from([1, 256]))
def test_any_swapped_entries_are_located(pair: list[int], every: int) -> None:
    """Two rows that change places under each other's numbers: the first of the places is named."""
    first, second = pair
    honest, head = STORED[every]
    rows = list(honest)
    rows[first] = honest[second]._replace(sequence=first + 1)
    rows[second] = honest[first]._replace(sequence=second + 1)

    defect = verify(rows, head).defect
    assert defect is not None
    assert first + 1 == defect.sequence


@few
@given(place=places)
def test_any_doubled_entry_is_located(place: tuple[list[StoredEntry], Head, int]) -> None:
    """A row that appears twice is named where the next one should follow."""
    rows, head, at = place

    assert Defect(at + 2, "sequence-gap") == verify([*rows[: at + 1], *rows[at:]], head).defect


def rewritten(at: int, reason: str = "sửa") -> tuple[list[StoredEntry], Head]:
    """The dense log with one entry rewritten and everything after it hashed anew."""
    contents = [canonical(entry) for entry in DENSE.entries]
    contents[at] = canonical(replace(DENSE.entries[at], reason=reason))
    return stored(DENSE.entries, contents, every=1)


@given(at=st.integers(0, SIZE - 1), seed=st.integers(1, 255))
def test_tree_rewritten_from_an_entry_on_is_located_by_the_head(at: int, seed: int) -> None:
    """Rows rehashed after an edit agree among themselves: the head, not rewritten, names the end."""
    rows, _ = rewritten(at, f"sửa {seed}")

    assert Defect(SIZE + 1, "head-wrong") == verify(rows, HEAD).defect


@given(at=st.integers(0, SIZE - 1))
def test_whole_log_rewritten_is_located_by_a_checkpoint(at: int) -> None:
    """Rows and head rewritten together agree: the first root published after the place does not."""
    anchors = {row.sequence: row.root_hash for row in ROWS if row.sequence % 4 == 0}
    rows, head = rewritten(at)

    assert verify(ROWS, HEAD, anchors=anchors).is_intact
    assert verify(rows, head).is_intact
    assert Defect((at // 4 + 1) * 4, "checkpoint-differs") == verify(rows, head, anchors=anchors).defect


@given(size=st.integers(1, SIZE - 1))
def test_a_cut_tail_is_located_by_a_checkpoint(size: int) -> None:
    """A log cut with its head agrees with itself: a larger size was published, and says what is missing."""
    rows, head = stored(DENSE.entries[:size], every=1)
    anchors = {SIZE: ROWS[-1].root_hash}

    assert verify(rows, head).is_intact
    assert Defect(size + 1, "checkpoint-ahead") == verify(rows, head, anchors=anchors).defect


@few
@given(done=st.integers(0, ROOT_EVERY + 4), at=st.integers(0, ROOT_EVERY + 3))
def test_verification_continues_where_it_ended(done: int, at: int) -> None:
    """From the frontier of an earlier pass only the rows after it are looked at, and judged the same."""
    rows, head = STORED[ROOT_EVERY]
    before = verify(rows[:done], None).frontier
    altered = changed(rows, at, canonical=b"{}")

    assert verify(rows[done:], head, start=before).is_intact
    defect = verify(altered[done:], head, start=before).defect
    assert (None if at < done else Defect(at + 1, "entry-altered")) == defect


@pytest.mark.parametrize("log", [DENSE, SPARSE], ids=["a root a row", "a root a tile"])
def test_every_record_is_shown_once(log: Log) -> None:
    """Whoever replays the log is told each verified entry's members, in order."""
    seen: list[Logged] = []

    verify(*log.stored, observe=seen.extend)
    assert [(entry.sequence, entry.subject, entry.after) for entry in log.entries] == [
        (record.sequence, record.subject, record.after) for record in seen
    ]


FORMS = (
    (b'{"action"', b'{ "action"'),
    (b'"after":null', b'"after":{"b":1,"a":1}'),
    (b'"before":null', b'"before":[{"b":1,"a":1}]'),
    (b'"before":null', b'"before":0.5'),
    (b'"before":null', '"before":{"\ue000":1,"\U00010000":1}'.encode()),
    (b'"version":1', b'"version":2'),
    (b'"version":1}', b'"version":1}{}'),
)


@pytest.mark.parametrize(("canonical_part", "other"), FORMS)
@pytest.mark.parametrize("every", [1, ROOT_EVERY])
def test_bytes_that_are_no_entry_are_named_even_when_hashed_right(
    canonical_part: bytes, other: bytes, every: int
) -> None:
    """A row written past this package, with honest hashes, is not an entry: its form is checked too."""
    contents = [canonical(entry) for entry in DENSE.entries]
    contents[4] = contents[4].replace(canonical_part, other)
    rows, head = stored(DENSE.entries, contents, every)

    assert Defect(5, "entry-malformed") == verify(rows, head).defect


@pytest.mark.parametrize("every", [1, ROOT_EVERY])
def test_sequence_inside_the_bytes_counts(every: int) -> None:
    """A row numbered right around bytes numbered wrong differs from its own entry."""
    contents = [canonical(entry) for entry in DENSE.entries]
    contents[4] = canonical(replace(DENSE.entries[4], sequence=9))
    rows, head = stored(DENSE.entries, contents, every)

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
