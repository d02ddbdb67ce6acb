"""The schema of a criteria-set file and of the assumptions laid over one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from evidence_svc.domain.criteria import EvidenceSource, Level, Mark, RoundKind
from evidence_svc.domain.entries import Entry, Key, Score, Text
from evidence_svc.domain.numbers import Rounding
from evidence_svc.domain.rule_operands import InputEntry
from evidence_svc.domain.rule_schema import RuleEntry
from evidence_svc.domain.schedule_schema import ScheduleEntry
from verifiers.deadline import Clock

AgencyKinds = tuple[Key, ...]
Path = Annotated[str, Field(min_length=1, max_length=80)]


class PeriodEntry(Entry):
    """A window of days, both included."""

    starts_on: date
    ends_on: date


class DeadlineEntry(Entry):
    """A fixed deadline as written and as read; `inclusive` null means that the wording allows both readings."""

    phrase: Text
    date: date
    inclusive: bool | None = None
    clock: Clock | None = None
    roll: bool = False
    assumption: bool = False


class SlotEntry(Entry):
    """A document that is wanted: type, issuer, how many, signed or not, from which period, until when."""

    key: Key
    title: Text
    document_type: Text
    about: str = ""
    issuer: str = ""
    count: Annotated[int, Field(ge=1, le=1000)] = 1
    signed: bool | None = None
    period: PeriodEntry | None = None
    deadline: DeadlineEntry | None = None
    schedule: ScheduleEntry | None = None


class OptionEntry(Entry):
    """A case as printed, with its points and what stood in its evidence column."""

    text: Text
    points: Score
    evidence: str = ""


class RuledEntry(Entry):
    """The slots, inputs and rule of a criterion."""

    slots: tuple[SlotEntry, ...] = ()
    inputs: tuple[InputEntry, ...] = ()
    rule: RuleEntry | None = None


class CriterionEntry(RuledEntry):
    """A node with what is below it."""

    id: Key
    code: Annotated[str, Field(min_length=1, max_length=40)]
    path: Path | None = None
    title: Text
    max_score: Score
    level: Level
    mark: Mark = Mark.SCORED
    gated_by: Key | None = None
    agency_kinds: AgencyKinds = ()
    appraiser: str = ""
    evidence_source: EvidenceSource = EvidenceSource.UNIT_FILE
    rounds: tuple[RoundKind, ...] = Field(default=(RoundKind.HALF_YEAR, RoundKind.YEAR), min_length=1)
    file_number: int | None = None
    evidence: str = ""
    options: tuple[OptionEntry, ...] = ()
    note: str = ""
    children: tuple[CriterionEntry, ...] = ()


class ChangeEntry(Entry):
    """A path of the older version and its path here; `new: null` where the criterion was dropped."""

    old: Path
    new: Path | None = None


class ReplacementEntry(Entry):
    """The older set this one replaces; paths that are not listed kept their place."""

    criteria_set: Key
    version: Text
    changes: tuple[ChangeEntry, ...] = ()


class SetEntry(Entry):
    """A criteria-set file."""

    id: Key
    version: Text = "1"
    title: Text
    legal_basis: Text
    issued_on: date | None = None
    valid_from: date
    valid_to: date | None = None
    period: PeriodEntry | None = None
    clock: Clock = Clock.DOCUMENT_DATE
    agency_kinds: AgencyKinds = ()
    scale: Annotated[int, Field(ge=0, le=6)]
    rounding: Rounding
    printed_total: Annotated[Decimal, Field(ge=0, le=10_000, max_digits=12)] | None = None
    replaces: ReplacementEntry | None = None
    criteria: tuple[CriterionEntry, ...] = Field(min_length=1)


class AssumptionEntry(RuledEntry):
    """Slots and a rule laid over one criterion, to be confirmed by the agency."""

    criterion: Text
    assumption: Literal["true"]
    note: Text


class AssumptionsEntry(Entry):
    """An assumptions file."""

    criteria_set: Key
    assumptions: tuple[AssumptionEntry, ...]
