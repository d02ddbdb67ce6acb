"""Assessments: an agency's scores in a round, one row a criterion, each score tied to its log entry."""

from __future__ import annotations

import builtins
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    exists,
    func,
    insert,
    select,
    update,
)

from evidence_svc.errors import ConflictError
from evidence_svc.persistence.asking import asked_once, note_answer
from evidence_svc.persistence.metadata import Day, ExactDecimal, Instant, logged_by, metadata

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


assessment_steps = Table(
    "assessment_steps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("assessment_id", Integer, ForeignKey("assessments.id"), nullable=False),
    Column("step", String(16), nullable=False),
    Column("taken_at", Instant(), nullable=False),
    Column("taken_by", Integer, ForeignKey("people.id")),
    logged_by("entry"),
    Index("ix_assessment_steps_assessment", "assessment_id"),
)

extensions = Table(
    "extensions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("assessment_id", Integer, ForeignKey("assessments.id"), nullable=False),
    Column("until", Day(), nullable=False),
    Column("reason", Text, nullable=False),
    logged_by("entry"),
    logged_by("ended_entry", nullable=True),
    Index("ix_extensions_assessment", "assessment_id"),
)


@dataclass(frozen=True, slots=True)
class Assessment:
    """One agency in one round: whether its leader handed it in, has more time for it, and agreed with its appraisal."""

    id: int
    round_id: str
    agency_id: str
    submitted: bool = False
    extended: bool = False
    consented: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A step of an assessment (submitted, taken-back, consented); `taken_by` None is the clock."""

    assessment_id: int
    step: str
    taken_at: datetime
    taken_by: int | None
    entry: int


@dataclass(frozen=True, slots=True)
class Extension:
    """More time for an agency's self-assessment, up to the end of a day."""

    id: int
    assessment_id: int
    until: date
    reason: str
    entry: int
    ended_entry: int | None


def places_digest(places: Iterable[tuple[int, str]]) -> str:
    """The digest of which row is which criterion's, from (row id, criterion id): the log keeps it, rows keep to it."""
    lines = "".join(f"{row_id} {criterion_id}\n" for row_id, criterion_id in sorted(places))
    return hashlib.sha256(lines.encode()).hexdigest()


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


_STEP = tuple(Step.__dataclass_fields__)


def assessment_columns() -> tuple[Any, ...]:
    """The columns of an assessment with what its steps and extensions come to, in `Assessment`'s order."""
    of_this = assessment_steps.c.assessment_id == assessments.c.id
    handing = assessment_steps.c.step.in_(("submitted", "taken-back"))
    newest = select(assessment_steps.c.step).where(of_this, handing).order_by(assessment_steps.c.id.desc()).limit(1)
    running = exists().where(extensions.c.assessment_id == assessments.c.id, extensions.c.ended_entry.is_(None))
    agreed = exists().where(of_this, assessment_steps.c.step == "consented")
    submitted = func.coalesce(newest.scalar_subquery(), "") == "submitted"
    return (*assessments.c, submitted, running, agreed)


_ASSESSMENT = select(*assessment_columns())


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

    @asked_once
    def find(self, assessment_id: int) -> Assessment | None:
        """The assessment with that id, or None."""
        row = self._connection.execute(_ASSESSMENT.where(assessments.c.id == assessment_id)).one_or_none()
        return Assessment(*row) if row else None

    def find_for(self, round_id: str, agency_id: str) -> Assessment | None:
        """An agency's assessment in a round, or None."""
        query = _ASSESSMENT.where(assessments.c.round_id == round_id, assessments.c.agency_id == agency_id)
        row = self._connection.execute(query).one_or_none()
        return Assessment(*row) if row else None

    @asked_once
    def list(self, round_id: str | None = None) -> tuple[Assessment, ...]:
        """All assessments, or those of one round."""
        query = _ASSESSMENT.order_by(assessments.c.id)
        if round_id is not None:
            query = query.where(assessments.c.round_id == round_id)
        return tuple(Assessment(*row) for row in self._connection.execute(query))

    def add_step(self, step: Step) -> None:
        """Note a step; steps stay, the newest counts."""
        self._connection.execute(insert(assessment_steps).values({name: getattr(step, name) for name in _STEP}))

    @asked_once
    def steps(self, assessment_id: int) -> tuple[Step, ...]:
        """The steps of an assessment, oldest first."""
        table = assessment_steps.c
        query = select(*(table[name] for name in _STEP)).where(table.assessment_id == assessment_id).order_by(table.id)
        return tuple(Step(*row) for row in self._connection.execute(query))

    def extend(self, assessment_id: int, until: date, reason: str, *, entry: int) -> None:
        """Give an agency more time."""
        values = {"assessment_id": assessment_id, "until": until, "reason": reason, "entry": entry}
        self._connection.execute(insert(extensions).values(values))

    def end_extension(self, extension_id: int, *, entry: int) -> None:
        """End an extension, with the log entry that says so."""
        self._connection.execute(update(extensions).where(extensions.c.id == extension_id).values(ended_entry=entry))

    @asked_once
    def open_extensions(self, assessment_id: int | None = None) -> tuple[Extension, ...]:
        """The extensions that run, of all assessments or of one."""
        query = select(extensions).where(extensions.c.ended_entry.is_(None)).order_by(extensions.c.id)
        if assessment_id is not None:
            query = query.where(extensions.c.assessment_id == assessment_id)
        return tuple(Extension(*row) for row in self._connection.execute(query))

    @asked_once
    def rows(self, assessment_id: int) -> tuple[CriterionRow, ...]:
        """Every criterion row of an assessment, in the order they were opened."""
        table = criterion_assessments
        query = select(table).where(table.c.assessment_id == assessment_id).order_by(table.c.id)
        return tuple(CriterionRow(*row) for row in self._connection.execute(query))

    @asked_once
    def rows_of(self, assessment_ids: tuple[int, ...]) -> dict[int, tuple[CriterionRow, ...]]:
        """The same of several assessments, by assessment id; the rows of each alone are then known, too."""
        table = criterion_assessments
        found: dict[int, builtins.list[CriterionRow]] = {number: [] for number in assessment_ids}
        query = select(table).where(table.c.assessment_id.in_(assessment_ids)).order_by(table.c.id)
        for row in self._connection.execute(query):
            found[row.assessment_id].append(CriterionRow(*row))
        for number, rows in found.items():
            note_answer(self._connection, Assessments.rows.__qualname__, (number,), tuple(rows))
        return {number: tuple(rows) for number, rows in found.items()}

    def newest_changes(self, assessment_ids: tuple[int, ...]) -> dict[int, int]:
        """By assessment id, the newest log entry that changed a score or a status of it; 0 where none did."""
        if not assessment_ids:
            return {}
        entries = ("status_entry", "self_entry", "appraised_entry")
        return {
            number: max((getattr(row, name) or 0 for row in rows for name in entries), default=0)
            for number, rows in self.rows_of(assessment_ids).items()
        }

    def find_rows(
        self, criterion_ids: tuple[str, ...], assessment_ids: tuple[int, ...]
    ) -> tuple[tuple[int, int, str], ...]:
        """Some criteria in some assessments: row id, assessment id and criterion id, in the order they were opened."""
        table = criterion_assessments.c
        query = select(table.id, table.assessment_id, table.criterion_id).order_by(table.id)
        wanted = query.where(table.criterion_id.in_(criterion_ids), table.assessment_id.in_(assessment_ids))
        return tuple((row.id, row.assessment_id, row.criterion_id) for row in self._connection.execute(wanted))

    @asked_once
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
