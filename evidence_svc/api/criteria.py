"""One criterion of one agency: its state, its scores, its history."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

from evidence_svc.api.answers import (
    AssessmentAnswer,
    EntryAnswer,
    LinkAnswer,
    assessment_answer,
    entry_answer,
    link_answer,
)
from evidence_svc.api.errors import SIGNED_IN
from evidence_svc.domain.score import MIN_REASON_LETTERS, ScoreKind
from evidence_svc.identifiers import Identifier
from evidence_svc.operations.appraise import appraise_criterion
from evidence_svc.operations.context import row_state
from evidence_svc.operations.score import change_score
from evidence_svc.operations.show_criterion import CriterionPage, show_criterion
from evidence_svc.serving import acting, services

resource = APIBlueprint(
    "criteria_api", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="criteria")], abp_security=SIGNED_IN
)


class RowPath(BaseModel):
    """The id of a criterion's row in an assessment."""

    row_id: Identifier


class NewScore(BaseModel):
    """A score with its reason and the row's version as last seen; another version meanwhile is a 409."""

    value: Decimal = Field(description="points, as a string", examples=["1.50"])
    reason: str = Field(description=f"at least {MIN_REASON_LETTERS} characters", max_length=2000)
    version: Identifier


class SuggestionAnswer(BaseModel):
    """What the rule suggests and how it was computed; never a score by itself."""

    points: Decimal | None
    trace: str
    reason: str


class CriterionAnswer(BaseModel):
    """Everything of one criterion but its history."""

    row: int
    version: int
    assessment: AssessmentAnswer
    criterion: str
    code: str
    title: str
    max_score: Decimal
    status: str
    state: str = Field(description="not-started, draft, submitted, returned, appraised, contested or final")
    self_score: Decimal | None
    appraised_score: Decimal | None
    explanation: str
    opinion: str
    assumption: bool
    suggestion: SuggestionAnswer
    evidence: list[LinkAnswer]
    findings: dict[int, list[Any]] = Field(description="by link id")
    may: list[str]


class HistoryAnswer(BaseModel):
    """The log entries about one criterion, oldest first."""

    entries: list[EntryAnswer]


@resource.get("/criteria/<int:row_id>", responses={200: CriterionAnswer})
def show(path: RowPath) -> dict[str, Any]:
    """One criterion with its evidence, findings and suggestion."""
    return answer_criterion(path.row_id)


@resource.put("/criteria/<int:row_id>/self-score", responses={200: CriterionAnswer})
def put_self_score(path: RowPath, body: NewScore) -> dict[str, Any]:
    """Give the agency's own score."""
    change_score(
        services(),
        acting(),
        path.row_id,
        kind=ScoreKind.SELF,
        value=body.value,
        reason=body.reason,
        version=body.version,
    )
    return answer_criterion(path.row_id)


@resource.put("/criteria/<int:row_id>/appraised-score", responses={200: CriterionAnswer})
def put_appraised_score(path: RowPath, body: NewScore) -> dict[str, Any]:
    """Give the appraiser's score; a raise above the round's limit is proposed and leaves the score as it was."""
    appraise_criterion(services(), acting(), path.row_id, value=body.value, reason=body.reason, version=body.version)
    return answer_criterion(path.row_id)


@resource.get("/criteria/<int:row_id>/history", responses={200: HistoryAnswer})
def history(path: RowPath) -> dict[str, Any]:
    """Every log entry about this criterion."""
    page = show_criterion(services(), acting(), path.row_id)
    return HistoryAnswer(entries=[entry_answer(line) for line in page.history]).model_dump(mode="json")


def answer_criterion(row_id: int) -> dict[str, Any]:
    """A criterion as the API tells it; raises what `show_criterion` raises."""
    page = show_criterion(services(), acting(), row_id)
    return _answer(page).model_dump(mode="json")


def _answer(page: CriterionPage) -> CriterionAnswer:
    row, criterion, suggestion = page.place.row, page.place.criterion, page.suggestion
    return CriterionAnswer(
        row=row.id,
        version=row.version,
        assessment=assessment_answer(page.place.standing, page.agency),
        criterion=criterion.id,
        code=criterion.code,
        title=criterion.title,
        max_score=criterion.max_score,
        status=row.status,
        state=row_state(row, page.place.standing, page.place.thread, files=bool(page.evidence)).value,
        self_score=row.self_score,
        appraised_score=row.appraised_score,
        explanation=row.explanation,
        opinion=row.opinion,
        assumption=criterion.assumption,
        suggestion=SuggestionAnswer(points=suggestion.points, trace=suggestion.trace, reason=suggestion.reason),
        evidence=[link_answer(item) for item in page.evidence],
        findings={link_id: list(judgement.findings) for link_id, judgement in page.judgements.items()},
        may=sorted(action.value for action in page.may),
    )
