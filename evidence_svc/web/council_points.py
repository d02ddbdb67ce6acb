"""What lies before a council, laid out: requests for one and the same reason are compared in one table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from evidence_svc.domain.voting import MotionKind
from evidence_svc.operations.show_council import OpenPoint


@dataclass(frozen=True, slots=True)
class SameReason:
    """Requests of one agency to leave criteria out, with one reason for all of them."""

    why: str
    points: tuple[OpenPoint, ...]

    @property
    def maximum(self) -> Decimal:
        """What the criteria are worth together, in points."""
        return sum((point.maximum or Decimal() for point in self.points), Decimal())

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows of the criteria."""
        return tuple(point.row_id for point in self.points if point.row_id is not None)


@dataclass(frozen=True, slots=True)
class AgencyRequests:
    """The requests of one agency to leave criteria out, by reason, in the order of its criteria."""

    assessment_id: int
    agency_name: str
    reasons: tuple[SameReason, ...]

    @property
    def number(self) -> int:
        """How many requests there are."""
        return sum(len(reason.points) for reason in self.reasons)


def group_requests(points: Iterable[OpenPoint]) -> tuple[AgencyRequests, ...]:
    """The requests among the open points, by agency and, letters apart from spaces, by reason."""
    asked: dict[tuple[int, str], dict[str, list[OpenPoint]]] = {}
    for point in points:
        if point.kind is MotionKind.EXCLUSION:
            reasons = asked.setdefault((point.assessment_id, point.agency_name), {})
            reasons.setdefault(" ".join(point.why.split()).rstrip("."), []).append(point)
    return tuple(
        AgencyRequests(number, name, tuple(SameReason(same[0].why, tuple(same)) for same in reasons.values()))
        for (number, name), reasons in asked.items()
    )
