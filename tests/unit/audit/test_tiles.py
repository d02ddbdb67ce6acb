"""Tiles hold exactly the tree: names as C2SP tlog-tiles writes them, hashes from which every proof follows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import merkle
from audit.errors import PublicationError
from audit.proof import consistency_proof, inclusion_proof, tree_root, verify_consistency, verify_inclusion
from audit.tiles import Hashes, Tile, TileBuilder, decode, encode, nodes_from, right_edge, tile_holding
from tests.unit.audit.trees import leaves_of, root_of

LEAVES = leaves_of(70_000)


def built(size: int, start: TileBuilder | None = None) -> tuple[TileBuilder, dict[Tile, Hashes]]:
    """A builder after `size` leaves, and every tile of its tree."""
    builder = start or TileBuilder()
    found = dict(builder.add(LEAVES[builder.size : size]))
    return builder, found | dict(builder.partials())


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(1, 1234067), "tile/1/x001/x234/067"),
        (Tile(0, 1000, 7), "tile/0/x001/000.p/7"),
    ],
)
def test_tiles_are_named_as_specified(tile: Tile, path: str) -> None:
    """The path's digits come in threes, all but the last group marked; a partial tile names its width."""
    assert path == tile.path


def test_tiles_of_the_example_tree() -> None:
    """The tree of 70,000 leaves that the specification counts: 273 full tiles, then widths 112, 17 and 1."""
    _, tiles = built(70_000)

    full = [tile for tile in tiles if tile.width == 256]
    assert [sum(tile.level == level for tile in full) for level in (0, 1)] == [273, 1]
    assert [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)] == list(right_edge(70_000))


@given(st.integers(0, 700), st.integers(0, 700))
def test_growing_in_steps_gives_the_same_tiles(first: int, more: int) -> None:
    """A builder continued from its partial tiles writes what one that never stopped writes."""
    builder, tiles = built(first)
    edge = [(tile.level, hashes) for tile, hashes in builder.partials()]
    again, later = built(first + more, TileBuilder(first, edge))
    whole, expected = built(first + more)

    assert whole.frontier == again.frontier
    assert expected == {tile: (tiles | later)[tile] for tile in expected}


@given(st.integers(0, 1_000))
def test_right_edge_is_the_frontier(size: int) -> None:
    """The partial tiles alone give the tree's root: what was published can be checked before it is continued."""
    builder, _ = built(size)

    assert root_of(LEAVES[:size]) == merkle.root(builder.frontier)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 65_536, 65_537, 70_000])
def test_proofs_come_from_tiles(size: int) -> None:
    """Roots, inclusion of the first, last and middle leaf, and growth from half follow from tiles alone."""
    builder, tiles = built(size)
    nodes = nodes_from(tiles.__getitem__, size)
    root = merkle.root(builder.frontier)

    assert root == tree_root(size, nodes)
    for index in {0, size // 2, size - 1}:
        verify_inclusion(index, size, LEAVES[index], inclusion_proof(index, size, nodes), root)
    half = (size + 1) // 2
    verify_consistency(half, size, root_of(LEAVES[:half]), root, consistency_proof(half, size, nodes))


def test_tiles_survive_their_bytes() -> None:
    """A tile read back is the same tile; one of another length is refused as altered."""
    tile = Tile(0, 0, 5)
    assert tuple(LEAVES[:5]) == decode(tile, encode(LEAVES[:5]))
    with pytest.raises(PublicationError) as refused:
        decode(tile, encode(LEAVES[:4]))
    assert refused.value.reason == "tiles-altered"


def test_nodes_beyond_the_tree_are_refused() -> None:
    """No tile of a tree of five leaves holds its sixth."""
    with pytest.raises(PublicationError):
        tile_holding(0, 5, 5)
