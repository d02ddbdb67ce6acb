"""The cases printed under a criterion made into a rule that computes: bands where they name them, else a choice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from evidence_svc.domain.criteria import EvidenceSlot, Option
from evidence_svc.domain.deadline_phrases import find_dates, parse_phrase
from evidence_svc.domain.option_phrases import OptionReading, read_option
from evidence_svc.domain.rule_inputs import Input, InputSource, Unit
from evidence_svc.domain.rule_shapes import (
    Band,
    BandsRule,
    ChecklistItem,
    ChecklistRule,
    ChoiceOption,
    ChoiceRule,
    DeductionRule,
    FixedRule,
    LatenessBand,
    LatenessRule,
    Rule,
    YesNoRule,
)
from evidence_svc.domain.rule_terms import Asked, Given
from evidence_svc.domain.schedules import FixedDate, Schedule, Unstated, Wording
from verifiers.deadline import Deadline

DOCUMENT = "document"
TYPES = ("kế hoạch", "báo cáo", "quyết định", "quy chế", "tờ trình", "biểu tổng hợp", "nghị quyết")
UNKNOWN_TYPE = "văn bản"
_EACH_FAILURE = re.compile(r"mỗi tiêu chí không đạt yêu cầu trừ (\d+(?:,\d+)?)", re.IGNORECASE)
_NO = ("không", "chưa", "trong năm không")


def make_rule(title: str, max_score: Decimal, options: Sequence[Option]) -> Rule:
    """The rule that a criterion's cases state, in the first shape that takes them all.

    Cases whose points add up to the maximum are a checklist; two or more percentages are bands; a case of so many
    days late makes bands of lateness; two cases that are a yes and a no are a question; whatever else is a choice
    that a person makes. "Mỗi tiêu chí không đạt yêu cầu trừ …" takes that off whichever it is.
    """
    rule = _make_shape(title, max_score, options)
    found = next((match for option in options if (match := _EACH_FAILURE.search(option.text))), None)
    if found is None:
        return rule
    count = Input("failures", "Số tiêu chí không đạt yêu cầu", Unit.COUNT)
    return DeductionRule(rule, Decimal(found[1].replace(",", ".")), count=count)


def _make_shape(title: str, max_score: Decimal, options: Sequence[Option]) -> Rule:
    readings = [read_option(option.text) for option in options]
    if len(options) == 1:
        return FixedRule(options[0].points)
    if all(option.points for option in options) and sum(option.points for option in options) == max_score:
        return ChecklistRule(tuple(_check(number, option) for number, option in enumerate(options, start=1)))
    if sum(reading.percent is not None for reading in readings) >= 2:
        return _percent_bands(title, options, readings)
    if any(reading.days is not None and reading.days.upper != 0 for reading in readings):
        return _lateness(options, readings)
    if len(options) == 2 and options[1].text.lower().startswith(_NO):
        return YesNoRule(f"{options[0].text}?", options[0].points, options[1].points)
    wanted = Input("level", title, Unit.CHOICE, InputSource.PERSON)
    choices = (ChoiceOption(f"option-{number}", each.text, each.points) for number, each in enumerate(options, start=1))
    return ChoiceRule(wanted, tuple(choices))


def _check(number: int, option: Option) -> ChecklistItem:
    return ChecklistItem(Asked(Input(f"item-{number}", option.text, Unit.YES_NO)), option.points)


def _percent_bands(title: str, options: Sequence[Option], readings: Sequence[OptionReading]) -> Rule:
    pairs = zip(options, readings, strict=True)
    bands = tuple(Band(reading.percent, option.points) for option, reading in pairs if reading.percent is not None)
    return BandsRule(Given(Input("percent", f"{title} (%)", Unit.PERCENT)), bands)


def _lateness(options: Sequence[Option], readings: Sequence[OptionReading]) -> Rule:
    pairs = list(zip(options, readings, strict=True))
    bands = tuple(LatenessBand(reading.days, option.points) for option, reading in pairs if reading.days is not None)
    never = [option.points for option, reading in pairs if reading.never]
    rule = LatenessRule((DOCUMENT,), bands, missing_stated=bool(never))
    return replace(rule, missing=never[0]) if never else rule


def make_slot(
    title: str, evidence: Sequence[str], options: Sequence[Option], year: int, *, wanted: bool
) -> EvidenceSlot | None:
    """The first document that the evidence column names, with its deadline where one can be found or is spoken of.

    Where a rule judges lateness a document is `wanted` even if the column names none that is known by its kind.
    """
    named = evidence[0].lstrip("- ").rstrip(";.") if evidence else ""
    kind = next((kind for kind in TYPES if named.lower().startswith(kind)), None)
    if kind is None and not wanted:
        return None
    schedule = _schedule(" ".join(evidence), options, year)
    fixed = schedule if isinstance(schedule, FixedDate) else None
    deadline = None if fixed is None else _deadline(fixed)
    return EvidenceSlot(
        DOCUMENT, named or title, kind or UNKNOWN_TYPE, deadline=deadline, schedule=None if fixed else schedule
    )


def _deadline(fixed: FixedDate) -> Deadline:
    wording = fixed.wording
    return Deadline(wording.phrase, fixed.on, wording.inclusive, assumption=wording.assumption)


def _schedule(evidence: str, options: Sequence[Option], year: int) -> Schedule | None:
    dated = find_dates(evidence)
    on = dated[0].on(year) if dated else None
    if len(dated) == 1 and on is not None:
        return FixedDate(Wording(dated[0].phrase, dated[0].inclusive, assumption=dated[0].year is None), on)
    for option in options:
        if "thời gian" in option.text.lower():
            return parse_phrase(option.text, year) or Unstated(Wording(option.text))
    return None
