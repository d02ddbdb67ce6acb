"""The rows of the log as the database gives them back, believed in nothing yet."""

from __future__ import annotations

from typing import NamedTuple


class StoredEntry(NamedTuple):
    """One row of audit_entries; a tuple because millions of them are checked in a row."""

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
