"""Publishing never contradicts what was published: a database put back, cut or rewritten is refused by name."""

from __future__ import annotations

import itertools
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from audit.checkpoint import Checkpoint, open_checkpoint
from audit.entry import Entry, canonical
from audit.errors import AuditError, ProofError, PublicationError
from audit.folder import LogFolder
from audit.keys import make_key, read_key, read_keys, retire_key
from audit.merkle import leaf_hash
from audit.note import SignerKey, make_signer
from audit.proof import verify_consistency
from audit.publish import check_publication, find_fork, prove_consistency, prove_inclusion, publish, set_up
from audit.receipt import Receipt, parse_receipt, verify_receipt
from tests.unit.audit.logs import after, entries_of, stored

ORIGIN = "cchc.example/nhat-ky"
KEY = make_signer(ORIGIN, bytes(32))
ENTRIES = entries_of(600)


@pytest.fixture
def folder(tmp_path: Path) -> LogFolder:
    made = LogFolder(tmp_path / "log")
    set_up(made, KEY)
    return made


def published(folder: LogFolder, entries: list[Entry], *keys: SignerKey) -> Checkpoint:
    rows, head = stored(entries)
    return publish(folder, keys or (KEY,), head, after(rows))


def rewritten(entries: list[Entry], at: int) -> list[Entry]:
    """The same log, one entry of it rewritten and all hashes after it made anew."""
    return [*entries[:at], replace(entries[at], reason="đã viết lại"), *entries[at + 1 :]]


def test_growing_log_is_published(folder: LogFolder) -> None:
    """Each head is signed, all of them continue each other, and the same head is not signed twice."""
    checkpoints = [published(folder, ENTRIES[:size]) for size in (1, 255, 256, 600, 600)]

    assert checkpoints[-1] == checkpoints[-2] == folder.latest
    assert checkpoints[:-1] == [open_checkpoint(text, [KEY.verifier]) for text in folder.checkpoint_texts()]
    for old, new in itertools.pairwise(checkpoints):
        proof = prove_consistency(folder, old.size, new.size)
        verify_consistency(old.size, new.size, old.root, new.root, proof)


@pytest.mark.parametrize(
    ("later", "reason"),
    [
        (ENTRIES[:299], "head-smaller"),
        (rewritten(ENTRIES[:300], 9), "head-forked"),
        (rewritten(ENTRIES[:300], 299), "head-forked"),
        (rewritten(ENTRIES[:400], 250), "head-forked"),
        (rewritten(ENTRIES[:400], 299), "head-forked"),
    ],
    ids=["put back to yesterday", "rewritten", "last rewritten", "rewritten and grown", "put back and grown again"],
)
def test_a_head_that_contradicts_the_published_one_is_not_signed(
    folder: LogFolder, later: list[Entry], reason: str
) -> None:
    """Smaller or other than what was published: refused, and the published log stays as it was."""
    before = published(folder, ENTRIES[:300])

    with pytest.raises(PublicationError) as refused:
        published(folder, later)
    assert reason == refused.value.reason
    assert before == folder.latest
    assert published(folder, ENTRIES[:400]).size == 400


def test_the_place_of_a_fork_is_found(folder: LogFolder) -> None:
    """Against the published leaves the first entry rewritten or missing has a number."""
    published(folder, ENTRIES[:600])

    assert find_fork(folder, (leaf_hash(canonical(entry)) for entry in ENTRIES)) is None
    assert find_fork(folder, (leaf_hash(canonical(entry)) for entry in rewritten(ENTRIES, 257))) == 258
    assert find_fork(folder, (leaf_hash(canonical(entry)) for entry in ENTRIES[:299])) == 300


def test_rows_that_do_not_make_the_head_are_not_signed(folder: LogFolder) -> None:
    """A head that was moved without its rows, or rows altered under it, is not published."""
    rows, head = stored(ENTRIES[:300])
    altered = [*rows[:7], rows[7]._replace(canonical=b"{}"), *rows[8:]]
    for wrong in (rows[:299], altered):
        with pytest.raises(PublicationError) as refused:
            publish(folder, (KEY,), head, after(wrong))
        assert refused.value.reason == "head-forked"
    assert folder.latest is None


def test_altered_tiles_stop_publishing(folder: LogFolder) -> None:
    """Tiles of the right edge that were altered, cut or lost are noticed before anything is signed on them."""
    published(folder, ENTRIES[:300])
    tile = folder.path / "tile/0/001.p/44"
    content = tile.read_bytes()
    for damage in (content[:-1], bytes([content[0] ^ 1]) + content[1:], None):
        tile.unlink() if damage is None else tile.write_bytes(damage)
        with pytest.raises(PublicationError) as refused:
            published(folder, ENTRIES[:400])
        assert refused.value.reason == "tiles-altered"


def test_tiles_left_by_a_crash_do_no_harm(folder: LogFolder) -> None:
    """Tiles written before a crash were never signed: the next publication writes its own over them."""
    published(folder, ENTRIES[:300])
    rows, head = stored(rewritten(ENTRIES[:600], 500))
    before = {name: (folder.path / name).read_bytes() for name in ("checkpoint", "tile/0/001.p/44", "tile/1/000.p/1")}
    publish(folder, (KEY,), head, after(rows))
    for name, content in before.items():
        folder.write(name, content)
    (folder.path / folder.checkpoint_name(600)).unlink()

    assert published(folder, ENTRIES).root == published(LogFolder(folder.path), ENTRIES).root
    assert find_fork(folder, (leaf_hash(canonical(entry)) for entry in ENTRIES)) is None


