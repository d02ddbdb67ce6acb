"""Judge evidence under one criterion: its record, the name it was submitted with, what the criterion expects."""

from __future__ import annotations

from evidence_svc.domain.judging import expectation_of, subject_of_record
from evidence_svc.domain.record import finding_json
from evidence_svc.operations.context import CriterionStanding, get_criterion_standing
from evidence_svc.persistence.evidence import Evidence, Link
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.persistence.verifications import Verification
from evidence_svc.services import Services
from verifiers.findings import Report
from verifiers.registry import verify


def judge_link(services: Services, unit: UnitOfWork, link: Link, evidence: Evidence, found: Verification) -> None:
    """Keep what the checks say of this evidence under the link's criterion; unreadable evidence has no say."""
    if found.report["error"] is not None:
        return
    report = _report(get_criterion_standing(unit, link.criterion_assessment_id), link, evidence, found)
    unit.verifications.judge(
        link_id=link.id,
        verification_id=found.id,
        judged_at=services.now(),
        outcome=report.outcome.value,
        findings=[finding_json(finding) for finding in report.findings],
    )


def _report(place: CriterionStanding, link: Link, evidence: Evidence, found: Verification) -> Report:
    read = found.report["document"]
    document_type = read["type"]["value"] if read["type"] else None
    about = " ".join((link.file_name, read["subject"]["value"] if read["subject"] else ""))
    expectation = expectation_of(place.criterion, place.standing.period, document_type, about)
    return verify(subject_of_record(found.report, link.file_name, evidence.received_at, expectation))
