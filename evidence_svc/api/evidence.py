"""Evidence: receive a file, and the report of one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_openapi3 import APIBlueprint, FileStorage, Tag
from pydantic import BaseModel, Field

from evidence_svc.api.answers import EvidenceAnswer, evidence_answer
from evidence_svc.api.assessments import AssessmentPath
from evidence_svc.api.errors import SIGNED_IN
from evidence_svc.identifiers import Identifier
from evidence_svc.operations.correct import correct_reading, withdraw_correction
from evidence_svc.operations.show_evidence import show_evidence
from evidence_svc.operations.submit import Submitted, submit_evidence
from evidence_svc.persistence.corrections import Correction
from evidence_svc.serving import acting, read_chunks, services, serving

resource = APIBlueprint(
    "evidence_api", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="evidence")], abp_security=SIGNED_IN
)


class EvidencePath(BaseModel):
    """The id of a piece of evidence."""

    evidence_id: Identifier


class Upload(BaseModel):
    """One file; `row` names the criterion's row it is for, else its upload prefix may say."""

    file: FileStorage
    row: Identifier | None = None


class EvidenceState(EvidenceAnswer):
    """A file and its verdict: passed, failed, indeterminate, unreadable or damaged; null while it waits.

    `state` re-queued says that there is a verdict and a newer one is on its way.
    """

    outcome: str | None


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


class NewCorrection(BaseModel):
    """What stands on the paper for a field; a date is dd/mm/yyyy or ISO 8601."""

    field: str = Field(max_length=32, examples=["date"])
    value: str = Field(max_length=1000, examples=["17/01/2023"])
    reason: str = Field(max_length=2000, examples=["Ngày trên bản giấy là 17/01/2023."])


class Withdrawal(BaseModel):
    """The field whose correction is taken back, and why."""

    field: str = Field(max_length=32, examples=["date"])
    reason: str = Field(max_length=2000, examples=["Máy đọc đúng, sửa nhầm trang."])


class CorrectionAnswer(BaseModel):
    """A person's reading beside the machine's; `entry` is its sequence in the log."""

    field: str
    value: str
    reason: str
    corrected_at: datetime
    corrected_by: int
    entry: int


class ReportAnswer(BaseModel):
    """The newest report on a file, null while it waits; the report has the form of `inspect --json`."""

    evidence: EvidenceAnswer
    report: dict[str, Any] | None
    versions: dict[str, str] = Field(description="what the report rests on")
    corrections: list[CorrectionAnswer] = Field(description="oldest first; the newest of a field is in force")
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


@resource.get("/evidence/<int:evidence_id>", responses={200: EvidenceState})
def show_evidence_state(path: EvidencePath) -> dict[str, Any]:
    """A file and how far it has come."""
    page = show_evidence(services(), acting(), path.evidence_id)
    outcome = "unreadable" if page.evidence.state == "unreadable" else page.outcome
    outcome = "damaged" if page.damage else outcome
    return EvidenceState(**evidence_answer(page.evidence).model_dump(), outcome=outcome).model_dump(mode="json")


@resource.get("/evidence/<int:evidence_id>/report", responses={200: ReportAnswer})
def show_report(path: EvidencePath) -> dict[str, Any]:
    """What was read, verified and found in a file."""
    return _report(path.evidence_id)


@resource.post("/evidence/<int:evidence_id>/corrections", responses={201: ReportAnswer})
def add_correction(path: EvidencePath, body: NewCorrection) -> tuple[dict[str, Any], int]:
    """Correct a reading; every criterion that uses the file is judged anew."""
    correct_reading(services(), acting(), path.evidence_id, field=body.field, value=body.value, reason=body.reason)
    return _report(path.evidence_id), 201


@resource.post("/evidence/<int:evidence_id>/corrections/withdrawal", responses={201: ReportAnswer})
def take_back_correction(path: EvidencePath, body: Withdrawal) -> tuple[dict[str, Any], int]:
    """Let the machine's reading of a field count again."""
    withdraw_correction(services(), acting(), path.evidence_id, field=body.field, reason=body.reason)
    return _report(path.evidence_id), 201


def _report(evidence_id: int) -> dict[str, Any]:
    page = show_evidence(services(), acting(), evidence_id)
    found = page.verification
    return ReportAnswer(
        evidence=evidence_answer(page.evidence),
        report=found.report if found else None,
        versions=found.versions if found else {},
        corrections=[_correction(correction) for correction in page.corrections],
        uses=[
            LinkedTo(row_id=use.place.row.id, code=use.place.criterion.code, title=use.place.criterion.title)
            for use in page.uses
        ],
    ).model_dump(mode="json")


def _correction(correction: Correction) -> CorrectionAnswer:
    return CorrectionAnswer(**{name: getattr(correction, name) for name in CorrectionAnswer.model_fields})


def _upload(submitted: Submitted) -> UploadAnswer:
    place = submitted.criterion
    linked = None
    if place is not None and submitted.row_id is not None:
        linked = LinkedTo(row_id=submitted.row_id, code=place.code, title=place.title)
    return UploadAnswer(evidence=evidence_answer(submitted.evidence), is_new=submitted.is_new, criterion=linked)
