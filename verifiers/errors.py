"""The errors that leave this package. Bad evidence is a finding; these are misuse of the package itself."""

from __future__ import annotations


class VerifierError(Exception):
    """Base of this package's errors; `reason` is a kebab-case code."""

    reason = "verifier-error"

    def __init__(self, message: str = "", *, reason: str | None = None) -> None:
        super().__init__(message or reason or self.reason)
        if reason is not None:
            self.reason = reason


class TrustError(VerifierError):
    """The folder of trust anchors cannot be used (missing, unreadable, no certificate in it)."""

    reason = "trust-unusable"
