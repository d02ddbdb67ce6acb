"""What is said about one criterion between agency and appraisers, and where it stands because of that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from evidence_svc.domain.errors import ScoreError


class MessageKind(StrEnum):
    """What a message does; the log's action is `assessment:` and the kind."""

    EVIDENCE_REQUESTED = "evidence-requested"
    REOPENED = "criterion-reopened"
    ANSWERED = "answered"
    OBJECTED = "objected"
    OBJECTION_WITHDRAWN = "objection-withdrawn"
    OBJECTION_UPHELD = "objection-upheld"
    OBJECTION_REFUSED = "objection-refused"
    RAISE_PROPOSED = "raise-proposed"
    RAISE_CONFIRMED = "raise-confirmed"
    RAISE_REFUSED = "raise-refused"


K = MessageKind

_RETURNING = frozenset({K.EVIDENCE_REQUESTED, K.REOPENED})
_OBJECTION_ENDS = frozenset({K.OBJECTION_WITHDRAWN, K.OBJECTION_UPHELD, K.OBJECTION_REFUSED})
_RAISE_ENDS = frozenset({K.RAISE_CONFIRMED, K.RAISE_REFUSED})


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `by` is a person's id, `at` aware UTC, `value` the points it speaks of."""

    kind: MessageKind
    text: str
    by: int
    at: datetime
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """The messages about one criterion, oldest first."""

    messages: tuple[Message, ...] = ()

    @property
    def request(self) -> Message | None:
        """The open request by which the criterion lies with the agency again, or None."""
        return self._open(_RETURNING, frozenset({K.ANSWERED}))

    @property
    def objection(self) -> Message | None:
        """The objection nobody has decided yet, or None."""
        return self._open(frozenset({K.OBJECTED}), _OBJECTION_ENDS)

    @property
    def raise_(self) -> Message | None:
        """The raise that waits for a second pair of eyes, or None."""
        return self._open(frozenset({K.RAISE_PROPOSED}), _RAISE_ENDS)

    @property
    def has_objected(self) -> bool:
        """Whether an objection was ever made and not withdrawn."""
        kinds = [message.kind for message in self.messages if message.kind in {K.OBJECTED, K.OBJECTION_WITHDRAWN}]
        return bool(kinds) and kinds[-1] is K.OBJECTED

    def _open(self, opening: frozenset[MessageKind], ending: frozenset[MessageKind]) -> Message | None:
        told = [message for message in self.messages if message.kind in opening | ending]
        return told[-1] if told and told[-1].kind in opening else None


def require_open(message: Message | None, sentence: str, reason: str) -> Message:
    """The message that must be open for what was asked; raises ScoreError with `reason`."""
    if message is None:
        raise ScoreError(sentence, reason=reason)
    return message


def require_other(person_id: int, first: int | None, sentence: str, reason: str = "same-person") -> None:
    """Four eyes: raises ScoreError when the person is the one who acted first."""
    if first is not None and person_id == first:
        raise ScoreError(sentence, reason=reason)
