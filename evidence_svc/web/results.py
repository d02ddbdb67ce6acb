"""Results of rounds: for those with an account, and on public pages for anybody once published."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from evidence_svc.operations.show_results import (
    list_public_results,
    list_results,
    show_public_results,
    show_results,
)
from evidence_svc.serving import acting, services

pages = Blueprint("results", __name__)


@pages.get("/results")
def index() -> ResponseReturnValue:
    """The rounds whose results this person may see."""
    return render_template("results_list.html", rounds=list_results(services(), acting()), endpoint="results.show")


@pages.get("/results/<round_id>")
def show(round_id: str) -> ResponseReturnValue:
    """A round's results, each score within two steps for those who may see it."""
    return render_template("results.html", page=show_results(services(), acting(), round_id), is_public=False)


@pages.get("/public")
def public_index() -> ResponseReturnValue:
    """The published rounds, for anybody."""
    return render_template("results_list.html", rounds=list_public_results(services()), endpoint="results.public")


@pages.get("/public/<round_id>")
def public(round_id: str) -> ResponseReturnValue:
    """A published round's results, for anybody."""
    return render_template("results.html", page=show_public_results(services(), round_id), is_public=True)
