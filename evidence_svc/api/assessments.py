"""Assessments: the list, and the criteria table of one with its totals."""

from __future__ import annotations

from typing import Any

from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel

from evidence_svc.api.answers import (
    AssessmentAnswer,
    EvidenceAnswer,
    LineAnswer,
    RoundAnswer,
    TotalsAnswer,
    assessment_answer,
    evidence_answer,
    line_answer,
    totals_answer,
)
from evidence_svc.api.errors import SIGNED_IN
from evidence_svc.identifiers import Identifier
from evidence_svc.operations.show_assessment import ListedAssessment, list_assessments, show_assessment
from evidence_svc.serving import acting, services

resource = APIBlueprint(
    "assessments_api", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="assessments")], abp_security=SIGNED_IN
)


class AssessmentPath(BaseModel):
    """An assessment's id."""

    assessment_id: Identifier


class AssessmentList(BaseModel):
    """The assessments this person may see."""

    assessments: list[AssessmentAnswer]


class WholeAssessment(BaseModel):
    """The criteria table, its totals, and files that are under no criterion."""

    assessment: AssessmentAnswer
    totals: TotalsAnswer
    lines: list[LineAnswer]
    unlinked: list[EvidenceAnswer]


@resource.get("/assessments", responses={200: AssessmentList})
def list_all() -> dict[str, Any]:
    """The assessments this person may see, newest round first."""
    listed = [_listed(item) for item in list_assessments(services(), acting())]
    return AssessmentList(assessments=listed).model_dump(mode="json")


@resource.get("/assessments/<int:assessment_id>", responses={200: WholeAssessment})
def show(path: AssessmentPath) -> dict[str, Any]:
    """One assessment with every criterion."""
    page = show_assessment(services(), acting(), path.assessment_id)
    return WholeAssessment(
        assessment=assessment_answer(page.standing, page.agency),
        totals=totals_answer(page.totals.whole),
        lines=[line_answer(line) for line in page.lines],
        unlinked=[evidence_answer(file) for file in page.unlinked],
    ).model_dump(mode="json")


def _listed(item: ListedAssessment) -> AssessmentAnswer:
    names = RoundAnswer.model_fields
    return AssessmentAnswer(
        id=item.assessment.id,
        agency=item.agency.id,
        agency_name=item.agency.name,
        round=RoundAnswer(**{name: getattr(item.round, name) for name in names}),
    )
