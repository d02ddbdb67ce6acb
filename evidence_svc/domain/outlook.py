"""Looking ahead: documents still wanted, what each deadline puts at risk, what issuing one today would give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal

from evidence_svc.domain.deadlines import Due, add_days, days_late
from evidence_svc.domain.filing import Claim, Wanted
from evidence_svc.domain.known_inputs import Answers, counts_for, known_inputs
from evidence_svc.domain.numbers import TWO_PLACES, ZERO, Scale
from evidence_svc.domain.rule_inputs import RuleInputs
from evidence_svc.domain.rule_shapes import LatenessRule
from evidence_svc.domain.rules import suggest
from verifiers.calendar import VIET_NAM
from verifiers.deadline import DeadlineReading


@dataclass(frozen=True, slots=True)
class Step:
    """The points a document still earns when it is issued on a day or later, up to the next step."""

    first_day: date
    points: Decimal


@dataclass(frozen=True, slots=True)
class Outlook:
    """A wanted document that is not there: its deadline, what it can earn, what is lost without it.

    `on_time` and `never` are the points of the whole criterion with this document on time and without it, all else
    as it is or on time; None where the rule does not tell. `today` are the points if it is issued today, one value
    a reading of the deadline (strict first) where they differ. `steps` are by the strict reading.
    `lost_by_then` is what the criterion has lost the day after this deadline when nothing of it is filed, documents due
    earlier included.
    """

    claim: Claim
    wanted: Wanted
    on_time: Decimal | None
    never: Decimal | None
    today: tuple[Decimal, ...] = ()
    steps: tuple[Step, ...] = ()
    lost_by_then: Decimal = ZERO

    @property
    def last_day(self) -> date | None:
        """The last day that every reading takes for in time; None without a deadline."""
        due = self.wanted.due
        return min((each.last_day for each in due.readings), default=None) if due is not None else None

    @property
    def stake(self) -> Decimal:
        """The points that hang on the document; the criterion's maximum where the rule does not tell."""
        if self.on_time is None or self.never is None:
            return self.claim.criterion.max_score
        return max(ZERO, self.on_time - self.never)

    @property
    def lost_today(self) -> Decimal | None:
        """What is lost although it is issued today, by the worst reading; None where the rule does not tell."""
        if self.on_time is None or not self.today:
            return None
        return max(ZERO, self.on_time - min(self.today))

    @property
    def key(self) -> str:
        """A name for this document of this criterion."""
        return f"{self.claim.row_id}:{self.wanted.slot.key}"


@dataclass(frozen=True, slots=True)
class RiskDay:
    """A deadline with what is lost on the day after it if nothing more is filed, and in all by then."""

    last_day: date
    outlooks: tuple[Outlook, ...]
    lost: Decimal
    lost_so_far: Decimal


def look_ahead(claim: Claim, answers: Answers, today: date, scale: Scale = TWO_PLACES) -> tuple[Outlook, ...]:
    """An outlook for each wanted document of a claim that is not there and was not given up, by last day."""
    lacking = [
        _outlook(claim, answers, wanted, today, scale)
        for wanted in claim.wanted
        if not _is_filled(claim, wanted) and wanted.slot.key not in answers.never_issued
    ]
    found = sorted(lacking, key=_day)
    return tuple(
        replace(
            one, lost_by_then=_lost(claim, answers, one, [each for each in found if _day(each) <= _day(one)], scale)
        )
        for one in found
    )


