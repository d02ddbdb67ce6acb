"""Gather what an agency's other evidence says, for the reading of its next document."""

from __future__ import annotations

from evidence_svc.domain.known import KnownFacts, known_from
from evidence_svc.persistence.unit_of_work import UnitOfWork

# The newest reports are enough: an office has few people who sign and few registers.
MOST_REPORTS = 60


def gather_known(unit: UnitOfWork, evidence_id: int) -> KnownFacts:
    """Names and symbols from the newest reports on other evidence of the same agency, in any round."""
    others = unit.evidence.beside(evidence_id, limit=MOST_REPORTS)
    reports = (found.report for found in unit.verifications.latest_of(others).values())
    return known_from(report for report in reports if report["error"] is None)
