"""The inspection record: what was read, verified and found in one file, as the JSON of the contract."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import date
from enum import StrEnum
from typing import Any

from parsers.document import Candidate, Extracted, ParsedDocument
from verifiers.findings import Finding, Report
from verifiers.page_views import PageViews
from verifiers.signature.details import SignatureDetails, SignatureSet

Json = dict[str, Any]
FIELDS = ("number", "date", "type", "issuer", "subject", "signer_name", "signer_title")
CANDIDATES_KEPT = 5


def read_record(
    file_name: str,
    document: ParsedDocument,
    signatures: SignatureSet,
    report: Report,
    page_views: PageViews | None = None,
) -> Json:
    """The record of a file that could be read."""
    return {
        "file": file_name,
        "sha256": document.sha256,
        "media_type": document.media_type,
        "pages": document.pages,
        "text_origin": document.text_origin.value,
        "document": _document(document),
        "signatures": [_signature(details) for details in signatures.signatures],
        "findings": [finding_json(finding) for finding in report.findings],
        "outcome": report.outcome.value,
        "error": None,
        "proposals": _proposals(document),
        "name_claim": {f.name: getattr(document.file_name, f.name) for f in fields(document.file_name)},
        "page_sizes": [[size.width, size.height] for size in document.page_sizes],
        "remarks": [{"reason": remark.reason, "details": remark.details} for remark in document.remarks],
        "signature_defects": list(signatures.defects),
        "page_views": _page_views(page_views),
        "trust_bundle": signatures.trust_bundle,
        "policy_version": signatures.policy_version,
    }


def unreadable_record(file_name: str, sha256: str, reason: str, message: str) -> Json:
    """The record of a file that could not be read: the same keys, nothing observed, the outcome open.

    What cannot be read is indeterminate, not failed: the bytes are kept and a person may know more.
    """
    finding = {"check": "readable", "outcome": "indeterminate", "reason": reason, "message": message, "details": {}}
    return {
        "file": file_name,
        "sha256": sha256,
        "media_type": None,
        "pages": 0,
        "text_origin": "none",
        "document": {**dict.fromkeys(FIELDS), "authority": None},
        "signatures": [],
        "findings": [finding],
        "outcome": "indeterminate",
        "error": {"reason": reason, "message": message},
    }


def finding_json(finding: Finding) -> Json:
    """One finding as the contract spells it."""
    return {
        "check": finding.check,
        "outcome": finding.outcome.value,
        "reason": finding.reason,
        "message": finding.message,
        "details": dict(finding.details),
    }


def _document(document: ParsedDocument) -> Json:
    read = {name: _field(getattr(document, name)) for name in FIELDS}
    return {**read, "authority": _plain(document.authority.value)}


def _field(extracted: Extracted[Any]) -> Json | None:
    """An accepted reading with its candidates, or null."""
    if extracted.best is None:
        return None
    return {**_candidate(extracted.best), "candidates": _candidates(extracted)}


def _proposals(document: ParsedDocument) -> Json:
    """For each field without an accepted reading, what a person may choose from."""
    fields_read = {name: getattr(document, name) for name in FIELDS}
    return {name: _candidates(read) for name, read in fields_read.items() if read.best is None and read.candidates}


def _candidates(extracted: Extracted[Any]) -> list[Json]:
    return [_candidate(candidate) for candidate in extracted.candidates[:CANDIDATES_KEPT]]


def _candidate(candidate: Candidate[Any]) -> Json:
    box = candidate.box
    return {
        "value": _plain(candidate.value),
        "confidence": round(candidate.confidence, 4),
        "page": candidate.page,
        "bbox": [round(edge, 2) for edge in (box.x0, box.y0, box.x1, box.y1)] if box else None,
        "origin": candidate.origin.value,
        "rule": candidate.rule,
    }


def _signature(details: SignatureDetails) -> Json:
    return {field.name: _plain(getattr(details, field.name)) for field in fields(details)}


def _page_views(views: PageViews | None) -> Json | None:
    return {name: _plain(value) for name, value in asdict(views).items()} if views else None


def _plain(value: Any) -> Any:
    match value:
        case StrEnum():
            return value.value
        case date():  # an instant is one, too
            return value.isoformat()
        case tuple():
            return [_plain(item) for item in value]
        case _:
            return value
