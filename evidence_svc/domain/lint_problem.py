"""One problem of a criteria set."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Wrong in itself, doubtful and to be decided, or worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class LintProblem:
    """What was found, where (`path` empty for the whole set), in a Vietnamese sentence."""

    reason: str
    path: str
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.path or 'cả bộ'}: {self.message} [{self.reason}]"


def warn(reason: str, path: str, message: str) -> LintProblem:
    """A doubtful place."""
    return LintProblem(reason, path, message, Severity.WARNING)


def note(reason: str, path: str, message: str) -> LintProblem:
    """A place worth knowing."""
    return LintProblem(reason, path, message, Severity.NOTE)
