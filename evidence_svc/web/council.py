"""The council's pages: open points, votes, and the minutes."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from evidence_svc.domain.score import parse_score
from evidence_svc.domain.voting import Choice, MotionKind, Way
from evidence_svc.headers import send_untrusted
from evidence_svc.identifiers import parse_identifier
from evidence_svc.operations.council import cast_vote, close_motion, open_motion
from evidence_svc.operations.export_results import export_provisional
from evidence_svc.operations.show_council import make_minutes, show_council
from evidence_svc.reports.results_table import FORMS
from evidence_svc.serving import acting, services
from evidence_svc.translations.sentences import said
from evidence_svc.web.council_points import group_requests

pages = Blueprint("council", __name__, url_prefix="/council")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_Word = TypeVar("_Word", bound=StrEnum)


@pages.get("/<round_id>")
def show(round_id: str) -> ResponseReturnValue:
    """What lies before the council of a round."""
    page = show_council(services(), acting(), round_id)
    parts = {"page": page, "requests": group_requests(page.points)}
    return render_template("council.html", **parts, ways=list(Way), choices=list(Choice), forms=FORMS)


@pages.get("/<round_id>/minutes.docx")
def minutes(round_id: str) -> ResponseReturnValue:
    """The minutes to be completed and signed."""
    return send_untrusted(make_minutes(services(), acting(), round_id), f"bien-ban-{round_id}.docx", DOCX)


@pages.get("/<round_id>/results.<form>")
def results(round_id: str, form: str) -> ResponseReturnValue:
    """The results as the scores stand, as a file for the meeting."""
    if form not in FORMS:
        abort(404)
    content = export_provisional(services(), acting(), round_id, form)
    return send_untrusted(content, f"ket-qua-tam-tinh-{round_id}.{form}", FORMS[form])


@pages.post("/<round_id>/motions")
def open_(round_id: str) -> ResponseReturnValue:
    """Put a point to the vote."""
    form = request.form
    assessment_id = parse_identifier(form.get("assessment", ""))
    if assessment_id is None:
        raise BadRequest
    value = form.get("value", "").strip()
    open_motion(
        services(),
        acting(),
        assessment_id,
        kind=_word(MotionKind, form.get("kind", "")),
        way=_word(Way, form.get("way", "")),
        text=form.get("text", ""),
        row_id=parse_identifier(form.get("row", "")),
        value=parse_score(value) if value else None,
    )
    flash(_("Đã đưa nội dung ra biểu quyết."))
    return redirect(url_for("council.show", round_id=round_id))


@pages.post("/<round_id>/motions/<int:motion_id>/votes")
def vote(round_id: str, motion_id: int) -> ResponseReturnValue:
    """Vote, once."""
    cast_vote(services(), acting(), motion_id, _word(Choice, request.form.get("choice", "")))
    flash(_("Đã ghi phiếu của bạn."))
    return redirect(url_for("council.show", round_id=round_id))


@pages.post("/<round_id>/motions/<int:motion_id>/end")
def close(round_id: str, motion_id: int) -> ResponseReturnValue:
    """Count the votes and do what was decided."""
    flash(said(close_motion(services(), acting(), motion_id).sentence))
    return redirect(url_for("council.show", round_id=round_id))


def _word(kind: type[_Word], text: str) -> _Word:
    try:
        return kind(text)
    except ValueError as error:
        raise BadRequest from error
