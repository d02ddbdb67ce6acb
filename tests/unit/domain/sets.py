"""Small criteria sets for the tests of the domain."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from evidence_svc.domain.criteria import CriteriaSet, Criterion, Level
from evidence_svc.domain.numbers import Scale


def criterion(path: str, max_score: str, parent: str | None = None) -> Criterion:
    """A node whose id is made of its path."""
    level = (Level.FIELD, Level.CRITERION, Level.SUB_CRITERION)[path.count(".")]
    above = id_of(parent) if parent else None
    return Criterion(id_of(path), path, path, f"Tiêu chí {path}", Decimal(max_score), level, above)


def id_of(path: str) -> str:
    """`1.2.1` → `c1-2-1`."""
    return f"c{path.replace('.', '-')}"


def criteria_set(*criteria: Criterion) -> CriteriaSet:
    """A set of two decimal places."""
    return CriteriaSet("tap-thu", "Bộ thử", criteria, Scale(2), "Quyết định thử", date(2023, 1, 1))


def small_set() -> CriteriaSet:
    """Two fields of 3.00 and 2.00 points: leaves 1.1 (1.00), 1.2.1 (1.50), 1.2.2 (0.50) and 2.1 (2.00)."""
    return criteria_set(
        criterion("1", "3.00"),
        criterion("1.1", "1.00", "1"),
        criterion("1.2", "2.00", "1"),
        criterion("1.2.1", "1.50", "1.2"),
        criterion("1.2.2", "0.50", "1.2"),
        criterion("2", "2.00"),
        criterion("2.1", "2.00", "2"),
    )
