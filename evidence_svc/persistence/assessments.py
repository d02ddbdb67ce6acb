"""Assessments: an agency's scores in a round, one row a criterion, each score tied to its log entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    insert,
    select,
    update,
)

from evidence_svc.errors import ConflictError
from evidence_svc.persistence.metadata import ExactDecimal, logged_by, metadata

assessments = Table(
    "assessments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", String(64), ForeignKey("rounds.id"), nullable=False),
    Column("agency_id", String(64), ForeignKey("agencies.id"), nullable=False),
    UniqueConstraint("round_id", "agency_id"),
)

criterion_assessments = Table(
    "criterion_assessments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("assessment_id", Integer, ForeignKey("assessments.id"), nullable=False),
    Column("criterion_id", String(64), nullable=False),
    Column("status", String(32), nullable=False),
    Column("self_score", ExactDecimal()),
    Column("appraised_score", ExactDecimal()),
    Column("explanation", Text, nullable=False),
    Column("opinion", Text, nullable=False),
    logged_by("status_entry", nullable=True),
    logged_by("self_entry", nullable=True),
    logged_by("appraised_entry", nullable=True),
    Column("version", Integer, nullable=False),
    UniqueConstraint("assessment_id", "criterion_id"),
    CheckConstraint("self_score IS NULL OR self_entry IS NOT NULL", name="self_score_logged"),
    CheckConstraint("appraised_score IS NULL OR appraised_entry IS NOT NULL", name="appraised_score_logged"),
)


@dataclass(frozen=True, slots=True)
class Assessment:
    """One agency in one round."""

    id: int
    round_id: str
    agency_id: str


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion of an assessment as stored; `version` grows with every change."""

    id: int
    assessment_id: int
    criterion_id: str
    status: str
    self_score: Decimal | None
    appraised_score: Decimal | None
    explanation: str
    opinion: str
    status_entry: int | None
    self_entry: int | None
    appraised_entry: int | None
    version: int


class Assessments:
    """The assessments in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, round_id: str, agency_id: str, statuses: Mapping[str, str]) -> int:
        """Start an agency's assessment with an unscored row a criterion (status by criterion id); returns its id."""
        values = {"round_id": round_id, "agency_id": agency_id}
        query = insert(assessments).values(values).returning(assessments.c.id)
        new = int(self._connection.execute(query).scalar_one())
        blank = {"assessment_id": new, "explanation": "", "opinion": "", "version": 1}
        rows = [{**blank, "criterion_id": criterion, "status": status} for criterion, status in statuses.items()]
        self._connection.execute(insert(criterion_assessments), rows)
        return new

    def find(self, assessment_id: int) -> Assessment | None:
        """The assessment with that id, or None."""
        row = self._connection.execute(select(assessments).where(assessments.c.id == assessment_id)).one_or_none()
        return Assessment(*row) if row else None

    def find_for(self, round_id: str, agency_id: str) -> Assessment | None:
        """An agency's assessment in a round, or None."""
        query = select(assessments).where(assessments.c.round_id == round_id, assessments.c.agency_id == agency_id)
        row = self._connection.execute(query).one_or_none()
        return Assessment(*row) if row else None

    def list(self, round_id: str | None = None) -> tuple[Assessment, ...]:
        """All assessments, or those of one round."""
        query = select(assessments).order_by(assessments.c.id)
        if round_id is not None:
            query = query.where(assessments.c.round_id == round_id)
        return tuple(Assessment(*row) for row in self._connection.execute(query))

    def rows(self, assessment_id: int) -> tuple[CriterionRow, ...]:
        """Every criterion row of an assessment, in the order they were opened."""
        table = criterion_assessments
        query = select(table).where(table.c.assessment_id == assessment_id).order_by(table.c.id)
        return tuple(CriterionRow(*row) for row in self._connection.execute(query))

    def row(self, row_id: int) -> CriterionRow | None:
        """One criterion row, or None."""
        table = criterion_assessments
        found = self._connection.execute(select(table).where(table.c.id == row_id)).one_or_none()
        return CriterionRow(*found) if found else None

    def change(self, row: CriterionRow, **values: Any) -> None:
        """Change columns of a row as it was read; raises ConflictError when somebody changed it meanwhile."""
        table = criterion_assessments
        same = (table.c.id == row.id, table.c.version == row.version)
        done = self._connection.execute(update(table).where(*same).values(**values, version=row.version + 1))
        if done.rowcount != 1:
            raise ConflictError
