"""Judge evidence under one criterion: its record, the name it was submitted with, what the criterion expects."""

from __future__ import annotations

from evidence_svc.domain.judging import PersonReading, corrected, expectation_of, find_slot, subject_of_record
from evidence_svc.domain.record import finding_json
from evidence_svc.operations.context import get_criterion_standing
from evidence_svc.persistence.evidence import Evidence, Link
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.persistence.verifications import Verification
from evidence_svc.services import Services
from verifiers.registry import verify


def judge_link(services: Services, unit: UnitOfWork, link: Link, evidence: Evidence, found: Verification) -> None:
    """Keep what the checks say of this evidence under the link's criterion; unreadable evidence has no say."""
    if found.report["error"] is not None:
        return
    place = get_criterion_standing(unit, link.criterion_assessment_id)
    record = corrected(found.report, _readings(unit, evidence, place.standing.agency_id))
    slot = find_slot(place.criterion, record, link.file_name)
    expectation = expectation_of(place.criterion, slot, place.standing.period)
    report = verify(subject_of_record(record, link.file_name, evidence.received_at, expectation))
    unit.verifications.judge(
        link_id=link.id,
        verification_id=found.id,
        slot=slot.key if slot else None,
        judged_at=services.now(),
        outcome=report.outcome.value,
        findings=[finding_json(finding) for finding in report.findings],
    )


def _readings(unit: UnitOfWork, evidence: Evidence, agency_id: str) -> dict[str, PersonReading]:
    """The corrections in force; a person of the assessed agency confirms nothing about it."""
    corrections = unit.corrections.in_force(evidence.id)
    people = {item.corrected_by: unit.people.find(item.corrected_by) for item in corrections.values()}
    own = {number for number, account in people.items() if account is None or account.agency_id == agency_id}
    return {field: PersonReading(item.value, item.corrected_by not in own) for field, item in corrections.items()}
