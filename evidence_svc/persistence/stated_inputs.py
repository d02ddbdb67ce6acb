"""Inputs of rules as people stated them: the newest of each name is in force, the ones before it stay."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Index, Integer, String, Table, Text, func, insert, select

from evidence_svc.persistence.asking import asked_once
from evidence_svc.persistence.assessments import criterion_assessments
from evidence_svc.persistence.metadata import Instant, logged_by, metadata

stated_inputs = Table(
    "stated_inputs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("criterion_assessment_id", Integer, ForeignKey("criterion_assessments.id"), nullable=False),
    Column("name", String(80), nullable=False),
    Column("value", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("stated_at", Instant(), nullable=False),
    Column("stated_by", Integer, ForeignKey("people.id"), nullable=False),
    logged_by("entry"),
    Index("ix_stated_inputs_criterion", "criterion_assessment_id"),
)


@dataclass(frozen=True, slots=True)
class StatedInput:
    """One statement; `value` is a JSON value (decimals as text), None where the statement was taken back."""

    id: int
    criterion_assessment_id: int
    name: str
    value: Any
    source: str
    stated_at: datetime
    stated_by: int
    entry: int


class StatedInputs:
    """The statements in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, *, value: Any, **values: Any) -> None:
        """Keep a new statement."""
        text = json.dumps(value, ensure_ascii=False, sort_keys=True)
        self._connection.execute(insert(stated_inputs).values(**values, value=text))

    @asked_once
    def in_force(self, assessment_id: int) -> dict[int, dict[str, StatedInput]]:
        """The newest statements of an assessment that were not taken back, by row id and name."""
        rows = select(criterion_assessments.c.id).where(criterion_assessments.c.assessment_id == assessment_id)
        return self._newest(stated_inputs.c.criterion_assessment_id.in_(rows))

    @asked_once
    def in_force_of(self, row_id: int) -> dict[str, StatedInput]:
        """The same of one criterion's row."""
        return self._newest(stated_inputs.c.criterion_assessment_id == row_id).get(row_id, {})

    def _newest(self, condition: Any) -> dict[int, dict[str, StatedInput]]:
        table = stated_inputs.c
        newest = select(func.max(table.id)).where(condition).group_by(table.criterion_assessment_id, table.name)
        found: dict[int, dict[str, StatedInput]] = {}
        for row in self._connection.execute(select(stated_inputs).where(table.id.in_(newest)).order_by(table.id)):
            stated = StatedInput(**{**row._mapping, "value": json.loads(row.value)})
            if stated.value is not None:
                found.setdefault(stated.criterion_assessment_id, {})[stated.name] = stated
        return found
