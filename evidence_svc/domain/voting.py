"""The council's vote: a motion carries with more than half of those who may vote on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Choice(StrEnum):
    """How a member votes."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class Way(StrEnum):
    """At the meeting, or by written ballot."""

    MEETING = "meeting"
    WRITING = "writing"


class MotionKind(StrEnum):
    """What is put to the vote: an exclusion, the score of an objection, or an agency's whole result."""

    EXCLUSION = "exclusion"
    SCORE = "score"
    RESULT = "result"


class MotionState(StrEnum):
    """Open for votes, decided, or without anything left to decide."""

    OPEN = "open"
    CARRIED = "carried"
    LOST = "lost"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Count:
    """Votes on a motion; `entitled` members may vote, those of the agency concerned are not among them.

    `lapsed` says that there was nothing left to decide, whatever was voted.
    """

    entitled: int
    in_favour: int = 0
    against: int = 0
    abstained: int = 0
    lapsed: bool = False

    @property
    def cast(self) -> int:
        """How many have voted."""
        return self.in_favour + self.against + self.abstained

    @property
    def carried(self) -> bool:
        """More than half of all who may vote, present or not, are in favour."""
        return not self.lapsed and 2 * self.in_favour > self.entitled

    @property
    def state(self) -> MotionState:
        """What the count makes of the motion."""
        if self.lapsed:
            return MotionState.LAPSED
        return MotionState.CARRIED if self.carried else MotionState.LOST

    @property
    def sentence(self) -> str:
        """The count in words, for the record."""
        if self.lapsed:
            return (
                "Nội dung này không còn để quyết định ở giai đoạn này nên biểu quyết kết thúc mà không quyết định gì."
            )
        return (
            f"Hội đồng biểu quyết: {self.in_favour}/{self.entitled} tán thành, {self.against} không tán thành, "
            f"{self.abstained} không có ý kiến."
        )


def count_votes(choices: Iterable[Choice], entitled: int) -> Count:
    """Count choices among `entitled` members."""
    tally = Counter(choices)
    return Count(entitled, tally[Choice.FOR], tally[Choice.AGAINST], tally[Choice.ABSTAIN])
