"""What a round would leave unfinished if it moved on, to be seen before the move is confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.round_rules import check_time_left, read_rules
from evidence_svc.domain.rounds import RoundState, move
from evidence_svc.domain.score import ScoreStatus
from evidence_svc.domain.unappraised import needs_reason
from evidence_svc.operations.context import Request
from evidence_svc.operations.rounds import get_steered_round
from evidence_svc.operations.show_results import round_results
from evidence_svc.persistence.assessments import CriterionRow
from evidence_svc.persistence.rounds import Round
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services

_IN_BASE = frozenset({ScoreStatus.NOT_SCORED.value, ScoreStatus.SCORED.value})


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Counts over every agency of a round: criteria in the base without a score, what is open, files waiting.

    `needs_reason` says that the move is refused without a written reason for what is not appraised.
    """

    round: Round
    agencies: int
    not_scored: int
    exclusions_open: int
    files_waiting: int
    not_appraised: int = 0
    not_submitted: int = 0
    requests_open: int = 0
    objections_open: int = 0
    raises_open: int = 0
    needs_reason: bool = False


def prepare_move(
    services: Services, request: Request, round_id: str, target: RoundState, reason: str = ""
) -> Unfinished:
    """What is unfinished before a move; raises what the move itself would: RoundError, PermissionDeniedError."""
    require(request.actor, Action.MANAGE_ROUND)
    with services.work.read() as unit:
        round_ = get_steered_round(unit, request, round_id)
        change = move(RoundState(round_.state), target, reason=reason)
        check_time_left(change.after, read_rules(round_.rules), services.now())
        found = unit.assessments.list(round_id)
        numbers = [assessment.id for assessment in found]
        threads = unit.threads.of_assessments(tuple(numbers)).values()
        rows = [row for number in numbers for row in unit.assessments.rows(number)]
        waiting = sum(_waiting(unit, number) for number in numbers)
        not_appraised = sum(result.not_appraised for result in round_results(unit, round_))
    return replace(
        _count(round_, rows, agencies=len(numbers), waiting=waiting),
        not_appraised=not_appraised,
        needs_reason=needs_reason(target, not_appraised),
        not_submitted=sum(not assessment.submitted for assessment in found),
        requests_open=sum(thread.request is not None for thread in threads),
        objections_open=sum(thread.objection is not None for thread in threads),
        raises_open=sum(thread.raise_ is not None for thread in threads),
    )


def _waiting(unit: UnitOfWork, assessment_id: int) -> int:
    """Files that nobody has verified yet; what newer evidence replaces is waited for by nobody."""
    replaced = unit.replacements.in_assessment(assessment_id)
    return sum(
        file.state == "received" and file.id not in replaced for file in unit.evidence.in_assessment(assessment_id)
    )


def _count(round_: Round, rows: Iterable[CriterionRow], *, agencies: int, waiting: int) -> Unfinished:
    kept = list(rows)
    in_base = [row for row in kept if row.status in _IN_BASE]
    return Unfinished(
        round=round_,
        agencies=agencies,
        not_scored=sum(row.self_score is None for row in in_base),
        exclusions_open=sum(row.status == ScoreStatus.EXCLUSION_REQUESTED.value for row in kept),
        files_waiting=waiting,
    )
