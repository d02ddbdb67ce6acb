"""Logs in memory: entries, the rows an honest writer leaves for them, and their head."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from audit import merkle
from audit.entry import Entry, EntryDraft, canonical, complete, instant
from audit.publish import RowsAfter
from audit.rows import ROOT_EVERY, Head, StoredEntry

NOW = datetime(2023, 8, 16, 9, 30, tzinfo=UTC)
DRAFT = EntryDraft(actor="person:7", role="appraiser", action="assessment:appraised", subject="criterion-assessment:1")


def entries_of(count: int, draft: EntryDraft = DRAFT) -> list[Entry]:
    """Entries that differ by reason and minute."""
    return [
        complete(replace(draft, reason=f"lần {number}"), sequence=number, now=NOW + timedelta(minutes=number))
        for number in range(1, count + 1)
    ]


def stored(
    entries: Sequence[Entry], contents: Sequence[bytes] | None = None, every: int = ROOT_EVERY
) -> tuple[list[StoredEntry], Head]:
    """The rows and head an honest writer leaves for these entries, or for other bytes in their place.

    A root stands in every so many rows; the first logs had one in each.
    """
    contents = contents or [canonical(entry) for entry in entries]
    leaves = [merkle.leaf_hash(content) for content in contents]
    frontiers = list(accumulate(leaves, merkle.append, initial=merkle.EMPTY))[1:]
    rows = [
        StoredEntry(
            entry.sequence,
            content,
            leaf,
            merkle.root(frontier) if frontier.size % every == 0 else b"",
            instant(entry.occurred_at),
            entry.actor,
            entry.role,
            entry.action,
            entry.subject,
        )
        for entry, content, leaf, frontier in zip(entries, contents, leaves, frontiers, strict=True)
    ]
    return rows, Head(frontiers[-1].size, merkle.encode(frontiers[-1]))


def after(rows: Sequence[StoredEntry]) -> RowsAfter:
    """The rows as the publisher reads them."""

    def read(sequence: int) -> Iterator[StoredEntry]:
        return iter(rows[sequence:])

    return read
