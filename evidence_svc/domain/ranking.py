"""Agencies ranked by the percentage of their base, ties sharing a place; undecided exclusions show both readings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from evidence_svc.domain.numbers import percentage
from evidence_svc.domain.round_rules import RoundRules, grade_of
from evidence_svc.domain.totals import AssessmentTotals, Totals


@dataclass(frozen=True, slots=True)
class OtherReading:
    """What stands if the council refuses every open request to leave a criterion out; a field has no grade."""

    base: Decimal
    percent: Decimal | None
    grade: str = ""


@dataclass(frozen=True, slots=True)
class FieldResult:
    """One root of the tree: points of its base, percent None where nothing of it counts.

    `refused` is the other reading while requests are undecided, otherwise None.
    """

    code: str
    title: str
    base: Decimal
    points: Decimal
    percent: Decimal | None
    refused: OtherReading | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """An agency's result: percent of the base with points and base beside it; `place` 0 is not ranked.

    `not_appraised` counts the criteria of the base that have no appraised score. Base, percent, grade and place take
    every open request to leave a criterion out as accepted; `refused` is the other reading, None when none is open.
    """

    agency_id: str
    name: str
    assessment_id: int
    base: Decimal
    points: Decimal
    percent: Decimal | None
    self_percent: Decimal | None
    grade: str
    fields: tuple[FieldResult, ...]
    place: int = 0
    not_appraised: int = 0
    refused: OtherReading | None = None


def result_of(agency_id: str, name: str, assessment_id: int, totals: AssessmentTotals, rules: RoundRules) -> Result:
    """What an agency reached, by its appraised scores; bonus and penalty points count into the percentage."""
    whole = totals.whole
    points = whole.adjusted_appraised_score
    percent = percentage(points, whole.base) if whole.appraised else None
    fields = tuple(_field_result(part.field.code, part.field.title, part.totals) for part in totals.fields)
    known = (agency_id, name, assessment_id, whole.base, points, percent, whole.index, grade_of(percent, rules), fields)
    other = _refused(whole, points, rules) if whole.exclusion_requested else None
    return Result(*known, not_appraised=whole.base_leaves - whole.appraised, refused=other)


def rank(results: Iterable[Result]) -> tuple[Result, ...]:
    """Best percentage first; equal percentages share a place, agencies without one come last and unranked."""
    ordered = sorted(results, key=lambda result: (result.percent is None, -(result.percent or Decimal(0)), result.name))
    return tuple(_placed(result, ordered) for result in ordered)


def _placed(result: Result, ordered: list[Result]) -> Result:
    if result.percent is None:
        return result
    better = sum(other.percent is not None and other.percent > result.percent for other in ordered)
    values = {name: getattr(result, name) for name in Result.__slots__}
    return Result(**values | {"place": better + 1})


def _field_result(code: str, title: str, totals: Totals) -> FieldResult:
    points = totals.appraised_score
    other = _refused(totals, points) if totals.exclusion_requested else None
    return FieldResult(code, title, totals.base, points, percentage(points, totals.base), other)


def _refused(totals: Totals, points: Decimal, rules: RoundRules | None = None) -> OtherReading:
    percent = percentage(points, totals.base_if_refused) if rules is None or totals.appraised else None
    return OtherReading(totals.base_if_refused, percent, grade_of(percent, rules) if rules else "")
