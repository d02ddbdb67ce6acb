"""Pages to run accounts and the register of agencies."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.exceptions import BadRequest

from evidence_svc.domain.people import Role
from evidence_svc.domain.permissions import ASSIGNED
from evidence_svc.operations.accounts import change_account, list_accounts, list_agencies, reset_password
from evidence_svc.operations.passwords import SHORTEST_PASSWORD
from evidence_svc.operations.people import add_person
from evidence_svc.operations.rounds import register_agency
from evidence_svc.operations.second_factor import list_second_factors, reset_factor
from evidence_svc.persistence.agencies import Agency
from evidence_svc.serving import acting, services

pages = Blueprint("people", __name__)
KINDS = {
    "provincial-office": lazy_gettext("Cơ quan chuyên môn cấp tỉnh"),
    "district": lazy_gettext("Cấp huyện"),
    "commune": lazy_gettext("Cấp xã"),
    "other": lazy_gettext("Khác"),
}


@pages.get("/people")
def index() -> ResponseReturnValue:
    """Every account, and the form for a new one."""
    accounts = list_accounts(services(), acting())
    agencies = list_agencies(services(), acting())
    names = {agency.id: agency.name for agency in agencies}
    factors = list_second_factors(services(), acting())
    held = {"accounts": accounts, "agencies": agencies, "names": names, "factors": factors, "limited": set(ASSIGNED)}
    return render_template("people.html", **held, roles=list(Role), shortest=SHORTEST_PASSWORD)


@pages.post("/people")
def add() -> ResponseReturnValue:
    """Add an account."""
    form = request.form
    username, name, password = form.get("username", ""), form.get("name", ""), form.get("password", "")
    role, agency = _role(), form.get("agency") or None
    add_person(services(), acting(), username=username, name=name, password=password, role=role, agency_id=agency)
    flash(_("Đã thêm tài khoản %(name)s.", name=username))
    return redirect(url_for("people.index"))


@pages.post("/people/<int:person_id>")
def change(person_id: int) -> ResponseReturnValue:
    """Change name, role, agency, or whether the account may sign in."""
    form = request.form
    change_account(
        services(),
        acting(),
        person_id,
        name=form.get("name", ""),
        role=_role(),
        agency_id=form.get("agency") or None,
        active=form.get("active") == "yes",
        reason=form.get("reason", ""),
    )
    flash(_("Đã lưu tài khoản."))
    return redirect(url_for("people.index"))


@pages.post("/people/<int:person_id>/password")
def set_password(person_id: int) -> ResponseReturnValue:
    """Give an account a new password."""
    reset_password(services(), acting(), person_id, request.form.get("password", ""))
    flash(_("Đã đặt lại mật khẩu; hãy báo cho người dùng bằng cách an toàn."))
    return redirect(url_for("people.index"))


@pages.post("/people/<int:person_id>/second-factor/removal")
def remove_second_factor(person_id: int) -> ResponseReturnValue:
    """Take away the second factor of somebody who lost it."""
    reset_factor(services(), acting(), person_id, request.form.get("reason", ""))
    flash(_("Đã gỡ xác thực hai bước; người dùng phải đăng nhập lại."))
    return redirect(url_for("people.index"))


@pages.get("/agencies")
def agencies() -> ResponseReturnValue:
    """The register."""
    found = list_agencies(services(), acting())
    return render_template("agencies.html", agencies=found, kinds=KINDS)


@pages.post("/agencies")
def add_agency() -> ResponseReturnValue:
    """Add an agency to the register."""
    form = request.form
    if form.get("kind") not in KINDS:
        raise BadRequest
    agency = Agency(form.get("id", ""), form.get("name", ""), form["kind"])
    register_agency(services(), acting(), agency)
    flash(_("Đã thêm cơ quan %(name)s.", name=agency.name))
    return redirect(url_for("people.agencies"))


def _role() -> Role:
    try:
        return Role(request.form.get("role", ""))
    except ValueError as error:
        raise BadRequest from error
