"""Numbers and dates right, wrong and missing: speed must not be bought by not reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from benchmarks.documents import Document

Reading = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many readings of one field came out how."""

    right: int = 0
    wrong: int = 0
    missing: int = 0

    def __str__(self) -> str:
        return f"{self.right}/{self.wrong}/{self.missing}"


def reading_of_naive(answer: dict[str, Any]) -> Reading:
    """Number and date in an answer of the baseline."""
    return answer["number"], answer["date"]


def reading_of_inspect(record: dict[str, Any]) -> Reading:
    """Number and date in an inspection record."""
    document = record["document"]
    number, day = (document[name] and document[name]["value"] for name in ("number", "date"))
    return number, day


def tally(documents: Iterable[Document], readings: Iterable[Reading]) -> dict[str, Tally]:
    """Compare each reading with what its document says; keys are "number" and "date"."""
    counts = {"number": Counter[str](), "date": Counter[str]()}
    for document, (number, day) in zip(documents, readings, strict=True):
        counts["number"][_judge(number, document.number)] += 1
        counts["date"][_judge(day, document.date)] += 1
    return {field: Tally(**count) for field, count in counts.items()}


def _judge(read: str | None, true: str) -> str:
    return "missing" if read is None else "right" if read == true else "wrong"
