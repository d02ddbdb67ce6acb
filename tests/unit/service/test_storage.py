"""The blob store: original bytes under their digest, written once, never changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_svc.storage import BlobStore, StorageError, TooLargeError, chunks_of

LIMIT = 1_000_000


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    """An empty store in a folder."""
    return BlobStore((tmp_path / "blobs").as_uri())


@settings(max_examples=30)
@given(st.binary(max_size=5_000))
def test_bytes_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """Any bytes are found again under their SHA-256."""
    store = BlobStore((tmp_path_factory.mktemp("blobs")).as_uri())

    blob = store.put(chunks_of(content), limit=LIMIT)

    assert blob.sha256 == hashlib.sha256(content).hexdigest()
    assert (store.get(blob.sha256), blob.size) == (content, len(content))


def test_the_same_bytes_are_kept_once(store: BlobStore, tmp_path: Path) -> None:
    """A second copy changes nothing on the disk."""
    first = store.put([b"mot"], limit=LIMIT)
    second = store.put([b"m", b"ot"], limit=LIMIT)

    files = [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]
    assert first == second
    assert len(files) == 1


def test_too_many_bytes_leave_nothing(store: BlobStore, tmp_path: Path) -> None:
    """An upload past the limit is refused while it streams and its part is removed."""
    with pytest.raises(TooLargeError):
        store.put([b"x" * 10] * 10, limit=50)

    assert [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()] == []


def test_altered_bytes_are_never_handed_out(store: BlobStore, tmp_path: Path) -> None:
    """One changed byte on the disk is found when the blob is read."""
    blob = store.put([b"van ban goc"], limit=LIMIT)
    path = tmp_path / "blobs" / blob.sha256[:2] / blob.sha256
    path.write_bytes(b"van ban sua")

    with pytest.raises(StorageError) as found:
        store.get(blob.sha256)
    assert found.value.reason == "blob-altered"


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 62 + "/x"])
def test_only_a_digest_is_an_address(store: BlobStore, digest: str) -> None:
    """Nothing that is not a SHA-256 in lower-case hex reaches the file system."""
    with pytest.raises(StorageError) as refused:
        store.get(digest)
    assert refused.value.reason == "bad-digest"


def test_a_missing_blob_is_named(store: BlobStore) -> None:
    """A digest nobody stored is an error with its own reason."""
    with pytest.raises(StorageError) as missing:
        store.get("0" * 64)
    assert missing.value.reason == "blob-missing"
