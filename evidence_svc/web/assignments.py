"""Page to assign agencies and fields to appraisers, and criteria to an agency's criterion owners."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from evidence_svc.domain.score import MIN_REASON_LETTERS
from evidence_svc.identifiers import parse_identifier
from evidence_svc.operations.assign import assign, end_assignment
from evidence_svc.operations.show_assignments import show_assignments
from evidence_svc.serving import acting, services

pages = Blueprint("assignments", __name__, url_prefix="/assignments")


@pages.get("")
def index() -> ResponseReturnValue:
    """Who has what, and the form for more; `?person=` chooses for whom."""
    page, chosen = show_assignments(services(), acting()), parse_identifier(request.args.get("person", ""))
    return render_template("assignments.html", page=page, chosen=chosen, shortest=MIN_REASON_LETTERS)


@pages.post("")
def add() -> ResponseReturnValue:
    """Assign what was chosen."""
    form = request.form
    person_id = parse_identifier(form.get("person", ""))
    if person_id is None:
        raise BadRequest
    agency, criteria, reason = form.get("agency") or None, form.getlist("criterion"), form.get("reason", "")
    count = assign(services(), acting(), person_id, agency_id=agency, criteria=criteria, reason=reason)
    flash(_("Đã phân công %(n)s phần việc.", n=count))
    return redirect(url_for("assignments.index", person=person_id))


@pages.post("/<int:assignment_id>/end")
def end(assignment_id: int) -> ResponseReturnValue:
    """End one."""
    end_assignment(services(), acting(), assignment_id, request.form.get("reason", ""))
    flash(_("Đã thôi phân công; từ nay áp dụng những phần việc còn lại."))
    return redirect(url_for("assignments.index"))
