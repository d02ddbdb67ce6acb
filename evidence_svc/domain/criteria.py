"""A criteria set: the tree of fields, criteria and sub-criteria that evidence is weighed against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from evidence_svc.domain.errors import CriterionNotFoundError
from evidence_svc.domain.folding import fold
from evidence_svc.domain.numbers import Scale
from evidence_svc.domain.rule_shapes import Rule
from evidence_svc.domain.schedules import Schedule
from verifiers.deadline import Clock, Deadline
from verifiers.subject import Period


class Level(StrEnum):
    """Where a node stands: phần, lĩnh vực, tiêu chí, tiêu chí thành phần."""

    PART = "part"
    FIELD = "field"
    CRITERION = "criterion"
    SUB_CRITERION = "sub-criterion"


class EvidenceSource(StrEnum):
    """Where the proof comes from; only for `unit-file` does the agency upload anything."""

    UNIT_FILE = "unit-file"
    MONITORING = "monitoring"
    EXTERNAL_SYSTEM = "external-system"
    SURVEY = "survey"
    IMPORTED_INDEX = "imported-index"


class RoundKind(StrEnum):
    """The rounds of a year that score a criterion."""

    HALF_YEAR = "half-year"
    YEAR = "year"


class Mark(StrEnum):
    """Whether a criterion belongs to the hundred points, or adds to or takes from them."""

    SCORED = "scored"
    BONUS = "bonus"
    PENALTY = "penalty"


@dataclass(frozen=True, slots=True)
class EvidenceSlot:
    """A document a criterion wants: its type, the words its subject must hold, and when it was due.

    `schedule` is a deadline that a round and an agency still have to fix (see `deadlines.wanted_slots`), `count`
    how many such documents, `signed` None where the set does not say, `period` the days they must bear.
    """

    key: str
    title: str
    document_type: str
    about: str = ""
    deadline: Deadline | None = None
    schedule: Schedule | None = None
    issuer: str = ""
    count: int = 1
    signed: bool | None = None
    period: Period | None = None

    def accepts(self, document_type: str | None, about: str) -> bool:
        """True if a document of this type with this subject (or file name) answers the slot, accents aside.

        Where the type was not read (None), the text must name it: better no slot than the wrong deadline.
        """
        words = self.about if document_type is not None else f"{self.document_type} … {self.about}"
        same_type = document_type is None or fold(document_type) == fold(self.document_type)
        text = f" {fold(about)} "
        return same_type and all(f" {fold(part)} " in text for part in words.split("…") if fold(part))


@dataclass(frozen=True, slots=True)
class Option:
    """One of the cases a set prints under a criterion, with its points and what stood in its evidence column."""

    text: str
    points: Decimal
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One node of the tree. `id` outlives the display `code`; `path` is unambiguous where codes restart.

    `evidence` and `options` are kept as printed beside the `slots` and the `rule` read from them. `gated_by` is
    the id of the criterion without which this one earns nothing; `agency_kinds` empty means every kind.
    """

    id: str
    code: str
    path: str
    title: str
    max_score: Decimal
    level: Level
    parent: str | None = None
    evidence_source: EvidenceSource = EvidenceSource.UNIT_FILE
    rounds: tuple[RoundKind, ...] = (RoundKind.HALF_YEAR, RoundKind.YEAR)
    file_number: int | None = None
    slots: tuple[EvidenceSlot, ...] = ()
    rule: Rule | None = None
    note: str = ""
    evidence: str = ""
    options: tuple[Option, ...] = ()
    appraiser: str = ""
    agency_kinds: tuple[str, ...] = ()
    mark: Mark = Mark.SCORED
    gated_by: str | None = None

    @property
    def assumption(self) -> bool:
        """True if the rule or a deadline is an assumption, to be shown as such wherever it is used."""
        deadlines = (slot.deadline for slot in self.slots)
        schedules = (slot.schedule for slot in self.slots)
        ruled = self.rule is not None and self.rule.assumption
        fixed = any(deadline.assumption for deadline in deadlines if deadline is not None)
        return ruled or fixed or any(each.wording.assumption for each in schedules if each is not None)


@dataclass(frozen=True, slots=True)
class CodeChange:
    """Where a criterion of an older version stands in this one; `new` None where it was dropped."""

    old: str
    new: str | None


@dataclass(frozen=True, slots=True)
class Replacement:
    """The older set that this one replaces, and the paths that changed."""

    criteria_set: str
    version: str
    changes: tuple[CodeChange, ...]


