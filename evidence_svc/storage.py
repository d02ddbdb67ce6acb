"""The blob store: original bytes under their SHA-256, written once, never changed."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import fsspec

from evidence_svc.errors import RefusedError, ServiceError

CHUNK = 1024 * 1024


class StorageError(ServiceError):
    """The blob store failed, or holds bytes that do not match their name."""

    reason = "storage-failed"
    message = "Kho lưu trữ tài liệu gặp sự cố. Tài liệu chưa được nhận, hãy thử lại."


class TooLargeError(RefusedError):
    """The upload is larger than the office allows."""

    reason = "too-large"


@dataclass(frozen=True, slots=True)
class Blob:
    """A stored file: its SHA-256 in lower-case hex and its size in bytes."""

    sha256: str
    size: int


class BlobStore:
    """Content-addressed files on any fsspec file system; the address is the digest."""

    def __init__(self, url: str) -> None:
        """Open the store at an fsspec address; raises StorageError (`store-package-missing`, `storage-failed`)."""
        try:
            self._files, self._root = fsspec.core.url_to_fs(url)
            self._files.makedirs(self._root, exist_ok=True)
        except ImportError as error:
            kind = url.split(":", 1)[0]
            sentence = f"Kho {kind} cần một gói Python chưa được cài ({error})."
            raise StorageError(sentence, reason="store-package-missing") from error
        except OSError as error:
            raise StorageError from error

    def put(self, chunks: Iterable[bytes], *, limit: int) -> Blob:
        """Store the bytes and return their digest; the same bytes again change nothing.

        Raises TooLargeError past `limit` bytes and StorageError when the store fails; nothing is kept then.
        """
        waiting = f"{self._root}/incoming-{secrets.token_hex(16)}"
        try:
            blob = self._write(waiting, chunks, limit)
            self._settle(waiting, self._path(blob.sha256))
        except OSError as error:
            raise StorageError from error
        finally:
            if self._files.exists(waiting):
                self._files.rm_file(waiting)
        return blob

    def _write(self, path: str, chunks: Iterable[bytes], limit: int) -> Blob:
        digest, size = hashlib.sha256(), 0
        with self._files.open(path, "wb") as out:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise TooLargeError(f"Tệp lớn hơn mức cho phép ({_size_words(limit)}).")
                digest.update(chunk)
                out.write(chunk)
            _flush_to_disk(out)
        return Blob(digest.hexdigest(), size)

    def _settle(self, waiting: str, final: str) -> None:
        if not self._files.exists(final):
            self._files.makedirs(final.rsplit("/", 1)[0], exist_ok=True)
            self._files.mv(waiting, final)

    def get(self, sha256: str) -> bytes:
        """The bytes under a digest, checked against it; raises StorageError if missing or altered."""
        try:
            content = bytes(self._files.cat_file(self._path(sha256)))
        except OSError as error:
            raise StorageError("Không đọc được tài liệu gốc trong kho lưu trữ.", reason="blob-missing") from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise StorageError("Tài liệu gốc trong kho đã bị thay đổi.", reason="blob-altered")
        return content

    def has(self, sha256: str) -> bool:
        """Whether bytes with that digest are stored."""
        return bool(self._files.exists(self._path(sha256)))

    def probe(self) -> None:
        """Write a few bytes and take them away again; raises StorageError when the store does not let us."""
        path = f"{self._root}/incoming-{secrets.token_hex(16)}"
        try:
            with self._files.open(path, "wb") as out:
                out.write(b"probe")
            self._files.rm_file(path)
        except OSError as error:
            raise StorageError from error

    def _path(self, sha256: str) -> str:
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise StorageError("Mã băm không hợp lệ.", reason="bad-digest")
        return f"{self._root}/{sha256[:2]}/{sha256}"


def _size_words(size: int) -> str:
    """A limit for a person: whole megabytes, below one whole kilobytes."""
    return f"{size // CHUNK} MB" if size >= CHUNK else f"{max(1, size // 1024)} KB"


def _flush_to_disk(out: object) -> None:
    """Force the bytes to the disk where the store has one: a log entry must not outlive its evidence."""
    fileno = getattr(out, "fileno", None)
    if fileno is not None:
        out.flush()  # type: ignore[attr-defined] # only file-like objects with a descriptor come here
        os.fsync(fileno())


def chunks_of(content: bytes) -> Iterator[bytes]:
    """A byte string as an iterator of chunks."""
    for start in range(0, len(content), CHUNK):
        yield content[start : start + CHUNK]
