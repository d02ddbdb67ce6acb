"""The Merkle tree hash of RFC 9162, kept as a frontier that grows one leaf at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from audit.errors import TreeError

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The roots of the perfect subtrees of a tree of `size` leaves, the largest (leftmost) first.

    Their leaf counts are the binary digits of `size`, so there are `size.bit_count()` of them.
    """

    size: int = 0
    nodes: tuple[bytes, ...] = ()


EMPTY = Frontier()


def leaf_hash(data: bytes) -> bytes:
    """Return the 32-byte hash of a leaf (RFC 9162 §2.1.1; the 0x00 separates leaves from nodes)."""
    return sha256(b"\x00" + data).digest()


def leaf_hashes(leaves: Iterable[bytes]) -> list[bytes]:
    """The hashes of many leaves, as `leaf_hash` gives each."""
    return [sha256(b"\x00" + data).digest() for data in leaves]


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the 32-byte hash of an inner node (RFC 9162 §2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


def append(frontier: Frontier, leaf: bytes) -> Frontier:
    """Return the frontier after one more leaf, given that leaf's hash.

    Each trailing one bit of the old size is a perfect subtree which the new leaf completes into a larger one.
    """
    nodes, size, node = frontier.nodes, frontier.size, leaf
    while size & 1:
        node = node_hash(nodes[-1], node)
        nodes = nodes[:-1]
        size >>= 1
    return Frontier(frontier.size + 1, (*nodes, node))


def extend(frontier: Frontier, leaves: Sequence[bytes]) -> Frontier:
    """Return the frontier after many more leaf hashes: the same as appending each, level by level and faster."""
    known, grown, row = list(frontier.nodes), [], list(leaves)
    size = frontier.size
    while row:
        if size & 1:
            row.insert(0, known.pop())
        if len(row) & 1:
            grown.append(row.pop())
        row = [sha256(b"\x01" + row[at] + row[at + 1]).digest() for at in range(0, len(row), 2)]
        size >>= 1
    return Frontier(frontier.size + len(leaves), (*known, *reversed(grown)))


def root(frontier: Frontier) -> bytes:
    """Return the tree hash of all leaves so far (RFC 9162 §2.1.1), SHA-256 of nothing for an empty tree."""
    if not frontier.nodes:
        return EMPTY_ROOT
    *rest, node = frontier.nodes
    for left in reversed(rest):
        node = sha256(b"\x01" + left + node).digest()  # node_hash, inlined
    return node


def encode(frontier: Frontier) -> bytes:
    """Return the nodes in one run of bytes, as the log's head stores them."""
    return b"".join(frontier.nodes)


def decode(size: int, nodes: bytes) -> Frontier:
    """Rebuild a frontier from its stored form; raises TreeError when nodes and size do not fit."""
    if size < 0 or len(nodes) != HASH_SIZE * size.bit_count():
        raise TreeError(f"{len(nodes)} bytes of nodes do not fit a tree of {size} leaves")
    return Frontier(size, tuple(nodes[at : at + HASH_SIZE] for at in range(0, len(nodes), HASH_SIZE)))
