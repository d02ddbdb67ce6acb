"""Published logs against an independent implementation of C2SP logs (aics-tlog, which needs Python 3.12)."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from audit.entry import canonical
from audit.folder import LogFolder
from audit.merkle import leaf_hash
from audit.note import make_signer
from audit.publish import prove_consistency, prove_inclusion, publish, set_up
from tests.unit.audit.logs import after, entries_of, stored

ORIGIN = "cchc.example/nhat-ky"
KEY = make_signer(ORIGIN, bytes(32))
SIZES = (1, 2, 255, 256, 257, 600)
ENTRIES = entries_of(SIZES[-1])

# On an older Python there is nothing to compare with, and nothing is collected.
if find_spec("aics_tlog") is not None:
    from aics_tlog import checkpoint, note, tiles, tree

    def test_another_implementation_believes_every_checkpoint_and_proof(tmp_path: Path) -> None:
        """It checks our signature, rebuilds our tiles byte by byte, and accepts our proofs; of changed ones none."""
        folder = LogFolder(tmp_path / "log")
        set_up(folder, KEY)
        contents = [canonical(entry) for entry in ENTRIES]
        key = note.parse_vkey(KEY.verifier.text)
        heads = []
        for size in SIZES:
            rows, head = stored(ENTRIES[:size])
            publish(folder, (KEY,), head, after(rows))
            found = checkpoint.verify_checkpoint(note.parse_note([*folder.checkpoint_texts()][-1]), key)
            assert (found.ok, found.size, found.error) == (True, size, None)
            heads.append((size, found.root))

        last, root = heads[-1]
        for path, content in tiles.materialise_tiles(contents).items():
            if path.startswith("tile/") and "entries" not in path:
                assert (folder.path / path).read_bytes() == content, path
        for sequence in (1, 255, 256, 257, last):
            proof, _ = prove_inclusion(folder, sequence)
            leaf = leaf_hash(contents[sequence - 1])
            assert tree.verify_inclusion(leaf, sequence - 1, last, proof, root)
            assert not tree.verify_inclusion(leaf_hash(b"another"), sequence - 1, last, proof, root)
        for size, old in heads:
            assert tree.verify_consistency(size, last, old, root, prove_consistency(folder, size, last))
