"""Revocation lists of an administrator: parsed once, looked up by serial number, used with their age."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from tests.pki import NOW, SIGNED_AT, Identity, append_objects, make_hierarchy, make_identity, make_pdf, sign
from verifiers.errors import TrustError
from verifiers.signature.details import Revocation, SignatureDetails
from verifiers.signature.revocation import RevocationData, check_revocation, choose_state
from verifiers.signature.revocation_lists import (
    NOT_CHECKED,
    RevocationState,
    check_lists,
    load_revocation_lists,
    parse_revocation_list,
)
from verifiers.signature.trust import load_bundle, with_revocation_lists
from verifiers.signature.validation import examine
from verifiers.signature.wanted import find_wanted

HIERARCHY = make_hierarchy()
LEADER = make_identity("Nguyễn Văn An")
SERIAL = LEADER.certificate.serial_number
DAY = timedelta(days=1)
SIGNED = sign(make_pdf("mot"), LEADER)


def make_list(
    revoked: Iterable[tuple[int, datetime]] = (),
    *,
    issuer: Identity = HIERARCHY.authority,
    named: Identity = HIERARCHY.authority,
    issued_at: datetime = SIGNED_AT + DAY,
    lasts: timedelta = 30 * DAY,
    extension: x509.ExtensionType | None = None,
) -> bytes:
    """A list under the name of `named`, signed by `issuer`."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(named.certificate.subject)
        .last_update(issued_at)
        .next_update(issued_at + lasts)
    )
    for serial, at in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at).build()
        builder = builder.add_revoked_certificate(entry)
    if extension is not None:
        builder = builder.add_extension(extension, critical=True)
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _judge(content: bytes, *lists: bytes, now: datetime = NOW) -> SignatureDetails:
    bundle = with_revocation_lists(HIERARCHY.bundle, tuple(parse_revocation_list(one) for one in lists))
    (signature,) = examine(content, bundle, now=now).signatures
    return signature


@pytest.mark.parametrize(
    ("revoked_at", "state", "reason"),
    [
        (None, Revocation.GOOD, "signature-valid"),
        (SIGNED_AT - DAY, Revocation.REVOKED, "certificate-revoked"),
        (SIGNED_AT + DAY, Revocation.GOOD, "signature-valid"),
    ],
    ids=["never", "before signing", "after signing"],
)
def test_imported_list_decides_at_the_proven_time(revoked_at: datetime | None, state: Revocation, reason: str) -> None:
    """A timestamp proves that the signature was there before a later revocation."""
    entries = [(SERIAL, revoked_at)] if revoked_at else [(5, SIGNED_AT)]

    signature = _judge(SIGNED, make_list(entries))

    assert (signature.revocation, signature.reason) == (state, reason)
    assert (signature.revocation_source, signature.revocation_at) == ("imported", SIGNED_AT + DAY)
    assert "revocation-not-checked" not in signature.warnings


def test_without_a_proven_time_any_revocation_leaves_doubt() -> None:
    """Revoked after the declared time: nobody can tell whether the signature was there before."""
    signature = _judge(sign(make_pdf("mot"), LEADER, stamped=False), make_list([(SERIAL, SIGNED_AT + DAY)]))

    assert (signature.reason, signature.revocation) == ("certificate-revoked-later", Revocation.REVOKED)


@pytest.mark.parametrize(
    "content",
    [
        make_list(issuer=make_hierarchy("Other").authority),
        make_list(named=make_hierarchy("Other").authority, issuer=make_hierarchy("Other").authority),
        make_list(issued_at=SIGNED_AT - 60 * DAY),
        make_list(issued_at=datetime(2031, 1, 1, tzinfo=UTC)),
        make_list(extension=x509.DeltaCRLIndicator(1)),
        make_list(
            extension=x509.IssuingDistributionPoint(
                full_name=None,
                relative_name=None,
                only_contains_user_certs=False,
                only_contains_ca_certs=True,
                only_some_reasons=None,
                indirect_crl=False,
                only_contains_attribute_certs=False,
            )
        ),
    ],
    ids=["forged", "other issuer", "overdue", "after the certificate's end", "delta", "partial"],
)
def test_list_that_cannot_tell_leaves_the_state_open(content: bytes) -> None:
    """A forged, foreign, overdue or partial list is no proof that a certificate was good."""
    signature = _judge(SIGNED, content)

    assert signature.revocation is Revocation.NOT_CHECKED
    assert "revocation-not-checked" in signature.warnings
    assert signature.revocation_at is None


