"""The errors that leave this package: one base, each with a kebab-case reason code."""

from __future__ import annotations


class AuditError(Exception):
    """Base of this package's errors; `reason` is a kebab-case code."""

    reason = "audit-error"

    def __init__(self, message: str = "", *, reason: str | None = None) -> None:
        super().__init__(message or reason or self.reason)
        if reason is not None:
            self.reason = reason


class EntryError(AuditError):
    """A value cannot stand in a log entry, or bytes are not the canonical form of one."""

    reason = "entry-malformed"


class TreeError(AuditError):
    """A stored tree frontier does not fit its size."""

    reason = "frontier-malformed"


class AppendError(AuditError):
    """The database refused the append; the caller must roll its transaction back."""

    reason = "append-refused"


class ReadError(AuditError):
    """The database could not give back what the log holds."""

    reason = "log-unreadable"
