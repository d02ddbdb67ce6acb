"""Kinds of signatures and algorithms that honest files carry, each with the verdict it deserves."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from asn1crypto import cms, core, parser
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, utils
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.pki import NOW, Identity, assemble, make_hierarchy, make_identity, make_pdf, sign
from verifiers.signature.chain import Chain
from verifiers.signature.details import Coverage, Indication, SignatureDetails
from verifiers.signature.fields import SignatureField
from verifiers.signature.policy import current_policy
from verifiers.signature.validation import examine
from verifiers.signature.verdict import Facts, decide

PDF = make_pdf("mot")
LEADER = make_identity("Nguyễn Văn An")
SIGNED = sign(PDF, LEADER)
RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)")


def _judge(content: bytes) -> SignatureDetails:
    (signature,) = examine(content, make_hierarchy().bundle, now=NOW).signatures
    return signature


def _identity(key: Any) -> Identity:
    """A signer with a key of any kind, found in the CMS by issuer and serial number."""
    authority = make_hierarchy().authority
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Nguyễn Văn An")]))
        .issuer_name(authority.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2030, 1, 1, tzinfo=UTC))
    )
    return Identity(builder.sign(authority.key, hashes.SHA256()), key)


KEYS: dict[str, tuple[Callable[[], Any], str]] = {
    "sha256/ec": (lambda: ec.generate_private_key(ec.SECP256R1()), "sha256"),
    "sha512/ec": (lambda: ec.generate_private_key(ec.SECP521R1()), "sha512"),
    "sha512/ed25519": (ed25519.Ed25519PrivateKey.generate, "sha512"),
    "shake256/ed448": (ed448.Ed448PrivateKey.generate, "shake256"),
    "sha256/dsa": (lambda: dsa.generate_private_key(2048), "sha256"),
}


@pytest.mark.parametrize("algorithm", sorted(KEYS))
def test_signature_by_another_kind_of_key_holds(algorithm: str) -> None:
    """Elliptic curves, Edwards curves and DSA beside RSA."""
    make_key, digest = KEYS[algorithm]

    signature = _judge(sign(PDF, _identity(make_key()), digest=digest, stamped=False))

    assert (signature.algorithm, signature.intact, signature.valid) == (algorithm, True, True)
    assert signature.reason == "no-timestamp"


@pytest.mark.parametrize(
    ("key", "digest", "reason"),
    [
        ("ed448", "shake256", "no-timestamp"),
        ("ed448", "sha512", "algorithm-weak"),
        ("ed25519", "sha512", "no-timestamp"),
        ("ed25519", "sha256", "algorithm-weak"),
    ],
)
def test_edwards_curve_goes_with_one_digest(key: str, digest: str, reason: str) -> None:
    """Ed448 with SHAKE256, Ed25519 with SHA-512 and nothing else (RFC 8419, 3.1)."""
    field = SignatureField("S", None, None, b"", (), "", is_timestamp=False, declared_at=None, certification=None)
    facts = Facts(field, intact=True, valid=True, coverage=Coverage.ENTIRE_FILE, digest=digest, key=(key, 256))
    facts.chain, facts.declared_at = Chain(None), NOW

    assert decide(facts, current_policy(), NOW).reason == reason


def test_weak_digest_is_told_where_the_root_is_unknown() -> None:
    """One reason stands for a verdict; what weighs less is a warning."""
    signature = _judge(sign(PDF, make_identity("Nguyễn Văn An", "Stranger"), digest="md5"))

    assert (signature.reason, "algorithm-weak" in signature.warnings) == ("chain-not-found", True)


def _rewritten(change: Callable[[Any], bytes | None]) -> bytes:
    """The signed file with its CMS container changed."""
    found = RANGE.search(SIGNED)
    assert found is not None
    start, end = int(found[2]), int(found[3])
    info = cms.ContentInfo.load(bytes.fromhex(SIGNED[start + 1 : end - 1].decode()))
    info = cms.ContentInfo.load(info.dump())
    fresh = change(info) or info.dump(force=True)
    return SIGNED[: start + 1] + fresh.hex().encode().ljust(end - start - 2, b"0") + SIGNED[end - 1 :]


def _without_attributes(info: Any) -> None:
    """The signature straight over the file (RFC 5652, 5.4: signedAttrs are optional)."""
    found = RANGE.search(SIGNED)
    assert found is not None
    digest = hashlib.sha256(SIGNED[: int(found[2])] + SIGNED[int(found[3]) :]).digest()
    old = info["content"]["signer_infos"][0]
    value = LEADER.key.sign(digest, padding.PKCS1v15(), utils.Prehashed(hashes.SHA256()))
    fresh = cms.SignerInfo(
        {
            "version": "v1",
            "sid": old["sid"],
            "digest_algorithm": old["digest_algorithm"],
            "signature_algorithm": {"algorithm": "sha256_rsa"},
            "signature": value,
        }
    )
    info["content"]["signer_infos"] = cms.SignerInfos([fresh])


def _without_digest(info: Any) -> None:
    signer = info["content"]["signer_infos"][0]
    kept = [attribute for attribute in signer["signed_attrs"] if attribute["type"].native != "message_digest"]
    signer["signed_attrs"] = cms.CMSAttributes(kept)


def _unknown_digest(info: Any) -> None:
    info["content"]["signer_infos"][0]["digest_algorithm"] = {"algorithm": "1.3.36.3.2.1"}


def _unknown_signature(info: Any) -> None:
    info["content"]["signer_infos"][0]["signature_algorithm"] = {"algorithm": "1.2.643.7.1.1.1.1"}


def _indefinite(info: Any) -> bytes:
    """BER: the outer length left open, as older signing tools write it."""
    content: bytes = parser.parse(info.dump(force=True))[4]
    return b"\x30\x80" + content + b"\x00\x00"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_without_attributes, "no-timestamp"),
        (_indefinite, "signature-valid"),
        (_unknown_digest, "signature-unsupported"),
        (_unknown_signature, "signature-unsupported"),
        (_without_digest, "signature-unreadable"),
    ],
)
def test_container_of_another_shape(change: Callable[[Any], bytes | None], reason: str) -> None:
    """What is unusual and allowed holds; what is not known is undecided; what is broken fails."""
    assert _judge(_rewritten(change)).reason == reason


def _bare(
    contents: Callable[[bytes], bytes],
    *,
    certificate: bytes = LEADER.der,
    header: bytes = b"%PDF-1.7\n",
    tail: bytes = b"",
) -> bytes:
    """An adbe.x509.rsa_sha1 signature written by hand; field and value stand directly in the form."""
    head = "/Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.x509.rsa_sha1 /M (D:20230605100000+07'00')"
    places = "/ByteRange [0 AAAAAAAAAA BBBBBBBBBB CCCCCCCCCC]"
    entry = f"/Cert <{certificate.hex()}>" if certificate else ""
    value = f"<< {head} {entry} {places} /Contents <{'0' * 600}> >>"
    form = f"<< /SigFlags 3 /Fields [ << /FT /Sig /T (S) /V {value} >> ] >>"
    catalog = b"<< /Type /Catalog /Pages 2 0 R /AcroForm 3 0 R >>"
    pages = b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Note (mot) >>"
    content = assemble([catalog, pages, form.encode(), page], header=header) + tail
    start = content.index(b"/Contents <0") + len(b"/Contents ")
    end = content.index(b">", start) + 1
    for name, number in (b"A" * 10, start), (b"B" * 10, end), (b"C" * 10, len(content) - end):
        content = content.replace(name, b"%010d" % number)
    digits = contents(content[:start] + content[end:]).hex().encode()
    return content[: start + 1] + digits.ljust(600, b"0") + content[end - 1 :]


def _octets(covered: bytes) -> bytes:
    return bytes(core.OctetString(LEADER.key.sign(covered, padding.PKCS1v15(), hashes.SHA1())).dump())


def test_bare_rsa_signature_of_the_first_viewers_holds() -> None:
    """No CMS, a certificate beside the signature, SHA-1 (ISO 32000-1, 12.8.3.2): judged by the same rules."""
    signature = _judge(_bare(_octets))

    assert (signature.reason, signature.algorithm, signature.trusted) == ("no-timestamp", "sha1/rsa", True)
    assert signature.coverage.value == "entire-file"
    assert (signature.signer, signature.signed_at) == ("Nguyễn Văn An", datetime(2023, 6, 5, 3, tzinfo=UTC))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (_bare(_octets).replace(b"(mot)", b"(hai)"), "digest-mismatch"),
        (_bare(lambda _: _octets(b"other")), "digest-mismatch"),
        (_bare(lambda _: bytes(core.OctetString(bytes(256)).dump())), "digest-mismatch"),
        (_bare(lambda _: b"\xab" * 40), "signature-unreadable"),
        (_bare(_octets, certificate=b""), "certificate-missing"),
        (_bare(_octets, certificate=_identity(ec.generate_private_key(ec.SECP256R1())).der), "signature-unsupported"),
    ],
    ids=["changed", "other file's", "zeros", "rubbish", "no certificate", "no RSA key"],
)
def test_bare_rsa_signature_that_does_not_hold(content: bytes, reason: str) -> None:
    """Changed bytes, foreign or broken values, a missing or unfit certificate: each by its name, none a pass."""
    signature = _judge(content)

    assert signature.reason == reason
    assert signature.indication is not Indication.TOTAL_PASSED


@pytest.mark.parametrize(
    ("before", "defects"),
    [(b"\xef\xbb\xbf", ()), (b"\n", ()), (b"x" * 500 + b"\n", ("leading-garbage",))],
    ids=["byte order mark", "line end", "rubbish"],
)
def test_offsets_may_count_what_stands_before_the_header(before: bytes, defects: tuple[str, ...]) -> None:
    """The signature holds; only rubbish is named."""
    result = examine(_bare(_octets, header=before + b"%PDF-1.7\n"), make_hierarchy().bundle, now=NOW)

    assert result.defects == defects
    assert [s.reason for s in result.signatures] == ["no-timestamp"]


def test_signed_comment_behind_the_end_is_covered() -> None:
    """A tool's comment after the end of file, inside the range."""
    assert _judge(_bare(_octets, tail=b"%made by a tool\n")).reason == "no-timestamp"


