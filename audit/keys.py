"""Key files: the log's Ed25519 keys in a folder beside the database, readable by their owner alone."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from audit.errors import PublicationError
from audit.note import SIGNATURE, SignerKey, VerifierKey, make_signer, parse_signer

PATTERN = "log-*.key"


def make_key(folder: Path, name: str, kind: bytes = SIGNATURE) -> SignerKey:
    """Make a key named as its log or witness and keep it in a new file (mode 0600); raises NoteError for the name."""
    key = new_key(name, kind)
    keep_key(folder, key)
    return key


def new_key(name: str, kind: bytes = SIGNATURE) -> SignerKey:
    """A fresh key that is kept nowhere yet; raises NoteError for a name that cannot stand in a note."""
    return make_signer(name, secrets.token_bytes(32), kind)


def keep_key(folder: Path, key: SignerKey) -> None:
    """Keep a key in a new file of its folder."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_key(folder / f"log-{key.verifier.id.hex()}.key", key)


def write_key(path: Path, key: SignerKey) -> None:
    """Write a key into a file that must not exist yet, open to its owner alone from the first moment."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(key.text + "\n")
        out.flush()
        os.fsync(out.fileno())


def read_key(path: Path) -> SignerKey:
    """Read a key file; raises NoteError, and PublicationError `key-unsafe` when others may read it."""
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise PublicationError(f"{path.name} may be read by others than its owner", reason="key-unsafe")
    return parse_signer(path.read_text(encoding="utf-8").strip())


def read_keys(folder: Path, name: str) -> tuple[SignerKey, ...]:
    """The keys of that log, oldest first; two while one takes over from the other. Raises PublicationError."""
    files = sorted(folder.glob(PATTERN), key=lambda path: path.stat().st_mtime_ns)
    keys = tuple(key for key in map(read_key, files) if key.name == name)
    if not keys:
        raise PublicationError(f"no key of {name} in {folder}", reason="key-missing")
    return keys


def retire_key(folder: Path, key: VerifierKey) -> None:
    """Destroy a secret key; its public half stays among the published ones, for what it signed stays true.

    Raises PublicationError `key-missing` when it is the only one: a log without a key cannot go on.
    """
    if len(read_keys(folder, key.name)) < 2:
        raise PublicationError("the only key of a log is not retired", reason="key-missing")
    (folder / f"log-{key.id.hex()}.key").unlink()