@pytest.mark.parametrize("name", ["checkpoints/000000000003", "keys"])
def test_damaged_publication_is_named(folder: LogFolder, name: str) -> None:
    """A checkpoint or key file that is not the log's own any more stops publishing."""
    published(folder, ENTRIES[:3])
    content = (folder.path / name).read_bytes()
    (folder.path / name).write_bytes(content.replace(b"cchc", b"cchd"))

    with pytest.raises(AuditError) as refused:
        published(folder, ENTRIES[:5])
    assert refused.value.reason == "publication-damaged"


def test_a_checkpoint_served_late_is_put_right(folder: LogFolder) -> None:
    """After a crash between the two files an old checkpoint is served: noticed, and put right by the next call."""
    published(folder, ENTRIES[:3])
    old = (folder.path / "checkpoint").read_bytes()
    published(folder, ENTRIES[:5])
    folder.write("checkpoint", old)

    with pytest.raises(PublicationError):
        check_publication(folder)
    assert published(folder, ENTRIES[:5]).size == 5
    check_publication(folder)


def test_lost_checkpoints_are_missed(folder: LogFolder) -> None:
    """A served checkpoint whose kept copies are gone is not taken for an empty publication."""
    published(folder, ENTRIES[:3])
    (folder.path / "checkpoints/000000000003").unlink()

    with pytest.raises(PublicationError):
        published(folder, ENTRIES[:5])


@pytest.mark.parametrize("name", ["tile/0/000", "tile/0/001", "tile/1/000.p/2", "tile/0/002.p/88"])
def test_any_altered_tile_is_named(folder: LogFolder, name: str) -> None:
    """Full tiles inside the tree are checked against the level above, the right edge against the signed root."""
    published(folder, ENTRIES)
    check_publication(folder)
    content = (folder.path / name).read_bytes()
    (folder.path / name).write_bytes(content[:40] + bytes([content[40] ^ 1]) + content[41:])

    with pytest.raises(PublicationError) as refused:
        check_publication(folder)
    assert refused.value.reason == "tiles-altered"


def test_a_folder_belongs_to_one_log(folder: LogFolder) -> None:
    """A key of another origin cannot take over the folder."""
    with pytest.raises(PublicationError):
        set_up(folder, make_signer("other.example", bytes(32)))


def test_keys_are_the_owners_alone(tmp_path: Path) -> None:
    """Key files have mode 0600 from their first moment; one that others may read is refused."""
    key = make_key(tmp_path / "keys", ORIGIN)
    (path,) = (tmp_path / "keys").iterdir()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_keys(tmp_path / "keys", ORIGIN) == (key,)
    path.chmod(0o640)
    with pytest.raises(PublicationError) as refused:
        read_key(path)
    assert refused.value.reason == "key-unsafe"


def test_a_key_takes_over_with_an_overlap(folder: LogFolder, tmp_path: Path) -> None:
    """While two keys sign, clients with either key follow; then the old one is destroyed, what it signed stands."""
    old = make_key(tmp_path / "keys", ORIGIN)
    new = make_key(tmp_path / "keys", ORIGIN)
    folder.publish_key(old.verifier)
    published(folder, ENTRIES[:3], old)
    folder.publish_key(new.verifier)
    published(folder, ENTRIES[:5], *read_keys(tmp_path / "keys", ORIGIN))
    overlap = folder.latest_text or ""
    retire_key(tmp_path / "keys", old.verifier)
    published(folder, ENTRIES[:7], *read_keys(tmp_path / "keys", ORIGIN))

    assert {open_checkpoint(overlap, [key.verifier]).size for key in (old, new)} == {5}
    assert [open_checkpoint(text, [new.verifier]).size for text in [*folder.checkpoint_texts()][1:]] == [5, 7]
    with pytest.raises(PublicationError):
        retire_key(tmp_path / "keys", new.verifier)


def test_receipt_proves_its_entry(folder: LogFolder) -> None:
    """A receipt read back proves the entry to whoever has the log's key, before and after the log grew."""
    published(folder, ENTRIES[:300])
    path, checkpoint = prove_inclusion(folder, 42)
    receipt = Receipt(canonical(ENTRIES[41]), 41, path, checkpoint)
    published(folder, ENTRIES)

    proven = verify_receipt(parse_receipt(receipt.text), [KEY.verifier])
    assert (proven.entry, proven.checkpoint.size) == (ENTRIES[41], 300)


def test_receipt_of_anything_else_is_refused(folder: LogFolder) -> None:
    """Another entry, index, path or key, and every damaged line: none proves anything."""
    published(folder, ENTRIES[:300])
    path, checkpoint = prove_inclusion(folder, 42)
    good = Receipt(canonical(ENTRIES[41]), 41, path, checkpoint)
    wrong = [
        replace(good, content=canonical(ENTRIES[40])),
        replace(good, content=canonical(ENTRIES[41]).replace("lần 42".encode(), "lần 43".encode())),
        replace(good, index=40),
        replace(good, proof=path[:-1]),
        replace(good, checkpoint=checkpoint.replace("\n300\n", "\n301\n")),
    ]
    for receipt in wrong:
        with pytest.raises(AuditError):
            verify_receipt(parse_receipt(receipt.text), [KEY.verifier])
    for text in ("", good.text[1:], good.text.replace("index 41", "index 041"), good.text.replace("extra ", "extra *")):
        with pytest.raises(AuditError):
            parse_receipt(text)
    with pytest.raises(AuditError):
        verify_receipt(good, [make_signer(ORIGIN, bytes([5]) * 32).verifier])


def test_entries_not_yet_published_have_no_receipt(folder: LogFolder) -> None:
    """Before its checkpoint an entry cannot be proven; the error says so."""
    with pytest.raises(ProofError):
        prove_inclusion(folder, 1)
    published(folder, ENTRIES[:3])
    with pytest.raises(ProofError):
        prove_inclusion(folder, 4)
