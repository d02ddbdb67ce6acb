"""The errors of the domain: one base, kebab-case reasons, a Vietnamese sentence for the person."""

from __future__ import annotations

from dataclasses import dataclass


class DomainError(Exception):
    """A rule of the domain forbids what was asked; `reason` names the rule in kebab-case."""

    reason = "domain-error"

    def __init__(self, message: str = "", *, reason: str | None = None) -> None:
        super().__init__(message or reason or self.reason)
        if reason is not None:
            self.reason = reason


class NumberError(DomainError):
    """A text is not one unmistakable decimal number."""

    reason = "number-unreadable"


class ScoreError(DomainError):
    """A score or a status may not change this way."""

    reason = "score-refused"


class PermissionDeniedError(DomainError):
    """This person may not do this to this agency now."""

    reason = "wrong-role"


class RoundError(DomainError):
    """A round may not move to this state."""

    reason = "transition-not-allowed"


class DeadlineError(DomainError):
    """A deadline or its extension cannot be what it is said to be."""

    reason = "deadline-refused"


class CriterionNotFoundError(DomainError):
    """A criteria set has no criterion of this id or path."""

    reason = "criterion-unknown"


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One fault of a file: the 1-based line, the path to the value, the cause and a Vietnamese sentence."""

    line: int
    path: str
    reason: str
    message: str

    def __str__(self) -> str:
        return f"dòng {self.line}: {self.path or 'tệp'}: {self.message}"


class CriteriaFileError(DomainError):
    """A criteria-set, assumptions or self-assessment file is refused whole; `problems` lists every fault."""

    reason = "criteria-file-invalid"

    def __init__(self, source: str, problems: tuple[FileProblem, ...]) -> None:
        super().__init__("\n".join(f"{source}, {problem}" for problem in problems))
        self.source = source
        self.problems = problems
