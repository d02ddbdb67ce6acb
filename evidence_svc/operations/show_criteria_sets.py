"""Published criteria sets as people see them, and what a file would become before anything is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evidence_svc.domain.criteria import CriteriaSet
from evidence_svc.domain.lint import lint
from evidence_svc.domain.lint_problem import LintProblem
from evidence_svc.domain.permissions import Action, may, require
from evidence_svc.errors import RefusedError
from evidence_svc.importing.kinds import Imported
from evidence_svc.operations.context import Request, get_criteria
from evidence_svc.operations.import_criteria import ImportWishes, read_import
from evidence_svc.services import Services


@dataclass(frozen=True, slots=True)
class PublishedEdition:
    """One published edition; `key` is what rounds name it by."""

    key: str
    title: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class SetList:
    """All editions, newest first, and whether this person may publish one."""

    editions: tuple[PublishedEdition, ...]
    may_publish: bool


@dataclass(frozen=True, slots=True)
class SetPreview:
    """What a file would be published as: the set, its text, every repair and every problem."""

    criteria_set: CriteriaSet
    imported: Imported
    problems: tuple[LintProblem, ...]


def list_criteria_sets(services: Services, request: Request) -> SetList:
    """Every published edition; anybody who is signed in may read what they are scored by."""
    with services.work.read() as unit:
        found = unit.criteria_sets.list()
    editions = tuple(PublishedEdition(each.id, each.title, each.published_at) for each in found)
    return SetList(editions, may(request.actor, Action.MANAGE_CRITERIA))


def show_criteria_set(services: Services, key: str) -> tuple[CriteriaSet, tuple[LintProblem, ...]]:
    """One edition with what the linter says of it; raises NotFoundError."""
    with services.work.read() as unit:
        criteria_set = get_criteria(unit, key)
    return criteria_set, lint(criteria_set)


def preview_criteria_set(
    services: Services, request: Request, content: bytes, name: str, wishes: ImportWishes
) -> SetPreview:
    """Read a file and keep nothing.

    Raises PermissionDeniedError, TableError, CriteriaFileError, IsolationError, and RefusedError for a table that
    holds no criteria set.
    """
    require(request.actor, Action.MANAGE_CRITERIA)
    imported = read_import(content, name, wishes, services.limits)
    if not isinstance(imported.value, CriteriaSet):
        message = "Tệp này là bảng điểm bị trừ hoặc bảng mục tiêu, không phải bộ tiêu chí."
        raise RefusedError(message, reason="not-a-criteria-set")
    return SetPreview(imported.value, imported, lint(imported.value))
