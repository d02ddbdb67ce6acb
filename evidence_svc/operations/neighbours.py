"""The criteria before and after one, so that a person can walk through an assessment."""

from __future__ import annotations

from dataclasses import dataclass

from evidence_svc.domain.permissions import Action, require
from evidence_svc.operations.context import Request, get_criterion_standing
from evidence_svc.services import Services


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Row ids of the leaf before and after, None at either end."""

    previous: int | None
    following: int | None


def find_neighbours(services: Services, request: Request, row_id: int) -> Neighbours:
    """The rows beside one in the order of the criteria set; raises NotFoundError and PermissionDeniedError."""
    with services.work.read() as unit:
        place = get_criterion_standing(unit, row_id)
        require(request.actor, Action.VIEW_ASSESSMENT, place.standing.agency_id)
        rows = [row.id for row in unit.assessments.rows(place.row.assessment_id)]
    at = rows.index(row_id)
    return Neighbours(rows[at - 1] if at else None, rows[at + 1] if at + 1 < len(rows) else None)
