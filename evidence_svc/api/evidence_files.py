"""The bytes and pictures of evidence: an assessment's files, many at once, originals, revisions, pages, reports."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_openapi3 import APIBlueprint, FileStorage, Tag
from pydantic import BaseModel, Field

from evidence_svc.api.answers import EvidenceAnswer, evidence_answer
from evidence_svc.api.assessments import AssessmentPath
from evidence_svc.api.errors import SIGNED_IN
from evidence_svc.api.evidence import EvidencePath
from evidence_svc.headers import SANDBOX, send_untrusted
from evidence_svc.identifiers import Identifier
from evidence_svc.operations.draw_sheet import draw_sheet
from evidence_svc.operations.import_evidence import Imported, files_of_archive, import_evidence
from evidence_svc.operations.issue_report import issue_report, write_etsi_report
from evidence_svc.operations.list_evidence import FiledEvidence, list_evidence
from evidence_svc.operations.open_original import open_original
from evidence_svc.operations.show_evidence import WIDEST
from evidence_svc.operations.signed_revisions import draw_revision, open_signed_revision
from evidence_svc.serving import acting, services, serving

resource = APIBlueprint(
    "evidence_files_api", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="evidence")], abp_security=SIGNED_IN
)
_BYTES: dict[str, Any] = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
_PDF: dict[str, Any] = {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
_XML: dict[str, Any] = {"content": {"application/xml": {"schema": {"type": "string"}}}}
_PNG: dict[str, Any] = {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}


class PagePath(EvidencePath):
    """A page of a piece of evidence, from 1."""

    page: Identifier


class SignaturePath(EvidencePath):
    """A signature of a piece of evidence by its number in the report, from 1."""

    number: Identifier


class RevisionPagePath(SignaturePath):
    """A page, from 1, of the revision that a signature covers."""

    page: Identifier


class Width(BaseModel):
    """How wide a picture is drawn, in pixels."""

    width: int = Field(default=800, ge=50, le=WIDEST)


class FileAnswer(EvidenceAnswer):
    """A file of an assessment: its worst verdict (null while it waits; damaged: the original is), and its criteria."""

    outcome: str | None = Field(examples=["passed"])
    criteria: list[str] = Field(description="paths of the criteria it is linked to", examples=[["1.1.1"]])


class FilesAnswer(BaseModel):
    """Every file of an assessment, newest first."""

    files: list[FileAnswer]


class Archive(BaseModel):
    """A ZIP of files; each is linked where its name or folder says to which criterion."""

    file: FileStorage


class ImportedAnswer(BaseModel):
    """What became of one file: new, same (its bytes were there) or refused, with reason and sentence."""

    path: str = Field(examples=["Minh chứng/1.1.1 Kế hoạch/34-17.01 Kế hoạch.pdf"])
    outcome: str = Field(examples=["new"])
    evidence: int | None = Field(examples=[12])
    criterion: str | None = Field(description="path of the criterion it was linked to", examples=["1.1.1"])
    placed_by: str | None = Field(description="prefix, folder or reference", examples=["folder"])
    reason: str = Field(examples=[""])
    message: str = Field(examples=[""])


class ImportAnswer(BaseModel):
    """One answer a file, in the order of the archive."""

    files: list[ImportedAnswer]


@resource.get("/assessments/<int:assessment_id>/evidence", responses={200: FilesAnswer})
def list_files(path: AssessmentPath) -> dict[str, Any]:
    """The files of an assessment."""
    found = list_evidence(services(), acting(), path.assessment_id)
    return FilesAnswer(files=[_file(file) for file in found.files]).model_dump(mode="json")


@resource.post("/assessments/<int:assessment_id>/import", responses={200: ImportAnswer})
def import_files(path: AssessmentPath, form: Archive) -> dict[str, Any]:
    """Receive every file of a ZIP; a refused file stops no other, the same ZIP again changes nothing."""
    most, limits = services().settings.max_upload_bytes, services().limits
    offered = files_of_archive(form.file.stream.read(), most_bytes=most, limits=limits)
    outcomes = []
    for done in import_evidence(services(), acting(), path.assessment_id, offered):
        outcomes.append(done)
        if done.submitted is not None and done.submitted.evidence.state == "received":
            serving().enqueue(done.submitted.evidence.id)
    return ImportAnswer(files=[_imported(done) for done in outcomes]).model_dump(mode="json")


@resource.get("/evidence/<int:evidence_id>/original", responses={200: _BYTES})
def download_original(path: EvidencePath) -> Response:
    """The bytes as received; each download is an entry of the log."""
    evidence, content = open_original(services(), acting(), path.evidence_id)
    return send_untrusted(content, evidence.file_name)


@resource.get("/evidence/<int:evidence_id>/pages/<int:page>", responses={200: _PNG})
def draw(path: PagePath, query: Width) -> Response:
    """A page as a PNG; 422 for a page that cannot be drawn."""
    return _picture(draw_sheet(services(), acting(), path.evidence_id, path.page, width=query.width))


@resource.get("/evidence/<int:evidence_id>/signatures/<int:number>/revision", responses={200: _BYTES})
def download_revision(path: SignaturePath) -> Response:
    """The document as it was when the signature was made."""
    name, content = open_signed_revision(services(), acting(), path.evidence_id, path.number)
    return send_untrusted(content, name)


@resource.get("/evidence/<int:evidence_id>/signatures/<int:number>/pages/<int:page>", responses={200: _PNG})
def draw_signed(path: RevisionPagePath, query: Width) -> Response:
    """A page of the signed revision as a PNG."""
    return _picture(draw_revision(services(), acting(), path.evidence_id, path.number, path.page, width=query.width))


@resource.get("/evidence/<int:evidence_id>/report.pdf", responses={200: _PDF})
def download_report(path: EvidencePath) -> Response:
    """The newest report as a PDF signed by the service; each is an entry of the log."""
    name, content = issue_report(services(), acting(), path.evidence_id)
    return send_untrusted(content, name, "application/pdf")


@resource.get("/evidence/<int:evidence_id>/report.xml", responses={200: _XML})
def download_etsi_report(path: EvidencePath) -> Response:
    """The newest verdicts on the signatures in the XML of ETSI TS 119 102-2; 422 without signatures."""
    name, content = write_etsi_report(services(), acting(), path.evidence_id)
    return send_untrusted(content, name, "application/xml")


def _picture(drawn: bytes) -> Response:
    response = Response(drawn, mimetype="image/png")
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _file(file: FiledEvidence) -> FileAnswer:
    outcome = None if file.shown == "waiting" else file.shown
    criteria = [use.criterion.path for use in file.uses]
    return FileAnswer(**evidence_answer(file.evidence).model_dump(), outcome=outcome, criteria=criteria)


def _imported(done: Imported) -> ImportedAnswer:
    return ImportedAnswer(
        path=done.path,
        outcome=done.outcome,
        evidence=done.submitted.evidence.id if done.submitted else None,
        criterion=done.criterion.path if done.criterion else None,
        placed_by=done.placed_by.value if done.placed_by else None,
        reason=done.reason,
        message=done.message,
    )
