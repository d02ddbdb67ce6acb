"""What an error means over HTTP: a status, a reason code and a Vietnamese sentence."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from flask import request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from evidence_svc.domain.errors import CriterionNotFoundError, DomainError, PermissionDeniedError
from evidence_svc.errors import ConflictError, NotFoundError, RefusedError, ServiceError
from evidence_svc.operations.sign_in import SignInError, TooManyCodesError
from evidence_svc.storage import TooLargeError
from evidence_svc.translations.sentences import said

# Beside its files an upload has the session's token, the criterion, and choices of files left empty.
OWN_FIELDS = 4


@dataclass(frozen=True, slots=True)
class Failure:
    """An HTTP status, a kebab-case reason, and a sentence for the person who met it."""

    status: int
    reason: str
    message: str


# The first class that fits decides, so the particular stand before the general.
_STATUSES: tuple[tuple[type[Exception], HTTPStatus], ...] = (
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (CriterionNotFoundError, HTTPStatus.NOT_FOUND),
    (PermissionDeniedError, HTTPStatus.FORBIDDEN),
    (ConflictError, HTTPStatus.CONFLICT),
    (TooManyCodesError, HTTPStatus.TOO_MANY_REQUESTS),
    (SignInError, HTTPStatus.UNAUTHORIZED),
    (TooLargeError, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (RefusedError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (DomainError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (ServiceError, HTTPStatus.SERVICE_UNAVAILABLE),
)


def failure_of(error: ServiceError | DomainError | HTTPException) -> Failure:
    """How an error that reached the rim is told; HTTP's own errors get a sentence each."""
    if isinstance(error, HTTPException):
        return _http_failure(error)
    status = next(status for kind, status in _STATUSES if isinstance(error, kind))
    return Failure(status, error.reason, said(error))


def _http_failure(error: HTTPException) -> Failure:
    if isinstance(error, CSRFError):
        return Failure(400, "csrf-failed", _("Phiên làm việc của trang đã hết hạn. Hãy tải lại trang rồi gửi lại."))
    if isinstance(error, RequestEntityTooLarge) and _has_room():
        return Failure(413, "too-many-files", _too_many())
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    reason = HTTPStatus(status).phrase.lower().replace(" ", "-").replace("'", "")
    return Failure(status, reason, _http_messages().get(status, _("Máy chủ không thực hiện được yêu cầu này.")))


def _has_room() -> bool:
    """Whether a form was within its bytes: then it was refused for the number of its files and fields."""
    size, most = request.content_length, request.max_content_length
    return request.mimetype == "multipart/form-data" and size is not None and most is not None and size <= most


def _too_many() -> str:
    return str(
        _(
            "Mỗi lần nộp tối đa %(n)s tệp nên không tệp nào được nhận. "
            "Hãy chia thành nhiều lần, hoặc nén thành một tệp ZIP rồi dùng mục “Nộp cả thư mục hoặc một tệp ZIP”.",
            n=(request.max_form_parts or 0) - OWN_FIELDS,
        )
    )


def _http_messages() -> dict[int, str]:
    return {
        400: _("Yêu cầu không đúng dạng nên không được thực hiện."),
        401: _("Bạn cần đăng nhập để tiếp tục."),
        403: _("Bạn không có quyền thực hiện việc này."),
        404: _("Không tìm thấy nội dung được yêu cầu."),
        405: _("Địa chỉ này không nhận cách gửi vừa dùng."),
        409: _("Nội dung đã được người khác thay đổi."),
        413: _("Tệp hoặc nội dung gửi lên lớn hơn mức cho phép nên không được nhận."),
        415: _("Loại nội dung gửi lên không được hỗ trợ."),
        429: _("Bạn đã thử quá nhiều lần. Hãy đợi một phút rồi thử lại."),
        500: _("Hệ thống gặp lỗi ngoài dự kiến. Không có gì được thay đổi; lỗi đã được ghi lại."),
        503: _("Hệ thống đang bận hoặc tạm dừng. Hãy thử lại sau ít phút."),
    }