def test_newest_list_in_force_is_used() -> None:
    """The revocation that only the newer list knows counts; its age is told."""
    older, newer = make_list(), make_list([(SERIAL, SIGNED_AT - DAY)], issued_at=SIGNED_AT + 9 * DAY)
    lists = tuple(sorted(map(parse_revocation_list, (older, newer)), key=lambda one: one.issued_at, reverse=True))

    state = check_lists(LEADER.der, (HIERARCHY.authority.der,), lists, SIGNED_AT)

    assert (state.state, state.known_at) == (Revocation.REVOKED, SIGNED_AT + 9 * DAY)


def test_embedded_answer_tells_its_age() -> None:
    """What the file carries is told apart from what an administrator imported."""
    content = make_list()
    form = SIGNED[SIGNED.rindex(b"/AcroForm") :].split(b"R", 1)[0] + b"R"
    stream = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)
    catalog = b"<< /Type /Catalog /Pages 2 0 R %s /DSS << /CRLs [520 0 R] >> >>" % form
    stored = append_objects(SIGNED, {1: catalog, 520: stream})

    embedded, revoked = _judge(stored), _judge(stored, make_list([(SERIAL, SIGNED_AT - DAY)]))

    assert (embedded.revocation_source, embedded.revocation_at) == ("embedded", SIGNED_AT + DAY)
    assert (revoked.revocation, revoked.revocation_source) == (Revocation.REVOKED, "imported")


def test_lists_of_a_folder_change_the_version_of_the_bundle(tmp_path: Path) -> None:
    """Verdicts rest on the lists, so the bundle's version names them; PEM and DER of one list are one."""
    (tmp_path / "root.der").write_bytes(HIERARCHY.root.der)
    plain = load_bundle(tmp_path)
    (tmp_path / "crls").mkdir()
    (tmp_path / "crls" / "one.crl").write_bytes(make_list())

    bundle = load_bundle(tmp_path)

    assert bundle.version != plain.version
    assert bundle.anchors == plain.anchors
    assert [one.issued_at for one in bundle.revocation_lists] == [SIGNED_AT + DAY]


def test_large_list_is_parsed_once() -> None:
    """The same bytes give the very same index."""
    content = make_list([(number, SIGNED_AT) for number in range(1, 500)])

    assert parse_revocation_list(content) is parse_revocation_list(bytes(content))
    assert len(parse_revocation_list(content).revoked) == 499


@pytest.mark.parametrize("content", [b"", b"rubbish", b"-----BEGIN X509 CRL-----\nAA\n-----END X509 CRL-----\n"])
def test_unreadable_list_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    """Never silently less checking."""
    (tmp_path / "broken.crl").write_bytes(content)

    with pytest.raises(TrustError, match=r"broken\.crl"):
        load_revocation_lists(tmp_path)


def test_no_folder_is_no_list(tmp_path: Path) -> None:
    """Offline without lists is the default."""
    assert load_revocation_lists(tmp_path / "none") == ()


def test_hierarchy_and_policy_stand_beside_the_verdict() -> None:
    """Which root, by which policy: additive facts of the report."""
    result = examine(SIGNED, HIERARCHY.bundle, now=NOW)

    assert result.signatures[0].hierarchy == "own"
    assert result.policy_version.startswith("2026.2+")


