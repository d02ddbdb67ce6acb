"""What the API answers with: values of the operations as JSON, decimals as strings, instants in ISO 8601."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from audit.entry import Entry
from evidence_svc.domain.totals import Totals
from evidence_svc.operations.context import Standing
from evidence_svc.operations.show_assessment import CriterionLine, LinkedEvidence
from evidence_svc.operations.show_criterion import HistoryLine
from evidence_svc.persistence.agencies import Agency
from evidence_svc.persistence.evidence import Evidence


class RoundAnswer(BaseModel):
    """A round and its state; both days are in the period."""

    id: str
    title: str
    kind: str
    state: str
    starts_on: date
    ends_on: date


class AssessmentAnswer(BaseModel):
    """One agency in one round."""

    id: int
    agency: str
    agency_name: str
    round: RoundAnswer


class TotalsAnswer(BaseModel):
    """Sums in points; an index is in percent, null without a base."""

    total: Decimal
    yearly: Decimal
    exclusion_requested: Decimal
    exclusion_accepted: Decimal
    base: Decimal
    base_if_refused: Decimal
    self_score: Decimal
    appraised_score: Decimal
    index: Decimal | None
    index_if_refused: Decimal | None
    appraised_index: Decimal | None


class LinkAnswer(BaseModel):
    """Evidence under a criterion; `outcome` is null while it waits."""

    id: int
    evidence: int
    file_name: str
    sha256: str
    outcome: str | None
    failed: list[str]


class LineAnswer(BaseModel):
    """One node of the criteria tree; `row` and what follows it is null for nodes whose scores are sums."""

    criterion: str
    code: str
    path: str
    title: str
    depth: int
    max_score: Decimal
    row: int | None
    version: int | None
    status: str | None
    self_score: Decimal | None
    appraised_score: Decimal | None
    evidence: list[LinkAnswer]


class EvidenceAnswer(BaseModel):
    """A received file; `state` is received, verified, unreadable or re-queued."""

    id: int
    assessment: int
    file_name: str
    sha256: str
    size: int
    state: str
    received_at: datetime


class EntryAnswer(BaseModel):
    """One entry of the log."""

    sequence: int
    occurred_at: datetime
    actor: str
    actor_name: str
    role: str
    action: str
    subject: str
    before: Any
    after: Any
    reason: str
    evidence: list[str]
    request_id: str


def assessment_answer(standing: Standing, agency: Agency) -> AssessmentAnswer:
    """An assessment in its round."""
    names = ("id", "title", "kind", "state", "starts_on", "ends_on")
    found = RoundAnswer(**{name: getattr(standing.round, name) for name in names})
    return AssessmentAnswer(id=standing.assessment.id, agency=agency.id, agency_name=agency.name, round=found)


def totals_answer(totals: Totals) -> TotalsAnswer:
    """The totals of an assessment."""
    return TotalsAnswer(**{name: getattr(totals, name) for name in TotalsAnswer.model_fields})


def line_answer(line: CriterionLine) -> LineAnswer:
    """One line of the criteria table."""
    node, row = line.criterion, line.row
    return LineAnswer(
        criterion=node.id,
        code=node.code,
        path=node.path,
        title=node.title,
        depth=line.depth,
        max_score=node.max_score,
        row=row.id if row else None,
        version=row.version if row else None,
        status=row.status if row else None,
        self_score=row.self_score if row else None,
        appraised_score=row.appraised_score if row else None,
        evidence=[link_answer(item) for item in line.evidence],
    )


def link_answer(item: LinkedEvidence) -> LinkAnswer:
    """Evidence under a criterion."""
    return LinkAnswer(
        id=item.link.id,
        evidence=item.evidence.id,
        file_name=item.link.file_name,
        sha256=item.evidence.sha256,
        outcome=item.outcome,
        failed=list(item.failed),
    )


def evidence_answer(evidence: Evidence) -> EvidenceAnswer:
    """A received file."""
    names = ("id", "file_name", "sha256", "size", "state", "received_at")
    return EvidenceAnswer(assessment=evidence.assessment_id, **{name: getattr(evidence, name) for name in names})


def entry_answer(line: HistoryLine) -> EntryAnswer:
    """One entry of the log with the name of who acted."""
    kept = {name: getattr(line.entry, name) for name in Entry.__dataclass_fields__}
    return EntryAnswer(**kept | {"evidence": list(line.entry.evidence), "actor_name": line.actor_name})
