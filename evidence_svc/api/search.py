"""Search over agencies, criteria and evidence."""

from __future__ import annotations

from typing import Any

from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

from evidence_svc.api.errors import SIGNED_IN
from evidence_svc.operations.search import LONGEST, FoundCriterion, FoundEvidence, search
from evidence_svc.serving import acting, services

resource = APIBlueprint(
    "search_api", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="search")], abp_security=SIGNED_IN
)


class SearchQuery(BaseModel):
    """The words; all of them must be there, accents and case aside."""

    q: str = Field(default="", max_length=LONGEST)


class AgencyFound(BaseModel):
    """An agency with its assessments."""

    agency: str
    name: str
    assessments: list[int]


class CriterionFound(BaseModel):
    """A criterion of a round with its rows."""

    round: str
    path: str
    title: str
    rows: list[int]


class EvidenceFound(BaseModel):
    """A file, its agency, and the words around the place; of a scan only what the machine read can be found."""

    id: int
    file_name: str
    agency: str
    outcome: str | None
    text: str
    is_partly_read: bool


class SearchAnswer(BaseModel):
    """What was found, thirty of each kind at most; `is_loose`: evidence only as OCR might have misread it."""

    agencies: list[AgencyFound]
    criteria: list[CriterionFound]
    evidence: list[EvidenceFound]
    is_loose: bool


@resource.get("/search", responses={200: SearchAnswer})
def find(query: SearchQuery) -> dict[str, Any]:
    """Agencies, criteria and evidence that have the words and that the account may see."""
    found = search(services(), acting(), query.q)
    return SearchAnswer(
        agencies=[
            AgencyFound(
                agency=each.agency.id, name=each.agency.name, assessments=[one.assessment.id for one in each.placed]
            )
            for each in found.agencies
        ],
        criteria=[_criterion(each) for each in found.criteria],
        evidence=[_evidence(each) for each in found.evidence],
        is_loose=found.is_loose,
    ).model_dump(mode="json")


def _criterion(found: FoundCriterion) -> CriterionFound:
    rows = [row_id for row_id, _ in found.rows]
    return CriterionFound(round=found.round.id, path=found.criterion.path, title=found.criterion.title, rows=rows)


def _evidence(found: FoundEvidence) -> EvidenceFound:
    words = f"{found.snippet.before}{found.snippet.hit}{found.snippet.after}"
    return EvidenceFound(
        id=found.evidence.id,
        file_name=found.evidence.file_name,
        agency=found.agency.id,
        outcome=found.outcome,
        text=words,
        is_partly_read=found.is_partly_read,
    )