def add_up_risk(outlooks: tuple[Outlook, ...]) -> tuple[RiskDay, ...]:
    """The deadlines in order with the points at risk on each; what has no last day is left out.

    Documents of one criterion share its points: each deadline adds what the criterion loses beyond the one before.
    """
    days: dict[date, list[Outlook]] = {}
    for outlook in outlooks:
        if outlook.last_day is not None:
            days.setdefault(outlook.last_day, []).append(outlook)
    found: list[RiskDay] = []
    so_far = ZERO
    by_criterion: dict[int, Decimal] = {}
    for day in sorted(days):
        for each in days[day]:
            row = each.claim.row_id
            by_criterion[row] = max(by_criterion.get(row, ZERO), each.lost_by_then)
        lost = sum(by_criterion.values(), ZERO) - so_far
        so_far += lost
        found.append(RiskDay(day, tuple(days[day]), lost, so_far))
    return tuple(found)


def _outlook(claim: Claim, answers: Answers, wanted: Wanted, today: date, scale: Scale) -> Outlook:
    def points(days: int | None) -> Decimal | None:
        return _points(claim, _supposed(claim, answers, {wanted.slot.key: days}), scale)

    due, on_time = wanted.due, points(0)
    late = days_late(due, today) if due is not None and due.deadline is not None else ()
    now = tuple(dict.fromkeys(found for days in late if (found := points(days)) is not None))
    ladder: tuple[Step, ...] = ()
    if due is not None and due.deadline is not None and on_time is not None:
        ladder = tuple(_steps(due, ((days, points(days)) for days in _edges(claim.criterion.rule))))
    return Outlook(claim, wanted, on_time, points(None), now, ladder)


def _points(claim: Claim, known: RuleInputs, scale: Scale) -> Decimal | None:
    return suggest(claim.criterion.rule, known, scale, most=claim.criterion.max_score).points


def _supposed(claim: Claim, answers: Answers, days: Mapping[str, int | None]) -> RuleInputs:
    """What would be known with documents so many days late (None: never issued), the others as known or on time."""
    known = known_inputs(claim, answers)
    others = {each.slot.key for each in claim.wanted} - known.present.keys()
    late = {**dict.fromkeys(others, 0), **known.days_late, **days}
    present = {**dict.fromkeys(others, True), **known.present, **{key: each is not None for key, each in days.items()}}
    return replace(known, days_late=late, present=present)


def _steps(due: Due, points: Iterator[tuple[int, Decimal | None]]) -> Iterator[Step]:
    last_day = _strict(due).last_day
    before: Decimal | None = None
    for days, found in points:
        if found is not None and found != before:
            yield Step(add_days(last_day, days, due.wording.day_kind, due.counted_by or VIET_NAM), found)
            before = found


def _day(outlook: Outlook) -> date:
    return outlook.last_day or date.max


def _lost(claim: Claim, answers: Answers, outlook: Outlook, missed: Sequence[Outlook], scale: Scale) -> Decimal:
    """What the criterion loses with these documents a day late; all that hangs on one where the rule tells no day."""
    if outlook.on_time is None or len(outlook.steps) < 2:
        return outlook.stake
    late = _supposed(claim, answers, {each.wanted.slot.key: 1 for each in missed})
    points = _points(claim, late, scale)
    return outlook.stake if points is None else max(ZERO, outlook.on_time - points)


def _strict(due: Due) -> DeadlineReading:
    return min(due.readings, key=lambda reading: reading.last_day)


def _edges(node: object) -> list[int]:
    """The numbers of days late at which a rule may change its points, in order."""
    return sorted({0, 1, *_band_edges(node)})


def _band_edges(node: object) -> Iterator[int]:
    if isinstance(node, LatenessRule):
        for band in node.bands:
            for edge in (band.days.lower, band.days.upper):
                if edge is not None:
                    yield from (int(edge), int(edge) + 1)
    elif isinstance(node, tuple):
        for each in node:
            yield from _band_edges(each)
    elif is_dataclass(node) and not isinstance(node, type):
        for each in fields(node):
            yield from _band_edges(getattr(node, each.name))


def _is_filled(claim: Claim, wanted: Wanted) -> bool:
    counted = [each for each in claim.answering(wanted.slot.key) if counts_for(each, wanted)]
    return len(counted) >= wanted.slot.count
