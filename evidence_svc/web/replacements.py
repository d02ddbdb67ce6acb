"""Replace a file by a newer one, and take that back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from evidence_svc.domain.errors import ScoreError
from evidence_svc.domain.score import MIN_REASON_LETTERS, checked_reason
from evidence_svc.errors import ConflictError, RefusedError
from evidence_svc.identifiers import parse_identifier
from evidence_svc.operations.receive import receive_evidence
from evidence_svc.operations.show_candidates import show_candidates
from evidence_svc.operations.show_evidence import show_evidence
from evidence_svc.operations.supersede import supersede_evidence, withdraw_replacement
from evidence_svc.serving import acting, read_chunks, services, serving
from evidence_svc.web.counting import counted

pages = Blueprint("replacements", __name__)


@pages.get("/evidence/<int:evidence_id>/replacement")
def show(evidence_id: int) -> ResponseReturnValue:
    """The form: which file, for which criteria, why."""
    return _form(evidence_id)


@pages.post("/evidence/<int:evidence_id>/replacement")
def replace(evidence_id: int) -> ResponseReturnValue:
    """Receive the newer file, if one was sent, and let it count instead."""
    typed = {name: request.form.get(name, "") for name in ("newer", "reason")}
    chosen = request.form.getlist("rows")
    rows = [number for number in map(parse_identifier, chosen) if number is not None]
    try:
        checked_reason(typed["reason"])  # before a file is received for nothing
        newer = _newer(evidence_id, typed["newer"])
        taken = supersede_evidence(services(), acting(), evidence_id, newer, typed["reason"], row_ids=rows)
    except (RefusedError, ScoreError, ConflictError) as error:
        return _form(evidence_id, message=str(error), typed=typed, chosen=chosen), 422
    flash(counted("Đã thay tài liệu; tệp mới được gắn vào %(n)s tiêu chí.", taken))
    return redirect(url_for("evidence.show", evidence_id=newer))


@pages.post("/evidence/<int:evidence_id>/replacement/withdrawal")
def withdraw(evidence_id: int) -> ResponseReturnValue:
    """Let the older file be used again."""
    try:
        withdraw_replacement(services(), acting(), evidence_id, request.form.get("reason", ""))
    except ScoreError as error:
        flash(str(error))
    else:
        flash(_("Đã bỏ việc thay; tài liệu dùng lại được."))
    return redirect(url_for("evidence.show", evidence_id=evidence_id))


def _newer(evidence_id: int, chosen: str) -> int:
    """The id of the file that was sent, else of the one that was chosen. Raises RefusedError when there is none."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        number = parse_identifier(chosen)
        if number is None:
            raise RefusedError(_("Hãy chọn tệp mới."), reason="nothing-chosen")
        return number
    older = show_evidence(services(), acting(), evidence_id).evidence
    received = receive_evidence(services(), acting(), older.assessment_id, sent.filename, read_chunks(sent.stream))
    if received.is_new:
        serving().enqueue(received.evidence_id)
    return received.evidence_id


def _form(
    evidence_id: int,
    *,
    message: str = "",
    typed: Mapping[str, str] | None = None,
    chosen: Sequence[str] | None = None,
) -> str:
    page = show_evidence(services(), acting(), evidence_id)
    return render_template(
        "replace.html",
        page=page,
        evidence=page.evidence,
        found=show_candidates(services(), acting(), evidence_id),
        message=message,
        typed=typed or {},
        chosen=chosen,
        shortest=MIN_REASON_LETTERS,
    )
