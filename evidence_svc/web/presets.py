"""Pages for the criteria an agency never has the task of, left out of its base in every new round."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from evidence_svc.domain.score import MIN_REASON_LETTERS
from evidence_svc.operations.preset_exclusions import lift_preset, preset_exclusions, show_presets
from evidence_svc.serving import acting, services
from evidence_svc.web.counting import counted

pages = Blueprint("presets", __name__, url_prefix="/agencies")


@pages.get("/<agency_id>/exclusions")
def show(agency_id: str) -> ResponseReturnValue:
    """What is left out, and the form for more; `?set=` chooses the criteria set."""
    page = show_presets(services(), acting(), agency_id, request.args.get("set", ""))
    return render_template("presets.html", page=page, shortest=MIN_REASON_LETTERS)


@pages.post("/<agency_id>/exclusions")
def add(agency_id: str) -> ResponseReturnValue:
    """Leave the ticked criteria out from now on."""
    form = request.form
    chosen, set_id = form.getlist("criterion"), form.get("set", "")
    preset_exclusions(services(), acting(), agency_id, set_id, chosen, form.get("reason", ""))
    flash(counted("Đã ghi %(n)s tiêu chí trừ thường xuyên; áp dụng cho các kỳ mở từ nay.", len(chosen)))
    return redirect(url_for("presets.show", agency_id=agency_id, set=set_id))


@pages.post("/<agency_id>/exclusions/<int:exclusion_id>/end")
def end(agency_id: str, exclusion_id: int) -> ResponseReturnValue:
    """Score the criterion again in rounds opened from now on."""
    lift_preset(services(), acting(), agency_id, exclusion_id, request.form.get("reason", ""))
    flash(_("Đã thôi trừ thường xuyên; tiêu chí được chấm ở các kỳ mở từ nay."))
    return redirect(url_for("presets.show", agency_id=agency_id, set=request.form.get("set", "")))
