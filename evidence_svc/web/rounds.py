"""Pages to run rounds: create one, lay down its rules, open assessments, give more time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from evidence_svc.domain.criteria import RoundKind
from evidence_svc.domain.errors import RoundError
from evidence_svc.domain.numbers import parse_decimal
from evidence_svc.domain.round_rules import STAGES, Grade, RoundRules
from evidence_svc.identifiers import parse_identifier
from evidence_svc.operations.extend import extend_assessment
from evidence_svc.operations.rounds import create_round, open_assessment, plan_round
from evidence_svc.operations.show_round import list_steered_rounds, show_round
from evidence_svc.serving import acting, services
from evidence_svc.web.counting import counted

pages = Blueprint("rounds", __name__, url_prefix="/rounds")
# Rows of the form in which grades are written.
GRADES = 5


@pages.get("")
def index() -> ResponseReturnValue:
    """All rounds and the form for a new one."""
    return render_template("rounds.html", page=list_steered_rounds(services(), acting()), kinds=list(RoundKind))


@pages.post("")
def create() -> ResponseReturnValue:
    """Create a round in preparation."""
    form = request.form
    round_id, title = form.get("id", "").strip(), form.get("title", "")
    create_round(
        services(),
        acting(),
        round_id,
        title=title,
        criteria_set_id=form.get("criteria_set", ""),
        kind=_kind(form.get("kind", "")),
        starts_on=_day("starts_on"),
        ends_on=_day("ends_on"),
    )
    flash(_("Đã tạo kỳ đánh giá."))
    return redirect(url_for("rounds.show", round_id=round_id))


@pages.get("/<round_id>")
def show(round_id: str) -> ResponseReturnValue:
    """One round."""
    page = show_round(services(), acting(), round_id)
    return render_template("round.html", page=page, stages=STAGES, grade_rows=range(GRADES))


@pages.post("/<round_id>/rules")
def lay_down(round_id: str) -> ResponseReturnValue:
    """Lay down the round's own rules."""
    plan_round(services(), acting(), round_id, _rules())
    flash(_("Đã lưu quy định của kỳ đánh giá."))
    return redirect(url_for("rounds.show", round_id=round_id))


@pages.post("/<round_id>/assessments")
def add_assessment(round_id: str) -> ResponseReturnValue:
    """Open the assessments of the chosen agencies."""
    chosen = request.form.getlist("agency")
    for agency_id in chosen:
        open_assessment(services(), acting(), round_id, agency_id)
    flash(counted("Đã mở bản tự đánh giá cho %(n)s cơ quan.", len(chosen)))
    return redirect(url_for("rounds.show", round_id=round_id))


@pages.post("/<round_id>/extensions")
def extend(round_id: str) -> ResponseReturnValue:
    """Give one agency more time."""
    assessment_id = parse_identifier(request.form.get("assessment", ""))
    if assessment_id is None:
        raise BadRequest
    extend_assessment(services(), acting(), assessment_id, _day("until"), request.form.get("reason", ""))
    flash(_("Đã gia hạn cho cơ quan."))
    return redirect(url_for("rounds.show", round_id=round_id))


def _kind(text: str) -> RoundKind:
    try:
        return RoundKind(text)
    except ValueError as error:
        raise BadRequest from error


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError as error:
        raise RoundError(_("Hãy chọn đủ các ngày."), reason="day-missing") from error


def _rules() -> RoundRules:
    """The rules as the form gives them; empty fields lay nothing down."""
    form = request.form
    above = form.get("second_eyes_above", "").strip()
    return RoundRules(
        deadlines={stage: _day(f"until-{stage.value}") for stage in STAGES if form.get(f"until-{stage.value}")},
        silence_consents=form.get("silence_consents") == "yes",
        second_eyes_above=parse_decimal(above) if above else None,
        grades=tuple(_grades()),
        vote_required=form.get("vote_required") == "yes",
    )


def _grades() -> list[Grade]:
    form = request.form
    rows = zip(form.getlist("grade"), form.getlist("from"), strict=False)
    named = [(" ".join(name.split()), bound.strip()) for name, bound in rows]
    return [Grade(name, parse_decimal(bound) if bound else Decimal(0)) for name, bound in named if name]
