"""From the checked entries of a criteria-set file to the criteria of the domain."""

from __future__ import annotations

from collections.abc import Iterable

from evidence_svc.domain.criteria import CodeChange, Criterion, EvidenceSlot, Option, Replacement
from evidence_svc.domain.criteria_entries import CriterionEntry, DeadlineEntry, ReplacementEntry, SlotEntry
from evidence_svc.domain.deadlines import keys_of
from evidence_svc.domain.rule_shapes import Rule
from evidence_svc.domain.schedule_schema import read_schedule
from evidence_svc.domain.schedules import YearlyDates
from verifiers.deadline import Clock, Deadline
from verifiers.subject import Period


def read_criterion(entry: CriterionEntry, parent: str | None, rule: Rule | None, clock: Clock) -> Criterion:
    """The criterion with its rule, which was read before."""
    return Criterion(
        id=entry.id,
        code=entry.code,
        path=entry.path or entry.code,
        title=entry.title,
        max_score=entry.max_score,
        level=entry.level,
        parent=parent,
        evidence_source=entry.evidence_source,
        rounds=entry.rounds,
        file_number=entry.file_number,
        slots=tuple(read_slot(slot, clock) for slot in entry.slots),
        rule=rule,
        note=entry.note,
        evidence=entry.evidence,
        options=tuple(Option(option.text, option.points, option.evidence) for option in entry.options),
        appraiser=entry.appraiser,
        agency_kinds=entry.agency_kinds,
        mark=entry.mark,
        gated_by=entry.gated_by,
    )


def read_slot(entry: SlotEntry, clock: Clock) -> EvidenceSlot:
    """A wanted document; a deadline without a clock takes the set's."""
    return EvidenceSlot(
        key=entry.key,
        title=entry.title,
        document_type=entry.document_type,
        about=entry.about,
        deadline=_deadline(entry.deadline, clock) if entry.deadline else None,
        schedule=read_schedule(entry.schedule) if entry.schedule else None,
        issuer=entry.issuer,
        count=entry.count,
        signed=entry.signed,
        period=Period(entry.period.starts_on, entry.period.ends_on) if entry.period else None,
    )


def slot_titles(slots: Iterable[SlotEntry]) -> dict[str, str]:
    """Every key a rule may name, with the document's title; a recurring slot has one of each per date."""
    titles: dict[str, str] = {}
    for slot in slots:
        schedule = read_schedule(slot.schedule) if slot.schedule else None
        periods = [each.title for each in schedule.dates] if isinstance(schedule, YearlyDates) else [""]
        named = (f"{slot.title} {period}".strip() for period in periods)
        titles |= dict(zip(keys_of(schedule, slot.key), named, strict=True))
    return titles


def read_replacement(entry: ReplacementEntry | None) -> Replacement | None:
    """The older set and the paths that moved."""
    if entry is None:
        return None
    changes = tuple(CodeChange(change.old, change.new) for change in entry.changes)
    return Replacement(entry.criteria_set, entry.version, changes)


def _deadline(entry: DeadlineEntry, clock: Clock) -> Deadline:
    return Deadline(
        phrase=entry.phrase,
        on=entry.date,
        inclusive=entry.inclusive,
        clock=entry.clock or clock,
        roll=entry.roll,
        assumption=entry.assumption,
    )
