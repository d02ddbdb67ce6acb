"""Evidence: the list of an assessment's files, uploading, the report of one, its pages and its original bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest, NotFound

from evidence_svc.domain.errors import ScoreError
from evidence_svc.domain.permissions import Action, may
from evidence_svc.domain.score import MIN_REASON_LETTERS
from evidence_svc.errors import RefusedError
from evidence_svc.headers import SANDBOX
from evidence_svc.identifiers import parse_identifier
from evidence_svc.operations.correct import correct_reading
from evidence_svc.operations.draw_sheet import draw_sheet
from evidence_svc.operations.list_evidence import list_evidence
from evidence_svc.operations.show_evidence import NotDrawableError, read_original, show_evidence
from evidence_svc.operations.submit import submit_evidence
from evidence_svc.serving import acting, read_chunks, services, serving
from evidence_svc.web.document_view import WIDTHS, field_lines, first_page, page_view
from evidence_svc.web.story import tell_history

pages = Blueprint("evidence", __name__)
_BYTES_NEVER_CHANGE = "private, max-age=86400, immutable"


@pages.get("/assessments/<int:assessment_id>/evidence")
def index(assessment_id: int) -> ResponseReturnValue:
    """All files of an assessment, and the place to add more."""
    return _list(assessment_id)


@pages.post("/assessments/<int:assessment_id>/evidence")
def upload(assessment_id: int) -> ResponseReturnValue:
    """Receive files from the plain form; each has its own outcome, one refused file stops no other."""
    files = [file for file in request.files.getlist("files") if file.filename]
    if not files:
        return _list(assessment_id, message=_("Hãy chọn ít nhất một tệp để nộp.")), 422
    row_id = parse_identifier(request.form.get("row", ""))
    outcomes = [_submit(assessment_id, file, row_id) for file in files]
    return _list(assessment_id, outcomes=outcomes)


@pages.get("/evidence/<int:evidence_id>")
def show(evidence_id: int) -> ResponseReturnValue:
    """The report of one file; `?page=` chooses the page whose picture is shown."""
    return _report(evidence_id)


@pages.post("/evidence/<int:evidence_id>/corrections")
def correct(evidence_id: int) -> ResponseReturnValue:
    """Say what stands on the paper where the machine read something else, or nothing."""
    typed = {name: request.form.get(name, "") for name in ("field", "value", "reason")}
    try:
        correct_reading(services(), acting(), evidence_id, **typed)
    except (RefusedError, ScoreError) as error:
        return _report(evidence_id, message=str(error), typed=typed), 422
    flash(_("Đã lưu giá trị sửa; các tiêu chí dùng tài liệu này đã được kiểm tra lại."))
    return redirect(url_for("evidence.show", evidence_id=evidence_id))


def _report(evidence_id: int, *, message: str = "", typed: Mapping[str, str] | None = None) -> str:
    page = show_evidence(services(), acting(), evidence_id)
    report = page.verification.report if page.verification else None
    readable = report is not None and report["error"] is None
    wanted = request.args.get("page", type=int) or (first_page(report) if report and readable else 1)
    return render_template(
        "evidence.html",
        page=page,
        evidence=page.evidence,
        standing=page.standing,
        report=report,
        readable=readable,
        fields=field_lines(report, page.corrections) if report and readable else (),
        view=page_view(report, wanted) if report and readable else None,
        widths=WIDTHS,
        history=tell_history(page.history),
        message=message,
        typed=typed or {},
        shortest=MIN_REASON_LETTERS,
    )


@pages.get("/evidence/<int:evidence_id>/pages/<int:number>.png")
def picture(evidence_id: int, number: int) -> ResponseReturnValue:
    """A page as a picture, in one of the widths offered."""
    width = request.args.get("width", default=WIDTHS[0], type=int)
    if width not in WIDTHS:
        raise BadRequest
    try:
        drawn = draw_sheet(services(), acting(), evidence_id, number, width=width)
    except NotDrawableError as error:
        raise NotFound from error
    response = Response(drawn, mimetype="image/png")
    response.headers["Cache-Control"] = _BYTES_NEVER_CHANGE
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


@pages.get("/evidence/<int:evidence_id>/original")
def original(evidence_id: int) -> ResponseReturnValue:
    """The bytes as received, to be saved and never shown by the browser here."""
    evidence, content = read_original(services(), acting(), evidence_id)
    response = send_file(
        io.BytesIO(content),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=evidence.file_name,
        etag=False,
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _submit(assessment_id: int, file: FileStorage, row_id: int | None) -> dict[str, object]:
    """What became of one file: `submitted`, or the sentence that refused it."""
    name = file.filename or ""
    try:
        submitted = submit_evidence(services(), acting(), assessment_id, name, read_chunks(file.stream), row_id=row_id)
    except RefusedError as error:
        return {"name": name, "refused": str(error)}
    if submitted.evidence.state == "received":
        serving().enqueue(submitted.evidence.id)
    return {"name": submitted.file_name, "submitted": submitted}


def _list(assessment_id: int, *, outcomes: list[dict[str, object]] | None = None, message: str = "") -> str:
    found = list_evidence(services(), acting(), assessment_id)
    standing = found.standing
    return render_template(
        "evidence_list.html",
        found=found,
        standing=standing,
        outcomes=outcomes or [],
        message=message,
        may_add=may(acting().actor, Action.ADD_EVIDENCE, standing.agency_id, standing.state),
        limit=services().settings.max_upload_bytes,
    )
