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


class ProofError(AuditError):
    """A proof does not lead from what is claimed to the root it is claimed for."""

    reason = "proof-wrong"


class NoteError(AuditError):
    """A signed note is malformed, or no trusted key signed it."""

    reason = "note-malformed"


class PublicationError(AuditError):
    """The log cannot be published: what stands in the database contradicts what was published before.

    `reason`: head-smaller, head-forked, tiles-altered, key-missing, key-unsafe or publication-damaged.
    """

    reason = "publication-damaged"


class WitnessError(AuditError):
    """A witness refuses to cosign; `reason` says why, `status` is the HTTP status of C2SP tlog-witness."""

    reason = "request-malformed"

    def __init__(self, message: str, *, reason: str, status: int, size: int | None = None) -> None:
        super().__init__(message, reason=reason)
        self.status = status
        self.size = size


class StampError(AuditError):
    """A timestamp could not be had, or does not prove the time of what it should."""

    reason = "timestamp-wrong"
