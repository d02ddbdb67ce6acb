"""Which files of an assessment may stand instead of one of them."""

from __future__ import annotations

from dataclasses import dataclass

from evidence_svc.domain.permissions import Action, require
from evidence_svc.errors import NotFoundError
from evidence_svc.operations.context import Request, get_standing
from evidence_svc.persistence.evidence import Evidence
from evidence_svc.services import Services


@dataclass(frozen=True, slots=True)
class Candidates:
    """The older file and those that may replace it, newest first."""

    evidence: Evidence
    candidates: tuple[Evidence, ...]


def show_candidates(services: Services, request: Request, evidence_id: int) -> Candidates:
    """The choices of whoever may replace the file; raises NotFoundError and PermissionDeniedError."""
    with services.work.read() as unit:
        evidence = unit.evidence.find(evidence_id)
        if evidence is None:
            raise NotFoundError
        standing = get_standing(unit, evidence.assessment_id)
        require(request.actor, Action.LINK_EVIDENCE, standing.agency_id, standing.state)
        replaced = unit.replacements.in_assessment(evidence.assessment_id)
        files = unit.evidence.in_assessment(evidence.assessment_id)
    fit = (file for file in reversed(files) if file.id != evidence_id and file.id not in replaced)
    return Candidates(evidence, tuple(fit))
