"""Totals of an assessment: what is in the base, what is out of it, and the index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from evidence_svc.domain.criteria import CriteriaSet, Criterion
from evidence_svc.domain.numbers import ZERO, percentage
from evidence_svc.domain.score import ScoreState, ScoreStatus


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over leaves, in points. `excluded` holds requested and accepted exclusions alike."""

    total: Decimal
    yearly: Decimal
    exclusion_requested: Decimal
    exclusion_accepted: Decimal
    self_score: Decimal
    appraised_score: Decimal
    base_leaves: int
    self_scored: int
    appraised: int

    @property
    def excluded(self) -> Decimal:
        """Points left out, or asked to be left out, because the agency has no such task."""
        return self.exclusion_requested + self.exclusion_accepted

    @property
    def base(self) -> Decimal:
        """Points that count in this round if every request is accepted."""
        return self.total - self.yearly - self.excluded

    @property
    def base_if_refused(self) -> Decimal:
        """Points that count in this round if every open request is refused."""
        return self.base + self.exclusion_requested

    @property
    def index(self) -> Decimal | None:
        """Self-score in percent of the base, two places, half up; None without a base."""
        return percentage(self.self_score, self.base)

    @property
    def index_if_refused(self) -> Decimal | None:
        """The index under the other reading of the open requests."""
        return percentage(self.self_score, self.base_if_refused)

    @property
    def appraised_index(self) -> Decimal | None:
        """Appraised score in percent of the base; None while nothing is appraised."""
        return percentage(self.appraised_score, self.base) if self.appraised else None

    @property
    def appraised_index_if_refused(self) -> Decimal | None:
        """The appraised index under the other reading of the open requests."""
        return percentage(self.appraised_score, self.base_if_refused) if self.appraised else None


@dataclass(frozen=True, slots=True)
class FieldTotals:
    """The totals of one root of the tree."""

    field: Criterion
    totals: Totals


@dataclass(frozen=True, slots=True)
class AssessmentTotals:
    """The totals of the whole and of each root, in document order."""

    whole: Totals
    fields: tuple[FieldTotals, ...]


def compute_totals(criteria_set: CriteriaSet, states: Mapping[str, ScoreState]) -> AssessmentTotals:
    """Totals from the states by criterion id; a leaf without a state counts as not scored."""
    above = criteria_set.roots_by_id()
    by_root: dict[str, list[tuple[Criterion, ScoreState | None]]] = {root.id: [] for root in criteria_set.roots}
    for leaf in criteria_set.leaves:
        by_root[above[leaf.id]].append((leaf, states.get(leaf.id)))
    fields = tuple(FieldTotals(root, _sum(by_root[root.id])) for root in criteria_set.roots)
    return AssessmentTotals(_sum(pair for pairs in by_root.values() for pair in pairs), fields)


def node_scores(criteria_set: CriteriaSet, states: Mapping[str, ScoreState]) -> dict[str, Decimal]:
    """Self-scores of every node, parents as the sums of their leaves, for the criteria table."""
    sums = {node.id: ZERO for node in criteria_set.criteria}
    parents = {node.id: node.parent for node in criteria_set.criteria}
    for leaf in criteria_set.leaves:
        value = _in_base(states.get(leaf.id))[0]
        at: str | None = leaf.id
        while at is not None and value is not None:
            sums[at] += value
            at = parents[at]
    return sums


def summary_line(totals: Totals) -> str:
    """One line for logs and the demonstration: `total 100.00 · yearly 17.50 · … · index 96.40 %`."""
    named = {
        "total": totals.total,
        "yearly": totals.yearly,
        "excluded": totals.excluded,
        "base": totals.base,
        "self": totals.self_score,
    }
    index = "–" if totals.index is None else f"{totals.index:.2f} %"
    return " · ".join([*(f"{name} {value:.2f}" for name, value in named.items()), f"index {index}"])


def _in_base(state: ScoreState | None) -> tuple[Decimal | None, Decimal | None]:
    if state is None or state.status not in {ScoreStatus.NOT_SCORED, ScoreStatus.SCORED}:
        return None, None
    return state.self_score, state.appraised_score


def _sum(pairs: Iterable[tuple[Criterion, ScoreState | None]]) -> Totals:
    leaves = list(pairs)
    out = dict.fromkeys(ScoreStatus, ZERO)
    for leaf, state in leaves:
        out[state.status if state else ScoreStatus.NOT_SCORED] += leaf.max_score
    scores = [_in_base(state) for _, state in leaves]
    counted = [state for _, state in leaves if state is None or state.status in _COUNTED]
    return Totals(
        total=sum((leaf.max_score for leaf, _ in leaves), ZERO),
        yearly=out[ScoreStatus.YEARLY],
        exclusion_requested=out[ScoreStatus.EXCLUSION_REQUESTED],
        exclusion_accepted=out[ScoreStatus.EXCLUSION_ACCEPTED],
        self_score=sum((own for own, _ in scores if own is not None), ZERO),
        appraised_score=sum((given for _, given in scores if given is not None), ZERO),
        base_leaves=len(counted),
        self_scored=sum(own is not None for own, _ in scores),
        appraised=sum(given is not None for _, given in scores),
    )


_COUNTED = frozenset({ScoreStatus.NOT_SCORED, ScoreStatus.SCORED})
