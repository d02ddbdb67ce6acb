"""The scores that rest on a verdict which has changed since they were given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from evidence_svc.domain.criteria import Criterion
from evidence_svc.domain.permissions import Action, may
from evidence_svc.operations.context import Request, Standing, get_standing
from evidence_svc.operations.reverify import changed_versions
from evidence_svc.persistence.agencies import Agency
from evidence_svc.persistence.assessments import CriterionRow
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.persistence.verifications import JudgedThen
from evidence_svc.services import Services

CORRECTED = "correction"
READ_AGAIN = "read-again"


@dataclass(frozen=True, slots=True)
class ChangedVerdict:
    """A score, the verdict on a file when it was given, and the verdict now.

    `score` is the appraised one where there is one, else the self-score. `because` names the versions that differ,
    `correction` for a person's reading, or `read-again`.
    """

    agency: Agency
    round_id: str
    row_id: int
    criterion: Criterion
    score: Decimal
    is_appraised: bool
    evidence_id: int
    file_name: str
    old: str
    new: str
    judged_at: datetime
    because: tuple[str, ...]


def find_changed_verdicts(
    services: Services, request: Request, *, round_id: str | None = None, assessment_id: int | None = None
) -> tuple[ChangedVerdict, ...]:
    """Every score whose file is judged otherwise now than when the score was given, where the person may look."""
    found: list[ChangedVerdict] = []
    with services.work.read() as unit:
        for assessment in unit.assessments.list(round_id):
            is_wanted = assessment_id is None or assessment.id == assessment_id
            if is_wanted and may(request.actor, Action.VIEW_ASSESSMENT, assessment.agency_id):
                found.extend(_of_assessment(unit, get_standing(unit, assessment.id)))
    return tuple(found)


def _of_assessment(unit: UnitOfWork, standing: Standing) -> list[ChangedVerdict]:
    by_link: dict[int, list[JudgedThen]] = {}
    for judged in unit.verifications.judged_in(standing.assessment.id):
        by_link.setdefault(judged.link_id, []).append(judged)
    rows = {row.id: row for row in unit.assessments.rows(standing.assessment.id)} if by_link else {}
    agency = standing.agency
    compared = (_compare(standing, agency, rows[history[-1].row_id], history) for history in by_link.values())
    return sorted((one for one in compared if one is not None), key=lambda one: one.row_id)


def _compare(standing: Standing, agency: Agency, row: CriterionRow, history: list[JudgedThen]) -> ChangedVerdict | None:
    """The change of one link since its row was scored; None without a score, an earlier verdict, or a change."""
    is_appraised = row.appraised_score is not None
    score, scored = (row.appraised_score, row.appraised_entry) if is_appraised else (row.self_score, row.self_entry)
    before = [judged for judged in history if scored is not None and (judged.entry or 0) < scored]
    if score is None or not before or before[-1].outcome == history[-1].outcome:
        return None
    then, now = before[-1], history[-1]
    return ChangedVerdict(
        agency=agency,
        round_id=standing.round.id,
        row_id=row.id,
        criterion=standing.criteria.get(row.criterion_id),
        score=score,
        is_appraised=is_appraised,
        evidence_id=now.evidence_id,
        file_name=now.file_name,
        old=then.outcome,
        new=now.outcome,
        judged_at=now.judged_at,
        because=_because(then, now),
    )


def _because(then: JudgedThen, now: JudgedThen) -> tuple[str, ...]:
    if then.verification_id == now.verification_id:
        return (CORRECTED,)
    return changed_versions(then.versions, now.versions) or (READ_AGAIN,)
