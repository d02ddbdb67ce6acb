"""Sign in and out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from evidence_svc.domain.permissions import Action, may
from evidence_svc.operations.people import SignInError, sign_in
from evidence_svc.operations.read_log import may_read_log
from evidence_svc.operations.sign_out import sign_out as keep_sign_out
from evidence_svc.serving import SignedIn, acting, request_id, services, signed_in_actor

pages = Blueprint("session", __name__)


@pages.route("/sign-in", methods=["GET", "POST"], endpoint="sign_in")
def open_session() -> ResponseReturnValue:
    """The form, and the session behind a name and password."""
    wanted = own_path(request.values.get("next", ""))
    if request.method == "GET":
        if current_user.is_authenticated:
            return redirect(wanted)
        return render_template("sign_in.html", next=wanted, username="", error=None)
    username = request.form.get("username", "")
    try:
        actor = sign_in(services(), username, request.form.get("password", ""), request_id())
    except SignInError as error:
        return render_template("sign_in.html", next=wanted, username=username, error=str(error)), 401
    session.clear()  # nothing of the session before the sign-in outlives it, its CSRF secret included
    login_user(SignedIn(actor))
    session.permanent = True
    return redirect(wanted)


@pages.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session."""
    if signed_in_actor() is not None:
        keep_sign_out(services(), acting())
    logout_user()
    session.clear()
    return redirect(url_for("session.sign_in"))


def whoami() -> dict[str, Any]:
    """For every template: who is signed in, and whether the log is theirs to read."""
    actor = signed_in_actor()
    return {
        "me": actor,
        "may_read_log": bool(actor and may_read_log(actor)),
        "may_verify": bool(actor and may(actor, Action.VERIFY_AGAIN)),
        "may_trust": bool(actor and may(actor, Action.MANAGE_TRUST)),
    }


def own_path(wanted: str) -> str:
    """A path on this server, or the start page: a sign-in must not lead a person elsewhere."""
    parts = urlsplit(wanted)
    is_own = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return wanted if is_own and "\\" not in wanted else url_for("assessments.index")