def _addressed() -> Identity:
    """A signer whose certificate says where to ask; the leader's key and name."""
    describe, kinds = x509.AccessDescription, AuthorityInformationAccessOID
    builder = (
        x509.CertificateBuilder()
        .subject_name(LEADER.certificate.subject)
        .issuer_name(HIERARCHY.authority.certificate.subject)
        .public_key(LEADER.key.public_key())
        .serial_number(77)
        .not_valid_before(LEADER.certificate.not_valid_before_utc)
        .not_valid_after(LEADER.certificate.not_valid_after_utc)
        .add_extension(
            x509.AuthorityInformationAccess(
                [
                    describe(kinds.OCSP, x509.UniformResourceIdentifier("http://ocsp.test/")),
                    describe(kinds.OCSP, x509.UniformResourceIdentifier("ldap://ocsp.test/")),
                ]
            ),
            critical=False,
        )
        .add_extension(
            x509.CRLDistributionPoints(
                [x509.DistributionPoint([x509.UniformResourceIdentifier("http://crl.test/a.crl")], None, None, None)]
            ),
            critical=False,
        )
    )
    return Identity(builder.sign(HIERARCHY.authority.key, hashes.SHA256()), LEADER.key)


SIGNER = _addressed()
ASKED = sign(make_pdf("mot"), SIGNER)


def _answer(
    status: ocsp.OCSPCertStatus, *, at: datetime = SIGNED_AT + DAY, signer: Identity = HIERARCHY.authority
) -> bytes:
    """An OCSP response by the issuing authority itself."""
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=SIGNER.certificate,
        issuer=HIERARCHY.authority.certificate,
        algorithm=hashes.SHA1(),
        cert_status=status,
        this_update=at,
        next_update=at + 30 * DAY,
        revocation_time=SIGNED_AT - DAY if status is ocsp.OCSPCertStatus.REVOKED else None,
        revocation_reason=None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, signer.certificate)
    return builder.sign(signer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


UNADDRESSED = make_identity("Trần Thị Bình")
SHA1 = hashes.SHA1()


def _answer_on(status: ocsp.OCSPCertStatus, at: datetime, digest: hashes.HashAlgorithm = SHA1) -> bytes:
    """An answer about somebody whose certificate names no address to ask."""
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=UNADDRESSED.certificate,
        issuer=HIERARCHY.authority.certificate,
        algorithm=digest,
        cert_status=status,
        this_update=at,
        next_update=at + 30 * DAY,
        revocation_time=SIGNED_AT - DAY if status is ocsp.OCSPCertStatus.REVOKED else None,
        revocation_reason=None,
    )
    named = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, HIERARCHY.authority.certificate)
    return named.sign(HIERARCHY.authority.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


GOOD_BEFORE = _answer_on(ocsp.OCSPCertStatus.GOOD, SIGNED_AT - DAY)
GOOD_AFTER = _answer_on(ocsp.OCSPCertStatus.GOOD, SIGNED_AT + DAY)
REVOKED_AFTER = _answer_on(ocsp.OCSPCertStatus.REVOKED, SIGNED_AT + DAY)
# asn1crypto knows no such digest of a name, and the library stops over it.
UNKNOWN_DIGEST = _answer_on(ocsp.OCSPCertStatus.GOOD, SIGNED_AT + DAY, hashes.SHA512())


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((GOOD_AFTER,), Revocation.GOOD),
        ((REVOKED_AFTER,), Revocation.REVOKED),
        ((GOOD_BEFORE, GOOD_AFTER, REVOKED_AFTER), Revocation.REVOKED),
        ((b"rubbish", b"", REVOKED_AFTER), Revocation.REVOKED),
        ((UNKNOWN_DIGEST, REVOKED_AFTER, UNKNOWN_DIGEST), Revocation.REVOKED),
        ((b"rubbish",), Revocation.NOT_CHECKED),
        ((UNKNOWN_DIGEST,), Revocation.NOT_CHECKED),
    ],
    ids=["good", "revoked", "good beside it", "rubbish beside it", "unusual beside it", "rubbish", "unusual"],
)
def test_no_other_answer_silences_a_revocation(answers: tuple[bytes, ...], expected: Revocation) -> None:
    """What a file carries may be chosen by whoever gains by it, and need not be asked for by an address."""
    data = RevocationData(answers, (b"rubbish", b"0\x80"), (b"rubbish",))
    state = check_revocation(UNADDRESSED.der, (b"rubbish",), HIERARCHY.bundle, SIGNED_AT, data)

    assert state.state is expected


