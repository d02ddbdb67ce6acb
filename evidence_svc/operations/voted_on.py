"""What the council votes on at the moment: nobody else decides it meanwhile."""

from __future__ import annotations

from collections.abc import Iterable

from evidence_svc.domain.errors import RoundError
from evidence_svc.domain.voting import MotionKind, MotionState
from evidence_svc.operations.context import CriterionStanding
from evidence_svc.persistence.councils import Motion
from evidence_svc.persistence.unit_of_work import UnitOfWork


def voted_on(unit: UnitOfWork, round_id: str, kind: MotionKind) -> frozenset[int]:
    """Rows of a round about which a motion of this kind is open."""
    return frozenset(
        motion.criterion_assessment_id
        for motion in unit.councils.motions_of(round_id)
        if (motion.kind, motion.state) == (kind, MotionState.OPEN) and motion.criterion_assessment_id is not None
    )


def require_not_voted_on(unit: UnitOfWork, place: CriterionStanding, kind: MotionKind) -> None:
    """Raises RoundError (`motion-open`) while the council votes on this very point."""
    if place.row.id in voted_on(unit, place.standing.round.id, kind):
        message = "Hội đồng đang biểu quyết về tiêu chí này; hãy chờ kết quả biểu quyết."
        raise RoundError(message, reason="motion-open")


def adopted_results(unit: UnitOfWork, motions: Iterable[Motion]) -> frozenset[int]:
    """Assessments whose result the council adopted as it stands: nothing of it changed since it was put to the vote."""
    carried = [each for each in motions if (each.kind, each.state) == (MotionKind.RESULT, MotionState.CARRIED)]
    changed = unit.assessments.newest_changes(tuple(sorted({each.assessment_id for each in carried})))
    return frozenset(each.assessment_id for each in carried if each.entry > changed[each.assessment_id])
