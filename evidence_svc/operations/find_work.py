"""The work that waits: the appraisal queue by field, agency and risk, and what each role has to do today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from evidence_svc.domain.criteria import Criterion
from evidence_svc.domain.people import Actor
from evidence_svc.domain.permissions import Action, may, works_on
from evidence_svc.domain.rounds import CriterionState
from evidence_svc.domain.score import ScoreStatus
from evidence_svc.operations.context import Request, Standing, list_standings, row_state
from evidence_svc.persistence.queue import QueueLine, QueueLines
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services

_IN_BASE = frozenset({ScoreStatus.NOT_SCORED.value, ScoreStatus.SCORED.value})


class Risk(IntEnum):
    """How likely the claim does not hold, as far as the evidence tells."""

    HIGH = 0
    OPEN = 1
    LOW = 2


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One criterion in the queue; `field` is the root of the tree it stands under, `place` where in the tree.

    `for_second_eyes` says that somebody else proposed a raise which this person may confirm.
    """

    row: QueueLine
    criterion: Criterion
    field: Criterion
    assessment_id: int
    agency_name: str
    state: CriterionState
    risk: Risk
    for_second_eyes: bool
    place: int

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to appraise here now."""
        return self.state in {CriterionState.APPRAISED, CriterionState.FINAL, CriterionState.RETURNED}


def find_queue(services: Services, request: Request) -> tuple[WorkItem, ...]:
    """Every criterion this person may appraise now, what is risky first; empty for those who appraise nothing."""
    with services.work.read() as unit:
        found = find_items(unit, list_appraisable(request, list_standings(unit)), request.actor)
    return tuple(sorted(found, key=lambda item: (item.is_done, item.risk, item.assessment_id, item.row.id)))


def list_appraisable(request: Request, standings: Sequence[Standing]) -> tuple[Standing, ...]:
    """Those of some assessments that this person may appraise now."""
    return tuple(each for each in standings if may(request.actor, Action.APPRAISE, each.agency_id, each.state))


def find_items(unit: UnitOfWork, standings: Sequence[Standing], actor: Actor) -> list[WorkItem]:
    """Every criterion in the base of some agencies that is this person's work, in the order of the criteria."""
    places = {standing.assessment.id: standing for standing in standings}
    lines = QueueLines(unit.connection).of_assessments(tuple(places))
    order = {
        (number, node.id): at
        for number, standing in places.items()
        for at, node in enumerate(standing.criteria.criteria)
    }
    items = (
        _item(places[line.assessment_id], line, order[line.assessment_id, line.criterion_id], actor.id)
        for line in lines.values()
        if line.status in _IN_BASE
    )
    return [item for item in items if works_on(actor, places[item.assessment_id].agency_id, item.criterion.path)]


def _item(standing: Standing, line: QueueLine, place: int, person_id: int) -> WorkItem:
    proposed = line.thread.raise_
    return WorkItem(
        row=line,
        criterion=standing.criteria.get(line.criterion_id),
        field=next(iter(reversed(standing.criteria.ancestry(line.criterion_id)))),
        assessment_id=standing.assessment.id,
        agency_name=standing.agency.name,
        state=row_state(line, standing, line.thread, files=line.files > 0),
        risk=_risk(line),
        for_second_eyes=proposed is not None and proposed.by != person_id,
        place=place,
    )


def _risk(line: QueueLine) -> Risk:
    """A claim without a file, or with a file that failed, first; then what the machine could not tell."""
    claims = line.self_score is not None and line.self_score > 0
    if line.failed or (claims and not line.files):
        return Risk.HIGH
    return Risk.OPEN if line.open else Risk.LOW
