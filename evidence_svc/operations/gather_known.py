"""Gather what an agency's other evidence says, for the reading of its next document."""

from __future__ import annotations

import json
from functools import lru_cache

from evidence_svc.domain.known import KnownFacts, known_from, merged
from evidence_svc.persistence.unit_of_work import UnitOfWork

# The newest reports are enough: an office has few people who sign and few registers.
MOST_REPORTS = 60


def gather_known(unit: UnitOfWork, evidence_id: int) -> KnownFacts:
    """Names and symbols from the newest reports on other evidence of the same agency, in any round."""
    others = unit.evidence.beside(evidence_id, limit=MOST_REPORTS)
    return merged(_facts_in(text) for text in unit.verifications.latest_texts(others))


@lru_cache(maxsize=4 * MOST_REPORTS)
def _facts_in(text: str) -> KnownFacts:
    """What one report teaches; a worker meets the same ones with every document of the agency."""
    report = json.loads(text)
    return known_from([report] if report["error"] is None else [])
