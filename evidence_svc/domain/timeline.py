"""The way of one criterion through a round: every step from the self-score to the council, told from log entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from audit.entry import Entry
from evidence_svc.domain.rounds import RoundState


class StepKind(StrEnum):
    """What a step did: gave a score, changed the status, said something, or brought or took a file."""

    SELF = "self"
    APPRAISED = "appraised"
    STATUS = "status"
    WORDS = "words"
    FILE = "file"


_SCORES = {"self_score": StepKind.SELF, "appraised_score": StepKind.APPRAISED}
# Verdicts of the machine and what else has no say in the scoring are left to the log itself.
_FILE_ACTIONS = frozenset({"evidence:linked", "evidence:unlinked", "evidence:reading-corrected"})


@dataclass(frozen=True, slots=True)
class Step:
    """One entry about the criterion in the stage the round was in; scores are None for other kinds of steps.

    `new_evidence` counts the files that the score before it did not rest on.
    """

    entry: Entry
    stage: RoundState
    kind: StepKind
    before: Decimal | None = None
    after: Decimal | None = None
    new_evidence: int = 0

    @property
    def difference(self) -> Decimal | None:
        """How much the score moved, None for the first and for other kinds."""
        return None if self.before is None or self.after is None else self.after - self.before


def build_timeline(entries: Iterable[Entry], moves: Iterable[Entry]) -> tuple[Step, ...]:
    """The steps in the log's order; `moves` are the entries about the round, which tell its stage."""
    turns = sorted((move.sequence, stage) for move in moves if (stage := _stage_after(move)) is not None)
    steps: list[Step] = []
    rested_on: frozenset[str] = frozenset()
    for entry in sorted(entries, key=lambda one: one.sequence):
        step = _step(entry, stage_at(turns, entry.sequence), rested_on)
        if step is not None:
            steps.append(step)
            rested_on = frozenset(entry.evidence) if step.after is not None else rested_on
    return tuple(steps)


def stage_at(turns: Sequence[tuple[int, RoundState]], sequence: int) -> RoundState:
    """The stage a round was in when that entry was written; draft before the first move."""
    return max((turn for turn in turns if turn[0] < sequence), default=(0, RoundState.DRAFT))[1]


def score_of(entry: Entry) -> tuple[StepKind, Decimal | None, Decimal] | None:
    """Which score an entry gave, before and after; None for entries that gave none."""
    before, after = _members(entry.before), _members(entry.after)
    for name, kind in _SCORES.items():
        value = _decimal(after.get(name))
        if value is not None:
            return kind, _decimal(before.get(name)), value
    return None


def _step(entry: Entry, stage: RoundState, rested_on: frozenset[str]) -> Step | None:
    score = score_of(entry)
    if score is not None:
        kind, before, after = score
        return Step(entry, stage, kind, before, after, len(set(entry.evidence) - rested_on))
    if entry.action in _FILE_ACTIONS:
        return Step(entry, stage, StepKind.FILE)
    if entry.action.startswith("evidence:"):
        return None
    changed = {"status", *_SCORES} & _members(entry.after).keys()  # a score taken back is there, without a value
    return Step(entry, stage, StepKind.STATUS if changed else StepKind.WORDS)


def _stage_after(move: Entry) -> RoundState | None:
    try:
        return RoundState(str(_members(move.after).get("state")))
    except ValueError:
        return None


def _members(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _decimal(value: Any) -> Decimal | None:
    try:
        return Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None
