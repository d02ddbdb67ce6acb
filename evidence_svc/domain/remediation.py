"""After a round: rows that lost points and their remedies, tasks of agencies, targets over years."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from evidence_svc.domain.numbers import ZERO, Scale


class RowKind(StrEnum):
    """A field's sum, a sum inside a field, or a criterion that lost points itself."""

    FIELD = "field"
    SUBTOTAL = "subtotal"
    CRITERION = "criterion"


@dataclass(frozen=True, slots=True)
class DeductedRow:
    """One row of a sheet of deductions; `self_score` None where the agency did not score itself.

    `opinion` is why points were lost, `measure`, `responsible`, `time` and `product` are the remedy; all as printed.
    """

    code: str
    title: str
    kind: RowKind
    max_score: Decimal
    appraised_score: Decimal
    self_score: Decimal | None = None
    opinion: str = ""
    measure: str = ""
    responsible: str = ""
    time: str = ""
    product: str = ""

    @property
    def field_code(self) -> str:
        """The code of the field the row belongs to."""
        return self.code.partition(".")[0]

    @property
    def deducted(self) -> Decimal:
        """Points lost, counted from the maximum."""
        return self.max_score - self.appraised_score

    @property
    def overclaimed(self) -> Decimal:
        """Points the agency gave itself and the council did not."""
        return ZERO if self.self_score is None else max(ZERO, self.self_score - self.appraised_score)


@dataclass(frozen=True, slots=True)
class AgencyTasks:
    """What a plan asks of one agency, in the order of the plan."""

    agency: str
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeductionSheet:
    """The deducted rows of one assessment, in document order, with the tasks of the plan they belong to."""

    id: str
    title: str
    document: str
    scale: Scale
    rows: tuple[DeductedRow, ...]
    agencies: tuple[AgencyTasks, ...] = ()

    @property
    def criteria(self) -> tuple[DeductedRow, ...]:
        """The rows that lost points themselves: sums are never added to what they sum up."""
        return tuple(row for row in self.rows if row.kind is RowKind.CRITERION)

    @property
    def fields(self) -> tuple[DeductedRow, ...]:
        """The rows of the fields."""
        return tuple(row for row in self.rows if row.kind is RowKind.FIELD)


@dataclass(frozen=True, slots=True)
class SheetSums:
    """Sums over rows, in points; `self_score` counts the rows that have one."""

    max_score: Decimal = ZERO
    self_score: Decimal = ZERO
    appraised_score: Decimal = ZERO
    deducted: Decimal = ZERO
    overclaimed: Decimal = ZERO


def add_up(rows: Iterable[DeductedRow]) -> SheetSums:
    """The sums of some rows of one kind."""
    kept = tuple(rows)
    return SheetSums(
        max_score=sum((row.max_score for row in kept), ZERO),
        self_score=sum((row.self_score or ZERO for row in kept), ZERO),
        appraised_score=sum((row.appraised_score for row in kept), ZERO),
        deducted=sum((row.deducted for row in kept), ZERO),
        overclaimed=sum((row.overclaimed for row in kept), ZERO),
    )


def add_up_fields(sheet: DeductionSheet) -> dict[str, SheetSums]:
    """The sums of the criteria by the code of their field, in document order."""
    codes = dict.fromkeys(row.field_code for row in sheet.criteria)
    return {code: add_up(row for row in sheet.criteria if row.field_code == code) for code in codes}


class TargetStatus(StrEnum):
    """How far a target is, in the office's own words; `higher-level` ones are not the agency's to reach."""

    DONE = "done"
    IN_PROGRESS = "in-progress"
    HIGHER_LEVEL = "higher-level"


@dataclass(frozen=True, slots=True)
class Target:
    """One target of a programme; `path` is unambiguous where numbers restart per group."""

    path: str
    title: str
    status: TargetStatus
    result: str = ""


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """The targets of one field."""

    code: str
    title: str
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class TargetSheet:
    """How far an agency is with the targets of a programme, over a window of days (both included)."""

    id: str
    title: str
    document: str
    starts_on: date
    ends_on: date
    groups: tuple[TargetGroup, ...]

    @property
    def targets(self) -> tuple[Target, ...]:
        """All targets in document order."""
        return tuple(target for group in self.groups for target in group.targets)

    @property
    def own_targets(self) -> tuple[Target, ...]:
        """The targets that are the agency's own to reach."""
        return tuple(target for target in self.targets if target.status is not TargetStatus.HIGHER_LEVEL)


def count_by_status(sheet: TargetSheet) -> dict[TargetStatus, int]:
    """How many targets stand where, every status named."""
    return {status: sum(target.status is status for target in sheet.targets) for status in TargetStatus}
