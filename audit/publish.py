"""Publish the log: grow its tiles by the new rows, sign the head, and never contradict what was signed before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from audit import merkle, proof, tiles
from audit.checkpoint import Checkpoint, add_lines, parse_checkpoint, sign_checkpoint
from audit.errors import PublicationError
from audit.folder import LogFolder
from audit.merkle import Frontier
from audit.note import Line, Note, SignerKey
from audit.proof import Proof
from audit.rows import Head, StoredEntry

# The rows that follow a sequence, in order.
RowsAfter = Callable[[int], Iterator[StoredEntry]]


def set_up(folder: LogFolder, key: SignerKey) -> None:
    """Name the log and publish its first key; raises PublicationError when the folder has another log's."""
    if folder.origin not in {None, key.name}:
        raise PublicationError(f"the folder already holds {folder.origin}", reason="origin-taken")
    folder.publish_key(key.verifier)


def publish(folder: LogFolder, signers: Sequence[SignerKey], head: Head | None, rows: RowsAfter) -> Checkpoint:
    """Sign the head and publish it with its tiles; the newest checkpoint again when nothing was added.

    Costs as much as there are new rows. Hold `folder.locked()` from before the head and rows were read, or another
    publisher may have signed a newer head meanwhile.

    Raises PublicationError: `head-smaller` when the database has fewer entries than were published, `head-forked`
    when it does not continue them, `tiles-altered`, `publication-damaged`.
    """
    tree = merkle.decode(*head) if head else merkle.EMPTY
    published = check_continues(folder, tree)
    if published and not folder.is_served:
        folder.keep_checkpoint(published, parse_checkpoint(folder.latest_text or "")[1])
    if published and published.size == tree.size:
        return published
    builder = folder.builder(published.size if published else 0)
    leaves = (merkle.leaf_hash(row.canonical) for row in rows(builder.size))
    folder.write_tiles(builder.add(leaves))
    if builder.frontier != tree:
        raise _forked(builder.size)
    folder.write_tiles(builder.partials())
    checkpoint = Checkpoint(signers[0].name, tree.size, merkle.root(tree))
    folder.keep_checkpoint(checkpoint, sign_checkpoint(checkpoint, signers))
    return checkpoint


def check_continues(folder: LogFolder, tree: Frontier) -> Checkpoint | None:
    """The newest checkpoint, after a look at what can be seen at once: its tiles are whole, the head is not behind.

    Raises PublicationError.
    """
    published = folder.latest
    if published is None:
        return None
    _check_right_edge(folder, published)
    if tree.size < published.size:
        message = f"the database has {tree.size} entries, {published.size} were published"
        raise PublicationError(message, reason="head-smaller")
    if tree.size == published.size and merkle.root(tree) != published.root:
        raise _forked(tree.size)
    return published


def check_publication(folder: LogFolder) -> None:
    """Check every published file: the newest checkpoint is served, and each full tile has the root held above it.

    Raises PublicationError: `publication-damaged`, or `tiles-altered` with the name of the first bad tile.
    """
    published = folder.latest
    if published and not folder.is_served:
        raise PublicationError("another checkpoint is served than the newest")
    size = published.size if published else 0
    level = 0
    while full := size >> (tiles.HEIGHT * (level + 1)):
        for number in range(full):
            tile, above = tiles.Tile(level, number), tiles.tile_holding(level + 1, number, size)
            if tiles.subtree_root(folder.read_tile(tile)) != folder.read_tile(above)[number % tiles.WIDTH]:
                raise PublicationError(f"{tile.path} or {above.path} was altered", reason="tiles-altered")
        level += 1
    for checkpoint in map(folder.open, folder.checkpoint_texts()):
        _check_right_edge(folder, checkpoint)


def _check_right_edge(folder: LogFolder, checkpoint: Checkpoint) -> None:
    """The partial tiles of a published size, which alone give its root."""
    if merkle.root(folder.builder(checkpoint.size).frontier) != checkpoint.root:
        message = f"the tiles published at size {checkpoint.size} do not have the signed root"
        raise PublicationError(message, reason="tiles-altered")


def find_fork(folder: LogFolder, leaves: Iterator[bytes]) -> int | None:
    """The sequence of the first published entry that the database holds otherwise or not at all, None if all agree.

    `leaves` are the leaf hashes computed from the database's rows, from the first on.
    """
    published = folder.latest
    size = published.size if published else 0
    for start in range(0, size, tiles.WIDTH):
        for at, leaf in enumerate(folder.read_tile(tiles.tile_holding(0, start, size)), start):
            if next(leaves, None) != leaf:
                return at + 1
    return None


def prove_inclusion(folder: LogFolder, sequence: int) -> tuple[Proof, str]:
    """The inclusion proof of an entry and the newest checkpoint it leads to; raises ProofError when not published."""
    published, text = folder.latest, folder.latest_text
    size = published.size if published else 0
    path = proof.inclusion_proof(sequence - 1, size, tiles.nodes_from(_cached(folder), size))
    return path, text or ""


def prove_consistency(folder: LogFolder, old: int, new: int) -> Proof:
    """The consistency proof between two published sizes; raises ProofError and PublicationError."""
    return proof.consistency_proof(old, new, tiles.nodes_from(_cached(folder), new))


def add_cosignatures(folder: LogFolder, lines: Sequence[Line]) -> Note:
    """Publish the newest checkpoint with more signature lines, which the caller has checked; raises NoteError."""
    with folder.locked():
        checkpoint, note = parse_checkpoint(folder.latest_text or "")
        grown = add_lines(note, lines)
        folder.keep_checkpoint(checkpoint, grown)
    return grown


def _cached(folder: LogFolder) -> Callable[[tiles.Tile], tiles.Hashes]:
    """One proof asks for the same few tiles again and again."""
    read: dict[tiles.Tile, tiles.Hashes] = {}

    def get(tile: tiles.Tile) -> tiles.Hashes:
        if tile not in read:
            read[tile] = folder.read_tile(tile)
        return read[tile]

    return get


def _forked(size: int) -> PublicationError:
    return PublicationError(f"the database's first {size} entries are not those published", reason="head-forked")
