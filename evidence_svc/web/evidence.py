"""Evidence: the list of an assessment's files, uploading, the report of one, its pages and its original bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest, NotFound

from evidence_svc.domain.errors import PermissionDeniedError, ScoreError
from evidence_svc.domain.page_ranges import PagesError
from evidence_svc.domain.permissions import Action, may
from evidence_svc.domain.score import MIN_REASON_LETTERS
from evidence_svc.errors import RefusedError
from evidence_svc.headers import SANDBOX, send_untrusted
from evidence_svc.identifiers import parse_identifier
from evidence_svc.operations.correct import correct_reading, withdraw_correction
from evidence_svc.operations.draw_sheet import draw_sheet
from evidence_svc.operations.issue_report import issue_report, write_etsi_report, write_machine_report
from evidence_svc.operations.link import link_to_several
from evidence_svc.operations.list_evidence import FilesWanted, list_evidence
from evidence_svc.operations.open_original import open_original
from evidence_svc.operations.show_evidence import NotDrawableError, show_evidence
from evidence_svc.operations.show_view import ViewedDocument
from evidence_svc.operations.submit import submit_evidence
from evidence_svc.serving import acting, read_chunks, services, serving
from evidence_svc.translations.sentences import said
from evidence_svc.web.counting import counted
from evidence_svc.web.document_view import WIDTHS, ZOOM_WIDTHS, field_lines, unconfirmed_reasons
from evidence_svc.web.story import tell_history
from evidence_svc.web.viewing import open_viewer

pages = Blueprint("evidence", __name__)
LONGEST_WORDS = 200
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


@pages.post("/evidence/<int:evidence_id>/corrections/withdrawal")
def withdraw(evidence_id: int) -> ResponseReturnValue:
    """Let the machine's reading of a field count again."""
    typed = {name: request.form.get(name, "") for name in ("field", "reason")}
    try:
        withdraw_correction(services(), acting(), evidence_id, **typed)
    except ScoreError as error:
        return _report(evidence_id, message=str(error)), 422
    flash(_("Đã lấy lại giá trị máy đọc; giá trị sửa vẫn được giữ trong lịch sử."))
    return redirect(url_for("evidence.show", evidence_id=evidence_id))


@pages.post("/evidence/<int:evidence_id>/links")
def link(evidence_id: int) -> ResponseReturnValue:
    """Offer a file for the criteria that were ticked."""
    chosen = request.form.getlist("rows")
    rows = [number for number in map(parse_identifier, chosen) if number is not None]
    typed = {"pages": request.form.get("pages", "")}
    try:
        made = link_to_several(services(), acting(), evidence_id, rows, pages=typed["pages"])
    except (RefusedError, PagesError) as error:
        return _report(evidence_id, link_message=str(error), typed=typed, chosen=chosen), 422
    flash(counted("Đã gắn tài liệu vào %(n)s tiêu chí.", made))
    return redirect(url_for("evidence.show", evidence_id=evidence_id, _anchor="uses"))


def _report(
    evidence_id: int,
    *,
    message: str = "",
    link_message: str = "",
    typed: Mapping[str, str] | None = None,
    chosen: Sequence[str] = (),
) -> str:
    page = show_evidence(services(), acting(), evidence_id)
    report = page.verification.report if page.verification else None
    readable = report is not None and report["error"] is None
    viewer = open_viewer(ViewedDocument(page.evidence, page.verification, {}), request.args)
    return render_template(
        "evidence.html",
        page=page,
        evidence=page.evidence,
        standing=page.standing,
        report=report,
        readable=readable,
        fields=field_lines(report, page.corrections) if report and readable else (),
        viewer=viewer,
        view=viewer.view,
        history=tell_history(page.history),
        message=message,
        link_message=link_message,
        typed=typed or {},
        chosen=chosen,
        unconfirmed_reasons=unconfirmed_reasons(page),
        shortest=MIN_REASON_LETTERS,
    )


@pages.get("/evidence/<int:evidence_id>/pages/<int:number>.png")
def picture(evidence_id: int, number: int) -> ResponseReturnValue:
    """A page as a picture, in one of the widths offered."""
    width = request.args.get("width", default=WIDTHS[0], type=int)
    if width not in ZOOM_WIDTHS:
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
    evidence, content = open_original(services(), acting(), evidence_id)
    return send_untrusted(content, evidence.file_name)


@pages.get("/evidence/<int:evidence_id>/report.pdf")
def report_pdf(evidence_id: int) -> ResponseReturnValue:
    """The newest report as a PDF that the service signed."""
    name, content = issue_report(services(), acting(), evidence_id)
    return send_untrusted(content, name, "application/pdf")


@pages.get("/evidence/<int:evidence_id>/report.json")
def report_json(evidence_id: int) -> ResponseReturnValue:
    """The newest report as programs read it."""
    name, content = write_machine_report(services(), acting(), evidence_id)
    return send_untrusted(content, name, "application/json")


@pages.get("/evidence/<int:evidence_id>/report.xml")
def report_xml(evidence_id: int) -> ResponseReturnValue:
    """The newest verdicts on the signatures as ETSI TS 119 102-2 writes them."""
    name, content = write_etsi_report(services(), acting(), evidence_id)
    return send_untrusted(content, name, "application/xml")


def _submit(assessment_id: int, file: FileStorage, row_id: int | None) -> dict[str, object]:
    """What became of one file: `submitted`, or the sentence that refused it."""
    name = file.filename or ""
    try:
        submitted = submit_evidence(services(), acting(), assessment_id, name, read_chunks(file.stream), row_id=row_id)
    except RefusedError as error:
        return {"name": name, "refused": said(error)}
    except PermissionDeniedError as error:
        if error.reason != "not-assigned":  # the other files may belong to criteria that are this person's
            raise
        return {"name": name, "refused": said(error)}
    if submitted.evidence.state == "received":
        serving().enqueue(submitted.evidence.id)
    return {"name": submitted.file_name, "submitted": submitted}


def _list(assessment_id: int, *, outcomes: list[dict[str, object]] | None = None, message: str = "") -> str:
    words = request.args.get("q", "").strip()[:LONGEST_WORDS]
    wanted = FilesWanted(words, request.args.get("page", default=1, type=int))
    found = list_evidence(services(), acting(), assessment_id, wanted)
    standing = found.standing
    return render_template(
        "evidence_list.html",
        found=found,
        words=words,
        standing=standing,
        outcomes=outcomes or [],
        message=message,
        may_add=may(acting().actor, Action.ADD_EVIDENCE, standing.agency_id, standing.state),
        limit=services().settings.max_upload_bytes,
    )
