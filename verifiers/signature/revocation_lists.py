"""Certificate revocation lists that an administrator imported: parsed once, looked up by serial number."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from verifiers.errors import TrustError
from verifiers.signature.details import Revocation
from verifiers.signature.issuing import is_issued_by, is_list_signed_by

FOLDER = "crls"
SUFFIXES = frozenset({".crl", ".pem", ".der"})
LARGEST_FILE = 200_000_000
PEM = b"-----BEGIN X509 CRL-----"
# A list that speaks of some certificates only says nothing of the others (RFC 5280, 5.2.4 and 5.2.5).
PARTIAL = (x509.DeltaCRLIndicator, x509.IssuingDistributionPoint)


@dataclass(frozen=True, slots=True)
class RevocationList:
    """One list: issuer as DER name, aware instants, serial number -> instant of revocation; `digest` is SHA-256."""

    issuer: bytes
    issuer_name: str
    issued_at: datetime
    next_at: datetime | None
    digest: str
    revoked: Mapping[int, datetime] = field(repr=False, compare=False)
    content: bytes = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class RevocationState:
    """What is known of a certificate, since when (the newest list used), and from where."""

    state: Revocation
    known_at: datetime | None = None
    source: str | None = None


NOT_CHECKED = RevocationState(Revocation.NOT_CHECKED)


def load_revocation_lists(folder: Path) -> tuple[RevocationList, ...]:
    """Every list in the folder, newest first; none when there is no such folder. Raises TrustError."""
    if not folder.is_dir():
        return ()
    try:
        files = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in SUFFIXES]
        contents = [(path.name, path.read_bytes()) for path in files if path.stat().st_size <= LARGEST_FILE]
    except OSError as error:
        raise TrustError(f"revocation lists cannot be read: {error.strerror}") from error
    lists = {one.digest: one for one in (_named(name, content) for name, content in contents)}
    return tuple(sorted(lists.values(), key=lambda one: (one.issued_at, one.digest), reverse=True))


def _named(name: str, content: bytes) -> RevocationList:
    try:
        return parse_revocation_list(content)
    except TrustError as error:
        raise TrustError(f"{name} holds no readable revocation list") from error


@lru_cache(maxsize=32)
def parse_revocation_list(content: bytes) -> RevocationList:
    """Read a DER or PEM list, index and all; the answer is kept for the next call. Raises TrustError."""
    try:
        parsed = x509.load_pem_x509_crl(content) if PEM in content[:200] else x509.load_der_x509_crl(content)
        return RevocationList(
            issuer=parsed.issuer.public_bytes(),
            issuer_name=parsed.issuer.rfc4514_string(),
            issued_at=parsed.last_update_utc,
            next_at=parsed.next_update_utc,
            digest=hashlib.sha256(content).hexdigest(),
            revoked={entry.serial_number: entry.revocation_date_utc for entry in parsed},
            content=parsed.public_bytes(Encoding.DER),
        )
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise TrustError("no readable revocation list") from error


def check_lists(
    certificate: bytes, issuers: Iterable[bytes], lists: tuple[RevocationList, ...], moment: datetime
) -> RevocationState:
    """The state of a certificate (DER) at `moment`, by the newest list that its issuer signed and that is in force.

    A list issued before the moment must not be overdue at it; one issued after the certificate's end no longer
    has to name it (RFC 5280, 3.3), so it can only say that it was revoked, not that it was good.
    """
    if not lists:
        return NOT_CHECKED
    subject = x509.load_der_x509_certificate(certificate)
    named = [one for one in lists if one.issuer == subject.issuer.public_bytes()]
    keys = [der for der in dict.fromkeys(issuers) if named and is_issued_by(certificate, der)]
    for one in named:
        if not any(_is_signed(one, der) for der in keys):
            continue
        revoked_at = one.revoked.get(subject.serial_number)
        if revoked_at is not None and revoked_at <= moment:
            return RevocationState(Revocation.REVOKED, one.issued_at, "imported")
        overdue = one.next_at is not None and one.next_at < moment
        if not overdue and one.issued_at <= subject.not_valid_after_utc:
            return RevocationState(Revocation.GOOD, one.issued_at, "imported")
    return NOT_CHECKED


def _is_signed(one: RevocationList, issuer: bytes) -> bool:
    """Whether the issuer signed the list, and it speaks of all its certificates."""
    extensions = x509.load_der_x509_crl(one.content).extensions
    return not any(isinstance(e.value, PARTIAL) for e in extensions) and is_list_signed_by(one.content, issuer)
