"""Totals of an assessment: what is in the base, what is out of it, and the index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from evidence_svc.domain.criteria import CriteriaSet, Criterion, Mark
from evidence_svc.domain.numbers import ZERO, percentage
from evidence_svc.domain.score import OUT_OF_BASE, ScoreState, ScoreStatus


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over leaves, in points. `excluded` holds requested and accepted exclusions alike.

    The adjustments are bonus less penalty points: they stand outside the total, the base and the index.
    """

    total: Decimal = ZERO
    yearly: Decimal = ZERO
    exclusion_requested: Decimal = ZERO
    exclusion_accepted: Decimal = ZERO
    self_score: Decimal = ZERO
    appraised_score: Decimal = ZERO
    base_leaves: int = 0
    self_scored: int = 0
    appraised: int = 0
    self_adjustment: Decimal = ZERO
    appraised_adjustment: Decimal = ZERO

    def __add__(self, other: Totals) -> Totals:
        return Totals(*(getattr(self, name) + getattr(other, name) for name in Totals.__slots__))

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
    def adjusted_appraised_score(self) -> Decimal:
        """The appraised score with bonus and penalty points, never below zero."""
        return max(ZERO, self.appraised_score + self.appraised_adjustment)

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
    """The totals of the whole, of each root in document order, and of every node by its id."""

    whole: Totals
    fields: tuple[FieldTotals, ...]
    nodes: Mapping[str, Totals]


def compute_totals(criteria_set: CriteriaSet, states: Mapping[str, ScoreState]) -> AssessmentTotals:
    """Totals from the states by criterion id; a leaf without a state counts as not scored."""
    nodes = {node.id: Totals() for node in criteria_set.criteria}
    for leaf in criteria_set.leaves:
        of_leaf = _leaf_totals(leaf, states.get(leaf.id))
        for node in criteria_set.ancestry(leaf.id):
            nodes[node.id] += of_leaf
    fields = tuple(FieldTotals(root, nodes[root.id]) for root in criteria_set.roots)
    return AssessmentTotals(sum((field.totals for field in fields), Totals()), fields, nodes)


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


def _leaf_totals(leaf: Criterion, state: ScoreState | None) -> Totals:
    if leaf.mark is not Mark.SCORED:
        return _adjustment(leaf.mark, state)
    match state.status if state is not None else ScoreStatus.NOT_SCORED:
        case ScoreStatus.YEARLY:
            return Totals(total=leaf.max_score, yearly=leaf.max_score)
        case ScoreStatus.EXCLUSION_REQUESTED:
            return Totals(total=leaf.max_score, exclusion_requested=leaf.max_score)
        case ScoreStatus.EXCLUSION_ACCEPTED:
            return Totals(total=leaf.max_score, exclusion_accepted=leaf.max_score)
    own, given = (state.self_score, state.appraised_score) if state is not None else (None, None)
    return Totals(
        total=leaf.max_score,
        self_score=own or ZERO,
        appraised_score=given or ZERO,
        base_leaves=1,
        self_scored=int(own is not None),
        appraised=int(given is not None),
    )


def _adjustment(mark: Mark, state: ScoreState | None) -> Totals:
    """A bonus adds what it was scored, a penalty takes it off; one that is out of the round does neither."""
    if state is None or state.status in OUT_OF_BASE:
        return Totals()
    sign = Decimal(-1) if mark is Mark.PENALTY else Decimal(1)
    own, given = state.self_score or ZERO, state.appraised_score or ZERO
    return Totals(self_adjustment=sign * own, appraised_adjustment=sign * given)
