"""A review before submitting: every remark on an assessment, the points at stake first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from evidence_svc.domain.criterion_checks import check_claim
from evidence_svc.domain.filing import Claim
from evidence_svc.domain.numbers import ZERO
from evidence_svc.domain.remarks import Remark, Weight
from evidence_svc.domain.suggestions import Proposal


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One criterion with all that is to be said of it, the gravest first."""

    claim: Claim
    remarks: tuple[Remark, ...]

    @property
    def stake(self) -> Decimal:
        """The most points that hang on one of the remarks; they are lost once, not once a remark."""
        return max((each.stake for each in self.remarks), default=ZERO)

    @property
    def weight(self) -> Weight:
        """The gravest weight among the remarks."""
        order = list(Weight)
        return min((each.weight for each in self.remarks), key=order.index)


@dataclass(frozen=True, slots=True)
class ReviewTotals:
    """Points at stake by weight, each criterion counted once under its gravest weight, and remarks in all."""

    loss: Decimal
    doubt: Decimal
    remarks: int
    unscored: int


def review_claims(claims: Iterable[Claim], proposals: Mapping[str, Proposal]) -> tuple[ReviewLine, ...]:
    """A line for each claim with something to be said of it: gravest weight, then most points, then set order."""
    lines = []
    for claim in claims:
        found = check_claim(claim, proposals.get(claim.criterion.id))
        if found:
            lines.append(ReviewLine(claim, tuple(sorted(found, key=_gravity))))
    order = list(Weight)
    return tuple(sorted(lines, key=lambda line: (order.index(line.weight), -line.stake)))


def sum_review(lines: Iterable[ReviewLine]) -> ReviewTotals:
    """The sums over lines."""
    kept = tuple(lines)
    by_weight = {weight: sum((each.stake for each in kept if each.weight is weight), ZERO) for weight in Weight}
    return ReviewTotals(
        loss=by_weight[Weight.LOSS],
        doubt=by_weight[Weight.DOUBT],
        remarks=sum(len(each.remarks) for each in kept),
        unscored=sum(any(one.reason == "not-scored" for one in each.remarks) for each in kept),
    )


def _gravity(remark: Remark) -> tuple[int, Decimal]:
    return list(Weight).index(remark.weight), -remark.stake
