"""The oldest kind of PDF signature, adbe.x509.rsa_sha1: a bare RSA signature beside its certificates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from asn1crypto import algos, core, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from verifiers.signature.reasons import MalformedSignatureError

SUBFILTER = "adbe.x509.rsa_sha1"


@dataclass(frozen=True, slots=True)
class RawSignature:
    """What a bare signature says: whose key, which digest, whether digest and signature hold."""

    certificate: x509.Certificate
    others: tuple[bytes, ...]
    digest_algorithm: str | None
    key: tuple[str, int]
    intact: bool
    valid: bool


def check_raw(contents: bytes, certificates: tuple[bytes, ...], digest_of: Callable[[str], bytes]) -> RawSignature:
    """Judge the octet string of /Contents with the first certificate of /Cert (ISO 32000-1, 12.8.3.2).

    Raises MalformedSignatureError without a certificate, and ValueError or TypeError for bytes that are neither.
    """
    if not certificates:
        raise MalformedSignatureError("no /Cert", reason="certificate-missing")
    certificate = x509.Certificate.load(certificates[0])
    key = load_der_public_key(certificate.public_key.dump())
    if not isinstance(key, rsa.RSAPublicKey):
        raise MalformedSignatureError("not an RSA key", reason="signature-unsupported")
    signature: bytes = core.OctetString.load(contents).native
    found = _recover(key, signature)
    name = found["digest_algorithm"]["algorithm"].native if found is not None else None
    intact = found is not None and name is not None and found["digest"].native == digest_of(name)
    return RawSignature(certificate, certificates[1:], name, ("rsa", key.key_size), intact, found is not None)


def _recover(key: rsa.RSAPublicKey, signature: bytes) -> algos.DigestInfo | None:
    """The digest that the key's owner signed (RFC 8017, 9.2); None when it was not this key."""
    try:
        return algos.DigestInfo.load(key.recover_data_from_signature(signature, padding.PKCS1v15(), None), strict=True)
    except InvalidSignature:
        return None
