"""What genuine files look like, and the verdict each deserves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pyhanko.sign import fields

from tests.pki import (
    HEADER_BOX,
    NOW,
    SIGNED_AT,
    annotate,
    append_objects,
    make_hierarchy,
    make_identity,
    make_pdf,
    sign,
    stamp_document,
)
from verifiers.signature.details import ChangesAfter, Coverage, Indication, Role, SignatureDetails
from verifiers.signature.policy import current_policy, parse_policy
from verifiers.signature.reasons import REASONS, VERDICTS, WARNINGS
from verifiers.signature.trust import TrustBundle
from verifiers.signature.validation import examine

PDF = make_pdf("So:     /KH-VP", "trang hai")
LEADER = make_identity("Nguyễn Văn An")
AGENCY = make_identity("Văn phòng Ủy ban nhân dân tỉnh")
SEAL_BOX = (250, 150, 330, 220)


def _judge(content: bytes, bundle: TrustBundle | None = None) -> tuple[SignatureDetails, ...]:
    result = examine(content, bundle or make_hierarchy().bundle, now=NOW)
    assert result.examined
    for signature in result.signatures:
        assert signature.reason in REASONS
        assert set(signature.warnings) <= set(WARNINGS)
        assert VERDICTS[signature.reason] == (signature.indication, signature.sub_indication)
    return result.signatures


def test_one_timestamped_signature_passes_on_every_axis() -> None:
    """Leaf only in the file, intermediate from the bundle, TSA time proven."""
    (signature,) = _judge(sign(PDF, LEADER))

    assert (signature.indication, signature.reason) == (Indication.TOTAL_PASSED, "signature-valid")
    assert signature.intact
    assert signature.valid
    assert signature.trusted
    assert signature.coverage is Coverage.ENTIRE_FILE
    assert signature.changes_after is ChangesAfter.NONE
    assert signature.timestamped_at == SIGNED_AT
    assert (signature.signer, signature.role) == ("Nguyễn Văn An", Role.PERSON)
    assert signature.algorithm == "sha256/rsa"
    assert "revocation-not-checked" in signature.warnings


@pytest.mark.parametrize("count", [2, 5, 13])
def test_every_signature_of_many_passes(count: int) -> None:
    """Leader, then number, day, month and seal each as a signature field: one act carries up to 13."""
    content = sign(PDF, LEADER)
    for number in range(2, count + 1):
        box = (30 * number, 750, 30 * number + 25, 765)
        content = sign(content, AGENCY, field=f"Signature{number}", box=box, at=SIGNED_AT + timedelta(minutes=number))

    signatures = _judge(content)

    assert [s.field for s in signatures] == [f"Signature{n}" for n in range(1, count + 1)]
    assert {s.indication for s in signatures} == {Indication.TOTAL_PASSED}
    assert [s.changes_after for s in signatures] == [ChangesAfter.PERMITTED] * (count - 1) + [ChangesAfter.NONE]


def test_stamp_signed_for_is_neither_pass_nor_change_of_content() -> None:
    """A number stamped as an annotation in the header, then sealed: the agency has to rule on it."""
    leader, agency = _judge(sign(annotate(sign(PDF, LEADER), HEADER_BOX), AGENCY, field="Seal", box=SEAL_BOX))

    assert (leader.reason, leader.changes_after) == ("stamped-after-signing", ChangesAfter.STAMPED)
    assert leader.indication is Indication.INDETERMINATE
    assert agency.indication is Indication.TOTAL_PASSED


def test_seal_stamp_beside_the_signature_counts_as_stamped() -> None:
    """The seal touches the signature wherever that stands on the page."""
    leader, _ = _judge(sign(annotate(sign(PDF, LEADER), SEAL_BOX, "/Stamp"), AGENCY, field="Seal", box=None))

    assert leader.changes_after is ChangesAfter.STAMPED


@pytest.mark.parametrize(
    ("extra", "objects"),
    [
        ("/DSS 20 0 R", {20: b"<< /Type /DSS /Certs [21 0 R] >>", 21: b"<< /Length 2 >>\nstream\nab\nendstream"}),
        ("/Version /2.0", {}),
    ],
)
def test_validation_data_added_later_are_permitted(extra: str, objects: dict[int, bytes]) -> None:
    """An LTV update adds certificates and revocation data and changes nothing of the document."""
    signed = sign(PDF, LEADER)
    form = signed[signed.rindex(b"/AcroForm") :].split(b"R", 1)[0] + b"R"
    catalog = b"<< /Type /Catalog /Pages 2 0 R %s %s >>" % (form, extra.encode())

    (signature,) = _judge(append_objects(signed, {1: catalog, **objects}))

    assert (signature.reason, signature.changes_after) == ("signature-valid", ChangesAfter.PERMITTED)
    assert signature.coverage is Coverage.ENTIRE_REVISION


def test_document_timestamp_proves_the_time_of_the_signatures_before_it() -> None:
    """A signature without a token of its own is judged at the time of a later document timestamp."""
    person, stamp = _judge(stamp_document(sign(PDF, LEADER, stamped=False)))

    assert person.indication is Indication.TOTAL_PASSED
    assert person.changes_after is ChangesAfter.PERMITTED
    assert stamp.timestamped_at == SIGNED_AT


def test_without_a_timestamp_nothing_passes_totally() -> None:
    """The declared time is a claim: indeterminate, with everything else in order."""
    (signature,) = _judge(sign(PDF, LEADER, stamped=False))

    assert (signature.reason, signature.sub_indication) == ("no-timestamp", "NO_POE")
    assert signature.trusted
    assert signature.signed_at == SIGNED_AT


def test_expired_certificate_is_judged_at_the_moment_of_signing() -> None:
    """Expiry after the timestamp does no harm; before it, it fails."""
    short = make_identity("Trần Bình", until=SIGNED_AT + timedelta(days=1))

    (in_time,) = _judge(sign(PDF, short))
    (late,) = _judge(sign(PDF, short, at=SIGNED_AT + timedelta(days=2)))
    (early,) = _judge(sign(PDF, short, at=datetime(2019, 12, 1, tzinfo=UTC)))

    assert in_time.indication is Indication.TOTAL_PASSED
    assert (late.reason, late.sub_indication) == ("certificate-expired", "EXPIRED")
    assert (early.reason, early.sub_indication) == ("certificate-not-yet-valid", "NOT_YET_VALID")


def test_expired_at_the_declared_time_proves_nothing_either_way() -> None:
    """Without a proven time an expired certificate is out of bounds, not a failure."""
    short = make_identity("Trần Bình", until=SIGNED_AT + timedelta(days=1))

    (signature,) = _judge(sign(PDF, short, at=SIGNED_AT + timedelta(days=2), stamped=False))

    assert (signature.reason, signature.sub_indication) == ("certificate-out-of-bounds", "OUT_OF_BOUNDS_NO_POE")


def test_local_time_marked_utc_is_put_right_and_named() -> None:
    """Seven hours ahead of its own timestamp: a known fault of tools."""
    (signature,) = _judge(sign(PDF, LEADER, claimed=SIGNED_AT + timedelta(hours=7)))

    assert "signing-time-offset" in signature.warnings
    assert signature.signed_at == SIGNED_AT
    assert signature.indication is Indication.TOTAL_PASSED


def test_claim_after_its_own_timestamp_is_named() -> None:
    """Any other lead of the claim over the timestamp is a warning and stays as claimed."""
    (signature,) = _judge(sign(PDF, LEADER, claimed=SIGNED_AT + timedelta(days=3)))

    assert "signing-time-after-timestamp" in signature.warnings
    assert signature.signed_at == SIGNED_AT + timedelta(days=3)


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (datetime(2014, 12, 31, 9, tzinfo=UTC), "signature-valid"),
        (datetime(2025, 8, 14, 16, 59, tzinfo=UTC), "signature-valid"),
        (datetime(2025, 8, 14, 17, 1, tzinfo=UTC), "algorithm-weak"),
    ],
)
def test_sha1_is_judged_by_the_date_of_the_policy(at: datetime, reason: str) -> None:
    """Old genuine documents keep their verdict; new ones may not use SHA-1 any more."""
    old = make_identity("Lê Cường", since=datetime(2013, 1, 1, tzinfo=UTC))
    wide = examine(sign(PDF, old, at=at, digest="sha1"), make_hierarchy().bundle, now=datetime(2026, 1, 1, tzinfo=UTC))

    assert [s.reason for s in wide.signatures] == [reason]
    assert wide.signatures[0].intact
    assert wide.signatures[0].trusted


def test_unknown_root_is_indeterminate_and_intact() -> None:
    """A stranger's signature holds together; who he is cannot be told."""
    (signature,) = _judge(sign(PDF, LEADER), make_hierarchy("Other").bundle)

    assert (signature.reason, signature.trusted, signature.intact) == ("chain-not-found", False, True)
    assert signature.indication is Indication.INDETERMINATE


