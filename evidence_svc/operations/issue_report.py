"""Issue the report of one piece of evidence: a PDF signed with the service's own key, and its entry in the log."""

from __future__ import annotations

from pathlib import PurePath

from evidence_svc.errors import RefusedError
from evidence_svc.operations.context import Request
from evidence_svc.operations.show_assessment import get_agency
from evidence_svc.operations.show_evidence import EvidencePage, show_evidence
from evidence_svc.persistence.verifications import Verification
from evidence_svc.reports.evidence_report import CorrectedField, ReportSubject, ReportUse, make_report
from evidence_svc.reports.report_key import ReportKey, open_report_key
from evidence_svc.reports.sign_report import sign_report
from evidence_svc.services import Services


class NoReportError(RefusedError):
    """There is nothing to report on yet."""

    reason = "not-verified-yet"
    message = "Tài liệu chưa được kiểm tra xong nên chưa có báo cáo."


def issue_report(services: Services, request: Request, evidence_id: int) -> tuple[str, bytes]:
    """The report's file name and its signed PDF, of the newest verification.

    Raises NotFoundError, PermissionDeniedError, NoReportError, ReportError and ReportKeyError.
    """
    page = show_evidence(services, request, evidence_id)
    if page.verification is None:
        raise NoReportError
    key = report_key(services)
    with services.work.read() as unit:
        agency = get_agency(unit, page.standing).name
    content = make_report(_subject(services, request, page, page.verification, agency, key))
    signed = sign_report(content, key)
    with services.work.begin() as unit:
        after = {"certificate": key.fingerprint, "verification": page.verification.entry}
        digests = (page.evidence.sha256,)
        draft = request.draft("evidence:report-issued", f"evidence:{evidence_id}", after=after, evidence=digests)
        unit.append(draft, now=services.now())
        unit.commit()
    return f"bao-cao-{PurePath(page.evidence.file_name).stem}.pdf", signed


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
