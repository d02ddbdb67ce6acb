"""Review an assessment before it is submitted: everything the council would find, each line with its place."""

from __future__ import annotations

from dataclasses import dataclass

from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.reviewing import ReviewLine, ReviewTotals, review_claims, sum_review
from evidence_svc.operations.context import Request, Standing, get_standing
from evidence_svc.operations.gather_claims import gather_claims
from evidence_svc.persistence.agencies import Agency
from evidence_svc.persistence.evidence import Evidence
from evidence_svc.services import Services


@dataclass(frozen=True, slots=True)
class Review:
    """The lines of a review with their sums; `unlinked` are files that support no criterion yet."""

    standing: Standing
    agency: Agency
    lines: tuple[ReviewLine, ...]
    totals: ReviewTotals
    unlinked: tuple[Evidence, ...]


def review_assessment(services: Services, request: Request, assessment_id: int) -> Review:
    """What the council would find, in this agency's own eyes; raises NotFoundError and PermissionDeniedError."""
    with services.work.read() as unit:
        standing = get_standing(unit, assessment_id)
        require(request.actor, Action.VIEW_ASSESSMENT, standing.agency_id)
        gathered = gather_claims(unit, standing, services.calendar)
        replaced = unit.replacements.in_assessment(assessment_id)
    files = [each.evidence for each in gathered.loaded.filed]
    lines = review_claims(gathered.claims.values(), gathered.proposals)
    used = {filing.evidence_id for claim in gathered.claims.values() for filing in claim.filings}
    return Review(
        standing=standing,
        agency=gathered.agency,
        lines=lines,
        totals=sum_review(lines),
        unlinked=tuple(file for file in files if file.id not in used and file.id not in replaced),
    )
