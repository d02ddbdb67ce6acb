"""Evidence: receive a file, and the report of one."""

from __future__ import annotations

from typing import Any

from flask_openapi3 import APIBlueprint, FileStorage, Tag
from pydantic import BaseModel, Field

from evidence_svc.api.answers import EvidenceAnswer, evidence_answer
from evidence_svc.api.assessments import AssessmentPath
from evidence_svc.operations.show_evidence import show_evidence
from evidence_svc.operations.submit import Submitted, submit_evidence
from evidence_svc.serving import acting, read_chunks, services, serving

resource = APIBlueprint("evidence_api", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="evidence")])


class EvidencePath(BaseModel):
    """The id of a piece of evidence."""

    evidence_id: int


class Upload(BaseModel):
    """One file; `row` names the criterion's row it is for, else its upload prefix may say."""

    file: FileStorage
    row: int | None = None


class LinkedTo(BaseModel):
    """The criterion a file was linked to."""

    row_id: int
    code: str
    title: str


class UploadAnswer(BaseModel):
    """`is_new` is false when the assessment had these bytes already; then `evidence` is that file."""

    evidence: EvidenceAnswer
    is_new: bool
    criterion: LinkedTo | None


class ReportAnswer(BaseModel):
    """The newest report on a file, null while it waits; the report has the form of `inspect --json`."""

    evidence: EvidenceAnswer
    report: dict[str, Any] | None
    versions: dict[str, str] = Field(description="what the report rests on")
    uses: list[LinkedTo]


@resource.post("/assessments/<int:assessment_id>/evidence", responses={201: UploadAnswer, 200: UploadAnswer})
def add_evidence(path: AssessmentPath, form: Upload) -> tuple[dict[str, Any], int]:
    """Receive a file; 201 for new bytes, 200 for bytes that are there already."""
    chunks = read_chunks(form.file.stream)
    name = form.file.filename or ""
    submitted = submit_evidence(services(), acting(), path.assessment_id, name, chunks, row_id=form.row)
    if submitted.evidence.state == "received":
        serving().enqueue(submitted.evidence.id)
    return _upload(submitted).model_dump(mode="json"), 201 if submitted.is_new else 200


@resource.get("/evidence/<int:evidence_id>", responses={200: EvidenceAnswer})
def show_evidence_state(path: EvidencePath) -> dict[str, Any]:
    """A file and how far it has come."""
    return evidence_answer(show_evidence(services(), acting(), path.evidence_id).evidence).model_dump(mode="json")


@resource.get("/evidence/<int:evidence_id>/report", responses={200: ReportAnswer})
def show_report(path: EvidencePath) -> dict[str, Any]:
    """What was read, verified and found in a file."""
    page = show_evidence(services(), acting(), path.evidence_id)
    found = page.verification
    return ReportAnswer(
        evidence=evidence_answer(page.evidence),
        report=found.report if found else None,
        versions=found.versions if found else {},
        uses=[
            LinkedTo(row_id=use.place.row.id, code=use.place.criterion.code, title=use.place.criterion.title)
            for use in page.uses
        ],
    ).model_dump(mode="json")


def _upload(submitted: Submitted) -> UploadAnswer:
    place = submitted.criterion
    linked = None
    if place is not None and submitted.row_id is not None:
        linked = LinkedTo(row_id=submitted.row_id, code=place.code, title=place.title)
    return UploadAnswer(evidence=evidence_answer(submitted.evidence), is_new=submitted.is_new, criterion=linked)
