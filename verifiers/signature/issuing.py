"""Whether an authority's key signed a certificate or a revocation list, SHA-1 of the older hierarchy included."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa


@lru_cache(maxsize=512)
def is_issued_by(certificate: bytes, issuer: bytes) -> bool:
    """Whether the names fit and the signature holds (both DER); nothing is said of periods and uses.

    What cannot be read has issued nothing. The government's first hierarchy signs certificates with SHA-1, which
    `verify_directly_issued_by` refuses.
    """
    try:
        child, parent = (x509.load_der_x509_certificate(der) for der in (certificate, issuer))
        is_named, key = child.issuer == parent.subject, parent.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return False
    if not is_named:
        return False
    if not isinstance(key, rsa.RSAPublicKey) or _is_pss(child):
        return _holds(lambda: child.verify_directly_issued_by(parent))
    return _has_signed(parent, child.signature, child.tbs_certificate_bytes, child.signature_hash_algorithm)


@lru_cache(maxsize=128)
def is_list_signed_by(revocation_list: bytes, issuer: bytes) -> bool:
    """Whether the issuer's key signed the whole list (both DER)."""
    parsed, parent = x509.load_der_x509_crl(revocation_list), x509.load_der_x509_certificate(issuer)
    return _has_signed(parent, parsed.signature, parsed.tbs_certlist_bytes, parsed.signature_hash_algorithm)


def _is_pss(certificate: x509.Certificate) -> bool:
    return isinstance(certificate.signature_algorithm_parameters, padding.PSS)


def _has_signed(parent: x509.Certificate, signature: bytes, content: bytes, digest: object) -> bool:
    key = parent.public_key()
    if isinstance(key, rsa.RSAPublicKey) and isinstance(digest, hashes.HashAlgorithm):
        return _holds(lambda: key.verify(signature, content, padding.PKCS1v15(), digest))
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(digest, hashes.HashAlgorithm):
        return _holds(lambda: key.verify(signature, content, ec.ECDSA(digest)))
    return False


def _holds(check: Callable[[], None]) -> bool:
    try:
        check()
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True
