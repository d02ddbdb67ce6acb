"""Keep the trust folder: list what is trusted, import certificates and revocation lists, fetch what they name."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from evidence_svc.errors import RefusedError, ServiceError
from evidence_svc.fetching import FetchRules, Getter, fetch_cached, get_over_http
from verifiers.errors import TrustError
from verifiers.signature.carried import find_addresses, find_carried
from verifiers.signature.issuing import is_issued_by
from verifiers.signature.revocation_lists import FOLDER as LISTS
from verifiers.signature.revocation_lists import parse_revocation_list
from verifiers.signature.trust import (
    OWN,
    PINNED_ROOTS,
    POINTER,
    SUFFIXES,
    VERSION_NAME,
    VERSIONS,
    current_folder,
    hierarchy_of,
    load_bundle,
    make_bundle,
    read_certificates,
)

CACHE = "fetched"


@dataclass(frozen=True, slots=True)
class TrustEntry:
    """One trusted certificate; `hierarchy` is of a root: government, public or own, None for an intermediate."""

    name: str
    fingerprint: str
    hierarchy: str | None
    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True)
class TrustListing:
    """What is in force: the bundle's version, its certificates, and when each revocation list was issued."""

    version: str
    entries: tuple[TrustEntry, ...]
    lists: tuple[tuple[str, datetime], ...]


def list_trust(folder: Path) -> TrustListing:
    """Everything that verdicts rest on now. Raises TrustError for a folder that cannot be used."""
    bundle = load_bundle(folder)
    roots = [_entry(der, hierarchy_of(der)) for der in bundle.anchors]
    others = [_entry(der, None) for der in bundle.intermediates]
    lists = tuple((one.issuer_name, one.issued_at) for one in bundle.revocation_lists)
    return TrustListing(bundle.version, (*roots, *others), lists)


def _entry(der: bytes, hierarchy: str | None) -> TrustEntry:
    certificate = x509.load_der_x509_certificate(der)
    name = certificate.subject.rfc4514_string()
    digest = hashlib.sha256(der).hexdigest()
    return TrustEntry(name, digest, hierarchy, certificate.not_valid_before_utc, certificate.not_valid_after_utc)


def import_certificates(folder: Path, contents: Iterable[bytes], *, own: bool = False) -> TrustListing:
    """Add certificates (PEM, DER, PKCS #7) as a new version of the bundle, which is in force at once.

    A root is accepted when its fingerprint is pinned, or with `own`, which is the administrator's word for it; any
    other certificate when it is an authority's and an accepted one issued it. Raises RefusedError and TrustError;
    then nothing changes.
    """
    fresh = [der for content in contents for der in _read(content)]
    return _add(folder, fresh, own=own)


def import_from_document(folder: Path, content: bytes) -> TrustListing:
    """Add what a signed PDF carries of authorities: pinned roots, and whatever these or roots in force lead to.

    The fingerprint decides, so it does not matter who brings the bytes: a timestamp token often carries its root.
    Nobody's word makes a document's own root trusted. Raises RefusedError (`no-pinned-root`) when nothing it carries
    leads to such a root.
    """
    carried = [der for der in find_carried(content) if _is_authority(der)]
    roots = [der for der in carried if hashlib.sha256(der).hexdigest() in PINNED_ROOTS]
    leading = _led_to({*_present(folder), *roots}, [der for der in carried if not _is_root(der)])
    if not (roots or leading):
        raise RefusedError(
            "Văn bản không mang theo chứng thư nào dẫn tới chứng thư gốc đã được ghim dấu vân tay.",
            reason="no-pinned-root",
        )
    return _add(folder, [*roots, *leading], own=False)


def _led_to(accepted: set[bytes], waiting: list[bytes]) -> list[bytes]:
    """Those that accepted certificates issued, and those that these issued."""
    ready = [der for der in waiting if _is_issued(der, accepted)]
    if not ready:
        return []
    return ready + _led_to({*accepted, *ready}, [der for der in waiting if der not in ready])


def import_revocation_list(folder: Path, content: bytes) -> TrustListing:
    """Keep a revocation list (DER or PEM) for the checks; an older list of the same issuer stays. Raises TrustError."""
    parsed = parse_revocation_list(content)
    target = folder / LISTS
    target.mkdir(parents=True, exist_ok=True)
    _write(target / f"{parsed.digest[:16]}.crl", parsed.content)
    return list_trust(folder)


def use_version(folder: Path, version: str) -> TrustListing:
    """Put an earlier version in force again; its name is the first 16 digits. Raises RefusedError."""
    name = version[:16]
    if not VERSION_NAME.fullmatch(name) or not (folder / VERSIONS / name).is_dir():
        raise RefusedError("Không có phiên bản chứng thư tin cậy này.", reason="no-such-version")
    _write(folder / POINTER, name.encode())
    return list_trust(folder)


