"""The blob store: original bytes under their digest, written once, never changed."""

from __future__ import annotations

import hashlib
import sys
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


@pytest.mark.parametrize(("limit", "words"), [(50, "1 KB"), (300 * 1024, "300 KB"), (2 * 1024 * 1024, "2 MB")])
def test_a_refusal_names_the_limit_as_a_person_would(store: BlobStore, limit: int, words: str) -> None:
    """A limit below one megabyte is told in kilobytes, never as 0 MB."""
    with pytest.raises(TooLargeError, match=words):
        store.put([b"x" * (limit + 1)], limit=limit)


def test_a_probe_leaves_nothing(store: BlobStore, tmp_path: Path) -> None:
    """Asking whether the store can be written changes nothing in it."""
    store.probe()

    assert list((tmp_path / "blobs").iterdir()) == []


def test_a_probe_tells_a_store_that_cannot_be_written(store: BlobStore, tmp_path: Path) -> None:
    """A store whose folder has gone is a fault, not a success."""
    (tmp_path / "blobs").rmdir()
    (tmp_path / "blobs").write_text("a file in its place")

    with pytest.raises(StorageError):
        store.probe()


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


def test_missing_package_of_a_kind_of_store_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address of S3 without its package is refused with what to install, not with a traceback."""
    monkeypatch.setitem(sys.modules, "s3fs", None)  # as if it were not installed
    with pytest.raises(StorageError) as caught:
        BlobStore("s3://kho/tai-lieu")

    assert caught.value.reason == "store-package-missing"
    assert "s3fs" in str(caught.value)
