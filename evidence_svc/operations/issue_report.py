"""Issue the report of one piece of evidence: a PDF signed with the service's own key, and its entry in the log."""

from __future__ import annotations

import json
from pathlib import PurePath

from evidence_svc.domain.judging import signatures_of_record
from evidence_svc.errors import RefusedError
from evidence_svc.isolation import run_isolated
from evidence_svc.operations.context import Request
from evidence_svc.operations.show_evidence import EvidencePage, read_original, show_evidence
from evidence_svc.persistence.verifications import Verification
from evidence_svc.reports.evidence_report import CorrectedField, ReportSubject, ReportUse, make_report
from evidence_svc.reports.report_key import ReportKey, open_report_key
from evidence_svc.reports.sign_report import sign_report
from evidence_svc.services import Services
from verifiers.signature.etsi import find_sources, write_report


class NoReportError(RefusedError):
    """There is nothing to report on yet."""

    reason = "not-verified-yet"
    message = "Tài liệu chưa được kiểm tra xong nên chưa có báo cáo."


class NoSignaturesError(RefusedError):
    """A report on signatures needs one."""

    reason = "no-signatures"
    message = "Tài liệu không có chữ ký số nên không có báo cáo về chữ ký."


def issue_report(services: Services, request: Request, evidence_id: int) -> tuple[str, bytes]:
    """The report's file name and its signed PDF, of the newest verification.

    Raises NotFoundError, PermissionDeniedError, NoReportError, ReportError and ReportKeyError.
    """
    page = show_evidence(services, request, evidence_id)
    if page.verification is None:
        raise NoReportError
    key = report_key(services)
    with services.work.read() as unit:
        agency = page.standing.agency.name
    content = make_report(_subject(services, request, page, page.verification, agency, key))
    signed = sign_report(content, key)
    with services.work.begin() as unit:
        after = {"certificate": key.fingerprint, "verification": page.verification.entry}
        digests = (page.evidence.sha256,)
        draft = request.draft("evidence:report-issued", f"evidence:{evidence_id}", after=after, evidence=digests)
        unit.append(draft, now=services.now())
        unit.commit()
    return f"bao-cao-{PurePath(page.evidence.file_name).stem}.pdf", signed


def write_machine_report(services: Services, request: Request, evidence_id: int) -> tuple[str, bytes]:
    """The newest inspection record as it is stored, as JSON, and its file name: what the page itself rests on.

    Raises NotFoundError, PermissionDeniedError and NoReportError.
    """
    page = show_evidence(services, request, evidence_id)
    if page.verification is None:
        raise NoReportError
    content = json.dumps(page.verification.report, ensure_ascii=False, indent=1).encode()
    return f"bao-cao-{PurePath(page.evidence.file_name).stem}.json", content


def write_etsi_report(services: Services, request: Request, evidence_id: int) -> tuple[str, bytes]:
    """The newest verdicts on the signatures as a report in the XML of ETSI TS 119 102-2, and its file name.

    It says what the stored report says, not what a new look would find. Raises NotFoundError,
    PermissionDeniedError, StorageError, NoReportError, and NoSignaturesError for evidence without signatures.
    """
    page = show_evidence(services, request, evidence_id)
    if page.verification is None:
        raise NoReportError
    if not page.verification.report["signatures"]:
        raise NoSignaturesError
    _, content = read_original(services, request, evidence_id)
    found, at = signatures_of_record(page.verification.report), page.verification.verified_at
    xml = run_isolated(lambda: write_report(found, find_sources(content), at), services.limits)
    with services.work.begin() as unit:
        after = {"form": "etsi", "verification": page.verification.entry}
        subject, digests = f"evidence:{evidence_id}", (page.evidence.sha256,)
        draft = request.draft("evidence:report-issued", subject, after=after, evidence=digests)
        unit.append(draft, now=services.now())
        unit.commit()
    return f"chu-ky-{PurePath(page.evidence.file_name).stem}.xml", xml


def report_key(services: Services) -> ReportKey:
    """The key that signs this installation's reports; the first call makes it. Raises ReportKeyError."""
    return open_report_key(services.settings.data_dir.resolve() / "keys", services.now())


def _subject(
    services: Services, request: Request, page: EvidencePage, found: Verification, agency: str, key: ReportKey
) -> ReportSubject:
    evidence = page.evidence
    return ReportSubject(
        file_name=evidence.file_name,
        sha256=evidence.sha256,
        size=evidence.size,
        agency=agency,
        round=page.standing.round.title,
        received_at=evidence.received_at,
        verified_at=found.verified_at,
        entry=found.entry,
        outcome=page.outcome or found.outcome,
        record=found.report,
        versions=found.versions,
        corrections=_corrections(page),
        uses=tuple(
            ReportUse(
                f"{use.place.criterion.path} {use.place.criterion.title}",
                use.judgement.outcome if use.judgement else None,
                use.link.pages or "",
                use.judgement.findings if use.judgement else (),
            )
            for use in page.uses
        ),
        fingerprint=key.fingerprint,
        issued_at=services.now(),
        issued_by=request.actor.name,
    )


def _corrections(page: EvidencePage) -> tuple[CorrectedField, ...]:
    newest = {one.field: one for one in page.corrections}
    return tuple(
        CorrectedField(one.field, one.value, one.reason, one.id not in page.unconfirmed)
        for one in newest.values()
        if not one.is_withdrawal
    )
