"""Tiles of the tree (C2SP tlog-tiles): which there are, their names, and the subtree hashes they answer for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from audit.errors import PublicationError
from audit.merkle import HASH_SIZE, Frontier, node_hash
from audit.proof import Nodes

HEIGHT = 8
WIDTH = 1 << HEIGHT
Hashes = tuple[bytes, ...]


class Tile(NamedTuple):
    """`width` neighbouring hashes: leaf hashes at level 0, above it roots of full tiles of the level below."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where the tile is served, below the log's prefix: tile/1/x001/234.p/7."""
        digits = f"{self.number}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        name = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{self.level}/{name}{partial}"


def right_edge(size: int) -> Iterator[Tile]:
    """The partial tiles of a tree of that size, level by level; a level whose last tile is full has none."""
    level = 0
    while size >> (HEIGHT * level):
        count = size >> (HEIGHT * level)
        if count % WIDTH:
            yield Tile(level, count // WIDTH, count % WIDTH)
        level += 1


def tile_holding(level: int, index: int, size: int) -> Tile:
    """The tile that holds node `index` of tile level `level` in a tree of that size; raises PublicationError."""
    count = size >> (HEIGHT * level)
    if index >= count:
        raise PublicationError(f"a tree of {size} leaves has no node {index} at level {level}")
    return Tile(level, index // WIDTH, min(WIDTH, count - index // WIDTH * WIDTH))


def nodes_from(read: Callable[[Tile], Sequence[bytes]], size: int) -> Nodes:
    """The subtree hashes of a tree of that size, from its tiles; `read` gives a tile's hashes."""

    def node(height: int, index: int) -> bytes:
        level, inner = divmod(height, HEIGHT)
        first = index << inner
        tile = tile_holding(level, first + (1 << inner) - 1, size)
        at = first % WIDTH
        return subtree_root(read(tile)[at : at + (1 << inner)])

    return node


def subtree_root(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of neighbouring hashes."""
    while len(hashes) > 1:
        hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]


class TileBuilder:
    """Grows a tree by whole tiles; `edge` holds the unfinished tile of each level, lowest first."""

    def __init__(self, size: int = 0, edge: Iterable[tuple[int, Sequence[bytes]]] = ()) -> None:
        """Continue a tree of `size` leaves whose partial tiles are given as (level, hashes)."""
        self.size = size
        self._edge: list[list[bytes]] = []
        for level, hashes in edge:
            self._level(level).extend(hashes)

    def add(self, leaves: Iterable[bytes]) -> Iterator[tuple[Tile, Hashes]]:
        """Take leaf hashes and yield each tile that became full, with its hashes."""
        for leaf in leaves:
            self.size += 1
            yield from self._push(0, leaf)

    def partials(self) -> Iterator[tuple[Tile, Hashes]]:
        """The unfinished tiles as they stand."""
        for tile in right_edge(self.size):
            yield tile, tuple(self._edge[tile.level])

    @property
    def frontier(self) -> Frontier:
        """The tree's frontier, from the unfinished tiles alone: they are the whole right edge."""
        nodes = [node for hashes in reversed(self._edge) for node in _perfect(hashes)]
        return Frontier(self.size, tuple(nodes))

    def _push(self, level: int, node: bytes) -> Iterator[tuple[Tile, Hashes]]:
        hashes = self._level(level)
        hashes.append(node)
        if len(hashes) == WIDTH:
            full = tuple(hashes)
            hashes.clear()
            yield Tile(level, (self.size >> (HEIGHT * (level + 1))) - 1), full
            yield from self._push(level + 1, subtree_root(full))

    def _level(self, level: int) -> list[bytes]:
        while len(self._edge) <= level:
            self._edge.append([])
        return self._edge[level]


def encode(hashes: Sequence[bytes]) -> bytes:
    """A tile's bytes: its hashes one after the other."""
    return b"".join(hashes)


def decode(tile: Tile, content: bytes) -> Hashes:
    """A tile's hashes; raises PublicationError (`tiles-altered`) when the length is not that of the tile."""
    if len(content) != tile.width * HASH_SIZE:
        raise PublicationError(f"{tile.path} holds {len(content)} bytes", reason="tiles-altered")
    return tuple(content[at : at + HASH_SIZE] for at in range(0, len(content), HASH_SIZE))


def _perfect(hashes: Sequence[bytes]) -> Iterator[bytes]:
    """The roots of the perfect subtrees that a run of hashes falls into, the largest first."""
    start = 0
    while start < len(hashes):
        count = 1 << ((len(hashes) - start).bit_length() - 1)
        yield subtree_root(hashes[start : start + count])
        start += count
