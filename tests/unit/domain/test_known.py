"""What an agency's earlier evidence teaches about its next document."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from evidence_svc.domain.known import KnownFacts, known_from, with_known
from parsers.parse import ParseOptions
from verifiers.signature.details import ChangesAfter, Coverage, Indication, Revocation, Role, SignatureDetails
from verifiers.signature.details import SignatureSet as Signatures

EARLY, LATE = datetime(2023, 1, 17, 2, tzinfo=UTC), datetime(2023, 1, 17, 7, tzinfo=UTC)


def record(number: dict[str, Any] | None, *signatures: dict[str, Any]) -> dict[str, Any]:
    """A record with a number and signatures."""
    return {"document": {"number": number}, "signatures": list(signatures)}


def number(value: str, confidence: float = 0.99, origin: str = "text") -> dict[str, Any]:
    """A reading of a number."""
    return {"value": value, "confidence": confidence, "origin": origin}


def signature(signer: str, **facts: Any) -> dict[str, Any]:
    """A stored signature."""
    return {"signer": signer, "role": "person", "intact": True, "trusted": True, **facts}


def made(signer: str, at: datetime, *, intact: bool = True, role: Role = Role.PERSON) -> SignatureDetails:
    """A signature just examined."""
    return SignatureDetails(
        field="S",
        signer=signer,
        organisation=None,
        issuer=None,
        role=role,
        indication=Indication.TOTAL_PASSED,
        sub_indication=None,
        intact=intact,
        valid=True,
        trusted=True,
        coverage=Coverage.ENTIRE_FILE,
        changes_after=ChangesAfter.NONE,
        signed_at=at,
        timestamped_at=None,
        algorithm="sha256/rsa",
        revocation=Revocation.NOT_CHECKED,
        reason="signature-valid",
    )


def test_symbols_are_learnt_from_sure_readings_only() -> None:
    """A scan's number, a doubtful one, and one without a slash teach nothing."""
    records = [
        record(number("34/KH-VP")),
        record(number("12B/QĐ-UBND", origin="signature")),
        record(number("7/TB-VP", origin="ocr")),
        record(number("8/BC-VP", confidence=0.6)),
        record(None),
    ]

    assert known_from(records) == KnownFacts((), ("KH-VP", "QĐ-UBND"))


@pytest.mark.parametrize(
    ("facts", "names"),
    [({}, ("Trần Văn Mẫu",)), ({"intact": False}, ()), ({"trusted": False}, ()), ({"role": "organisation"}, ())],
)
def test_names_are_learnt_from_intact_trusted_persons(facts: dict[str, Any], names: tuple[str, ...]) -> None:
    """A broken or untrusted signature teaches no name, nor does an office's."""
    assert known_from([record(None, signature("Trần Văn Mẫu", **facts))]).names == names


def test_a_documents_own_signatures_bound_its_date_and_name_its_signers() -> None:
    """The earliest intact signature counts, and its person comes before those of earlier documents."""
    own = Signatures((made("Nguyễn Văn An", LATE), made("Văn phòng", EARLY, role=Role.ORGANISATION)))
    broken = Signatures((made("Lê Thị Bình", EARLY, intact=False),))

    options = with_known(ParseOptions(), KnownFacts(("Trần Văn Mẫu",), ("KH-VP",)), own)

    assert options.known_names == ("Nguyễn Văn An", "Trần Văn Mẫu")
    assert (options.known_symbols, options.earliest_signature) == (("KH-VP",), EARLY)
    assert with_known(ParseOptions(), KnownFacts(), broken) == ParseOptions()
