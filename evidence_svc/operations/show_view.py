"""What is needed to look at one document: its newest report and what people read differently in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evidence_svc.domain.judging import PersonReading
from evidence_svc.domain.permissions import Action, require
from evidence_svc.errors import NotFoundError
from evidence_svc.operations.context import Request, get_standing
from evidence_svc.operations.gather_claims import find_readings
from evidence_svc.persistence.evidence import Evidence
from evidence_svc.persistence.verifications import Verification
from evidence_svc.services import Services


@dataclass(frozen=True, slots=True)
class ViewedDocument:
    """A document to look at; `report` is None while it waits, `readings` are people's by field."""

    evidence: Evidence
    report: Verification | None
    readings: Mapping[str, PersonReading]


def show_view(services: Services, request: Request, evidence_id: int) -> ViewedDocument:
    """One document; raises NotFoundError and PermissionDeniedError."""
    with services.work.read() as unit:
        filed = unit.filed.one(evidence_id)
        if filed is None:
            raise NotFoundError
        standing = get_standing(unit, filed.evidence.assessment_id)
        require(request.actor, Action.VIEW_ASSESSMENT, standing.agency_id)
        report = unit.verifications.latest_of((evidence_id,)).get(evidence_id)
        readings = find_readings(unit, standing, (evidence_id,)).get(evidence_id, {})
    return ViewedDocument(filed.evidence, report, readings)
