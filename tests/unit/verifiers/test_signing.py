"""Findings about signatures, their signers and their time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.unit.verifiers.subjects import found, letter, noon, outcomes, seal, signature, signed
from verifiers import messages
from verifiers.signature.details import Indication, Role, SignatureDetails, SignatureSet
from verifiers.signature.reasons import DEFECTS, VERDICTS, WARNINGS
from verifiers.subject import NameClaim, Reading

CHANGED: dict[str, Any] = {"indication": Indication.TOTAL_FAILED, "reason": "content-changed"}
UNKNOWN_ROOT: dict[str, Any] = {"indication": Indication.INDETERMINATE, "reason": "chain-not-found", "trusted": False}


def test_unsigned_is_its_own_fact() -> None:
    """A file without signatures is not invalid: indeterminate, in words that say there is none."""
    finding = found(letter(), "signatures")["unsigned"]

    assert finding.outcome.value == "indeterminate"
    assert "không có chữ ký số" in finding.message
    assert "không hợp lệ" not in finding.message


def test_other_files_are_not_called_unsigned() -> None:
    """A picture or a table carries no PDF signature: it is not examined, which is not unsigned."""
    assert outcomes(letter(is_pdf=False), "signatures") == {"signatures-not-examined": "indeterminate"}


def test_all_signatures_holding_is_one_finding() -> None:
    """When every signature passed there is one finding that counts them and names the signers."""
    finding = found(signed(signature(), seal()), "signatures")["signatures-passed"]

    assert finding.outcome.value == "passed"
    assert "2" in finding.message
    assert "Văn phòng Mẫu" in finding.message


def test_unchecked_revocation_is_said() -> None:
    """A pass whose revocation could not be asked says so in the sentence itself."""
    subject = signed(signature(), seal(warnings=("revocation-not-checked",)))

    finding = found(subject, "signatures")["signatures-passed-revocation-not-checked"]
    assert finding.outcome.value == "passed"
    assert "thu hồi" in finding.message


def test_one_finding_per_problem() -> None:
    """Signatures with the same problem share a finding; a sound one beside them does not make a pass."""
    subject = signed(
        signature(**CHANGED), seal(**UNKNOWN_ROOT), seal(field="Signature3", **UNKNOWN_ROOT), seal(field="Signature4")
    )

    assert outcomes(subject, "signatures") == {
        "signature-content-changed": "failed",
        "signature-chain-not-found": "indeterminate",
    }
    assert found(subject, "signatures")["signature-chain-not-found"].details["fields"] == [
        "Signature2",
        "Signature3",
    ]


def test_defects_of_the_file_are_named() -> None:
    """Malformations are findings of their own, and a file with them is not called unsigned."""
    subject = letter(signatures=SignatureSet(defects=("dangling-byterange", "leading-garbage")))

    assert outcomes(subject, "signatures") == {
        "file-dangling-byterange": "indeterminate",
        "file-leading-garbage": "indeterminate",
    }


@pytest.mark.parametrize("reason", [reason for reason in VERDICTS if reason != "signature-valid"])
def test_every_verdict_has_its_finding(reason: str) -> None:
    """Whatever the signature package decides, the finding carries its indication and a full sentence."""
    indication, sub_indication = VERDICTS[reason]
    subject = signed(signature(indication=indication, sub_indication=sub_indication, reason=reason))

    (finding,) = found(subject, "signatures").values()
    assert {"TOTAL-FAILED": "failed", "INDETERMINATE": "indeterminate"}[indication.value] == finding.outcome.value
    assert "Người Ký Mẫu" in finding.message


@pytest.mark.parametrize("defect", DEFECTS)
def test_every_defect_has_its_finding(defect: str) -> None:
    """Whatever defect the signature package names, there is a sentence for it."""
    subject = letter(signatures=SignatureSet(defects=(defect,), examined=False))

    assert {f"file-{defect}": "indeterminate"} == outcomes(subject, "signatures")


def test_every_warning_has_its_sentence() -> None:
    """The warnings of the signature package and the sentences about them are the same list."""
    assert set(WARNINGS) == set(messages.WARNINGS)


def test_unnamed_signer_is_said_to_be_unknown() -> None:
    """A signature whose certificate has no name still makes a readable sentence."""
    finding = found(signed(signature(signer=None, **CHANGED)), "signatures")["signature-content-changed"]

    assert "không rõ người ký" in finding.message


@pytest.mark.parametrize(
    ("signatures", "origin", "expected"),
    [
        ((signature(), seal()), "text", {"signed-by-person-and-organisation": "passed"}),
        ((signature(), seal()), "ocr", {"signed-by-person-and-organisation": "passed"}),
        ((seal(),), "ocr", {"signed-as-copy": "passed"}),
        ((seal(),), "text", {"person-signature-missing": "indeterminate"}),
        ((signature(),), "text", {"organisation-signature-missing": "indeterminate"}),
        ((seal(), signature(role=Role.UNKNOWN)), "text", {"signature-roles-unclear": "indeterminate"}),
        ((signature(), seal(intact=False)), "text", {"organisation-signature-missing": "indeterminate"}),
        ((), "text", {}),
    ],
)
def test_who_signed(signatures: tuple[SignatureDetails, ...], origin: str, expected: dict[str, str]) -> None:
    """An original needs a person and the agency, a scanned copy the agency; broken signatures do not count."""
    subject = signed(*signatures, number=Reading("34/KH-VP", 1.0, origin))

    assert expected == outcomes(subject, "signature-roles")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Reading("phụ lục"), {"signed-as-annex": "passed"}),
        (Reading("phụ lục", 0.5), {"person-signature-missing": "indeterminate"}),
        (Reading("kế hoạch"), {"person-signature-missing": "indeterminate"}),
    ],
)
def test_separate_annex_needs_the_agency_only(kind: Reading[str], expected: dict[str, str]) -> None:
    """An annex in a file of its own has no signer; a type that is not sure excuses nothing."""
    assert outcomes(signed(seal(), document_type=kind), "signature-roles") == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (Reading("NGƯỜI KÝ MẪU"), {"signer-matches": "passed"}),
        (Reading("Người Khác"), {"signer-differs": "indeterminate"}),
        (Reading("Ngưòi Kỷ Mâu", 0.5), {"signer-matches": "passed"}),
        (Reading("Người Khác", 0.5), {"signer-uncertain": "indeterminate"}),
        (None, {}),
    ],
)
def test_printed_signer(printed: Reading[str] | None, expected: dict[str, str]) -> None:
    """The printed name is found among the people who signed, accents aside; a difference is a question."""
    assert expected == outcomes(signed(signature(), seal(), signer_name=printed), "signer")


def test_agency_signature_is_not_compared_with_the_signer() -> None:
    """A copy signed by the agency alone says nothing about the person printed on it."""
    assert outcomes(signed(seal(), signer_name=Reading("Người Khác")), "signer") == {}


def at(first: Any, last: Any = None, **values: Any) -> tuple[SignatureDetails, SignatureDetails]:
    """A person's and the agency's signature with timestamps of two days."""
    return signature(timestamped_at=first, **values), seal(timestamped_at=last or first, **values)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (noon(2023, 1, 17), noon(2023, 1, 17), {"date-fits-signature": "passed"}),
        (noon(2023, 1, 20), noon(2023, 1, 20), {"date-fits-signature": "passed"}),
        (noon(2023, 1, 16), noon(2023, 1, 17), {"date-fits-signature": "passed"}),
        (noon(2023, 1, 27), noon(2023, 1, 27), {"date-before-signature": "indeterminate"}),
        (noon(2023, 1, 31), noon(2023, 1, 31), {"date-before-signature": "indeterminate"}),
        (noon(2023, 2, 1), noon(2023, 2, 1), {"dated-back": "failed"}),
        (noon(2024, 2, 1), noon(2024, 2, 1), {"dated-back": "failed"}),
        (noon(2023, 1, 16), noon(2023, 1, 16), {"date-after-signature": "indeterminate"}),
    ],
)
def test_printed_date_against_timestamps(first: Any, last: Any, expected: dict[str, str]) -> None:
    """Same day to three days later is normal, up to five working days (Tết not counted) a question, then failed.

    The letter is of Tuesday 17/01/2023; 20 to 26/01 are Tết.
    """
    assert expected == outcomes(signed(*at(first, last)), "date-against-signature")


def test_next_working_day_is_normal_after_a_long_break() -> None:
    """Signed on the first working day after Tết, dated on the last before it: issued in time (Điều 18)."""
    subject = signed(*at(noon(2023, 1, 27)), document_date=Reading(date(2023, 1, 19)))

    assert outcomes(subject, "date-against-signature") == {"date-fits-signature": "passed"}


def test_back_dating_needs_proof() -> None:
    """A claimed time, an unsure date or an agency's copy of an old paper never fails a document."""
    late = noon(2023, 3, 1)
    claimed = signed(*at(None, None, signed_at=late))
    unsure = signed(*at(late), document_date=Reading(date(2023, 1, 17), 0.6))
    copied = signed(seal(timestamped_at=late))
    confirmed = signed(*at(late), document_date=Reading(date(2023, 1, 17), 0.6), file_name=NameClaim(day=17, month=1))

    for subject in (claimed, unsure, copied):
        assert outcomes(subject, "date-against-signature") == {"date-before-signature": "indeterminate"}
    assert outcomes(confirmed, "date-against-signature") == {"dated-back": "failed"}


def test_broken_signature_tells_no_time() -> None:
    """The time of a signature that does not hold is nobody's statement."""
    assert outcomes(signed(*at(noon(2023, 3, 1), intact=False)), "date-against-signature") == {}


def test_unsure_date_is_not_confirmed_by_its_signature() -> None:
    """A timestamp near an uncertain date is a sanity check, no proof of the date: no pass."""
    subject = signed(*at(noon(2023, 1, 17)), document_date=Reading(date(2023, 1, 17), 0.6))

    assert outcomes(subject, "date-against-signature") == {}
