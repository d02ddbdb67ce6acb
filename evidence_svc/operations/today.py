"""What there is to do today for the person who signed in, each as a count that leads somewhere."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from evidence_svc.domain.permissions import Action, is_interested, may
from evidence_svc.domain.round_rules import read_rules
from evidence_svc.domain.rounds import PUBLIC_STATES, RoundState
from evidence_svc.domain.score import ScoreStatus
from evidence_svc.operations.context import Request, Standing, get_standing
from evidence_svc.operations.find_work import Risk, find_items, find_queue
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services


class Task(StrEnum):
    """What a line of the list is about."""

    SCORE = "score"
    ANSWER = "answer"
    MEND = "mend"
    SUBMIT = "submit"
    OBJECT = "object"
    APPRAISE = "appraise"
    RISKY = "risky"
    SECOND_EYES = "second-eyes"
    OBJECTIONS = "objections"
    EXCLUSIONS = "exclusions"
    VOTE = "vote"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Todo:
    """So many of something; the assessment or round it leads to, and until when, aware."""

    task: Task
    count: int
    assessment_id: int | None = None
    round_id: str | None = None
    until: datetime | None = None


def find_today(services: Services, request: Request) -> tuple[Todo, ...]:
    """What waits for this person, the most pressing first; empty when nothing does."""
    found: list[Todo] = []
    with services.work.read() as unit:
        for assessment in unit.assessments.list():
            standing = get_standing(unit, assessment.id)
            if standing.round_state not in PUBLIC_STATES:
                found += _of_assessment(unit, request, standing)
        found += _of_rounds(unit, request, services.now())
    found += _of_queue(services, request)
    return tuple(todo for todo in found if todo.count)


def _of_assessment(unit: UnitOfWork, request: Request, standing: Standing) -> list[Todo]:
    actor, agency, number = request.actor, standing.agency_id, standing.assessment.id
    threads = unit.threads.of_assessments((number,)).values()
    rows = unit.assessments.rows(number)
    until = standing.rules.last_instant(standing.state)
    asked = sum(row.status == ScoreStatus.EXCLUSION_REQUESTED for row in rows)
    unscored = sum(row.status == ScoreStatus.NOT_SCORED for row in rows)
    offers = (
        (Task.ANSWER, Action.ANSWER_REQUEST, sum(thread.request is not None for thread in threads)),
        (Task.SCORE, Action.SELF_SCORE, unscored),
        (Task.MEND, Action.SELF_SCORE, _mendable(unit, request, standing)),
        (Task.SUBMIT, Action.SUBMIT, int(not standing.assessment.submitted)),
        (Task.OBJECT, Action.OBJECT, int(not standing.assessment.consented)),
        (Task.OBJECTIONS, Action.DECIDE_OBJECTION, sum(thread.objection is not None for thread in threads)),
        (Task.EXCLUSIONS, Action.DECIDE_EXCLUSION, asked),
    )
    return [
        Todo(task, count, assessment_id=number, until=until)
        for task, action, count in offers
        if may(actor, action, agency, standing.state)
    ]


def _mendable(unit: UnitOfWork, request: Request, standing: Standing) -> int:
    """Claims of the agency that will not hold as they stand: without a file, or with one that failed."""
    if not may(request.actor, Action.SELF_SCORE, standing.agency_id, standing.state):
        return 0
    return sum(item.risk is Risk.HIGH for item in find_items(unit, standing, request.actor.id))


def _of_rounds(unit: UnitOfWork, request: Request, now: datetime) -> list[Todo]:
    """Motions without this member's vote, and rounds that those who steer should move on."""
    found = []
    for round_ in unit.rounds.list():
        assessed = {item.id: item.agency_id for item in unit.assessments.list(round_.id)}
        state = RoundState(round_.state)
        open_ = [motion for motion in unit.councils.motions_of(round_.id) if motion.state == "open"]
        mine = [item for item in open_ if may(request.actor, Action.VOTE, assessed[item.assessment_id], state)]
        votes = unit.councils.votes_on(tuple(motion.id for motion in mine))
        cast = {number for number, all_ in votes.items() if any(v.person_id == request.actor.id for v in all_)}
        found.append(Todo(Task.VOTE, len(mine) - len(cast), round_id=round_.id))
        if may(request.actor, Action.MANAGE_ROUND) and not is_interested(request.actor, assessed.values()):
            found.append(Todo(Task.OVERDUE, int(_is_overdue(round_.rules, state, now)), round_id=round_.id))
    return found


def _is_overdue(rules: str | None, state: RoundState, now: datetime) -> bool:
    last = read_rules(rules).last_instant(state)
    return last is not None and now >= last


def _of_queue(services: Services, request: Request) -> list[Todo]:
    waiting = [item for item in find_queue(services, request) if not item.is_done]
    risks = Counter(item.risk for item in waiting)
    second = sum(item.for_second_eyes for item in waiting)
    return [
        Todo(Task.SECOND_EYES, second),
        Todo(Task.RISKY, risks[Risk.HIGH]),
        Todo(Task.APPRAISE, len(waiting)),
    ]
