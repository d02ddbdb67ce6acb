"""Gather what an agency's other evidence says, for the reading of its next document."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from evidence_svc.domain.known import KnownFacts, known_from, merged
from evidence_svc.persistence.unit_of_work import UnitOfWork

# The newest reports are enough: an office has few people who sign and few registers.
MOST_REPORTS = 60
# A worker meets the same reports with every document of an agency; one that has met so many forgets them all.
MOST_KEPT = 100 * MOST_REPORTS
_kept: WeakKeyDictionary[Engine, dict[int, KnownFacts]] = WeakKeyDictionary()


def gather_known(unit: UnitOfWork, evidence_id: int) -> KnownFacts:
    """Names and symbols from the newest reports on other evidence of the same agency, in any round."""
    numbers = sorted(unit.verifications.newest_beside(evidence_id, limit=MOST_REPORTS))
    facts = _kept.setdefault(unit.connection.engine, {})
    if len(facts) > MOST_KEPT:
        facts.clear()
    for number, report in unit.verifications.reports_of(set(numbers) - facts.keys()).items():
        facts[number] = known_from([report] if report["error"] is None else [])
    return merged(facts[number] for number in numbers)
