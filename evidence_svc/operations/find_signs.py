"""The signs of the criteria table: what the checks left open about evidence, and what the council would find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evidence_svc.domain.criterion_checks import check_claim
from evidence_svc.domain.filing import Claim
from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.remarks import Remark
from evidence_svc.operations.context import Request, get_standing
from evidence_svc.operations.gather_claims import gather_claims
from evidence_svc.services import Services
from verifiers.findings import Outcome


@dataclass(frozen=True, slots=True)
class Signs:
    """The reasons of indeterminate findings, each once, and the remarks on one criterion."""

    doubts: tuple[str, ...]
    remarks: tuple[Remark, ...]


def find_signs(services: Services, request: Request, assessment_id: int) -> Mapping[int, Signs]:
    """The signs of each criterion by row id; raises as `show_assessment` does."""
    with services.work.read() as unit:
        standing = get_standing(unit, assessment_id)
        require(request.actor, Action.VIEW_ASSESSMENT, standing.agency_id)
        gathered = gather_claims(unit, standing, services.calendar)
    return {
        claim.row_id: Signs(_doubts(claim), check_claim(claim, gathered.proposals.get(criterion_id)))
        for criterion_id, claim in gathered.claims.items()
    }


def _doubts(claim: Claim) -> tuple[str, ...]:
    findings = (found for filing in claim.filings for found in filing.findings)
    return tuple(dict.fromkeys(found["reason"] for found in findings if found["outcome"] == Outcome.INDETERMINATE))
