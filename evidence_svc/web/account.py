"""A person's own account: password, second factor, and the sessions left open elsewhere."""

from __future__ import annotations

import segno
from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from evidence_svc.errors import RefusedError
from evidence_svc.operations.own_account import change_own_password, end_own_sessions, show_own_account
from evidence_svc.operations.passwords import SHORTEST_PASSWORD
from evidence_svc.operations.people import Visitor
from evidence_svc.operations.second_factor import confirm_factor, propose_factor, remove_own_factor, show_own_factor
from evidence_svc.serving import acting, open_session_of, services
from evidence_svc.translations.sentences import said

pages = Blueprint("account", __name__, url_prefix="/account")


@pages.get("")
def index() -> ResponseReturnValue:
    """Who the person is to the service, and what they may change themselves."""
    return _page()


@pages.post("/password")
def change_password() -> ResponseReturnValue:
    """Another password; this session goes on, every other one ends."""
    form = request.form
    if form.get("password", "") != form.get("again", ""):
        return _page(password_error=_("Hai lần nhập mật khẩu mới không giống nhau.")), 422
    try:
        mark = change_own_password(services(), acting(), form.get("present", ""), form.get("password", ""))
    except RefusedError as error:
        return _page(password_error=said(error)), 422
    _go_on(mark)
    flash(_("Đã đổi mật khẩu. Các phiên đăng nhập khác của bạn đã kết thúc."))
    return redirect(url_for("account.index"))


@pages.post("/sessions/end")
def end_sessions() -> ResponseReturnValue:
    """This session goes on, every other one ends."""
    _go_on(end_own_sessions(services(), acting()))
    flash(_("Các phiên đăng nhập khác của bạn đã kết thúc."))
    return redirect(url_for("account.index"))


@pages.get("/second-factor")
def second_factor() -> ResponseReturnValue:
    """What the app is to be told, and the question for its first code."""
    return _enrolment()


@pages.post("/second-factor")
def propose() -> ResponseReturnValue:
    """Make a secret for the app; nothing is in force yet."""
    try:
        propose_factor(services(), acting(), request.form.get("present", ""))
    except RefusedError as error:
        return _page(factor_error=said(error)), 422
    return redirect(url_for("account.second_factor"))


@pages.post("/second-factor/confirmation")
def confirm() -> ResponseReturnValue:
    """Put it in force, and show the recovery codes this once."""
    try:
        confirmed = confirm_factor(services(), acting(), request.form.get("code", ""))
    except RefusedError as error:
        return make_response(_enrolment(said(error)), 422)
    _go_on(confirmed.mark)
    return render_template("recovery_codes.html", codes=confirmed.codes)


@pages.post("/second-factor/removal")
def remove() -> ResponseReturnValue:
    """Sign in by password alone again."""
    try:
        remove_own_factor(services(), acting(), request.form.get("present", ""))
    except RefusedError as error:
        return _page(factor_error=said(error)), 422
    flash(_("Đã tắt xác thực hai bước."))
    return redirect(url_for("account.index"))


def _go_on(mark: str) -> None:
    """Let this browser's session be the one that counts."""
    open_session_of(Visitor(acting().actor, mark))


def _page(*, password_error: str = "", factor_error: str = "") -> str:
    return render_template(
        "account.html",
        account=show_own_account(services(), acting()),
        factor=show_own_factor(services(), acting()),
        shortest=SHORTEST_PASSWORD,
        password_error=password_error,
        factor_error=factor_error,
    )


def _enrolment(error: str = "") -> ResponseReturnValue:
    waiting = show_own_factor(services(), acting()).enrolment
    if waiting is None:
        return redirect(url_for("account.index"))
    return render_template(
        "second_factor.html", secret=_in_groups(waiting.secret), code=_code(waiting.address), error=error
    )


def _in_groups(secret: str) -> str:
    """Four letters at a time: it may have to be typed."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def _code(address: str) -> Markup:
    """The address as a QR code: paths with attributes only, drawn here."""
    drawn = segno.make(address, error="m").svg_inline(
        border=4, light="#fff", omitsize=True, svgclass="qr", lineclass=None
    )
    return Markup(drawn)  # noqa: S704 - drawn by a library from bits, no text of anybody in it
