"""Errors of the API: a reason code and a sentence in the language of the request, with the HTTP status they mean."""

from __future__ import annotations

from flask import Response, jsonify
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from pydantic import BaseModel, Field, ValidationError
from werkzeug.exceptions import HTTPException, Unauthorized

from evidence_svc.domain.errors import DomainError
from evidence_svc.errors import ServiceError
from evidence_svc.failures import failure_of

MEDIA_TYPE = "application/problem+json"
# What every operation but signing in and the health check wants; the token only where something changes.
SIGNED_IN: list[dict[str, list[str]]] = [{"session": [], "csrf": []}]


class Problem(BaseModel):
    """Why a request was not done (after RFC 9457; `fields` names malformed members)."""

    reason: str = Field(description="kebab-case code")
    message: str = Field(description="one sentence, Vietnamese unless the browser chose English")
    fields: list[str] = Field(default=[], description="paths of malformed members, if that is the reason")


def tell(error: ServiceError | DomainError | HTTPException) -> ResponseReturnValue:
    """The answer for an error that reached the rim."""
    failure = failure_of(error)
    message = _what_to_send(error) or failure.message
    answer = _answer(Problem(reason=failure.reason, message=message), failure.status)
    if isinstance(error, HTTPException):
        for name in ("Allow", "Retry-After"):
            if value := error.get_response().headers.get(name):
                answer.headers[name] = value
    return answer


def _what_to_send(error: Exception) -> str:
    """For a program that cannot reload a page: what the request lacked; empty for errors that are told as in pages."""
    if isinstance(error, CSRFError):
        return str(_("Thiếu hoặc sai X-CSRFToken: lấy csrf_token ở GET /api/v1/session, gửi lại cùng cookie ấy."))
    if isinstance(error, Unauthorized):
        return str(_("Bạn cần đăng nhập để tiếp tục: POST /api/v1/session, rồi gửi lại kèm cookie nhận được."))
    return ""


def refuse_malformed(error: ValidationError) -> Response:
    """The answer for a body, path or query of the wrong form."""
    paths = [".".join(map(str, fault["loc"])) for fault in error.errors()]
    return _answer(Problem(reason="malformed", message=_("Dữ liệu gửi lên không đúng dạng."), fields=paths), 422)


def _answer(problem: Problem, status: int) -> Response:
    response = jsonify(problem.model_dump(exclude_defaults=True))
    response.status_code, response.mimetype = status, MEDIA_TYPE
    return response
