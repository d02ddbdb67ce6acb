"""The Vietnamese sentence for every reason, with what to do about it, and the making of findings from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from verifiers.findings import Finding, JsonValue, Outcome
from verifiers.sentences import DOCUMENT_SENTENCES
from verifiers.signature_sentences import SIGNATURE_SENTENCES, WARNING_SENTENCES

Details = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with {words} to fill in, and what the official can do; nothing to do is empty."""

    sentence: str
    action: str = ""


MESSAGES: Mapping[str, Message] = {
    reason: Message(*texts) for reason, texts in (DOCUMENT_SENTENCES | SIGNATURE_SENTENCES).items()
}
WARNINGS: Mapping[str, str] = WARNING_SENTENCES


def find(
    check: str,
    outcome: Outcome,
    reason: str,
    words: Mapping[str, str] | None = None,
    details: Details | None = None,
) -> Finding:
    """Make a finding whose message is the reason's sentence with the words filled in.

    A reason or word that the table does not know is a mistake in a check: KeyError.
    """
    sentence = MESSAGES[reason].sentence.format_map(words or {})
    return Finding(check, outcome, reason, sentence, dict(details or {}))


def action_for(reason: str) -> str:
    """Return what to do about a reason, empty when nothing is or the reason is not one of this package."""
    return MESSAGES[reason].action if reason in MESSAGES else ""


def show_date(day: date) -> str:
    """Write a date the way it is read in Viet Nam, dd/mm/yyyy."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def show_claimed_date(day: int | None, month: int | None, year: int | None) -> str:
    """Write the parts of a date that are there: "15/06", "15/06/2023" or "năm 2023"."""
    if day is None or month is None:
        return f"năm {year}"
    return f"ngày {day:02}/{month:02}" + (f"/{year}" if year else "")


def percent(confidence: float) -> str:
    """Write a confidence as a whole percentage, rounded down so that doubt never disappears."""
    return f"{int(confidence * 100)}%"
