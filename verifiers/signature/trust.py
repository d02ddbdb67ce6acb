"""Trust anchors and intermediates: a folder of certificates becomes an immutable, versioned bundle."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from asn1crypto import pem, x509

from verifiers.errors import TrustError
from verifiers.signature.revocation_lists import FOLDER as CRL_FOLDER
from verifiers.signature.revocation_lists import RevocationList, load_revocation_lists

OWN = "own"
SUFFIXES = frozenset({".pem", ".crt", ".cer", ".der"})
LARGEST_FILE = 1_000_000
POINTER = "current"
VERSIONS = "versions"
VERSION_NAME = re.compile(r"[0-9a-f]{16}")

# SHA-256 of the roots that Viet Nam's two hierarchies end in; to be confirmed with the issuing authority
# before production. Government: Ban Cơ yếu Chính phủ (ca.gov.vn). Public: NEAC (rootca.gov.vn).
PINNED_ROOTS = MappingProxyType(
    {
        "f7bc89054cec7f12730d7b8cd3eb7955b163835087e5eb873edfb584763b3f90": "government",
        "f04ba4b459a7c9a1b971ad9b1cb833e695a80c79aea63b174b66a70edfe2fdb8": "government",
        "bac8bf609ab420a8ee1780d74f4de5c7f7184959d2a7375b0a75e4c29f0908e7": "public",
    }
)


@dataclass(frozen=True, slots=True)
class TrustBundle:
    """Trusted roots and known intermediates, DER, sorted; `version` names exactly this set, lists included."""

    anchors: tuple[bytes, ...]
    intermediates: tuple[bytes, ...] = ()
    version: str = ""
    revocation_lists: tuple[RevocationList, ...] = ()

    @property
    def hierarchies(self) -> tuple[str, ...]:
        """The hierarchy label of each anchor: government, public or own."""
        return tuple(hierarchy_of(anchor) for anchor in self.anchors)


def hierarchy_of(anchor: bytes) -> str:
    """Which hierarchy a root certificate (DER) heads; anything not pinned is the administrator's own."""
    return PINNED_ROOTS.get(hashlib.sha256(anchor).hexdigest(), OWN)


def load_bundle(folder: Path) -> TrustBundle:
    """Read every PEM or DER certificate of a folder, and the revocation lists in its folder `crls`.

    Where the folder keeps versions, the one that its file `current` names is read. Raises TrustError when the
    folder, a certificate or a list cannot be read, or when no root is among the certificates.
    """
    try:
        chosen = current_folder(folder)
        files = sorted(path for path in chosen.iterdir() if path.suffix.lower() in SUFFIXES)
        contents = [(path.name, path.read_bytes()) for path in files if path.stat().st_size <= LARGEST_FILE]
    except OSError as error:
        raise TrustError(f"trust folder cannot be read: {error.strerror}") from error
    bundle = make_bundle(der for name, content in contents for der in read_certificates(name, content))
    return with_revocation_lists(bundle, load_revocation_lists(folder / CRL_FOLDER))


def current_folder(folder: Path) -> Path:
    """The folder that holds the certificates in force. Raises OSError, or TrustError for a pointer that is none."""
    pointer = folder / POINTER
    if not pointer.is_file():
        return folder
    name = pointer.read_text(encoding="ascii", errors="replace").strip()
    if not VERSION_NAME.fullmatch(name):
        raise TrustError("the file `current` names no version")
    return folder / VERSIONS / name


def with_revocation_lists(bundle: TrustBundle, lists: tuple[RevocationList, ...]) -> TrustBundle:
    """The same trust with revocation lists; the version names them, too, as verdicts rest on them."""
    if not lists:
        return bundle
    digests = "\n".join(one.digest for one in lists)
    version = hashlib.sha256(f"{bundle.version}\n{digests}".encode()).hexdigest()
    return TrustBundle(bundle.anchors, bundle.intermediates, version, lists)


def make_bundle(certificates: Iterable[bytes]) -> TrustBundle:
    """Sort DER certificates into roots (self-signed) and intermediates. Raises TrustError without a root."""
    ordered = sorted(set(certificates), key=lambda der: hashlib.sha256(der).digest())
    anchors = tuple(der for der in ordered if _is_root(der))
    if not anchors:
        raise TrustError("no root certificate among the trust anchors")
    intermediates = tuple(der for der in ordered if der not in anchors)
    return TrustBundle(anchors, intermediates, _version(ordered))


def _version(certificates: Iterable[bytes]) -> str:
    fingerprints = sorted(hashlib.sha256(der).hexdigest() for der in certificates)
    return hashlib.sha256("\n".join(fingerprints).encode()).hexdigest()


def read_certificates(name: str, content: bytes) -> list[bytes]:
    """The DER certificates of one file, PEM or DER. Raises TrustError."""
    try:
        ders = [der for _, _, der in pem.unarmor(content, multiple=True)] if pem.detect(content) else [content]
        for der in ders:
            _ = x509.Certificate.load(der, strict=True).subject.native
    except (ValueError, TypeError) as error:
        raise TrustError(f"{name} holds no readable certificate") from error
    return ders


def _is_root(der: bytes) -> bool:
    certificate = x509.Certificate.load(der)
    return bool(certificate.subject.dump() == certificate.issuer.dump())
