"""What a check says: a three-valued outcome, a reason code, a sentence, and the facts it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

JsonValue = str | int | float | bool | None | list["JsonValue"] | dict[str, "JsonValue"]


class Outcome(StrEnum):
    """Passed, failed or indeterminate (after ETSI EN 319 102-1, 5.1.3); "cannot tell" is its own answer."""

    PASSED = "passed"
    FAILED = "failed"
    INDETERMINATE = "indeterminate"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's result. `message` is one Vietnamese sentence; `details` holds JSON values only."""

    check: str
    outcome: Outcome
    reason: str
    message: str
    details: Mapping[str, JsonValue] = field(default_factory=dict)


def combine(outcomes: Iterable[Outcome]) -> Outcome:
    """Failed beats indeterminate beats passed; nothing at all is indeterminate, never a pass."""
    seen = set(outcomes)
    if Outcome.FAILED in seen:
        return Outcome.FAILED
    return Outcome.PASSED if seen == {Outcome.PASSED} else Outcome.INDETERMINATE


@dataclass(frozen=True, slots=True)
class Report:
    """All findings on one subject."""

    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> Outcome:
        """The worst outcome among the findings; an empty report is indeterminate."""
        return combine(f.outcome for f in self.findings)
