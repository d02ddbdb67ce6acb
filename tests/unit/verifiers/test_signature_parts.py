"""The smaller parts that verdicts rest on: ranges, hexadecimal strings, names, roles, chains, revocation."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter

from tests.pki import NOW, SIGNED_AT, append_objects, make_hierarchy, make_identity, make_pdf, sign
from verifiers.signature import hex_strings
from verifiers.signature.certificate import fold, read_certificate, role_of
from verifiers.signature.chain import find_chain
from verifiers.signature.details import ChangesAfter, Indication, Revocation, Role, SignatureSet
from verifiers.signature.ranges import ByteRange, check_gap, read_byte_range
from verifiers.signature.reader import CachingReader
from verifiers.signature.reasons import MalformedSignatureError
from verifiers.signature.timestamps import settle_claim
from verifiers.signature.trust import load_bundle
from verifiers.signature.validation import examine

REAL = Path(__file__).parents[4] / "shared" / "real-documents"
TRUST = Path(__file__).parents[4] / "shared" / "trust"
COMMON_NAME = "2.5.4.3"
USER_ID = "0.9.2342.19200300.100.1.1"


@settings(deadline=None)
@given(st.lists(st.integers(-5, 60), max_size=6))
def test_accepted_ranges_stay_inside_the_file(values: list[int]) -> None:
    """Whatever is accepted starts at 0, has a gap, and ends inside."""
    try:
        covered = read_byte_range(values, 50)
    except MalformedSignatureError:
        return
    assert 0 < covered.gap_start < covered.gap_end <= covered.end <= 50
    assert values == [0, covered.gap_start, covered.gap_end, covered.end - covered.gap_end]


@pytest.mark.parametrize("gap", [b"<0aFF>", b"<0a ff\n>", b"0aff", b"<0AFF0>"[:5] + b">"])
def test_gap_with_the_very_contents_is_accepted(gap: bytes) -> None:
    """Case, white space and missing delimiters do not matter; the bytes do."""
    content = b"ab" + gap + b"cd"

    check_gap(content, ByteRange(2, 2 + len(gap), len(content)), b"\x0a\xff")


@pytest.mark.parametrize("gap", [b"<0afe>", b"<0aff> 9 0 obj", b"<0a>ff<", b"(0aff)", b""])
def test_gap_with_anything_else_is_refused(gap: bytes) -> None:
    """Nothing may hide in the part that nobody signed."""
    content = b"ab" + gap + b"cd"

    with pytest.raises(MalformedSignatureError):
        check_gap(content, ByteRange(2, 2 + len(gap), len(content)), b"\x0a\xff")


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=40), st.text("09afAF \n>%<g\x00", max_size=40).map(str.encode)))
def test_fast_hexadecimal_reader_answers_as_the_original(text: bytes) -> None:
    """Same value, same place in the stream, same exception, for any input."""
    outcomes = []
    for reader in (hex_strings.ORIGINAL, hex_strings.read_hex_string):
        stream = io.BytesIO(b"<" + text)
        try:
            value = reader(stream)
            outcomes.append((type(value), value, stream.tell()))
        except Exception as error:  # noqa: BLE001 - whatever the original raises is the expectation
            outcomes.append((type(error), str(error), 0))

    assert outcomes[0] == outcomes[1]


def test_caching_reader_answers_as_the_original() -> None:
    """Objects out of object streams are the same, the last of several revisions included."""
    writer = PdfFileWriter(stream_xrefs=True)
    packed = writer.prepare_object_stream()
    numbers = [writer.add_object(generic.pdf_string(str(n)), obj_stream=packed).idnum for n in range(5)]
    output = io.BytesIO()
    writer.write(output)

    readers = [CachingReader(output.getvalue()), PdfFileReader(output, strict=False)]

    answers = [[r.get_object(generic.Reference(n, 0, r)) for n in (*numbers, 999)] for r in readers]
    assert answers[0] == answers[1]
    assert answers[0][:5] == ["0", "1", "2", "3", "4"]


def test_fast_reader_can_be_switched_off() -> None:
    """`remove` gives pyHanko its own reader back."""
    module = vars(generic)
    hex_strings.remove()
    try:
        assert module["read_hex_string_from_stream"] is hex_strings.ORIGINAL
    finally:
        hex_strings.install()
    assert module["read_hex_string_from_stream"] is hex_strings.read_hex_string


@pytest.mark.parametrize(
    ("subject", "role"),
    [
        (((COMMON_NAME, "Nguyễn Văn An"),), Role.PERSON),
        (((COMMON_NAME, "Ủy ban nhân dân tỉnh"),), Role.ORGANISATION),
        (((COMMON_NAME, "SỞ NỘI VỤ"),), Role.ORGANISATION),
        (((COMMON_NAME, "TRUNG TÂM CÔNG BÁO"),), Role.ORGANISATION),
        (((COMMON_NAME, "ABC"), (USER_ID, "MST:0100109106")), Role.ORGANISATION),
        (((COMMON_NAME, "ABC"), (USER_ID, "CCCD:001")), Role.PERSON),
        (((COMMON_NAME, "portal-01"),), Role.UNKNOWN),
        ((), Role.UNKNOWN),
    ],
)
def test_role_is_read_from_the_subject(subject: tuple[tuple[str, str], ...], role: Role) -> None:
    """Names of agencies and identifiers tell; where neither does, nobody guesses."""
    assert role_of(subject) is role


def test_certificate_facts_survive_a_broken_attribute() -> None:
    """A name's attribute cut short hides itself and nothing else."""
    certificate = asn1_x509.Certificate.load(make_identity("Nguyễn Văn An").der)
    broken = certificate.dump().replace(b"\x13\x02VN", b"\x1e\x02\xd8\x00", 1)

    assert broken != certificate.dump()
    assert read_certificate(asn1_x509.Certificate.load(broken)).signer == "Nguyễn Văn An"


