"""Subjects for the checks' tests, each different from an unremarkable letter in what its test is about."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from verifiers.calendar import VIET_NAM_TIME
from verifiers.findings import Finding
from verifiers.registry import verify
from verifiers.signature.details import (
    ChangesAfter,
    Coverage,
    Indication,
    Revocation,
    Role,
    SignatureDetails,
    SignatureSet,
)
from verifiers.subject import Expectation, Reading, Subject


def noon(year: int, month: int, day: int) -> datetime:
    """Twelve o'clock of a day in Viet Nam."""
    return datetime(year, month, day, 12, tzinfo=VIET_NAM_TIME)


def signature(**values: Any) -> SignatureDetails:
    """A person's signature that holds, with a trusted timestamp, except for the values given."""
    plain: dict[str, Any] = {
        "field": "Signature1",
        "signer": "Người Ký Mẫu",
        "organisation": None,
        "issuer": "CA thử nghiệm",
        "role": Role.PERSON,
        "indication": Indication.TOTAL_PASSED,
        "sub_indication": None,
        "intact": True,
        "valid": True,
        "trusted": True,
        "coverage": Coverage.ENTIRE_FILE,
        "changes_after": ChangesAfter.NONE,
        "signed_at": noon(2023, 1, 17),
        "timestamped_at": noon(2023, 1, 17),
        "algorithm": "sha256/rsa",
        "revocation": Revocation.GOOD,
        "reason": "signature-valid",
    }
    return SignatureDetails(**(plain | values))


def seal(**values: Any) -> SignatureDetails:
    """An agency's signature that holds, except for the values given."""
    plain = {"field": "Signature2", "signer": "Văn phòng Mẫu", "role": Role.ORGANISATION}
    return signature(**(plain | values))


def signed(*signatures: SignatureDetails, **values: Any) -> Subject:
    """A letter of 17/01/2023 that bears these signatures."""
    return letter(signatures=SignatureSet(signatures), **values)


def letter(**values: Any) -> Subject:
    """Letter 34 of 17/01/2023, read with certainty, without signatures."""
    plain: dict[str, Any] = {
        "number": Reading("34/KH-VP"),
        "document_date": Reading(date(2023, 1, 17)),
        "document_type": Reading("kế hoạch"),
        "issuer": Reading("VĂN PHÒNG"),
    }
    return Subject(**(plain | values))


def expecting(**values: Any) -> Expectation:
    """What a criterion wants."""
    return Expectation(criterion="1.1.1", **values)


def found(subject: Subject, check: str) -> dict[str, Finding]:
    """The findings of one check by their reason."""
    return {finding.reason: finding for finding in verify(subject).findings if finding.check == check}


def outcomes(subject: Subject, check: str) -> dict[str, str]:
    """The reasons of one check with their outcomes."""
    return {reason: finding.outcome.value for reason, finding in found(subject, check).items()}
