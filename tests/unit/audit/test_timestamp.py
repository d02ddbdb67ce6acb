"""Timestamps of checkpoints by a local authority: kept only when they prove what they should."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

import pytest
from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from audit.errors import StampError
from audit.timestamp import Authority, stamp, verify_stamp
from tests.pki import Hierarchy, Identity, make_hierarchy, make_stamper

BODY = "cchc.example/nhat-ky\n42\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
AT = datetime(2023, 7, 10, 3, tzinfo=UTC)
USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
ROOT = make_hierarchy().root.certificate


@lru_cache
def authority_of(label: str) -> Hierarchy:
    """The hierarchy with an authority whose key may sign and nothing else, as OpenSSL wants it."""
    hierarchy = make_hierarchy(label)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    usage = dict.fromkeys(USAGES, False) | {"digital_signature": True}
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{label} TSA")]))
        .issuer_name(hierarchy.root.certificate.subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2010, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2045, 1, 1, tzinfo=UTC))
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    )
    return replace(hierarchy, tsa=Identity(builder.sign(hierarchy.root.key, hashes.SHA256()), key))


def local_authority(label: str = "Test") -> Authority:
    """An authority in this process, whose clock stands still."""
    stamper = make_stamper(authority_of(label), AT)

    def ask(request: bytes) -> bytes:
        response = asyncio.run(stamper.async_request_tsa_response(tsp.TimeStampReq.load(request)))
        return bytes(response.dump())

    return ask


def test_checkpoint_is_stamped() -> None:
    """The response is kept with the authority's time, and verifies again later without the nonce."""
    response, stamped_at = stamp(BODY, local_authority(), [ROOT])

    assert stamped_at == AT
    assert verify_stamp(BODY, response, [ROOT]) == AT


def test_stamp_of_another_text_is_refused() -> None:
    """A stamp over one checkpoint proves nothing about another."""
    response, _ = stamp(BODY, local_authority(), [ROOT])

    with pytest.raises(StampError):
        verify_stamp(BODY.replace("42", "43"), response, [ROOT])


def test_stamp_of_an_unknown_authority_is_refused() -> None:
    """A certificate under another root is not believed, nor is a stamp where no root is given."""
    response, _ = stamp(BODY, local_authority("Other"), [make_hierarchy("Other").root.certificate])

    for roots in ([ROOT], []):
        with pytest.raises(StampError):
            verify_stamp(BODY, response, roots)


def test_replayed_stamp_is_refused() -> None:
    """An answer to an earlier request has the wrong nonce: its time is not now."""
    earlier, _ = stamp(BODY, local_authority(), [ROOT])

    with pytest.raises(StampError):
        stamp(BODY, lambda _: earlier, [ROOT])


@pytest.mark.parametrize("answer", [b"", b"\x00", b"<html>"])
def test_other_answers_are_refused(answer: bytes) -> None:
    """What is no timestamp response raises the package's own error."""
    with pytest.raises(StampError):
        stamp(BODY, lambda _: answer, [ROOT])
