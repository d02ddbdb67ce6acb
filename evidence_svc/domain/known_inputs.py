"""From what was filed and what a person stated to the inputs of a rule, under one reading of the deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from evidence_svc.domain.deadlines import days_late
from evidence_svc.domain.filing import Claim, Filing, Wanted
from evidence_svc.domain.rule_inputs import RuleInputs, Value
from verifiers.certainty import is_certain_date
from verifiers.deadline import Clock
from verifiers.lateness import clock_dates

# A file's time by its signatures: the proven one before the claimed one.
SIGNATURE_CLOCKS = (Clock.TIMESTAMPED_AT, Clock.SIGNED_AT)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person stated about one criterion: values by input, an answer, slots that were never issued."""

    values: Mapping[str, Value] = field(default_factory=dict)
    answer: bool | None = None
    never_issued: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """How deadlines are read: "trước ngày" with its day or without, by the clock of the set or by the signatures'."""

    inclusive: bool = False
    by_signature: bool = False


READINGS = tuple(Reading(inclusive, by_signature) for by_signature in (False, True) for inclusive in (False, True))
NO_ANSWERS = Answers()


def known_inputs(claim: Claim, answers: Answers = NO_ANSWERS, reading: Reading = READINGS[0]) -> RuleInputs:
    """What is known of a claim: days late and presence per slot from the files, the rest as a person stated it.

    A slot is fulfilled by its `count`-th sound document, the earliest first. What was never filed stays unknown:
    only a person says that a document was never issued.
    """
    late: dict[str, int | None] = {}
    present: dict[str, bool] = {}
    for wanted in claim.wanted:
        key, filings = wanted.slot.key, [each for each in claim.answering(wanted.slot.key) if counts_for(each, wanted)]
        if len(filings) >= wanted.slot.count:
            present[key] = True
            days = _nth_late(filings, wanted, reading)
            if days is not None:
                late[key] = days
        elif key in answers.never_issued:
            present[key], late[key] = False, None
    return RuleInputs(days_late=late, answer=answers.answer, values=answers.values, present=present)


def counts_for(filing: Filing, wanted: Wanted) -> bool:
    """Whether a file may stand for a wanted document: sound, and signed where the set asks for a signature."""
    signed = filing.subject is not None and bool(filing.subject.signatures.signatures)
    return filing.is_sound and (signed or not wanted.slot.signed)


def lateness(filing: Filing, wanted: Wanted, reading: Reading) -> int | None:
    """Days late of one file under a reading; None where there is no deadline, or no sure date to hold against it."""
    if wanted.due is None or wanted.due.deadline is None or filing.subject is None:
        return None
    on = _date_by(filing, wanted.due.deadline.clock, reading)
    if on is None:
        return None
    each = dict(zip((one.inclusive for one in wanted.due.readings), days_late(wanted.due, on), strict=True))
    return each[reading.inclusive] if reading.inclusive in each else next(iter(each.values()))


def _nth_late(filings: list[Filing], wanted: Wanted, reading: Reading) -> int | None:
    days = sorted(each for filing in filings if (each := lateness(filing, wanted, reading)) is not None)
    return days[wanted.slot.count - 1] if len(days) >= wanted.slot.count else None


def _date_by(filing: Filing, clock: Clock, reading: Reading) -> date | None:
    if filing.subject is None:
        return None
    dates = clock_dates(filing.subject)
    if reading.by_signature and clock is Clock.DOCUMENT_DATE:
        signed = next((dates[each] for each in SIGNATURE_CLOCKS if each in dates), None)
        if signed is not None:
            return signed
    if clock is Clock.DOCUMENT_DATE and not is_certain_date(filing.subject):
        return None
    return dates.get(clock)
