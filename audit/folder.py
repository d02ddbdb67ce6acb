"""The published log as files: tiles, checkpoints and public keys in a folder that any web server can serve.

It is the log's memory outside its database: what stands here was shown to others and must never be contradicted.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from audit import tiles
from audit.checkpoint import Checkpoint, open_checkpoint
from audit.errors import NoteError, PublicationError
from audit.merkle import HASH_SIZE
from audit.note import Note, VerifierKey, parse_verifier
from audit.tiles import Hashes, Tile, TileBuilder

CHECKPOINT = "checkpoint"
KEYS = "keys"
WITNESSES = "witnesses"
STAMP_ENDING = ".tsr"


class LogFolder:
    """One published log. Every file is written whole and flushed to the disk before its name appears."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder against other publishers on this machine."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        """Every public key the log ever signed with, the first first; raises PublicationError when damaged."""
        content = self._read(KEYS)
        try:
            return tuple(map(parse_verifier, content.decode().split())) if content else ()
        except (NoteError, UnicodeDecodeError) as error:
            raise PublicationError("the published keys are damaged") from error

    @property
    def origin(self) -> str | None:
        """The log's name, None before it was set up."""
        keys = self.keys
        return keys[0].name if keys else None

    def publish_key(self, key: VerifierKey) -> None:
        """Add a public key; those before it stay, for what they signed."""
        texts = dict.fromkeys(one.text for one in (*self.keys, key))
        self.write(KEYS, "".join(f"{text}\n" for text in texts).encode())

    def publish_witness(self, key: VerifierKey) -> None:
        """Add the key of a witness whose cosignatures are published."""
        known = (self._read(WITNESSES) or b"").decode().split()
        self.write(WITNESSES, "".join(f"{text}\n" for text in dict.fromkeys((*known, key.text))).encode())

    @property
    def witnesses_text(self) -> bytes:
        """The keys of the witnesses, one a line; empty while there are none."""
        return self._read(WITNESSES) or b""

    @property
    def latest_text(self) -> str | None:
        """The newest checkpoint as it stands, with the cosignatures it has."""
        names = self._checkpoint_files()
        return names[-1].read_text(encoding="utf-8", errors="replace") if names else None

    @property
    def latest(self) -> Checkpoint | None:
        """The newest checkpoint, None before the first; raises PublicationError when it is not the log's."""
        text = self.latest_text
        if text is None:
            if self._read(CHECKPOINT) is not None:
                raise PublicationError("the published checkpoints are gone")
            return None
        checkpoint = self.open(text)
        if self._checkpoint_files()[-1].name != Path(self.checkpoint_name(checkpoint.size)).name:
            raise PublicationError("the newest checkpoint is not the one of its name")
        return checkpoint

    @property
    def is_served(self) -> bool:
        """Whether what is served as the newest checkpoint is it; after a crash it may be the one before."""
        return self._read(CHECKPOINT) == (self.latest_text or "").encode()

    def open(self, text: str) -> Checkpoint:
        """A checkpoint signed by this log; raises PublicationError."""
        try:
            return open_checkpoint(text, self.keys)
        except NoteError as error:
            raise PublicationError(f"a published checkpoint is damaged: {error}") from error

    def checkpoint_texts(self) -> Iterator[str]:
        """Every checkpoint published, the smallest first."""
        for file in self._checkpoint_files():
            yield file.read_text(encoding="utf-8", errors="replace")

    def _checkpoint_files(self) -> list[Path]:
        return sorted((self.path / "checkpoints").glob("[0-9]*[0-9]"))

    def checkpoint_name(self, size: int) -> str:
        """Where the checkpoint of that size stays for good."""
        return f"checkpoints/{size:012}"

    def keep_checkpoint(self, checkpoint: Checkpoint, note: Note) -> None:
        """Publish a checkpoint, or the same one with more cosignatures."""
        content = note.text.encode()
        self.write(self.checkpoint_name(checkpoint.size), content)
        self.write(CHECKPOINT, content)

    def keep_stamp(self, size: int, response: bytes) -> None:
        """Keep a timestamp response beside the checkpoint it stamps."""
        self.write(self.checkpoint_name(size) + STAMP_ENDING, response)

    def stamp(self, size: int) -> bytes | None:
        """The timestamp response of the checkpoint of that size, if there is one."""
        return self._read(self.checkpoint_name(size) + STAMP_ENDING)

    def read_tile(self, tile: Tile) -> Hashes:
        """A tile's hashes; once it is full, its former parts are read from it. Raises PublicationError."""
        content = self._read(tile.path)
        if content is None and tile.width < tiles.WIDTH:
            whole = self._read(Tile(tile.level, tile.number).path)
            content = whole[: tile.width * HASH_SIZE] if whole else None
        if content is None:
            raise PublicationError(f"{tile.path} is missing", reason="tiles-altered")
        return tiles.decode(tile, content)

    def builder(self, size: int) -> TileBuilder:
        """What continues the tree of that size; raises PublicationError."""
        return TileBuilder(size, ((tile.level, self.read_tile(tile)) for tile in tiles.right_edge(size)))

    def write_tiles(self, found: Iterable[tuple[Tile, Hashes]]) -> None:
        """Write tiles; a tile that became full replaces its parts."""
        for tile, hashes in found:
            self.write(tile.path, tiles.encode(hashes))
            if tile.width == tiles.WIDTH:
                shutil.rmtree(self.path / f"{tile.path}.p", ignore_errors=True)

    def write(self, name: str, content: bytes) -> None:
        """Write a file of the publication, whole or not at all; raises PublicationError."""
        write_durably(self.path / name, content)

    def _read(self, name: str) -> bytes | None:
        try:
            return (self.path / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise PublicationError(f"{name} cannot be read: {error}", reason="publication-failed") from error


def write_durably(final: Path, content: bytes) -> None:
    """Write a file so that a crash leaves the old one or the new one, on the disk; raises PublicationError."""
    waiting = final.with_name(f".{final.name}.new")
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        with waiting.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        waiting.replace(final)
        _flush_folder(final.parent)
    except OSError as error:
        raise PublicationError(f"{final.name} cannot be written: {error}", reason="publication-failed") from error


def _flush_folder(path: Path) -> None:
    """A new name is on the disk only when its folder is."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
