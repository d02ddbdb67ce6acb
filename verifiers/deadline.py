"""A deadline: the wording, its reading, the instant computed from it, and how late a document is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Clock(StrEnum):
    """The four clocks that stay apart; a deadline finding names the one it used."""

    DOCUMENT_DATE = "document_date"
    SIGNED_AT = "signed_at"
    TIMESTAMPED_AT = "timestamped_at"
    RECEIVED_AT = "received_at"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A fixed date with its wording; `inclusive` None means that the wording allows both readings."""

    phrase: str
    on: date
    inclusive: bool | None = None
    clock: Clock = Clock.DOCUMENT_DATE
    roll: bool = False
    assumption: bool = False