@dataclass(frozen=True)
class CriteriaSet:
    """A published set: criteria in document order, its scale, its legal basis and the days it is valid.

    `issued_on` is the set's own date, `period` the days its evidence must bear, `clock` the one that binds where
    a deadline names none, `printed_total` the sum the set itself prints.
    """

    id: str
    title: str
    criteria: tuple[Criterion, ...]
    scale: Scale
    legal_basis: str
    valid_from: date
    valid_to: date | None = None
    version: str = "1"
    issued_on: date | None = None
    period: Period | None = None
    clock: Clock = Clock.DOCUMENT_DATE
    agency_kinds: tuple[str, ...] = ()
    printed_total: Decimal | None = None
    replaces: Replacement | None = None

    def get(self, criterion_id: str) -> Criterion:
        """The criterion of this id; raises CriterionNotFoundError."""
        return _found(self._by_id, criterion_id)

    def by_path(self, path: str) -> Criterion:
        """The criterion at this path, e.g. `1.5.1`; raises CriterionNotFoundError."""
        return _found(self._by_path, path)

    @cached_property
    def roots(self) -> tuple[Criterion, ...]:
        """The nodes without a parent, in document order."""
        return tuple(node for node in self.criteria if node.parent is None)

    @cached_property
    def leaves(self) -> tuple[Criterion, ...]:
        """The nodes that carry scores: those without children, in document order."""
        parents = {node.parent for node in self.criteria}
        return tuple(node for node in self.criteria if node.id not in parents)

    def children(self, criterion_id: str) -> tuple[Criterion, ...]:
        """The nodes directly under one, in document order; empty for a leaf."""
        return tuple(node for node in self.criteria if node.parent == criterion_id)

    def in_this_version(self, old_path: str) -> Criterion | None:
        """The criterion that an older version's path means here, None if it was dropped.

        A path that the replacement does not mention kept its place; raises CriterionNotFoundError otherwise.
        """
        changes = self.replaces.changes if self.replaces is not None else ()
        for change in changes:
            if change.old == old_path:
                return None if change.new is None else self.by_path(change.new)
        return self.by_path(old_path)

    def ancestry(self, criterion_id: str) -> tuple[Criterion, ...]:
        """The node and all above it, from the node to its root; raises CriterionNotFoundError."""
        nodes = [self.get(criterion_id)]
        while (parent := nodes[-1].parent) is not None:
            nodes.append(self.get(parent))
        return tuple(nodes)

    def gates_of(self, criterion_id: str) -> tuple[Criterion, ...]:
        """The criteria without which this one earns nothing, the nearest first; raises CriterionNotFoundError."""
        found: dict[str, Criterion] = {}
        above = self.get(criterion_id).gated_by
        while above is not None and above not in found:
            found[above] = self.get(above)
            above = found[above].gated_by
        return tuple(found.values())

    def with_criteria(self, changed: Iterable[Criterion]) -> CriteriaSet:
        """The same set with some criteria replaced, matched by id."""
        new = {node.id: node for node in changed}
        return replace(self, criteria=tuple(new.get(node.id, node) for node in self.criteria))

    @cached_property
    def _by_id(self) -> dict[str, Criterion]:
        return {node.id: node for node in self.criteria}

    @cached_property
    def _by_path(self) -> dict[str, Criterion]:
        return {node.path: node for node in self.criteria}


def _found(index: Mapping[str, Criterion], key: str) -> Criterion:
    if key not in index:
        raise CriterionNotFoundError(f"Bộ tiêu chí không có tiêu chí “{key}”.")
    return index[key]


@dataclass(frozen=True, slots=True)
class SumMismatch:
    """A parent whose maximum is not the sum of its children's."""

    criterion: Criterion
    children_total: Decimal


def find_sum_mismatches(criteria_set: CriteriaSet) -> tuple[SumMismatch, ...]:
    """Every parent whose printed maximum differs from the sum below it (drafts in use do have such).

    Bonus and penalty points are no part of a parent that is scored.
    """
    sums: dict[str, Decimal] = {}
    for node in criteria_set.criteria:
        if node.parent is not None and node.mark is criteria_set.get(node.parent).mark:
            sums[node.parent] = sums.get(node.parent, Decimal(0)) + node.max_score
    return tuple(
        SumMismatch(node, sums[node.id])
        for node in criteria_set.criteria
        if node.id in sums and sums[node.id] != node.max_score
    )


def find_slots(criterion: Criterion, document_type: str | None, about: str) -> tuple[EvidenceSlot, ...]:
    """The slots a document may answer, judged by its type and the words of its subject or file name."""
    return tuple(slot for slot in criterion.slots if slot.accepts(document_type, about))