def _purposes(*purposes: x509.ObjectIdentifier, authority: bool = False) -> Identity:
    """A signer whose certificate is made for something; keys are slow to make, so the leader's serves."""
    issuer = make_hierarchy().authority
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Máy chủ")]))
        .issuer_name(issuer.certificate.subject)
        .public_key(LEADER.key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2030, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    return Identity(builder.sign(issuer.key, hashes.SHA256()), LEADER.key)


USES = ExtendedKeyUsageOID


@pytest.mark.parametrize(
    ("identity", "reason"),
    [
        (_purposes(), "signature-valid"),
        (_purposes(USES.EMAIL_PROTECTION, USES.CLIENT_AUTH, USES.SMARTCARD_LOGON), "signature-valid"),
        (_purposes(USES.SERVER_AUTH, USES.CLIENT_AUTH, USES.EMAIL_PROTECTION), "signature-valid"),
        (_purposes(USES.SERVER_AUTH, USES.CLIENT_AUTH), "certificate-usage"),
        (_purposes(USES.CODE_SIGNING), "certificate-usage"),
        (_purposes(USES.OCSP_SIGNING), "certificate-usage"),
        (_purposes(authority=True), "certificate-usage"),
    ],
    ids=["unsaid", "person", "person's computer", "server", "programs", "revocation answers", "authority"],
)
def test_certificate_has_to_be_made_for_signing_documents(identity: Identity, reason: str) -> None:
    """A server's, a publisher's or an authority's certificate is no signer's (RFC 5280, 4.2.1.9 and 4.2.1.12)."""
    assert _judge(sign(PDF, identity)).reason == reason


def _named_by_signature(info: Any) -> None:
    """The signature's algorithm where the digest's belongs, as one office program wrote it."""
    _without_attributes(info)
    info["content"]["signer_infos"][0]["digest_algorithm"] = {"algorithm": "1.2.840.113549.1.1.11"}


def test_digest_may_be_named_by_the_signature_algorithm() -> None:
    """sha256WithRSA stands for SHA-256."""
    signature = _judge(_rewritten(_named_by_signature))

    assert (signature.algorithm, signature.intact, signature.valid) == ("sha256/rsa", True, True)


def _literal(tail: bytes = b"") -> bytes:
    """The signed file with its Contents as a literal string in the same room, which no digest covers."""
    found = RANGE.search(SIGNED)
    assert found is not None
    start, end = int(found[2]), int(found[3])
    info = cms.ContentInfo.load(bytes.fromhex(SIGNED[start + 1 : end - 1].decode()))
    escaped = b"".join(b"\\%03o" % byte for byte in info.dump())
    return SIGNED[:start] + (b"(" + escaped + b")" + tail).ljust(end - start) + SIGNED[end:]


@pytest.mark.parametrize(
    ("tail", "reason"),
    [(b"", "signature-valid"), (b"/Reason (x)", "byte-range-invalid"), (b"%x", "byte-range-invalid")],
)
def test_contents_may_be_a_literal_string_and_nothing_more(tail: bytes, reason: str) -> None:
    """Few writers choose it (ISO 32000-2, 7.3.4.2); anything beside it in the gap is unsigned."""
    assert _judge(_literal(tail)).reason == reason
