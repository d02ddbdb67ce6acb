"""Certificates that a signed document carries, and the addresses that a certificate names: sources, not trust."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID

from verifiers.signature import cms
from verifiers.signature.boundary import translated
from verifiers.signature.fields import SignatureField, open_document
from verifiers.signature.reasons import MalformedSignatureError
from verifiers.signature.timestamps import find_token


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a certificate says that revocation lists and its issuer's certificate are (RFC 5280, 4.2.1.13, 4.2.2.1)."""

    lists: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()


def find_carried(content: bytes) -> tuple[bytes, ...]:
    """Every certificate (DER) in the signatures and timestamp tokens of a PDF; none where nothing can be read."""
    try:
        _, _, fields = open_document(content)
    except MalformedSignatureError:
        return ()
    return tuple(dict.fromkeys(der for field in fields for der in _carried(field)))


def _carried(field: SignatureField) -> tuple[bytes, ...]:
    try:
        container = cms.read_container(field.contents or b"")
        token = translated(lambda: find_token(container), "timestamp-invalid")
    except MalformedSignatureError:
        return field.certificates
    containers = [container] + ([token] if token is not None else [])
    return tuple(der for one in containers for der in (one.certificate.dump(), *one.others))


def find_addresses(certificate: bytes) -> Addresses:
    """The HTTP addresses in a certificate (DER); none for bytes that are no certificate."""
    try:
        extensions = x509.load_der_x509_certificate(certificate).extensions
    except (ValueError, x509.DuplicateExtension):
        return Addresses()
    lists = [
        name.value
        for extension in extensions
        if isinstance(extension.value, x509.CRLDistributionPoints)
        for point in extension.value
        for name in point.full_name or ()
    ]
    issuers = [
        access.access_location.value
        for extension in extensions
        if isinstance(extension.value, x509.AuthorityInformationAccess)
        for access in extension.value
        if access.access_method == AuthorityInformationAccessOID.CA_ISSUERS
    ]
    return Addresses(over_http(lists), over_http(issuers))


def over_http(values: list[object]) -> tuple[str, ...]:
    """The addresses among the values that plain or secured HTTP reaches, each once; whoever signs writes them."""
    return tuple(dict.fromkeys(value for value in values if isinstance(value, str) and _has_host(value)))


def _has_host(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:  # brackets of an IPv6 address that do not close
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
