"""A demonstration PKI: root, issuing CA, timestamping authority and leaves, made on first use in a folder.

It has the shape of the government's hierarchy (root, intermediate, person and organisation leaves, a TSA
whose token carries the root), and nothing in it can be mistaken for it: every CA name says "demo".
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

KEY_BITS = 2048
CA_VALIDITY = (datetime(2018, 1, 1, tzinfo=UTC), datetime(2048, 1, 1, tzinfo=UTC))
LEAF_VALIDITY = (datetime(2019, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC))
"""Five years, as real leaves have: today only a timestamp proves that they were valid when they signed."""


@dataclass(frozen=True, slots=True)
class Person:
    """The subject of a person's certificate."""

    name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """The subject of an organisation's certificate (its seal)."""

    name: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate with its private key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class DemoPki:
    """The certification authorities and the TSA; leaves come from `identity_of`."""

    folder: Path
    root: Identity
    authority: Identity
    tsa: Identity


def open_pki(folder: Path) -> DemoPki:
    """The PKI kept in `folder`, made there the first time; private keys are readable by their owner only."""
    folder.mkdir(parents=True, exist_ok=True)
    root_name = _name("Root CA demo (không có giá trị pháp lý)", organisation="Evidence demo")
    root = _load_or_make(folder, "root", lambda key: _ca_certificate(root_name, key, None))
    authority_name = _name("CA demo phục vụ các cơ quan Nhà nước", organisation="Evidence demo")
    authority = _load_or_make(folder, "authority", lambda key: _ca_certificate(authority_name, key, root))
    tsa = _load_or_make(folder, "tsa", lambda key: _tsa_certificate(key, root))
    return DemoPki(folder, root, authority, tsa)


def identity_of(pki: DemoPki, subject: Person | Organisation) -> Identity:
    """The leaf of a person or an organisation, made the first time it is asked for."""
    name = _subject_name(subject)
    stem = "leaf-" + hashlib.sha256(name.public_bytes()).hexdigest()[:12]
    return _load_or_make(pki.folder, stem, lambda key: _leaf_certificate(name, key, pki.authority))


def export_trust(pki: DemoPki, folder: Path) -> None:
    """Write root and issuing CA as PEM files into `folder`, the form that `inspect --trust` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    for stem, identity in (("demo-root", pki.root), ("demo-ca", pki.authority)):
        pem = identity.certificate.public_bytes(serialization.Encoding.PEM)
        (folder / f"{stem}.pem").write_bytes(pem)


def _subject_name(subject: Person | Organisation) -> x509.Name:
    if isinstance(subject, Person):
        return _name(subject.name, organisation=subject.organisation)
    return _name(subject.name, organisation=subject.parent)


def _name(common: str, *, organisation: str) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")]
    parts.append(x509.NameAttribute(NameOID.LOCALITY_NAME, "Quảng Trị"))
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    parts.append(x509.NameAttribute(NameOID.COMMON_NAME, common))
    return x509.Name(parts)


def _builder(
    name: x509.Name, key: rsa.RSAPrivateKey, issuer: Identity | None, validity: tuple[datetime, datetime]
) -> x509.CertificateBuilder:
    issuer_name = issuer.certificate.subject if issuer else name
    issuer_key = issuer.key if issuer else key
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer_name)
        .public_key(key.public_key())
        .serial_number(_serial(name, key))
        .not_valid_before(validity[0])
        .not_valid_after(validity[1])
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )


def _ca_certificate(name: x509.Name, key: rsa.RSAPrivateKey, issuer: Identity | None) -> x509.Certificate:
    path_length = 0 if issuer else 1
    builder = (
        _builder(name, key, issuer, CA_VALIDITY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(_usage(certificates=True), critical=True)
    )
    return builder.sign((issuer.key if issuer else key), hashes.SHA256())


def _tsa_certificate(key: rsa.RSAPrivateKey, issuer: Identity) -> x509.Certificate:
    name = _name("TSA demo", organisation="Evidence demo")
    builder = (
        _builder(name, key, issuer, CA_VALIDITY)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certificates=False), critical=True)
        # RFC 3161, 2.3: the only extended key usage, and critical.
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    )
    return builder.sign(issuer.key, hashes.SHA256())


def _leaf_certificate(name: x509.Name, key: rsa.RSAPrivateKey, issuer: Identity) -> x509.Certificate:
    builder = (
        _builder(name, key, issuer, LEAF_VALIDITY)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certificates=False), critical=True)
    )
    return builder.sign(issuer.key, hashes.SHA256())


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=not certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _serial(name: x509.Name, key: rsa.RSAPrivateKey) -> int:
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    # RFC 5280, 4.1.2.2: positive and at most 20 octets.
    return int.from_bytes(hashlib.sha256(name.public_bytes() + public).digest()[:15], "big") | 1


def _load_or_make(folder: Path, stem: str, certify: Callable[[rsa.RSAPrivateKey], x509.Certificate]) -> Identity:
    path = folder / f"{stem}.pem"
    if not path.exists():
        key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
        _write_private(path, _pem(Identity(certify(key), key)))
    return _read_identity(path)


def _pem(identity: Identity) -> bytes:
    key = identity.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return key + identity.certificate.public_bytes(serialization.Encoding.PEM)


def _write_private(path: Path, content: bytes) -> None:
    """Write `content` with mode 600 in one step; whoever was first to write wins."""
    new = path.with_suffix(f".{os.getpid()}.new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
    try:
        os.link(new, path)
    except FileExistsError:
        # Another process made the same identity meanwhile: its key is as good as ours.
        return
    finally:
        new.unlink()


@lru_cache(maxsize=64)
def _read_identity(path: Path) -> Identity:
    content = path.read_bytes()
    key = serialization.load_pem_private_key(content, password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"{path.name} holds no RSA key")
    return Identity(x509.load_pem_x509_certificate(content), key)
