"""Change a score: the domain decides, then the score, its reason and its log entry are one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from audit import store
from evidence_svc.domain.errors import ScoreError
from evidence_svc.domain.people import Actor
from evidence_svc.domain.permissions import Action
from evidence_svc.domain.reasons import tidied_reason
from evidence_svc.domain.rounds import CriterionState, RoundState
from evidence_svc.domain.score import ScoreChange, ScoreKind, is_raise_above, rescore, withdraw_score
from evidence_svc.errors import ConflictError
from evidence_svc.operations.context import CriterionStanding, Request, get_criterion_standing, require_at, row_state
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services

_ACTIONS = {ScoreKind.SELF: "assessment:self-scored", ScoreKind.APPRAISED: "assessment:appraised"}
_WITHDRAWALS = {ScoreKind.SELF: "assessment:self-score-withdrawn", ScoreKind.APPRAISED: "assessment:appraisal-undone"}
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
    ScoreError, NotFoundError, and ConflictError when somebody changed the row meanwhile; the same sent again by the
    same person is kept already. An appraised score is
    refused (ScoreError) where an objection waits to be decided (`criterion-contested`), a criterion is final
    (`criterion-final`) or the raise is more than one person may give (`second-pair-needed`).
    """
    with services.work.begin() as unit:
        place = get_criterion_standing(unit, row_id)
        require_at(request, RIGHTS[kind], place)
        sent_before = find_repeated(unit, request.actor, place, ScoreSent(kind, value, reason, version))
        if sent_before is not None:
            return sent_before
        require_current(request, place, RIGHTS[kind], version)
        if kind is ScoreKind.APPRAISED:
            check_appraisable(place)
            if is_raise_above(place.score_state, value, place.standing.rules.second_eyes_above):
                raise ScoreError("Nâng điểm quá ngưỡng cần người thứ hai xác nhận.", reason="second-pair-needed")
        change = give_score(services, unit, request, place, kind, value, reason)
        unit.commit()
    return change


@dataclass(frozen=True, slots=True)
class ScoreSent:
    """A score as a form or a program sends it; `version` is the row's as the person saw it."""

    kind: ScoreKind
    value: Decimal
    reason: str
    version: int | None


def find_repeated(unit: UnitOfWork, actor: Actor, place: CriterionStanding, sent: ScoreSent) -> ScoreChange | None:
    """No change, where this person sent exactly this from the same page before and it was kept; None if it is new."""
    sequence = place.row.self_entry if sent.kind is ScoreKind.SELF else place.row.appraised_entry
    if sequence is None or sent.version != place.row.version - 1 or place.score_state.score(sent.kind) != sent.value:
        return None
    (entry,) = store.read(unit.connection, after=sequence - 1, limit=1)
    who = f"person:{actor.id}"
    if (entry.actor, entry.action, entry.reason) != (who, _ACTIONS[sent.kind], tidied_reason(sent.reason)):
        return None
    status = place.score_state.status
    return ScoreChange(
        criterion_id=place.row.criterion_id,
        agency_id=place.standing.agency_id,
        kind=sent.kind,
        before=sent.value,
        after=sent.value,
        status_before=status,
        status_after=status,
        reason=entry.reason,
        actor_id=actor.id,
    )


def take_back_score(
    services: Services, request: Request, row_id: int, *, kind: ScoreKind, reason: str, version: int | None = None
) -> ScoreChange:
    """Take a self-score back, or undo an appraisal before it is notified; each is an entry of its own.

    Raises PermissionDeniedError, NotFoundError, ConflictError and ScoreError (`already-notified`, `score-missing`,
    `reason-too-short`).
    """
    with services.work.begin() as unit:
        place = get_criterion_standing(unit, row_id)
        right = RIGHTS[kind]
        require_current(request, place, right, version)
        if kind is ScoreKind.APPRAISED and place.standing.round_state is not RoundState.APPRAISING:
            raise ScoreError("Kết quả đã thông báo nên không rút lại được thẩm định.", reason="already-notified")
        state, stage = place.score_state, place.state_for(right)
        change = withdraw_score(state, kind=kind, reason=reason, actor=request.actor, round_state=stage)
        _keep(services, unit, request, place, change, _WITHDRAWALS[kind])
        unit.commit()
    return change


def require_current(request: Request, place: CriterionStanding, action: Action, version: int | None) -> None:
    """The right to act, and that the row is as the person saw it; raises PermissionDeniedError and ConflictError."""
    require_at(request, action, place)
    if version is not None and version != place.row.version:
        raise ConflictError


def check_appraisable(place: CriterionStanding) -> None:
    """Raises ScoreError where only a decision on an objection, or nobody, may change the appraised score."""
    state = row_state(place.row, place.standing, place.thread, files=True)
    if state is CriterionState.CONTESTED:
        message = "Cơ quan đang có ý kiến về tiêu chí này; hãy quyết định ý kiến đó."
        raise ScoreError(message, reason="criterion-contested")
    if state is CriterionState.FINAL:
        raise ScoreError("Điểm của tiêu chí này đã là kết quả cuối cùng.", reason="criterion-final")


def give_score(
    services: Services,
    unit: UnitOfWork,
    request: Request,
    place: CriterionStanding,
    kind: ScoreKind,
    value: Decimal,
    reason: str,
) -> ScoreChange:
    """The change with its entry, not committed; raises PermissionDeniedError, ScoreError and ConflictError."""
    change = rescore(
        place.score_state,
        kind=kind,
        value=value,
        reason=reason,
        actor=request.actor,
        round_state=place.state_for(RIGHTS[kind]),
    )
    _keep(services, unit, request, place, change, _ACTIONS[kind])
    return change


def _keep(
    services: Services, unit: UnitOfWork, request: Request, place: CriterionStanding, change: ScoreChange, action: str
) -> None:
    score, score_entry = _COLUMNS[change.kind]
    before = {score: change.before, "status": change.status_before.value}
    after = {score: change.after, "status": change.status_after.value}
    values: dict[str, object] = {score: change.after}
    if change.kind is ScoreKind.APPRAISED:  # the reason of an appraisal is the appraiser's opinion on the criterion
        opinion = "" if change.after is None else change.reason
        before, after = before | {"opinion": place.row.opinion}, after | {"opinion": opinion}
        values["opinion"] = opinion
    evidence = evidence_digests(unit, place)
    draft = request.draft(action, place.subject, before=before, after=after, reason=change.reason, evidence=evidence)
    entry = unit.append(draft, now=services.now()).sequence
    values[score_entry] = entry
    if change.status_after is not change.status_before:
        values |= {"status": change.status_after.value, "status_entry": entry}
    unit.assessments.change(place.row, **values)


def evidence_digests(unit: UnitOfWork, place: CriterionStanding) -> tuple[str, ...]:
    """What a decision on the criterion rested on when it was made: the files under it."""
    links = unit.evidence.links_to(place.row.id)
    found = unit.evidence.find_all(tuple(link.evidence_id for link in links))
    return tuple(sorted({evidence.sha256 for evidence in found}))
