"""The rows of the log as the database gives them back, believed in nothing yet."""

from __future__ import annotations

from typing import NamedTuple

# Every so many entries a row holds the tree's root after it, as often as a tile becomes full. A root in every row
# would cost as many hashes as the tree is high, at each append and again at each verification.
ROOT_EVERY = 256


class StoredEntry(NamedTuple):
    """One row of audit_entries; a tuple because millions of them are checked in a row.

    `root_hash` is empty except at multiples of ROOT_EVERY; logs begun before that rule have it in every row.
    """

    sequence: int
    canonical: bytes
    leaf_hash: bytes
    root_hash: bytes
    occurred_at: str
    actor: str
    role: str
    action: str
    subject: str


class Head(NamedTuple):
    """The row of audit_head: how many entries there are and the tree's frontier after the last."""

    size: int
    frontier: bytes
