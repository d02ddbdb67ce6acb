"""The tree hash against the reference vectors and against the definition in the RFC."""

from __future__ import annotations

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import merkle
from audit.errors import TreeError
from audit.merkle import EMPTY, Frontier

# The reference tree of Certificate Transparency (RFC 6962): eight leaves and the root after each.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def grow(leaves: list[bytes]) -> Frontier:
    """Append the leaves one after another to an empty tree."""
    return reduce(merkle.append, map(merkle.leaf_hash, leaves), EMPTY)


def defined_root(leaves: list[bytes]) -> bytes:
    """RFC 9162 §2.1.1 word for word: split at the largest power of two below the size."""
    if not leaves:
        return merkle.EMPTY_ROOT
    if len(leaves) == 1:
        return merkle.leaf_hash(leaves[0])
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return merkle.node_hash(defined_root(leaves[:split]), defined_root(leaves[split:]))


@pytest.mark.parametrize("size", range(1, 9))
def test_root_equals_the_reference_vector(size: int) -> None:
    """The tree of the first n reference leaves has the published root."""
    assert ROOTS[size - 1] == merkle.root(grow(LEAVES[:size])).hex()


def test_empty_tree_hashes_to_sha256_of_nothing() -> None:
    """RFC 9162 §2.1.1: the hash of an empty list is the hash of an empty string."""
    expected = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert expected == merkle.root(EMPTY).hex()


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_frontier_equals_the_definition(leaves: list[bytes]) -> None:
    """Growing leaf by leaf gives the root that the recursive definition gives."""
    assert defined_root(leaves) == merkle.root(grow(leaves))


@given(st.lists(st.binary(max_size=8), max_size=70), st.lists(st.binary(max_size=8), max_size=70))
def test_many_leaves_at_once_give_the_same_frontier(first: list[bytes], more: list[bytes]) -> None:
    """Extending by many leaves is appending each of them."""
    assert grow(first + more) == merkle.extend(grow(first), [*map(merkle.leaf_hash, more)])


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_frontier_survives_storage(leaves: list[bytes]) -> None:
    """A frontier read back from its stored bytes is the same frontier."""
    frontier = grow(leaves)

    assert frontier == merkle.decode(frontier.size, merkle.encode(frontier))


@pytest.mark.parametrize(("size", "length"), [(1, 0), (0, 32), (3, 32), (4, 64), (-1, 32), (2, 31)])
def test_frontier_that_does_not_fit_its_size_is_refused(size: int, length: int) -> None:
    """A head whose nodes and size disagree raises instead of giving a wrong root."""
    with pytest.raises(TreeError):
        merkle.decode(size, bytes(length))
