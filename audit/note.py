"""Signed notes (C2SP signed-note): a text with Ed25519 signatures under it, each by a named key."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from audit.errors import NoteError

SIGNATURE = b"\x01"
COSIGNATURE = b"\x04"
KEY_SIZE = 32
MOST_SIGNATURES = 64
SECRET_PREFIX = "PRIVATE+KEY+"  # noqa: S105 - the mark of the format, not a secret

_NAME = re.compile(r"[^\s+]+")
_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name; `kind` is the signature type byte, of a log (1) or of a witness (4)."""

    name: str
    kind: bytes
    public: bytes

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or len(self.public) != KEY_SIZE or self.kind not in {SIGNATURE, COSIGNATURE}:
            raise NoteError("not a verifier key", reason="key-malformed")

    @property
    def id(self) -> bytes:
        """The four bytes that name the key in signature lines."""
        return sha256(self.name.encode() + b"\n" + self.kind + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """The key as it is handed out: name+id+base64."""
        return f"{self.name}+{self.id.hex()}+{_encode(self.kind + self.public)}"

    def accepts(self, signature: bytes, message: bytes) -> bool:
        """Whether the key's owner signed the message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SignerKey:
    """A secret key with its name and kind; `seed` is the 32-byte Ed25519 seed."""

    name: str
    kind: bytes
    seed: bytes

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return VerifierKey(self.name, self.kind, public.public_bytes_raw())

    @property
    def text(self) -> str:
        """The key as its file holds it."""
        verifier = self.verifier
        return f"{SECRET_PREFIX}{self.name}+{verifier.id.hex()}+{_encode(self.kind + self.seed)}"

    def sign(self, message: bytes) -> bytes:
        """The 64-byte Ed25519 signature."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)


@dataclass(frozen=True, slots=True)
class Line:
    """One signature line: who signed, the id of the key, and what the signature type puts after it."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def text(self) -> str:
        """The line with its newline."""
        return f"— {self.name} {_encode(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text ending in a newline and the signature lines under it; nothing in it is believed yet."""

    body: str
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The note as it is stored and sent."""
        return self.body + "\n" + "".join(line.text for line in self.lines)


def make_signer(name: str, seed: bytes, kind: bytes = SIGNATURE) -> SignerKey:
    """A signing key from 32 random bytes; raises NoteError for a name that cannot stand in a note."""
    VerifierKey(name, kind, seed)  # the seed has a public key's length: name, kind and length are checked here
    return SignerKey(name, kind, seed)


def parse_verifier(text: str) -> VerifierKey:
    """Read a public key as handed out; raises NoteError."""
    name, material = _parse_key(text)
    key = VerifierKey(name, material[:1], material[1:])
    if key.text != text:
        raise NoteError("the key's id does not fit the key", reason="key-malformed")
    return key


def parse_signer(text: str) -> SignerKey:
    """Read a secret key as its file holds it; raises NoteError."""
    name, material = _parse_key(text.removeprefix(SECRET_PREFIX))
    if len(material) != 1 + KEY_SIZE:
        raise NoteError("not a signing key", reason="key-malformed")
    key = SignerKey(name, material[:1], material[1:])
    if key.text != text:
        raise NoteError("the key's id does not fit the key", reason="key-malformed")
    return key


def parse_note(text: str) -> Note:
    """Read a signed note; raises NoteError when it is not one."""
    body, blank, tail = text.rpartition("\n\n")
    lines = tail.removesuffix("\n").split("\n")
    if not blank or not tail.endswith("\n") or len(lines) > MOST_SIGNATURES or _CONTROL.search(text):
        raise NoteError("not a signed note")
    return Note(body + "\n", tuple(map(_parse_line, lines)))


def sign(body: str, signers: Iterable[SignerKey]) -> Note:
    """A note signed by every key."""
    return Note(body, tuple(Line(key.name, key.verifier.id, key.sign(body.encode())) for key in signers))


def check_signatures(note: Note, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
    """The trusted keys that signed the note; unknown keys are passed over.

    Raises NoteError `signature-wrong` when a trusted key's signature fails, `signature-missing` when there is none.
    """
    trusted = {(key.name, key.id): key for key in keys if key.kind == SIGNATURE}
    known = [(trusted[line.name, line.key_id], line) for line in note.lines if (line.name, line.key_id) in trusted]
    for key, line in known:
        if not key.accepts(line.signature, note.body.encode()):
            raise NoteError(f"the signature of {key.name} is wrong", reason="signature-wrong")
    if not known:
        raise NoteError("no trusted key signed the note", reason="signature-missing")
    return tuple(key for key, _ in known)


def _parse_key(text: str) -> tuple[str, bytes]:
    """Name and key bytes; the id between them is checked by writing the key again."""
    name, *rest = text.split("+", 2)
    return name, _decode(rest[1] if len(rest) == 2 else "")


def _parse_line(text: str) -> Line:
    found = _LINE.fullmatch(text)
    content = _decode(found[2]) if found else b""
    if found is None or len(content) <= 4:
        raise NoteError("not a signature line")
    return Line(found[1], content[:4], content[4:])


def _encode(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _decode(text: str) -> bytes:
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("not base64") from error
    if _encode(content) != text:
        raise NoteError("base64 with stray bits")
    return content