def test_unknown_timestamping_authority_proves_nothing() -> None:
    """A token under a stranger's root leaves the time unproven."""
    (signature,) = _judge(sign(PDF, LEADER, tsa=make_hierarchy("Other")))

    assert signature.reason == "timestamp-untrusted"
    assert signature.timestamped_at is None


def test_certificate_for_other_uses_is_not_a_signers() -> None:
    """Key usage without signing: the chain's constraints are not met (RFC 5280, 4.2.1.3)."""
    (signature,) = _judge(sign(PDF, make_identity("Máy chủ", signing=False)))

    assert (signature.reason, signature.sub_indication) == ("certificate-usage", "CHAIN_CONSTRAINTS_FAILURE")


@pytest.mark.parametrize(("permission", "reason"), [(1, "certification-exceeded"), (2, "signature-valid")])
def test_certified_then_signed(permission: int, reason: str) -> None:
    """Certification 2 allows signing; 1 allows nothing, and honest tools still sign over it: no verdict."""
    certified, agency = _judge(sign(sign(PDF, LEADER, certify=permission), AGENCY, field="Seal", box=SEAL_BOX))

    assert certified.reason == reason
    assert certified.changes_after is ChangesAfter.PERMITTED
    assert agency.indication is Indication.TOTAL_PASSED


