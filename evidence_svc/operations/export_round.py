"""One agency's rows of a round, as they leave the service."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass

from audit.entry import EntryDraft
from evidence_svc.domain.criteria import CriteriaSet
from evidence_svc.errors import NotFoundError
from evidence_svc.operations.context import SYSTEM_ROLE, get_standing
from evidence_svc.persistence.agencies import Agency
from evidence_svc.persistence.rounds import Round
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.reports.export_json import ScoredRow
from evidence_svc.services import Services

SHELL = "service:shell"


@dataclass(frozen=True, slots=True)
class RoundExport:
    """The leaves of one agency in one round, in document order."""

    round: Round
    agency: Agency
    criteria_set: CriteriaSet
    rows: tuple[ScoredRow, ...]


def read_round(services: Services, round_id: str, agency_id: str) -> RoundExport:
    """What an agency has in a round, for whoever works on the machine itself; raises NotFoundError.

    No right is asked for: the machine's own shell reads the database anyway. That it was taken is an entry in the
    shell's name.
    """
    with services.work.begin() as unit:
        if unit.assessments.find_for(round_id, agency_id) is not None:
            subject, traced = f"round:{round_id}", f"shell-{uuid.uuid4().hex}"
            after = {"form": "rows", "agency": agency_id}
            draft = EntryDraft(SHELL, SYSTEM_ROLE, "round:exported", subject, after=after, request_id=traced)
            unit.append(draft, now=services.now())
            unit.commit()
    with services.work.snapshot() as unit:
        found = unit.assessments.find_for(round_id, agency_id)
        agency = unit.agencies.find(agency_id)
        if found is None or agency is None:
            raise NotFoundError(f"Đơn vị {agency_id} không có bản đánh giá trong kỳ {round_id}.")
        standing = get_standing(unit, found.id)
        return RoundExport(standing.round, agency, standing.criteria, _rows(unit, found.id, standing.criteria))


def _rows(unit: UnitOfWork, assessment_id: int, criteria_set: CriteriaSet) -> tuple[ScoredRow, ...]:
    names: dict[int, list[str]] = defaultdict(list)
    for link in unit.evidence.links_in(assessment_id):
        names[link.criterion_assessment_id].append(link.file_name)
    rows = {row.criterion_id: row for row in unit.assessments.rows(assessment_id)}
    return tuple(
        ScoredRow(
            criterion=leaf,
            status=row.status,
            self_score=row.self_score,
            appraised_score=row.appraised_score,
            explanation=row.explanation,
            opinion=row.opinion,
            evidence=tuple(names[row.id]),
        )
        for leaf in criteria_set.leaves
        if (row := rows.get(leaf.id)) is not None
    )
