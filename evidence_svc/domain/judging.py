"""From records back to what the checks judge: the readings of a document and what a criterion expects of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from evidence_svc.domain.criteria import Criterion, EvidenceSlot, find_slots
from parsers.document import FileNameClaim, ParsedDocument
from parsers.filename import parse_file_name
from verifiers.certainty import UNCONFIRMED
from verifiers.page_views import PageViews
from verifiers.signature.details import (
    ChangesAfter,
    Coverage,
    Indication,
    Revocation,
    Role,
    SignatureDetails,
    SignatureSet,
)
from verifiers.subject import Expectation, NameClaim, Period, Reading, Subject

T = TypeVar("T")
Json = dict[str, Any]
PDF = "application/pdf"
PERSON = "person"
UNCONFIRMED_CONFIDENCE = 0.5
_SIGNATURE_ENUMS = {
    "role": Role,
    "indication": Indication,
    "coverage": Coverage,
    "changes_after": ChangesAfter,
    "revocation": Revocation,
}
_SIGNATURE_INSTANTS = (
    "signed_at",
    "timestamped_at",
    "certificate_not_before",
    "certificate_not_after",
    "revocation_at",
)


def find_slot(criterion: Criterion, record: Json, file_name: str) -> EvidenceSlot | None:
    """The wanted document this record answers, judged by its type and the words of its subject and file name."""
    read = record["document"]
    document_type = read["type"]["value"] if read["type"] else None
    about = " ".join((file_name, read["subject"]["value"] if read["subject"] else ""))
    slots = find_slots(criterion, document_type, about)
    return slots[0] if slots else None


@dataclass(frozen=True, slots=True)
class PersonReading:
    """What a person read; `confirmed` when the person is of another office than the assessed one."""

    value: str
    confirmed: bool


def expectation_of(criterion: Criterion, slot: EvidenceSlot | None, period: Period) -> Expectation:
    """What a criterion expects of a document that answers `slot`, or of any other document under it."""
    return Expectation(
        criterion=criterion.path,
        criterion_number=criterion.file_number,
        deadline=slot.deadline if slot else None,
        period=period,
    )


def name_claim(claim: FileNameClaim) -> NameClaim:
    """A file name's claim in the checks' own words."""
    return NameClaim(claim.number, claim.suffix, claim.day, claim.month, claim.year, claim.criterion_number)


def subject_of(
    document: ParsedDocument,
    signatures: SignatureSet,
    received_at: datetime | None,
    page_views: PageViews | None = None,
) -> Subject:
    """What the checks see of a document just read, before any criterion asks for it."""
    return Subject(
        number=_reading(document.number.best),
        document_date=_reading(document.date.best),
        document_type=_reading(document.type.best),
        issuer=_reading(document.issuer.best),
        signer_name=_reading(document.signer_name.best),
        file_name=name_claim(document.file_name),
        signatures=signatures,
        page_views=page_views,
        is_pdf=document.media_type == PDF,
        needs_ocr=any(remark.reason == "needs-ocr" for remark in document.remarks),
        received_at=received_at,
    )


def corrected(record: Json, corrections: Mapping[str, PersonReading]) -> Json:
    """The record with what people read instead; the stored record keeps the machine's readings.

    What the assessed office typed about its own evidence decides nothing until another office confirms it.
    """
    read = {field: _person_field(reading) for field, reading in corrections.items()}
    return {**record, "document": {**record["document"], **read}}


def _person_field(reading: PersonReading) -> Json:
    confidence, origin = (1.0, PERSON) if reading.confirmed else (UNCONFIRMED_CONFIDENCE, UNCONFIRMED)
    return {"value": reading.value, "confidence": confidence, "origin": origin}


def subject_of_record(record: Json, file_name: str, received_at: datetime, expectation: Expectation) -> Subject:
    """What the checks see of a stored record under the name it was submitted with for one criterion."""
    read = record["document"]
    return Subject(
        number=_stored(read["number"], str),
        document_date=_stored(read["date"], date.fromisoformat),
        document_type=_stored(read["type"], str),
        issuer=_stored(read["issuer"], str),
        signer_name=_stored(read["signer_name"], str),
        file_name=name_claim(parse_file_name(file_name)),
        signatures=signatures_of_record(record),
        page_views=_page_views(record.get("page_views")),
        is_pdf=record["media_type"] == PDF,
        needs_ocr=any(remark["reason"] == "needs-ocr" for remark in record["remarks"]),
        received_at=received_at,
        expectation=expectation,
    )


def signatures_of_record(record: Json) -> SignatureSet:
    """The signatures of a stored record."""
    return SignatureSet(
        signatures=tuple(_signature(stored) for stored in record["signatures"]),
        defects=tuple(record["signature_defects"]),
        trust_bundle=record["trust_bundle"],
        policy_version=record.get("policy_version", ""),
    )


def _reading(best: Any) -> Reading[Any] | None:
    return Reading(best.value, best.confidence, best.origin.value) if best else None


def _stored(field: Json | None, convert: Callable[[str], T]) -> Reading[T] | None:
    return Reading(convert(field["value"]), field["confidence"], field["origin"]) if field else None


def _signature(stored: Json) -> SignatureDetails:
    enums = {name: kind(stored[name]) for name, kind in _SIGNATURE_ENUMS.items()}
    instants = {name: _instant(stored.get(name)) for name in _SIGNATURE_INSTANTS}
    lists = {name: tuple(stored[name]) for name in ("changed", "warnings")}
    return SignatureDetails(**{**stored, **enums, **instants, **lists})


def _page_views(stored: Json | None) -> PageViews | None:
    lists = {name: tuple(stored[name]) for name in ("changed", "covered")} if stored else {}
    return PageViews(**{**stored, **lists}) if stored else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
