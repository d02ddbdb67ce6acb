"""A criteria set by whatever name a person at the shell knows it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.engine import make_url

from evidence_svc.domain.criteria import CriteriaSet
from evidence_svc.errors import NotFoundError
from evidence_svc.operations.context import get_criteria
from evidence_svc.persistence.database import open_database
from evidence_svc.persistence.unit_of_work import Work
from evidence_svc.samples.load import find_sample_set


def find_criteria(database: str, name: str) -> CriteriaSet:
    """The published set of that id, or the sample of that id or file name; raises NotFoundError.

    A published set goes before a sample of the same id. `database` is an address that need not exist yet: asking
    for a sample makes no database.
    """
    found = _find_published(database, name) or find_sample_set(name)
    if found is None:
        raise NotFoundError(f"Không có bộ tiêu chí nào tên “{name}” đã công bố hoặc trong dữ liệu mẫu.")
    return found


def _find_published(database: str, name: str) -> CriteriaSet | None:
    url = make_url(database)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return None
    with Work(open_database(database)).read() as unit:
        known = inspect(unit.connection).has_table("criteria_sets") and unit.criteria_sets.find(name)
        return get_criteria(unit, name) if known else None
