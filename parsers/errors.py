"""The errors that leave this package: one base, each with a kebab-case reason code."""

from __future__ import annotations


class ParseError(Exception):
    """The bytes cannot be read as a document; `reason` names why, in kebab-case."""

    reason = "unreadable"

    def __init__(self, message: str = "", *, reason: str | None = None) -> None:
        super().__init__(message or reason or self.reason)
        if reason is not None:
            self.reason = reason


class EmptyFileError(ParseError):
    """The file has no bytes."""

    reason = "empty-file"


class UnsupportedTypeError(ParseError):
    """The content is of no kind that evidence may have (judged by its bytes, not its name)."""

    reason = "unsupported-type"


class EncryptedError(ParseError):
    """The file needs a password to be read."""

    reason = "encrypted-pdf"


class DamagedError(ParseError):
    """The file claims a kind but its structure cannot be followed."""

    reason = "damaged-file"


class NoPagesError(ParseError):
    """The document has no page."""

    reason = "no-pages"


class TooLargeError(ParseError):
    """Reading the file would go past a limit on size, pages or unpacked bytes."""

    reason = "too-large"
