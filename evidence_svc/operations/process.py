"""Verify received evidence: read it in a child, keep the report beside older ones, judge its links, log it."""

from __future__ import annotations

from datetime import date

import structlog

from audit.entry import EntryDraft
from evidence_svc.errors import NotFoundError
from evidence_svc.fetching import Getter, get_over_http
from evidence_svc.operations.context import SYSTEM_ROLE, WORKER
from evidence_svc.operations.fetch_revocation import fetch_revocation, load_fetched
from evidence_svc.operations.gather_known import gather_known
from evidence_svc.operations.inspect import Inspection, Json, inspect, make_ready
from evidence_svc.operations.judge import judge_link
from evidence_svc.operations.live_values import report_digest
from evidence_svc.operations.look_at_originals import DAMAGED, read_blob
from evidence_svc.operations.reverify import changed_versions
from evidence_svc.operations.trust_in_force import bundle_in_force
from evidence_svc.persistence.evidence import REQUEUED, Evidence
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.persistence.verifications import Verification
from evidence_svc.services import Services
from evidence_svc.storage import StorageError
from evidence_svc.versions import versions_in_force

log = structlog.get_logger(__name__)


def process_evidence(services: Services, evidence_id: int, get: Getter = get_over_http) -> Json:
    """Verify one piece of evidence and return its record; a second run adds a second report.

    The record names everything that the verdict rests on besides the versions: what was known (`known`), what the
    authorities answered (`revocation_inputs`, empty while fetching is off), and the moment (`judged_at`).
    When the trust or the rules changed while it was being read, it is read once more: who asked for that in the
    meantime found it waiting. Raises NotFoundError and StorageError; a file that cannot be read is a record, not an
    error.
    """
    record, used = _verify(services, evidence_id, get)
    if changed_versions(used, versions_in_force(bundle_in_force(services), services.calendar)):
        record, _ = _verify(services, evidence_id, get)
    return record


def _verify(services: Services, evidence_id: int, get: Getter) -> tuple[Json, dict[str, str]]:
    """The record, kept, and the versions it rests on."""
    with services.work.read() as unit:
        evidence = unit.evidence.find(evidence_id)
        known = gather_known(unit, evidence_id)
    if evidence is None:
        raise NotFoundError
    bundle = bundle_in_force(services)
    make_ready(bundle)
    content = _read(services, evidence)
    asked = fetch_revocation(services, content, bundle, get)
    fetched, now = load_fetched(services, asked), services.now()
    found = inspect(
        content,
        evidence.file_name,
        bundle,
        now=now,
        limits=services.limits,
        known=known,
        fetched=fetched,
        calendar=services.calendar,
    )
    record = found.record | {"known": known.as_json(), "revocation_inputs": list(asked), "judged_at": now.isoformat()}
    versions = versions_in_force(bundle, services.calendar)
    with services.work.begin() as unit:
        _keep(services, unit, evidence, record, versions)
        unit.texts.keep(evidence.id, _words(unit, evidence, found))
        unit.commit()
    log.info("evidence-verified", evidence=evidence_id, outcome=record["outcome"], ms=record["ms"])
    return record, versions


def _read(services: Services, evidence: Evidence) -> bytes:
    """The original; evidence that cannot be verified again keeps its report and waits no longer."""
    try:
        return read_blob(services, evidence.sha256)
    except StorageError as error:
        if evidence.state == REQUEUED and error.reason in DAMAGED:
            with services.work.begin() as unit:
                found = unit.verifications.latest(evidence.id)
                was_unreadable = found is not None and found.report["error"] is not None
                unit.evidence.set_state(evidence.id, "unreadable" if was_unreadable else "verified")
                unit.commit()
        raise


def _words(unit: UnitOfWork, evidence: Evidence, found: Inspection) -> tuple[str, ...]:
    """What a file can be found by: what a person or the machine read of it, its names, its text."""
    names = dict.fromkeys((evidence.file_name, *(link.file_name for link in unit.evidence.links_of(evidence.id))))
    read = {name: field["value"] for name, field in found.record["document"].items() if isinstance(field, dict)}
    read |= {name: correction.value for name, correction in unit.corrections.in_force(evidence.id).items()}
    day = f"{date.fromisoformat(read['date']):%d/%m/%Y}" if read.get("date") else ""
    return (*(str(value) for value in read.values()), day, *names, found.text)


def _keep(services: Services, unit: UnitOfWork, evidence: Evidence, record: Json, versions: dict[str, str]) -> None:
    now = services.now()
    earlier = unit.verifications.newest_outcome(evidence.id)
    entry = unit.append(_draft(evidence, record, earlier), now=now)
    verification_id = unit.verifications.add(
        evidence_id=evidence.id,
        verified_at=now,
        outcome=record["outcome"],
        report=record,
        versions=versions,
        entry=entry.sequence,
    )
    unit.evidence.set_state(evidence.id, "unreadable" if record["error"] else "verified")
    found = Verification(verification_id, evidence.id, now, record["outcome"], record, versions, entry.sequence)
    for link in unit.evidence.links_of(evidence.id):
        judge_link(services, unit, link, evidence, found)


def _draft(evidence: Evidence, record: Json, earlier: str | None) -> EntryDraft:
    """The log keeps the outcome, the one before, and the digest of the report, the time it took aside."""
    return EntryDraft(
        actor=WORKER,
        role=SYSTEM_ROLE,
        action="evidence:verified",
        subject=f"evidence:{evidence.id}",
        before={"outcome": earlier} if earlier else None,
        after={"outcome": record["outcome"], "report_sha256": report_digest(record)},
        evidence=(evidence.sha256,),
        request_id=f"evidence-{evidence.id}",  # the job's own name in the queue and in the program's log
    )