def fetch_trust(
    folder: Path,
    rules: FetchRules,
    *,
    now: datetime,
    certificates: Iterable[bytes] = (),
    get: Getter = get_over_http,
    take: Callable[[Sequence[bytes]], object] | None = None,
) -> tuple[TrustListing, tuple[tuple[str, str], ...]]:
    """Fetch the revocation lists and issuers that trusted and given certificates name.

    Returns what is in force then, and (address, reason) of whatever could not be had or used. Fetched issuers pass
    the same checks as imported ones; `take` imports them in another way, a child's say.
    """
    keep_list = take or (lambda contents: [import_revocation_list(folder, one) for one in contents])
    keep_issuers = take or (lambda contents: import_certificates(folder, contents))
    bundle, failures = load_bundle(folder), list[tuple[str, str]]()
    named = [find_addresses(der) for der in (*bundle.anchors, *bundle.intermediates, *certificates)]
    for address in dict.fromkeys(address for one in named for address in one.lists):
        try:
            keep_list([fetch_cached(address, rules, folder / CACHE, now=now, get=get)])
        except (ServiceError, TrustError) as error:
            failures.append((address, error.reason))
    for address in dict.fromkeys(address for one in named for address in one.issuers):
        try:
            keep_issuers([fetch_cached(address, rules, folder / CACHE, now=now, get=get)])
        except (ServiceError, TrustError) as error:
            failures.append((address, error.reason))
    return list_trust(folder), tuple(failures)


def _read(content: bytes) -> list[bytes]:
    """The certificates of a file as authorities publish them."""
    try:
        found = pkcs7.load_der_pkcs7_certificates(content)
    except (ValueError, UnsupportedAlgorithm):
        return read_certificates("certificate", content)
    return [read_certificates("certificate", one.public_bytes(Encoding.DER))[0] for one in found]


def _add(folder: Path, fresh: Sequence[bytes], *, own: bool) -> TrustListing:
    accepted = _present(folder)
    waiting = [der for der in dict.fromkeys(fresh) if der not in accepted]
    for der in waiting:
        if _is_root(der):
            _check_root(der, own=own)
            accepted.add(der)
    rest = [der for der in waiting if not _is_root(der)]
    while rest:
        ready = [der for der in rest if _is_authority(der) and _is_issued(der, accepted)]
        if not ready:
            raise RefusedError(
                "Chứng thư không do nơi tin cậy nào cấp, hoặc không phải chứng thư của nơi cấp.",
                reason="issuer-not-trusted",
            )
        accepted.update(ready)
        rest = [der for der in rest if der not in ready]
    _keep(folder, accepted)
    return list_trust(folder)


def _check_root(der: bytes, *, own: bool) -> None:
    if hierarchy_of(der) == OWN and not own:
        digest = hashlib.sha256(der).hexdigest()
        raise RefusedError(
            f"Chứng thư gốc lạ (SHA-256 {digest}). Chỉ nhập khi đã đối chiếu dấu vân tay với nơi cấp.",
            reason="root-not-pinned",
        )


def _present(folder: Path) -> set[bytes]:
    """What is in force; nothing for a folder that holds no certificate yet. Raises TrustError."""
    chosen = current_folder(folder)
    if not chosen.is_dir() or not any(path.suffix.lower() in SUFFIXES for path in chosen.iterdir()):
        return set()
    bundle = load_bundle(folder)
    return {*bundle.anchors, *bundle.intermediates}


def _keep(folder: Path, certificates: set[bytes]) -> None:
    """Write a version's folder, then the pointer to it, so that a reader sees the old or the new, never half."""
    name = make_bundle(certificates).version[:16]
    target = folder / VERSIONS / name
    target.mkdir(parents=True, exist_ok=True)
    for der in certificates:
        _write(target / f"{hashlib.sha256(der).hexdigest()[:16]}.der", der)
    _write(folder / POINTER, name.encode())


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_bytes(content)
    part.replace(path)


def _is_root(der: bytes) -> bool:
    certificate = x509.load_der_x509_certificate(der)
    return certificate.subject == certificate.issuer


def _is_authority(der: bytes) -> bool:
    try:
        extensions = x509.load_der_x509_certificate(der).extensions
    except (ValueError, x509.DuplicateExtension):  # a document carries what its maker likes
        return False
    return any(isinstance(one.value, x509.BasicConstraints) and one.value.ca for one in extensions)


def _is_issued(der: bytes, issuers: Iterable[bytes]) -> bool:
    return any(is_issued_by(der, issuer) for issuer in issuers)
