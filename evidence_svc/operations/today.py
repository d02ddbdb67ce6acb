"""What there is to do today for the person who signed in, each as a count that leads somewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from evidence_svc.domain.permissions import Action, is_interested, may, works_on
from evidence_svc.domain.round_rules import read_rules
from evidence_svc.domain.rounds import PUBLIC_STATES, RoundState
from evidence_svc.domain.score import ScoreStatus
from evidence_svc.domain.threads import Thread
from evidence_svc.operations.context import Request, Standing, list_standings
from evidence_svc.operations.find_work import Risk, find_items, find_queue
from evidence_svc.persistence.assessments import CriterionRow
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
        running = [each for each in list_standings(unit) if each.round_state not in PUBLIC_STATES]
        numbers = tuple(each.assessment.id for each in running)
        rows, threads = unit.assessments.rows_of(numbers), unit.threads.of_assessments(numbers)
        mendable = _mendable(unit, request, running)
        for standing in running:
            number = standing.assessment.id
            mine = [row for row in rows[number] if _is_mine(request, standing, row)]
            said = [threads[row.id] for row in mine if row.id in threads]
            found += _of_assessment(request, standing, mine, said, mendable[number])
        found += _of_rounds(unit, request, services.now())
    found += _of_queue(services, request)
    return tuple(todo for todo in found if todo.count)


def _of_assessment(
    request: Request, standing: Standing, rows: Sequence[CriterionRow], threads: Sequence[Thread], mendable: int
) -> list[Todo]:
    actor, agency, number = request.actor, standing.agency_id, standing.assessment.id
    until = standing.rules.last_instant(standing.state)
    asked = sum(row.status == ScoreStatus.EXCLUSION_REQUESTED for row in rows)
    unscored = sum(row.status == ScoreStatus.NOT_SCORED for row in rows)
    offers = (
        (Task.ANSWER, Action.ANSWER_REQUEST, sum(thread.request is not None for thread in threads)),
        (Task.SCORE, Action.SELF_SCORE, unscored),
        (Task.MEND, Action.SELF_SCORE, mendable),
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


def _is_mine(request: Request, standing: Standing, row: CriterionRow) -> bool:
    """Whether a criterion is among what this person was assigned."""
    return works_on(request.actor, standing.agency_id, standing.criteria.get(row.criterion_id).path)


def _mendable(unit: UnitOfWork, request: Request, running: Sequence[Standing]) -> Counter[int]:
    """How many claims will not hold as they stand, without a file or with one that failed; by assessment id."""
    mine = [each for each in running if may(request.actor, Action.SELF_SCORE, each.agency_id, each.state)]
    items = find_items(unit, mine, request.actor)
    return Counter(item.assessment_id for item in items if item.risk is Risk.HIGH)


def _of_rounds(unit: UnitOfWork, request: Request, now: datetime) -> list[Todo]:
    """Motions without this member's vote, and rounds that those who steer should move on."""
    found = []
    motions, placed = unit.councils.open_motions(), unit.standings.list()
    votes = unit.councils.votes_on(tuple(motion.id for motion in motions)) if motions else {}
    voted = {number for number, all_ in votes.items() if any(v.person_id == request.actor.id for v in all_)}
    for round_ in unit.rounds.list():
        assessed = {each.assessment.id: each.agency.id for each in placed if each.round.id == round_.id}
        state = RoundState(round_.state)
        open_ = [motion for motion in motions if motion.assessment_id in assessed]
        mine = {item.id for item in open_ if may(request.actor, Action.VOTE, assessed[item.assessment_id], state)}
        found.append(Todo(Task.VOTE, len(mine - voted), round_id=round_.id))
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