def _form_pdf(value: str = "") -> bytes:
    field = "<< /FT /Tx /T (Ten) /Type /Annot /Subtype /Widget /Rect [72 500 200 520] /P 4 0 R /V (%s) >>"
    base = make_pdf("don", extra="/AcroForm 20 0 R")
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Annots [21 0 R] >>"
    form = b"<< /Fields [21 0 R] >>"
    return append_objects(base, {4: page, 20: form, 21: (field % value).encode()})


FILLED = b"<< /FT /Tx /T (Ten) /Type /Annot /Subtype /Widget /Rect [72 500 200 520] /P 4 0 R /V (Nguyen Van An) >>"


def test_filling_in_a_certified_form_is_permitted() -> None:
    """A blank field filled in after certification 2."""
    (signature,) = _judge(append_objects(sign(_form_pdf(), LEADER, certify=2, box=None), {21: FILLED}))

    assert (signature.reason, signature.changes_after) == ("signature-valid", ChangesAfter.PERMITTED)
    assert "form-filled" in signature.warnings


def test_a_value_replaced_after_signing_is_content() -> None:
    """What was filled in when signed may not say something else later."""
    (signature,) = _judge(append_objects(sign(_form_pdf("cu"), LEADER, box=None), {21: FILLED}))

    assert (signature.reason, signature.changed) == ("content-changed", ("form-value",))


def test_a_locked_field_may_not_be_filled_in() -> None:
    """FieldMDP: the signer locked all fields."""
    lock = fields.FieldMDPSpec(fields.FieldMDPAction.ALL)

    (signature,) = _judge(append_objects(sign(_form_pdf(), LEADER, lock=lock, box=None), {21: FILLED}))

    assert signature.reason == "content-changed"


def test_garbage_before_the_header_is_no_part_of_the_document() -> None:
    """Offsets count from the header; the garbage is named."""
    result = examine(b"x" * 21 + sign(PDF, LEADER), make_hierarchy().bundle, now=NOW)

    assert result.defects == ("leading-garbage",)
    assert [s.reason for s in result.signatures] == ["signature-valid"]


def test_white_space_after_the_end_is_nothing() -> None:
    """Mail and copy add line ends."""
    (signature,) = _judge(sign(PDF, LEADER) + b"\r\n\n")

    assert (signature.reason, signature.coverage) == ("signature-valid", Coverage.ENTIRE_FILE)


def test_plain_pdf_is_unsigned() -> None:
    """Unsigned is its own fact."""
    result = examine(PDF, make_hierarchy().bundle, now=NOW)

    assert result.unsigned
    assert result.trust_bundle == make_hierarchy().bundle.version


def test_traces_of_a_signature_are_named_and_are_none() -> None:
    """A ByteRange without a form, as gazette extracts carry it."""
    content = append_objects(PDF, {20: b"<< /Type /Sig /ByteRange [0 10 20 99999] /Contents <00> >>"})

    result = examine(content, make_hierarchy().bundle, now=NOW)

    assert (result.signatures, result.defects) == ((), ("dangling-byterange",))


def test_policy_version_names_the_very_file() -> None:
    """A byte changed in the policy changes its version."""
    content = b'{"version": "1", "digests": [], "certificate_digests": [], "keys": []}'

    assert parse_policy(content).version != parse_policy(content + b" ").version
    assert current_policy().allows_digest("sha256", NOW)
    assert not current_policy().allows_digest("md5", NOW)
    assert not current_policy().allows_key("rsa", 1024, NOW)
