"""The newest edition of every published criteria set."""

from __future__ import annotations

from evidence_svc.domain.criteria import CriteriaSet
from evidence_svc.operations.context import get_criteria
from evidence_svc.persistence.unit_of_work import UnitOfWork


def newest_sets(unit: UnitOfWork) -> tuple[CriteriaSet, ...]:
    """One edition a set, the last published first."""
    newest: dict[str, str] = {}
    for each in unit.criteria_sets.list():
        newest.setdefault(each.id.partition("@")[0], each.id)
    return tuple(get_criteria(unit, set_id) for set_id in newest.values())