def test_fold_drops_case_accents_and_spaces() -> None:
    """Đ is a letter of its own in Unicode and a d here."""
    assert fold("  ĐOÀN  Thể ") == "doan the"


@pytest.mark.parametrize(
    ("ahead", "kept", "warning"),
    [
        (timedelta(hours=7, minutes=3), timedelta(minutes=3), "signing-time-offset"),
        (timedelta(hours=6, minutes=1), timedelta(minutes=-59), "signing-time-offset"),
        (timedelta(hours=5), timedelta(hours=5), "signing-time-after-timestamp"),
        (timedelta(minutes=20), timedelta(minutes=20), None),
        (timedelta(days=-2), timedelta(days=-2), None),
    ],
)
def test_claim_is_compared_with_the_other_clock(ahead: timedelta, kept: timedelta, warning: str | None) -> None:
    """Within an hour of seven hours ahead: local time marked as UTC."""
    assert settle_claim(SIGNED_AT + ahead, SIGNED_AT) == (SIGNED_AT + kept, warning)


def test_chain_near_the_edge_of_a_period_is_exact_to_the_second() -> None:
    """A day's remembered answer is not used for a moment outside the certificates' period."""
    until = datetime(2023, 6, 5, 12, tzinfo=UTC)
    identity, bundle = make_identity("Hạn Trưa", until=until), make_hierarchy().bundle

    inside = find_chain(identity.der, (), bundle, until - timedelta(seconds=1))
    outside = find_chain(identity.der, (), bundle, until + timedelta(seconds=1))

    assert (inside.fault, outside.fault) == (None, "certificate-expired")
    assert inside.hierarchy == "own"


def _revocation_list(revoked: int | None, at: datetime) -> bytes:
    issuer = make_hierarchy().authority
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(SIGNED_AT + timedelta(days=1))
        .next_update(SIGNED_AT + timedelta(days=30))
    )
    if revoked is not None:
        entry = x509.RevokedCertificateBuilder().serial_number(revoked).revocation_date(at).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _with_store(signed: bytes, revocation_list: bytes) -> bytes:
    form = signed[signed.rindex(b"/AcroForm") :].split(b"R", 1)[0] + b"R"
    stream = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(revocation_list), revocation_list)
    catalog = b"<< /Type /Catalog /Pages 2 0 R %s /DSS << /CRLs [120 0 R] >> >>" % form
    return append_objects(signed, {1: catalog, 120: stream})


@pytest.mark.parametrize(
    ("days", "state", "reason"),
    [
        (None, Revocation.GOOD, "signature-valid"),
        (-1, Revocation.REVOKED, "certificate-revoked"),
        (1, Revocation.GOOD, "signature-valid"),
    ],
    ids=["never", "before signing", "after signing"],
)
def test_revocation_is_read_from_the_document_store(days: int | None, state: Revocation, reason: str) -> None:
    """A CRL in the DSS counts at the moment of signing."""
    identity = make_identity("Nguyễn Văn An")
    serial = identity.certificate.serial_number if days is not None else None
    revoked = _revocation_list(serial, SIGNED_AT + timedelta(days=days or 0))

    result = examine(_with_store(sign(make_pdf("mot"), identity), revoked), make_hierarchy().bundle, now=NOW)

    assert [(s.revocation, s.reason) for s in result.signatures] == [(state, reason)]
    assert "revocation-not-checked" not in result.signatures[0].warnings


def test_broken_revocation_data_are_not_checked() -> None:
    """Rubbish in the store is neither good nor revoked."""
    signed = sign(make_pdf("mot"), make_identity("Nguyễn Văn An"))

    result = examine(_with_store(signed, b"rubbish"), make_hierarchy().bundle, now=NOW)

    assert result.signatures[0].revocation is Revocation.NOT_CHECKED
    assert result.signatures[0].indication is Indication.TOTAL_PASSED


def test_the_same_bytes_give_the_same_report() -> None:
    """Replayable: no clock, no chance, no memory of earlier calls in the result."""
    content = sign(make_pdf("mot"), make_identity("Nguyễn Văn An"))
    results = [examine(content, make_hierarchy().bundle, now=NOW) for _ in range(2)]

    assert results[0] == results[1]


def _real() -> Iterator[tuple[str, SignatureSet]]:
    bundle = load_bundle(TRUST)
    for path in sorted(REAL.glob("*.pdf")):
        yield path.name, examine(path.read_bytes(), bundle, now=datetime(2026, 11, 21, tzinfo=UTC))


if REAL.is_dir() and TRUST.is_dir():

    @pytest.mark.real_documents
    def test_genuine_signatures_are_intact_and_unchanged() -> None:
        """Every signature of the shared documents holds, and none is called changed in content."""
        signatures = [(name, s) for name, result in _real() for s in result.signatures]

        assert signatures
        assert [n for n, s in signatures if not (s.intact and s.valid)] == []
        assert [n for n, s in signatures if s.changes_after is ChangesAfter.CONTENT] == []
        assert len([n for n, s in signatures if not s.trusted]) <= 1
        assert [n for n, s in signatures if s.indication is Indication.TOTAL_FAILED] == []
