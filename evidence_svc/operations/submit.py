"""Submit evidence as an office does: keep the file, and link it where its name or the sender says it belongs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evidence_svc.domain.criteria import Criterion
from evidence_svc.domain.permissions import Action, require
from evidence_svc.errors import ConflictError, NotFoundError
from evidence_svc.operations.context import CriterionStanding, Request, get_criterion_standing, get_standing, require_at
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.receive import clean_name, receive_evidence
from evidence_svc.persistence.evidence import Evidence
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services
from parsers.filename import parse_file_name


@dataclass(frozen=True, slots=True)
class Submitted:
    """The evidence as kept (under its first name if the bytes were known) and the criterion it was linked to.

    `row_id` and `criterion` are None when neither the sender nor the name said where it belongs.
    """

    evidence: Evidence
    is_new: bool
    file_name: str
    row_id: int | None = None
    criterion: Criterion | None = None


def submit_evidence(
    services: Services,
    request: Request,
    assessment_id: int,
    file_name: str,
    chunks: Iterable[bytes],
    *,
    row_id: int | None = None,
) -> Submitted:
    """Receive a file and link it to `row_id`, or to the criterion whose number its upload prefix carries.

    Raises what `receive_evidence` raises, NotFoundError for a criterion of another assessment, and
    PermissionDeniedError (`not-assigned`) for one that the sender was not assigned.
    """
    target = _target(services, request, assessment_id, file_name, row_id)
    received = receive_evidence(services, request, assessment_id, file_name, chunks)
    if target is not None:
        _link_once(services, request, received.evidence_id, target.row.id, file_name)
    with services.work.read() as unit:
        evidence = unit.evidence.find(received.evidence_id)
    if evidence is None:
        raise NotFoundError
    place = (target.row.id, target.criterion) if target else (None, None)
    return Submitted(evidence, received.is_new, clean_name(file_name), *place)


def _target(
    services: Services, request: Request, assessment_id: int, file_name: str, row_id: int | None
) -> CriterionStanding | None:
    with services.work.read() as unit:
        standing = get_standing(unit, assessment_id)
        require(request.actor, Action.ADD_EVIDENCE, standing.agency_id, standing.state)
        place = _by_name(unit, assessment_id, file_name) if row_id is None else get_criterion_standing(unit, row_id)
    if place is None:
        return None
    if place.row.assessment_id != assessment_id:
        raise NotFoundError
    require_at(request, Action.ADD_EVIDENCE, place)
    return place


def _by_name(unit: UnitOfWork, assessment_id: int, file_name: str) -> CriterionStanding | None:
    """The leaf whose number stands in the provincial upload prefix, e.g. 6141 in `5355_11732_6141_1_…`."""
    number = parse_file_name(clean_name(file_name)).criterion_number
    if number is None:
        return None
    standing = get_standing(unit, assessment_id)
    wanted = {leaf.id for leaf in standing.criteria.leaves if leaf.file_number == number}
    rows = [row.id for row in unit.assessments.rows(assessment_id) if row.criterion_id in wanted]
    return get_criterion_standing(unit, rows[0]) if len(rows) == 1 else None


def _link_once(services: Services, request: Request, evidence_id: int, row_id: int, file_name: str) -> None:
    """The same file sent again for the same criterion changes nothing: the link is there."""
    with services.work.read() as unit:
        linked = {link.criterion_assessment_id for link in unit.evidence.links_of(evidence_id)}
    if row_id in linked:
        return
    try:
        link_evidence(services, request, evidence_id, row_id, file_name)
    except ConflictError:  # linked by somebody else between the look and the act: as wanted
        return
