"""Errors as pages: what happened, in words, and a way back."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from evidence_svc.domain.errors import DomainError
from evidence_svc.errors import ServiceError
from evidence_svc.failures import Failure, failure_of
from evidence_svc.serving import LOOKING, request_id

# What a person typed is shown again on the page that says it was not kept.
_TYPED = ("value", "reason", "text")


def tell(error: ServiceError | DomainError | HTTPException) -> ResponseReturnValue:
    """The page for an error that reached the rim; an address that only forms are sent to leads to its page."""
    if isinstance(error, MethodNotAllowed) and request.method in LOOKING:
        return redirect(page_of_the_form())
    failure = failure_of(error)
    headers = dict(error.get_response().headers) if isinstance(error, HTTPException) else {}
    kept: dict[str, str] = {name: headers[name] for name in ("Retry-After", "Allow") if name in headers}
    return _page(failure), failure.status, kept


def _page(failure: Failure) -> str:
    return render_template(
        "error.html",
        failure=failure,
        title=_title(failure),
        back=_way_back(),
        typed=_typed(failure),
        request_id=request_id(),
    )


def page_of_the_form() -> str:
    """The longest beginning of the address that can be looked at: the form that was sent here stands on that page."""
    adapter, parts = request_ctx.url_adapter, request.path.split("/")
    for end in range(len(parts), 1, -1):
        path = "/".join(parts[:end])
        if adapter is not None and adapter.test(path, "GET"):
            return path
    return url_for("assessments.index")


def _title(failure: Failure) -> str:
    if failure.reason == "too-many-files":
        return str(_("Quá nhiều tệp"))
    return str(_titles().get(failure.status, _("Không thực hiện được")))


def _titles() -> dict[int, str]:
    return {
        403: _("Không có quyền"),
        404: _("Không tìm thấy"),
        409: _("Có người đã thay đổi trước bạn"),
        413: _("Tệp quá lớn"),
        429: _("Thử lại quá nhanh"),
        500: _("Lỗi hệ thống"),
        503: _("Hệ thống tạm thời không đáp ứng"),
    }


def _way_back() -> str:
    """The page the request came from, if it is one of ours; else the start page."""
    origin = request.host_url
    referrer = request.referrer or ""
    return referrer if referrer.startswith(origin) and referrer != request.url else url_for("assessments.index")


def _typed(failure: Failure) -> dict[str, str]:
    if request.method != "POST" or failure.status not in {400, 409, 422, 503}:
        return {}
    return {name: request.form[name] for name in _TYPED if request.form.get(name)}
