"""Change a score: the domain decides, then the score, its reason and its log entry are one transaction."""

from __future__ import annotations

from decimal import Decimal

from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.score import ScoreChange, ScoreKind, rescore
from evidence_svc.errors import ConflictError
from evidence_svc.operations.context import CriterionStanding, Request, get_criterion_standing
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services

_ACTIONS = {ScoreKind.SELF: "assessment:self-scored", ScoreKind.APPRAISED: "assessment:appraised"}
RIGHTS = {ScoreKind.SELF: Action.SELF_SCORE, ScoreKind.APPRAISED: Action.APPRAISE}
_COLUMNS = {
    ScoreKind.SELF: ("self_score", "self_entry"),
    ScoreKind.APPRAISED: ("appraised_score", "appraised_entry"),
}


def change_score(
    services: Services,
    request: Request,
    row_id: int,
    *,
    kind: ScoreKind,
    value: Decimal,
    reason: str,
    version: int | None = None,
) -> ScoreChange:
    """Give a criterion a self-score or an appraised score, with a reason of ten characters or more.

    `version` is the row's version as the person saw it; None skips that check. Raises PermissionDeniedError,
    ScoreError, NotFoundError, and ConflictError when somebody changed the row meanwhile.
    """
    with services.work.begin() as unit:
        place = get_criterion_standing(unit, row_id)
        require(request.actor, RIGHTS[kind], place.standing.agency_id, place.standing.state)
        if version is not None and version != place.row.version:
            raise ConflictError
        state = place.score_state
        change = rescore(
            state, kind=kind, value=value, reason=reason, actor=request.actor, round_state=place.standing.state
        )
        _keep(services, unit, request, place, change)
        unit.commit()
    return change


def _keep(
    services: Services, unit: UnitOfWork, request: Request, place: CriterionStanding, change: ScoreChange
) -> None:
    score, score_entry = _COLUMNS[change.kind]
    draft = request.draft(
        _ACTIONS[change.kind],
        place.subject,
        before={score: change.before, "status": change.status_before.value},
        after={score: change.after, "status": change.status_after.value},
        reason=change.reason,
        evidence=_evidence_digests(unit, place),
    )
    entry = unit.append(draft, now=services.now()).sequence
    values: dict[str, object] = {score: change.after, score_entry: entry}
    if change.status_after is not change.status_before:
        values |= {"status": change.status_after.value, "status_entry": entry}
    unit.assessments.change(place.row, **values)


def _evidence_digests(unit: UnitOfWork, place: CriterionStanding) -> tuple[str, ...]:
    """What the score rested on when it was given."""
    links = unit.evidence.links_to(place.row.id)
    found = unit.evidence.find_all(tuple(link.evidence_id for link in links))
    return tuple(sorted({evidence.sha256 for evidence in found}))
