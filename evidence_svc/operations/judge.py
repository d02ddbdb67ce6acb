"""Judge evidence under one criterion: its record, the name it was submitted with there, what is expected; log it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from audit.entry import EntryDraft
from evidence_svc.domain.criteria import Criterion
from evidence_svc.domain.deadlines import wanted_slots
from evidence_svc.domain.judging import PersonReading, corrected, expectation_of, find_slot, subject_of_record
from evidence_svc.domain.record import finding_json
from evidence_svc.operations.context import SYSTEM_ROLE, WORKER, CriterionStanding, get_criterion_standing
from evidence_svc.operations.gather_claims import row_circumstances
from evidence_svc.persistence.corrections import Correction
from evidence_svc.persistence.evidence import Evidence, Link
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.persistence.verifications import Verification, findings_text, sha256_of_text
from evidence_svc.services import Services
from verifiers.registry import verify


def judge_link(services: Services, unit: UnitOfWork, link: Link, evidence: Evidence, found: Verification) -> None:
    """Keep what the checks say of this evidence under the link's criterion, with its log entry.

    Unreadable evidence has no say.
    """
    if found.report["error"] is not None:
        return
    place = get_criterion_standing(unit, link.criterion_assessment_id)
    record = corrected(found.report, _readings(unit, evidence, place.standing.agency_id))
    slot = find_slot(_wanting(services, unit, place), record, link.file_name)
    expectation = expectation_of(place.criterion, slot, place.standing.period)
    report = verify(subject_of_record(record, link.file_name, evidence.received_at, expectation), services.calendar)
    findings = findings_text([finding_json(finding) for finding in report.findings])
    verdict = _Verdict(report.outcome.value, slot.key if slot else None, findings)
    entry = unit.append(_draft(unit, link, place, evidence, found, verdict), now=services.now())
    unit.verifications.judge(
        link_id=link.id,
        verification_id=found.id,
        slot=verdict.slot,
        judged_at=services.now(),
        outcome=verdict.outcome,
        findings=verdict.findings,
        entry=entry.sequence,
    )


def judge_again(services: Services, unit: UnitOfWork, row_id: int) -> None:
    """Judge every file under a criterion that has a report, because what is expected of it has changed."""
    for link in unit.evidence.links_to(row_id):
        evidence, found = unit.evidence.find(link.evidence_id), unit.verifications.latest(link.evidence_id)
        if evidence is not None and found is not None:
            judge_link(services, unit, link, evidence, found)


def _wanting(services: Services, unit: UnitOfWork, place: CriterionStanding) -> Criterion:
    """The criterion with its slots as this agency owes them in this round, each with its own date or none."""
    if all(slot.schedule is None and slot.deadline is None for slot in place.criterion.slots):
        return place.criterion
    here = row_circumstances(unit, place, services.calendar)
    return replace(place.criterion, slots=wanted_slots(place.criterion, here))


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What is said of a link: the outcome, the wanted document it answers, the findings as kept."""

    outcome: str
    slot: str | None
    findings: str


def _draft(
    unit: UnitOfWork, link: Link, place: CriterionStanding, evidence: Evidence, found: Verification, verdict: _Verdict
) -> EntryDraft:
    """The log names link and report by their own entries, so that a replay needs no table."""
    earlier = unit.verifications.judgements_of((link.id,)).get(link.id)
    after: dict[str, Any] = {
        "evidence": evidence.id,
        "link": link.entry,
        "verification": found.entry,
        "outcome": verdict.outcome,
        "slot": verdict.slot,
        "findings_sha256": sha256_of_text(verdict.findings),
    }
    return EntryDraft(
        actor=WORKER,
        role=SYSTEM_ROLE,
        action="evidence:judged",
        subject=place.subject,
        before={"outcome": earlier.outcome} if earlier else None,
        after=after,
        evidence=(evidence.sha256,),
        request_id=f"evidence-{evidence.id}",  # whoever asked, it follows from this file's newest report
    )


def unconfirmed_corrections(unit: UnitOfWork, corrections: Iterable[Correction], agency_id: str) -> frozenset[int]:
    """Ids of those made by people of the assessed agency (or of none any more): they confirm nothing about it."""
    made = tuple(corrections)
    agencies = {account.id: account.agency_id for account in unit.people.list()} if made else {}
    return frozenset(one.id for one in made if agencies.get(one.corrected_by, agency_id) == agency_id)


def _readings(unit: UnitOfWork, evidence: Evidence, agency_id: str) -> dict[str, PersonReading]:
    """The corrections in force; a person of the assessed agency confirms nothing about it."""
    corrections = unit.corrections.in_force(evidence.id)
    own = unconfirmed_corrections(unit, corrections.values(), agency_id)
    return {field: PersonReading(item.value, item.id not in own) for field, item in corrections.items()}
