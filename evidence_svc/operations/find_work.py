"""The work that waits: the appraisal queue by field, agency and risk, and what each role has to do today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from evidence_svc.domain.criteria import Criterion
from evidence_svc.domain.permissions import Action, may
from evidence_svc.domain.rounds import CriterionState
from evidence_svc.domain.score import ScoreStatus
from evidence_svc.domain.threads import Thread
from evidence_svc.operations.context import Request, Standing, get_criterion_standing, list_standings, row_state
from evidence_svc.operations.show_assessment import LinkedEvidence, find_linked
from evidence_svc.persistence.assessments import CriterionRow
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
    """One criterion in the queue; `field` is the root of the tree it stands under.

    `for_second_eyes` says that somebody else proposed a raise which this person may confirm.
    """

    row: CriterionRow
    criterion: Criterion
    field: Criterion
    assessment_id: int
    agency_name: str
    state: CriterionState
    risk: Risk
    for_second_eyes: bool

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to appraise here now."""
        return self.state in {CriterionState.APPRAISED, CriterionState.FINAL, CriterionState.RETURNED}


def find_queue(services: Services, request: Request) -> tuple[WorkItem, ...]:
    """Every criterion this person may appraise now, what is risky first; empty for those who appraise nothing."""
    with services.work.read() as unit:
        mine = [
            each for each in list_standings(unit) if may(request.actor, Action.APPRAISE, each.agency_id, each.state)
        ]
        found = find_items(unit, mine, request.actor.id)
    return tuple(sorted(found, key=lambda item: (item.is_done, item.risk, item.assessment_id, item.row.id)))


def next_to_appraise(services: Services, request: Request, row_id: int) -> int | None:
    """The next criterion of the same agency that waits, by the order of the criteria; None when none does."""
    with services.work.read() as unit:
        standing = get_criterion_standing(unit, row_id).standing
        if not may(request.actor, Action.APPRAISE, standing.agency_id, standing.state):
            return None
        waiting = [item.row.id for item in find_items(unit, [standing], request.actor.id) if not item.is_done]
    after = [number for number in waiting if number > row_id] or waiting
    return min(after, default=None)


def find_items(unit: UnitOfWork, standings: Sequence[Standing], person_id: int) -> list[WorkItem]:
    """Every criterion in the base of some agencies, in the order of the criteria."""
    numbers = tuple(standing.assessment.id for standing in standings)
    if not numbers:
        return []
    rows, threads = unit.assessments.rows_of(numbers), unit.threads.of_assessments(numbers)
    linked = find_linked(unit, unit.filed.of_all(numbers))
    return [
        _item(standing, row, threads.get(row.id, Thread()), linked.get(row.id, ()), standing.agency.name, person_id)
        for standing in standings
        for row in rows[standing.assessment.id]
        if row.status in _IN_BASE
    ]


def _item(
    standing: Standing,
    row: CriterionRow,
    thread: Thread,
    evidence: tuple[LinkedEvidence, ...],
    agency_name: str,
    person_id: int,
) -> WorkItem:
    proposed = thread.raise_
    return WorkItem(
        row=row,
        criterion=standing.criteria.get(row.criterion_id),
        field=next(iter(reversed(standing.criteria.ancestry(row.criterion_id)))),
        assessment_id=standing.assessment.id,
        agency_name=agency_name,
        state=row_state(row, standing, thread, files=bool(evidence)),
        risk=_risk(row, evidence),
        for_second_eyes=proposed is not None and proposed.by != person_id,
    )


def _risk(row: CriterionRow, evidence: tuple[LinkedEvidence, ...]) -> Risk:
    """A claim without a file, or with a file that failed, first; then what the machine could not tell."""
    claims = row.self_score is not None and row.self_score > 0
    outcomes = {item.outcome for item in evidence} | {item.evidence.state for item in evidence}
    if (claims and not evidence) or outcomes & {"failed", "unreadable"}:
        return Risk.HIGH
    return Risk.OPEN if None in outcomes or "indeterminate" in outcomes else Risk.LOW
