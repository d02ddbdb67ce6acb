"""Whole trees in memory, as RFC 9162 defines them: what stored nodes and short proofs are compared with."""

from __future__ import annotations

from audit import merkle


def leaves_of(count: int) -> list[bytes]:
    """The leaf hashes of `count` different entries."""
    return [merkle.leaf_hash(str(number).encode()) for number in range(count)]


def root_of(leaves: list[bytes]) -> bytes:
    """RFC 9162 §2.1.1 word for word, over leaf hashes: split at the largest power of two below the size."""
    if not leaves:
        return merkle.EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return merkle.node_hash(root_of(leaves[:split]), root_of(leaves[split:]))


class Nodes:
    """The subtree hashes of some leaves, computed afresh at every question."""

    def __init__(self, leaves: list[bytes]) -> None:
        self._leaves = leaves

    def __call__(self, level: int, index: int) -> bytes:
        """The perfect subtree of 2**level leaves that begins at leaf index * 2**level."""
        wanted = self._leaves[index << level : (index + 1) << level]
        assert len(wanted) == 1 << level, "only perfect subtrees may be asked for"
        return root_of(wanted)
