"""What every use case needs first: who acts, on whose assessment, in which round, under which criteria."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from audit.entry import EntryDraft
from evidence_svc.domain.criteria import CriteriaSet, Criterion
from evidence_svc.domain.criteria_file import lay_assumptions, parse_criteria_set
from evidence_svc.domain.people import Actor
from evidence_svc.domain.permissions import RETURNED_ACTIONS, Action, may, require
from evidence_svc.domain.round_rules import RoundRules, read_rules
from evidence_svc.domain.rounds import (
    RETURNING_STATES,
    CriterionFacts,
    CriterionState,
    RoundState,
    criterion_state,
    stage_for,
)
from evidence_svc.domain.score import ScoreState, ScoreStatus
from evidence_svc.domain.threads import Thread
from evidence_svc.errors import NotFoundError
from evidence_svc.persistence.agencies import Agency
from evidence_svc.persistence.assessments import Assessment, CriterionRow
from evidence_svc.persistence.queue import QueueLine
from evidence_svc.persistence.rounds import Round
from evidence_svc.persistence.standings import Placed
from evidence_svc.persistence.unit_of_work import UnitOfWork
from verifiers.subject import Period

SYSTEM_ROLE = "system"
# Published sets never change, so each is read once a process; by the digest of exactly its texts.
_PARSED: dict[str, CriteriaSet] = {}
WORKER = "service:worker"


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks, and the request the log entry can be traced to."""

    actor: Actor
    request_id: str = ""

    def draft(
        self,
        action: str,
        subject: str,
        *,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        reason: str = "",
        evidence: tuple[str, ...] = (),
    ) -> EntryDraft:
        """A log entry in this person's name and role."""
        actor, role = f"person:{self.actor.id}", self.actor.role.value
        return EntryDraft(actor, role, action, subject, before, after, reason, evidence, self.request_id)


@dataclass(frozen=True, slots=True)
class Standing:
    """An assessment with its round, agency and criteria set."""

    assessment: Assessment
    round: Round
    criteria: CriteriaSet
    agency: Agency

    @property
    def round_state(self) -> RoundState:
        """The round's state."""
        return RoundState(self.round.state)

    @property
    def state(self) -> RoundState:
        """The stage as it is for this agency: open while it has more time, closed once its leader handed it in."""
        return stage_for(self.round_state, submitted=self.assessment.submitted, extended=self.assessment.extended)

    @property
    def rules(self) -> RoundRules:
        """What the round laid down for itself."""
        return read_rules(self.round.rules)

    @property
    def agency_id(self) -> str:
        """The assessed agency."""
        return self.assessment.agency_id

    @property
    def period(self) -> Period:
        """The scored period."""
        return Period(self.round.starts_on, self.round.ends_on)


@dataclass(frozen=True, slots=True)
class CriterionStanding:
    """One criterion's row with everything above it."""

    row: CriterionRow
    criterion: Criterion
    standing: Standing
    thread: Thread

    def state_for(self, action: Action) -> RoundState:
        """The stage that decides about an action: a criterion sent back is open to its agency again."""
        returned = self.thread.request is not None and self.standing.round_state in RETURNING_STATES
        return RoundState.OPEN if returned and action in RETURNED_ACTIONS else self.standing.state

    @property
    def score_state(self) -> ScoreState:
        """The row as the domain sees it."""
        return score_state(self.row, self.criterion, self.standing)

    @property
    def subject(self) -> str:
        """The row's name in the log."""
        return f"criterion-assessment:{self.row.id}"


def get_standing(unit: UnitOfWork, assessment_id: int) -> Standing:
    """The assessment with its round and criteria; raises NotFoundError."""
    return _standing(unit, unit.standings.find(assessment_id))


def list_standings(unit: UnitOfWork, placed: Iterable[Placed] | None = None) -> tuple[Standing, ...]:
    """All assessments, or those given, with their rounds and criteria."""
    return tuple(_standing(unit, each) for each in (unit.standings.list() if placed is None else placed))


def get_criterion_standing(unit: UnitOfWork, row_id: int) -> CriterionStanding:
    """One criterion's row with its assessment, round and criteria; raises NotFoundError."""
    standing = _standing(unit, unit.standings.find_of_row(row_id))
    row = next(row for row in unit.assessments.rows(standing.assessment.id) if row.id == row_id)
    return CriterionStanding(row, standing.criteria.get(row.criterion_id), standing, unit.threads.of_row(row_id))


def require_at(request: Request, action: Action, place: CriterionStanding) -> None:
    """The right to act on this criterion in its state; raises PermissionDeniedError, also where it is not assigned."""
    standing = place.standing
    require(request.actor, action, standing.agency_id, place.state_for(action), place.criterion.path)


def may_at(request: Request, action: Action, place: CriterionStanding) -> bool:
    """Whether the person has that right."""
    return may(request.actor, action, place.standing.agency_id, place.state_for(action), place.criterion.path)


def list_places(unit: UnitOfWork, standing: Standing) -> dict[int, CriterionStanding]:
    """Every criterion's row of an assessment with its thread, by row id."""
    threads = unit.threads.of_assessments((standing.assessment.id,))
    return {
        row.id: CriterionStanding(row, standing.criteria.get(row.criterion_id), standing, threads.get(row.id, Thread()))
        for row in unit.assessments.rows(standing.assessment.id)
    }


def get_criteria(unit: UnitOfWork, set_id: str) -> CriteriaSet:
    """A published criteria set; raises NotFoundError."""
    published = unit.criteria_sets.find(set_id)
    if published is None:
        raise NotFoundError
    return _read_criteria(published.content, published.assumptions)


def _standing(unit: UnitOfWork, placed: Placed | None) -> Standing:
    if placed is None:
        raise NotFoundError
    criteria = _PARSED.get(placed.set_digest)
    if criteria is None:
        criteria = _PARSED[placed.set_digest] = get_criteria(unit, placed.round.criteria_set_id)
    return Standing(placed.assessment, placed.round, criteria, placed.agency)


def row_state(row: CriterionRow | QueueLine, standing: Standing, thread: Thread, *, files: bool) -> CriterionState:
    """How far one criterion has come."""
    claimed = row.self_score is not None or bool(row.explanation) or row.status == ScoreStatus.EXCLUSION_REQUESTED
    facts = CriterionFacts(
        round_state=standing.state,
        touched=claimed or files,
        decided=row.appraised_score is not None or row.status == ScoreStatus.EXCLUSION_ACCEPTED,
        returned=thread.request is not None,
        contested=thread.objection is not None,
        consented=standing.assessment.consented and not thread.has_objected,
    )
    return criterion_state(facts)


def score_state(row: CriterionRow, criterion: Criterion, standing: Standing) -> ScoreState:
    """A stored row as the domain sees it."""
    return ScoreState(
        criterion_id=row.criterion_id,
        agency_id=standing.agency_id,
        max_score=criterion.max_score,
        status=ScoreStatus(row.status),
        self_score=row.self_score,
        appraised_score=row.appraised_score,
        scale=standing.criteria.scale,
    )


@lru_cache(maxsize=16)
def _read_criteria(content: str, assumptions: str) -> CriteriaSet:
    """Published texts never change, so what was read from them is kept."""
    criteria = parse_criteria_set(content)
    return lay_assumptions(criteria, assumptions) if assumptions else criteria
