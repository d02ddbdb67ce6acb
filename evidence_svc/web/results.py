"""Results of rounds: for those with an account, and on public pages for anybody once published."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from evidence_svc.headers import send_untrusted
from evidence_svc.operations.export_results import export_public_results, export_results
from evidence_svc.operations.show_results import (
    list_public_results,
    list_results,
    show_public_results,
    show_results,
)
from evidence_svc.reports.results_table import FORMS
from evidence_svc.serving import acting, services

pages = Blueprint("results", __name__)


@pages.get("/results")
def index() -> ResponseReturnValue:
    """The rounds whose results this person may see."""
    return render_template("results_list.html", rounds=list_results(services(), acting()), endpoint="results.show")


@pages.get("/results/<round_id>")
def show(round_id: str) -> ResponseReturnValue:
    """A round's results, each score within two steps for those who may see it."""
    page = show_results(services(), acting(), round_id)
    return render_template("results.html", page=page, is_public=False, forms=FORMS)


@pages.get("/results/<round_id>/export.<form>")
def export(round_id: str, form: str) -> ResponseReturnValue:
    """The same as a file."""
    if form not in FORMS:
        abort(404)
    return _send(export_results(services(), acting(), round_id, form), round_id, form)


@pages.get("/public")
def public_index() -> ResponseReturnValue:
    """The published rounds, for anybody."""
    return render_template("results_list.html", rounds=list_public_results(services()), endpoint="results.public")


@pages.get("/public/<round_id>")
def public(round_id: str) -> ResponseReturnValue:
    """A published round's results, for anybody."""
    page = show_public_results(services(), round_id)
    return render_template("results.html", page=page, is_public=True, forms=FORMS)


@pages.get("/public/<round_id>/export.<form>")
def public_export(round_id: str, form: str) -> ResponseReturnValue:
    """The same as a file, for anybody."""
    if form not in FORMS:
        abort(404)
    return _send(export_public_results(services(), round_id, form), round_id, form)


def _send(content: bytes, round_id: str, form: str) -> ResponseReturnValue:
    return send_untrusted(content, f"ket-qua-{round_id}.{form}", FORMS[form])
