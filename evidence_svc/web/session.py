"""Sign in and out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user

from evidence_svc.domain.permissions import Action, may
from evidence_svc.operations.read_log import may_read_log
from evidence_svc.operations.sign_in import CodeError, HalfWay, SignInError, finish_sign_in, sign_in
from evidence_svc.operations.sign_out import sign_out as keep_sign_out
from evidence_svc.serving import acting, open_session_of, request_id, services, signed_in_actor

pages = Blueprint("session", __name__)
# Between the password and the code: whom, with which mark, since when (seconds), and where to then.
HALF_WAY = "half_way"
TIME_FOR_THE_CODE = timedelta(minutes=5)


@pages.route("/sign-in", methods=["GET", "POST"], endpoint="sign_in")
def open_session() -> ResponseReturnValue:
    """The form, and the session behind a name and password, or the question for a code."""
    wanted = own_path(request.values.get("next", ""))
    if request.method == "GET":
        if current_user.is_authenticated:
            return redirect(wanted)
        return render_template("sign_in.html", next=wanted, username="", error=None)
    username = request.form.get("username", "")
    try:
        found = sign_in(services(), username, request.form.get("password", ""), request_id())
    except SignInError as error:
        return render_template("sign_in.html", next=wanted, username=username, error=str(error)), 401
    if isinstance(found, HalfWay):
        session.clear()
        session[HALF_WAY] = [found.person_id, found.mark, services().now().timestamp(), wanted]
        return redirect(url_for("session.second_step"))
    open_session_of(found)
    return redirect(wanted)


@pages.route("/sign-in/code", methods=["GET", "POST"])
def second_step() -> ResponseReturnValue:
    """The question for a code of the app, and the session behind it; the password is asked for again when late."""
    held = _half_way()
    if held is None:
        return redirect(url_for("session.sign_in"))
    half, wanted = held
    if request.method == "GET":
        return render_template("sign_in_code.html", error=None)
    try:
        visitor = finish_sign_in(services(), half, request.form.get("code", ""), request_id())
    except CodeError as error:
        return render_template("sign_in_code.html", error=str(error)), 401
    except SignInError:
        session.clear()
        return redirect(url_for("session.sign_in", next=wanted))
    open_session_of(visitor)
    return redirect(wanted)


def _half_way() -> tuple[HalfWay, str] | None:
    """Who gave the password in this browser a little while ago, and where they wanted to."""
    if HALF_WAY not in session:
        return None
    person_id, mark, since, wanted = session[HALF_WAY]
    waited = services().now().timestamp() - since
    return (HalfWay(person_id, mark), own_path(wanted)) if waited < TIME_FOR_THE_CODE.total_seconds() else None


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
