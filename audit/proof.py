"""Inclusion and consistency proofs of RFC 9162: made from stored subtree hashes, verified from nothing but hashes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from audit.errors import ProofError
from audit.merkle import EMPTY_ROOT, node_hash

# The hash of the perfect subtree of the 2**level leaves that begin at leaf index * 2**level.
Nodes = Callable[[int, int], bytes]
Proof = tuple[bytes, ...]


def inclusion_proof(index: int, size: int, nodes: Nodes) -> Proof:
    """The path of leaf `index` (from 0) in the tree of `size` leaves, from the leaf's sibling up (RFC 9162 §2.1.3.1).

    Raises ProofError when the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ProofError(f"a tree of {size} leaves has no leaf {index}", reason="index-beyond-tree")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(range_root(middle, end, nodes))
            end = middle
        else:
            path.append(range_root(start, middle, nodes))
            start = middle
    return tuple(reversed(path))


def consistency_proof(old: int, new: int, nodes: Nodes) -> Proof:
    """What shows that the tree of `new` leaves begins with the one of `old` leaves (RFC 9162 §2.1.4.1).

    Empty for equal sizes and for an empty old tree. Raises ProofError when the tree would have to shrink.
    """
    if not 0 <= old <= new:
        raise ProofError(f"a tree of {new} leaves does not continue one of {old}", reason="tree-smaller")
    start, end, path = 0, new, []
    while old and end != old:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(range_root(middle, end, nodes))
            end = middle
        else:
            path.append(range_root(start, middle, nodes))
            start = middle
    if start:
        path.append(range_root(start, end, nodes))
    return tuple(reversed(path))


def range_root(start: int, end: int, nodes: Nodes) -> bytes:
    """The tree hash of leaves `start` to `end` (exclusive), where `start` is a split of the tree they belong to."""
    pieces = []
    while start < end:
        level = (end - start).bit_length() - 1
        pieces.append(nodes(level, start >> level))
        start += 1 << level
    return reduce(lambda right, left: node_hash(left, right), reversed(pieces))


def tree_root(size: int, nodes: Nodes) -> bytes:
    """The tree hash of the first `size` leaves."""
    return range_root(0, size, nodes) if size else EMPTY_ROOT


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf with that hash is number `index` of the tree with that root (RFC 9162 §2.1.3.2).

    Raises ProofError otherwise.
    """
    if not 0 <= index < size:
        raise ProofError(f"a tree of {size} leaves has no leaf {index}", reason="index-beyond-tree")
    position, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofError("the proof is too long")
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            position, last = _climb(position, last)
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    if last != 0 or node != root:
        raise ProofError("the proof does not lead to the root")


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Check that the tree of `new` leaves begins with the one of `old` leaves (RFC 9162 §2.1.4.2).

    Raises ProofError otherwise. Every tree begins with the empty one, whose root is the hash of nothing.
    """
    if not 0 <= old <= new:
        raise ProofError(f"a tree of {new} leaves does not continue one of {old}", reason="tree-smaller")
    if old in {0, new}:
        expected = new_root if old else EMPTY_ROOT
        if proof or old_root != expected:
            raise ProofError("equal and empty trees need their own root and no proof")
        return
    first, *rest = [old_root, *proof] if old & (old - 1) == 0 else [*proof] or [b""]
    found = _climb_both(old - 1, new - 1, first, rest)
    if found != (old_root, new_root):
        raise ProofError("the proof does not lead to both roots")


def _climb_both(position: int, last: int, first: bytes, rest: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The roots of the old and the new tree that the proof leads to."""
    while position & 1:
        position, last = position >> 1, last >> 1
    old_node = new_node = first
    for sibling in rest:
        if last == 0:
            raise ProofError("the proof is too long")
        if position & 1 or position == last:
            old_node, new_node = node_hash(sibling, old_node), node_hash(sibling, new_node)
            position, last = _climb(position, last)
        else:
            new_node = node_hash(new_node, sibling)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise ProofError("the proof is too short")
    return old_node, new_node


def _climb(position: int, last: int) -> tuple[int, int]:
    """Pass the levels where a node at the right edge has no sibling and is carried up as it is."""
    while position and not position & 1:
        position, last = position >> 1, last >> 1
    return position, last


def _split(count: int) -> int:
    """The largest power of two smaller than `count`: where RFC 9162 divides a tree."""
    return 1 << ((count - 1).bit_length() - 1)
