"""Assessments with their rounds, agencies and criteria sets' digests: what every page asks first, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from evidence_svc.persistence.agencies import Agency, agencies
from evidence_svc.persistence.asking import asked_once
from evidence_svc.persistence.assessments import Assessment, assessment_columns, assessments, criterion_assessments
from evidence_svc.persistence.criteria_sets import criteria_sets
from evidence_svc.persistence.rounds import Round, rounds


@dataclass(frozen=True, slots=True)
class Placed:
    """An assessment with its round and agency; `set_digest` names the published criteria set exactly."""

    assessment: Assessment
    round: Round
    agency: Agency
    set_digest: str


class Standings:
    """The same assessments, rounds and agencies, joined, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @asked_once
    def find(self, assessment_id: int) -> Placed | None:
        """The assessment with that id, or None."""
        row = self._connection.execute(_FIND, {"wanted": assessment_id}).one_or_none()
        return _placed(tuple(row)) if row else None

    @asked_once
    def find_of_row(self, row_id: int) -> Placed | None:
        """The assessment that a criterion's row belongs to, or None."""
        rows = criterion_assessments.c
        of_row = select(rows.assessment_id).where(rows.id == row_id).scalar_subquery()
        return next(iter(self._placed(assessments.c.id == of_row)), None)

    @asked_once
    def list(self) -> tuple[Placed, ...]:
        """All of them, in the order they were opened."""
        return self._placed()

    @asked_once
    def of_agency(self, agency_id: str) -> tuple[Placed, ...]:
        """Those of one agency."""
        return self._placed(assessments.c.agency_id == agency_id)

    @asked_once
    def of_round(self, round_id: str) -> tuple[Placed, ...]:
        """Those of one round."""
        return self._placed(assessments.c.round_id == round_id)

    def _placed(self, *conditions: Any) -> tuple[Placed, ...]:
        found = self._connection.execute(_QUERY.where(*conditions).order_by(assessments.c.id))
        return tuple(_placed(tuple(row)) for row in found)


_PARTS = (len(Assessment.__dataclass_fields__), len(Round.__dataclass_fields__), len(Agency.__dataclass_fields__))


def _query() -> Select[Any]:
    joined = assessments.join(rounds, rounds.c.id == assessments.c.round_id)
    joined = joined.join(agencies, agencies.c.id == assessments.c.agency_id)
    joined = joined.join(criteria_sets, criteria_sets.c.id == rounds.c.criteria_set_id)
    return select(*assessment_columns(), *rounds.c, *agencies.c, criteria_sets.c.sha256).select_from(joined)


def _placed(row: tuple[Any, ...]) -> Placed:
    first, second = _PARTS[0], _PARTS[0] + _PARTS[1]
    third = second + _PARTS[2]
    return Placed(Assessment(*row[:first]), Round(*row[first:second]), Agency(*row[second:third]), row[third])


_QUERY = _query()
_FIND = _QUERY.where(assessments.c.id == bindparam("wanted"))
