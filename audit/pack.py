"""A pack as a stream: a ZIP written file by file, never held whole, that carries its own verifier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import RawIOBase
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from audit import pack_verifier
from audit.folder import CHECKPOINT, KEYS, STAMP_ENDING, WITNESSES, LogFolder
from audit.rows import StoredEntry

VERIFIER = "kiem_tra.py"
File = tuple[str, Iterable[bytes]]


class _Sink(RawIOBase):
    """Takes what the archive writes and gives it away; cannot seek, so the archive never looks back."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        """It is written to."""
        return True

    def write(self, content: Any) -> int:
        """Keep a part until it is taken."""
        self._parts.append(bytes(content))
        return len(content)

    def take(self) -> bytes:
        """Everything written since the last time."""
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def stream_pack(files: Iterable[File], now: datetime) -> Iterator[bytes]:
    """The ZIP of these files, in chunks as they are made; `now` dates its members."""
    sink = _Sink()
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
        for name, chunks in files:
            member = ZipInfo(name, now.timetuple()[:6])
            member.compress_type = ZIP_DEFLATED
            with archive.open(member, "w", force_zip64=True) as out:
                for chunk in chunks:
                    out.write(chunk)
                    yield sink.take()
    yield sink.take()


def log_files(folder: LogFolder, entries: Iterable[StoredEntry]) -> Iterator[File]:
    """What a pack holds of the log: the verifier, keys, checkpoints with their stamps, and the entries as they were.

    `entries` are those of the newest checkpoint, all of them: a list with gaps cannot show that it is complete.
    """
    yield VERIFIER, [Path(pack_verifier.__file__).read_bytes()]
    yield KEYS, [(folder.path / KEYS).read_bytes()]
    yield CHECKPOINT, [(folder.path / CHECKPOINT).read_bytes()]
    yield WITNESSES, [folder.witnesses_text]
    for text in folder.checkpoint_texts():
        size = folder.open(text).size
        yield folder.checkpoint_name(size), [text.encode()]
        stamp = folder.stamp(size)
        if stamp is not None:
            yield folder.checkpoint_name(size) + STAMP_ENDING, [stamp]
    yield "entries.jsonl", (entry.canonical + b"\n" for entry in entries)
