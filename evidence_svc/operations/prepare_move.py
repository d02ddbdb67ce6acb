"""What a round would leave unfinished if it moved on, to be seen before the move is confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.rounds import RoundState, move
from evidence_svc.domain.score import ScoreStatus
from evidence_svc.errors import NotFoundError
from evidence_svc.operations.context import Request
from evidence_svc.persistence.assessments import CriterionRow
from evidence_svc.persistence.rounds import Round
from evidence_svc.services import Services

_IN_BASE = frozenset({ScoreStatus.NOT_SCORED.value, ScoreStatus.SCORED.value})


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Counts over every agency of a round: criteria in the base without a score, requests open, files waiting."""

    round: Round
    agencies: int
    not_scored: int
    not_appraised: int
    exclusions_open: int
    files_waiting: int


def prepare_move(
    services: Services, request: Request, round_id: str, target: RoundState, reason: str = ""
) -> Unfinished:
    """What is unfinished before a move; raises what the move itself would: RoundError, PermissionDeniedError."""
    require(request.actor, Action.MANAGE_ROUND)
    with services.work.read() as unit:
        round_ = unit.rounds.find(round_id)
        if round_ is None:
            raise NotFoundError
        move(RoundState(round_.state), target, reason=reason)
        numbers = [assessment.id for assessment in unit.assessments.list(round_id)]
        rows = [row for number in numbers for row in unit.assessments.rows(number)]
        files = [file for number in numbers for file in unit.evidence.in_assessment(number)]
    waiting = sum(file.state == "received" for file in files)
    return _count(round_, rows, agencies=len(numbers), waiting=waiting)


def _count(round_: Round, rows: Iterable[CriterionRow], *, agencies: int, waiting: int) -> Unfinished:
    kept = list(rows)
    in_base = [row for row in kept if row.status in _IN_BASE]
    return Unfinished(
        round=round_,
        agencies=agencies,
        not_scored=sum(row.self_score is None for row in in_base),
        not_appraised=sum(row.appraised_score is None for row in in_base),
        exclusions_open=sum(row.status == ScoreStatus.EXCLUSION_REQUESTED.value for row in kept),
        files_waiting=waiting,
    )