OTHER = make_hierarchy("Other").authority
FETCHED: dict[str, tuple[RevocationData, Revocation, str]] = {
    "answer, good": (RevocationData((_answer(ocsp.OCSPCertStatus.GOOD),)), Revocation.GOOD, "signature-valid"),
    "answer, revoked": (
        RevocationData((_answer(ocsp.OCSPCertStatus.REVOKED),)),
        Revocation.REVOKED,
        "certificate-revoked",
    ),
    "answer of a stranger": (
        RevocationData((_answer(ocsp.OCSPCertStatus.GOOD, signer=OTHER),)),
        Revocation.NOT_CHECKED,
        "signature-valid",
    ),
    "list": (RevocationData(lists=(make_list(),)), Revocation.GOOD, "signature-valid"),
    "list that revokes": (
        RevocationData(lists=(make_list([(77, SIGNED_AT - DAY)]),)),
        Revocation.REVOKED,
        "certificate-revoked",
    ),
    "list against answer": (
        RevocationData((_answer(ocsp.OCSPCertStatus.GOOD),), (make_list([(77, SIGNED_AT - DAY)]),)),
        Revocation.REVOKED,
        "certificate-revoked",
    ),
    "error page": (RevocationData((b"<html>",), (b"<html>",)), Revocation.NOT_CHECKED, "signature-valid"),
}


@pytest.mark.parametrize("name", sorted(FETCHED))
def test_fetched_data_pass_the_same_checks(name: str) -> None:
    """What came over a network is worth what its signature is worth."""
    data, state, reason = FETCHED[name]

    (signature,) = examine(ASKED, HIERARCHY.bundle, now=NOW, fetched=data).signatures

    assert (signature.revocation, signature.reason) == (state, reason)
    assert signature.revocation_source == (None if state is Revocation.NOT_CHECKED else "fetched")
    assert ("revocation-not-checked" in signature.warnings) == (state is Revocation.NOT_CHECKED)


def test_newest_good_answer_is_told_and_any_revocation_wins() -> None:
    """Sources that agree: the newest; sources that do not: the one that knows of a revocation."""
    older, newer = (RevocationState(Revocation.GOOD, SIGNED_AT + n * DAY, "embedded") for n in (1, 2))
    revoked = RevocationState(Revocation.REVOKED, SIGNED_AT, "imported")

    assert choose_state([NOT_CHECKED, older, newer]) == newer
    assert choose_state([older, revoked, newer]) == revoked
    assert choose_state([NOT_CHECKED]) == NOT_CHECKED


def test_addresses_to_ask_are_told_once_a_signer() -> None:
    """The question about this very certificate stands in the OCSP address (RFC 6960, A.1)."""
    (wanted,) = find_wanted(sign(ASKED, SIGNER, field="Two"), HIERARCHY.bundle)

    (address,) = wanted.responses
    question = ocsp.load_der_ocsp_request(base64.b64decode(unquote(address.removeprefix("http://ocsp.test/"))))
    assert question.serial_number == 77
    assert (wanted.certificate, wanted.lists) == (SIGNER.der, ("http://crl.test/a.crl",))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", SIGNED], ids=["nothing", "no document", "no addresses"])
def test_nothing_to_ask(content: bytes) -> None:
    """A file without signers, or whose signers name no address."""
    assert find_wanted(content, HIERARCHY.bundle) == ()
