"""The council's page for many requests to leave criteria out of an agency's base: choose, look, confirm."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from evidence_svc.domain.errors import RoundError, ScoreError
from evidence_svc.domain.score import MIN_REASON_LETTERS
from evidence_svc.identifiers import parse_identifier
from evidence_svc.operations.decide_exclusions import Decisions, decide_exclusions, show_exclusions
from evidence_svc.serving import acting, services
from evidence_svc.web.confirming import is_confirmed
from evidence_svc.web.counting import counted

pages = Blueprint("exclusions", __name__)
_WAYS = {"accept": True, "refuse": False}


@pages.get("/assessments/<int:assessment_id>/exclusions")
def show(assessment_id: int) -> ResponseReturnValue:
    """The open requests to choose from; `?all=yes` begins with all of them chosen, `?row=` with those."""
    named = frozenset(parse_identifier(number) for number in request.args.getlist("row"))
    return _form(assessment_id, is_whole=request.args.get("all") == "yes", named=named)


@pages.post("/assessments/<int:assessment_id>/exclusions")
def decide(assessment_id: int) -> ResponseReturnValue:
    """Show what the decisions would change; once that is confirmed, decide."""
    decisions = _decisions()
    try:
        if is_confirmed():
            number = decide_exclusions(services(), acting(), assessment_id, decisions)
            flash(counted("Đã ghi quyết định cho %(n)s tiêu chí.", number))
            return redirect(url_for("exclusions.show", assessment_id=assessment_id))
        page = show_exclusions(services(), acting(), assessment_id, decisions)
    except (RoundError, ScoreError) as error:
        return _form(assessment_id, decisions, message=str(error)), 422
    chosen = [item for item in page.asked if item.place.row.id in decisions.reasons]
    return render_template("exclusions_confirm.html", page=page, chosen=chosen, decisions=decisions)


def _form(
    assessment_id: int,
    decisions: Decisions | None = None,
    *,
    is_whole: bool = False,
    named: frozenset[int | None] = frozenset(),
    message: str = "",
) -> str:
    page = show_exclusions(services(), acting(), assessment_id)
    open_rows = {item.place.row.id for item in page.asked if not item.is_voted_on}
    chosen = set(decisions.reasons) if decisions else open_rows if is_whole else open_rows & named
    parts = {"page": page, "chosen": chosen, "decisions": decisions, "message": message}
    return render_template("exclusions.html", **parts, shortest=MIN_REASON_LETTERS)


def _decisions() -> Decisions:
    """The form: one way for every ticked row, a reason of its own or the common one."""
    form = request.form
    way = form.get("decision", "")
    rows = [parse_identifier(number) for number in form.getlist("row")]
    if way not in _WAYS or None in rows:
        raise BadRequest
    reasons = {row: form.get(f"reason-{row}", "") for row in rows if row is not None}
    return Decisions(_WAYS[way], reasons, form.get("common", "").strip())
