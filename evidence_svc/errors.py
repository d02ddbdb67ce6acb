"""The service's errors: one base, a kebab-case reason, a Vietnamese sentence for the person who met it."""

from __future__ import annotations


class ServiceError(Exception):
    """Base of the service's errors; `reason` is a kebab-case code, `message` a Vietnamese sentence."""

    reason = "service-error"
    message = "Hệ thống không thực hiện được yêu cầu này."

    def __init__(self, message: str = "", *, reason: str | None = None) -> None:
        if message:
            self.message = message
        if reason is not None:
            self.reason = reason
        super().__init__(self.message)


class NotFoundError(ServiceError):
    """Nothing with that identity exists, or the actor may not know that it does."""

    reason = "not-found"
    message = "Không tìm thấy nội dung được yêu cầu."


class ConflictError(ServiceError):
    """Somebody else changed the same thing first."""

    reason = "changed-meanwhile"
    message = "Nội dung đã được người khác thay đổi. Hãy tải lại trang và thực hiện lại."


class RefusedError(ServiceError):
    """The request is understood and declined; the message says why and what to do."""

    reason = "refused"


class ConfigurationError(ServiceError):
    """A setting is missing or wrong; found at start, before anything is served."""

    reason = "configuration"
    message = "Cấu hình không hợp lệ."
