"""What signature verdicts rest on, for administrators: the bundle, its certificates and lists, and their changes."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from evidence_svc.errors import RefusedError
from evidence_svc.isolation import IsolationError
from evidence_svc.operations.manage_trust import fetch_allowed, import_trust, put_back, show_trust
from evidence_svc.serving import acting, services
from evidence_svc.translations.sentences import said
from verifiers.errors import TrustError

pages = Blueprint("trust", __name__)


@pages.get("/trust")
def index() -> ResponseReturnValue:
    """The bundle in force."""
    return _page()


@pages.post("/trust")
def upload() -> ResponseReturnValue:
    """Import certificates and revocation lists."""
    contents = [file.stream.read() for file in request.files.getlist("files") if file.filename]
    if not contents:
        return _page(message=_("Hãy chọn tệp chứng thư hoặc danh sách thu hồi.")), 422
    try:
        import_trust(services(), acting(), contents, own=request.form.get("own") == "yes")
    except (RefusedError, TrustError, IsolationError) as error:
        return _page(message=_("Không nhập: %(why)s", why=said(error))), 422
    flash(_("Đã nhập. Các kết quả kiểm tra cũ có thể cần kiểm tra lại."))
    return redirect(url_for("trust.index"))


@pages.post("/trust/fetch")
def fetch() -> ResponseReturnValue:
    """Fetch from allowed hosts."""
    try:
        _listing, failures = fetch_allowed(services(), acting())
    except (RefusedError, TrustError) as error:
        return _page(message=str(error)), 422
    if failures:
        return _page(failures=failures)
    flash(_("Đã tải dữ liệu mới nhất."))
    return redirect(url_for("trust.index"))


@pages.post("/trust/version")
def choose() -> ResponseReturnValue:
    """Put a kept version in force."""
    try:
        put_back(services(), acting(), request.form.get("version", ""))
    except (RefusedError, TrustError) as error:
        return _page(message=str(error)), 422
    flash(_("Đã đổi phiên bản đang dùng."))
    return redirect(url_for("trust.index"))


def _page(*, message: str = "", failures: Sequence[tuple[str, str]] = ()) -> str:
    return render_template(
        "trust.html", page=show_trust(services(), acting()), message=message, failures=failures, now=services().now()
    )
