"""The CMS container of a signature: one signer, his certificate, and whether digest and signature hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import algos, cms, x509
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from verifiers.signature.boundary import translated
from verifiers.signature.chain import key_kind
from verifiers.signature.ranges import DIGESTS, digest_of
from verifiers.signature.reasons import MalformedSignatureError

# The digest is said beside these, or is the curve's.
WITHOUT_DIGEST = {"rsassa_pkcs1v15", "ed25519", "ed448"}


@dataclass(frozen=True, slots=True)
class Container:
    """A SignedData with its only signer; asn1crypto types, private to this package."""

    signed_data: Any
    signer: Any
    certificate: Any
    others: tuple[bytes, ...]

    @property
    def digest_algorithm(self) -> str:
        """The digest the signer used over the content, e.g. "sha256"."""
        name = str(self.signer["digest_algorithm"]["algorithm"].native)
        return _digest_of_signature(name).lower().replace("-", "_").removesuffix("_len")

    @property
    def digests(self) -> tuple[str, ...]:
        """All digests that the signature rests on: its algorithm has one of its own, PSS among its parameters.

        RFC 4055, 3.1; RFC 5754. Raises ValueError for an algorithm that is not known.
        """
        algorithm = self.signer["signature_algorithm"]
        own = () if algorithm["algorithm"].native in WITHOUT_DIGEST else (str(algorithm.hash_algo),)
        return (self.digest_algorithm, *own)

    @property
    def content_type(self) -> str:
        """The type of the encapsulated content: data, tst_info, …"""
        return str(self.signed_data["encap_content_info"]["content_type"].native)

    @property
    def key_algorithm(self) -> tuple[str, int]:
        """Kind and size in bits of the signer's public key, e.g. ("rsa", 2048)."""
        return key_kind(self.certificate)


def _digest_of_signature(name: str) -> str:
    """The digest that a signature algorithm implies: some tools name "sha1WithRSA" where the digest belongs."""
    if name[0] not in "012":
        return name
    try:
        return str(algos.SignedDigestAlgorithm({"algorithm": name}).hash_algo)
    except ValueError:
        return name


def read_container(contents: bytes) -> Container:
    """Read the DER of a signature. Raises MalformedSignatureError with a reason code."""
    info = translated(lambda: cms.ContentInfo.load(contents), "contents-invalid")
    if translated(lambda: info["content_type"].native, "contents-invalid") != "signed_data":
        raise MalformedSignatureError("not a SignedData", reason="contents-invalid")
    return read_signed_data(translated(lambda: info["content"], "contents-invalid"))


def read_signed_data(signed_data: Any) -> Container:
    """Find the one signer and the certificate it names (RFC 5652, 5.3).

    ISO 32000-2, 12.8.3.3 allows one SignerInfo only. Raises MalformedSignatureError.
    """
    signers = translated(lambda: list(signed_data["signer_infos"]), "contents-invalid")
    if len(signers) != 1:
        raise MalformedSignatureError(f"{len(signers)} signers", reason="several-signers" if signers else None)
    certificates = translated(lambda: list(_certificates(signed_data)), "contents-invalid")
    matching = translated(lambda: [c for c in certificates if _is_named(signers[0]["sid"], c)], "contents-invalid")
    if not matching:
        raise MalformedSignatureError("the signer's certificate is not there", reason="certificate-missing")
    others = tuple(c.dump() for c in certificates if c is not matching[0])
    return Container(signed_data, signers[0], matching[0], others)


def _certificates(signed_data: Any) -> Iterator[x509.Certificate]:
    for choice in signed_data["certificates"] or ():
        if choice.name == "certificate":
            yield choice.chosen


def _is_named(identifier: Any, certificate: x509.Certificate) -> bool:
    if identifier.name == "subject_key_identifier":
        return bool(certificate.key_identifier == identifier.chosen.native)
    named = identifier.chosen
    body = certificate["tbs_certificate"]
    same_serial = named["serial_number"].native == body["serial_number"].native
    return bool(same_serial and named["issuer"].dump() == body["issuer"].dump())


def check_integrity(container: Container, content_digest: bytes) -> tuple[bool, bool]:
    """Whether the digest is the signed one, and whether the signature over it is the key's.

    Raises MalformedSignatureError: signature-unsupported for algorithms that are not known here,
    signature-unreadable where the structure forbids an answer.
    """
    if not _is_supported(container):
        raise MalformedSignatureError("an unknown algorithm", reason="signature-unsupported")
    intact, valid = translated(
        lambda: validate_sig_integrity(
            _signer(container), container.certificate, container.content_type, content_digest
        ),
        "signature-unreadable",
    )
    return bool(intact), bool(valid)


def _signer(container: Container) -> Any:
    """The SignerInfo with its digest under its own name; what is signed stays as it is."""
    held = container.signer["digest_algorithm"]["algorithm"].native
    if str(held)[0] not in "012":
        return container.signer
    named = container.signer.copy()
    named["digest_algorithm"] = {"algorithm": container.digest_algorithm}
    return named


def _is_supported(container: Container) -> bool:
    algorithm = translated(lambda: container.signer["signature_algorithm"], "contents-invalid")
    try:
        translated(lambda: algorithm.signature_algo, "signature-unsupported")
    except MalformedSignatureError:
        return False
    return container.digest_algorithm in DIGESTS


def signed_digest(container: Container, content: bytes) -> bytes:
    """The digest, by the signer's algorithm, of content held inside the container."""
    return digest_of(container.digest_algorithm, content)


def signing_time(container: Container) -> datetime | None:
    """The signer's own claim, when it is there and readable."""
    value = find_attribute(container.signer["signed_attrs"], "signing_time")
    moment = value.native if value is not None else None
    return moment if isinstance(moment, datetime) else None


def find_attribute(attributes: Any, name: str) -> Any | None:
    """The first value of an attribute; attributes after a broken one are not reached, those before it are.

    Honest files carry attributes cut short, so nothing is walked that is not asked for.
    """
    walk = iter(attributes or ())
    while True:
        try:
            attribute = next(walk)
            if attribute["type"].native == name:
                return attribute["values"][0]
        except StopIteration:
            return None
        except (ValueError, TypeError, KeyError, IndexError):
            return None
