"""State what a rule asks of a person; the statements and their source are logged, the score stays as it is."""

from __future__ import annotations

from collections.abc import Mapping

from evidence_svc.domain.filing import find_wanted
from evidence_svc.domain.permissions import Action
from evidence_svc.domain.questions import ANCHOR, Question, find_questions
from evidence_svc.domain.score import checked_reason
from evidence_svc.domain.statements import Statement, StatementError, read_statement
from evidence_svc.operations.context import CriterionStanding, Request, get_criterion_standing, require_at
from evidence_svc.operations.gather_claims import circumstances
from evidence_svc.operations.judge import judge_again
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services
from verifiers.calendar import VIET_NAM


def state_inputs(
    services: Services, request: Request, row_id: int, typed: Mapping[str, str], source: str
) -> tuple[Statement, ...]:
    """Keep what was typed for a criterion's questions, and where it comes from; returns what changed.

    A document that sets a deadline moves it, so what lies under the criterion is judged anew.
    The assessed agency states what is its own while it scores itself, other values come from those who appraise.
    Raises PermissionDeniedError, NotFoundError, NumberError, StatementError (`nothing-stated` where nothing
    changed) and ScoreError (`reason-too-short` for the source).
    """
    kept_source = checked_reason(source)
    with services.work.begin() as unit:
        place = get_criterion_standing(unit, row_id)
        require_at(request, action_of(request, place.standing.agency_id), place)
        changed = _changes(unit, request, place, typed)
        if not changed:
            raise StatementError("Số liệu không khác với số liệu đã lưu.", reason="nothing-stated")
        _keep(services, unit, request, place, changed, kept_source)
        if any(each.name.startswith(f"{ANCHOR}:") for each in changed):
            judge_again(services, unit, row_id)
        unit.commit()
    return changed


def questions_for(request: Request, place: CriterionStanding) -> tuple[Question, ...]:
    """The questions of a criterion that this person may answer, whatever the state of the round."""
    here = circumstances(place.standing, VIET_NAM)  # only the documents' titles are looked at, no day
    asked = find_questions(place.criterion, find_wanted(place.criterion, here))
    own = request.actor.agency_id == place.standing.agency_id
    return tuple(question for question in asked if question.own or not own)


def action_of(request: Request, agency_id: str) -> Action:
    """The right that stating needs: to score oneself for the own agency, to appraise for any other."""
    return Action.SELF_SCORE if request.actor.agency_id == agency_id else Action.APPRAISE


def _changes(
    unit: UnitOfWork, request: Request, place: CriterionStanding, typed: Mapping[str, str]
) -> tuple[Statement, ...]:
    before = unit.stated_inputs.in_force_of(place.row.id)
    stated = (read_statement(question, typed) for question in questions_for(request, place) if question.name in typed)
    values = {name: item.value for name, item in before.items()}
    return tuple(each for each in stated if each.value != values.get(each.name))


def _keep(
    services: Services,
    unit: UnitOfWork,
    request: Request,
    place: CriterionStanding,
    changed: tuple[Statement, ...],
    source: str,
) -> None:
    before = unit.stated_inputs.in_force_of(place.row.id)
    draft = request.draft(
        "assessment:inputs-stated",
        place.subject,
        before={"inputs": {each.name: before[each.name].value for each in changed if each.name in before}},
        after={"inputs": {each.name: each.value for each in changed}},
        reason=source,
    )
    now = services.now()
    entry = unit.append(draft, now=now)
    for each in changed:
        unit.stated_inputs.add(
            criterion_assessment_id=place.row.id,
            name=each.name,
            value=each.value,
            source=source,
            stated_at=now,
            stated_by=request.actor.id,
            entry=entry.sequence,
        )
