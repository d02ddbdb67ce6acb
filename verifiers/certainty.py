"""When a reading is sure enough to decide anything by itself."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from verifiers.subject import NameClaim, Reading, Subject

# Measured on real scans: readings at 0.9 and above held no wrong number and no wrong date.
CERTAIN = 0.9
FILE_NAME = "file-name"
# What the assessed office says that the paper says: shown beside the machine's reading, and certain only once
# somebody of another office has confirmed it.
UNCONFIRMED = "person-unconfirmed"
NEVER_CERTAIN = frozenset({FILE_NAME, UNCONFIRMED})

_NUMBER = re.compile(r"\s*0*(\d+)\s*([A-Za-zĐđ]?)(?=[\s/.-]|$)")


def is_certain(reading: Reading[Any] | None) -> bool:
    """Whether a reading may decide alone: it is there, sure, and not merely taken from the file's name."""
    return reading is not None and reading.confidence >= CERTAIN and reading.origin not in NEVER_CERTAIN


def is_certain_date(subject: Subject) -> bool:
    """Whether the printed date is sure, by its reader or because the file's name says the same day."""
    reading = subject.document_date
    if reading is None or reading.origin in NEVER_CERTAIN:
        return False
    return is_certain(reading) or (claims_day(subject.file_name) and not date_differences(reading.value, subject))


def is_certain_number(subject: Subject) -> bool:
    """Whether the number is sure, by its reader or because the file's name says the same number."""
    reading = subject.number
    if reading is None or reading.origin in NEVER_CERTAIN:
        return False
    return is_certain(reading) or subject.file_name.number == serial(reading.value)


def claims_day(claim: NameClaim) -> bool:
    """Whether a file's name names a day and a month."""
    return claim.day is not None and claim.month is not None


def date_differences(printed: date, subject: Subject) -> tuple[str, ...]:
    """Return which of the parts that the file's name claims ("day", "month", "year") differ from a date."""
    claim = subject.file_name
    parts = (("day", claim.day, printed.day), ("month", claim.month, printed.month), ("year", claim.year, printed.year))
    return tuple(name for name, claimed, read in parts if claimed is not None and claimed != read)


def serial(number: str) -> int | None:
    """Return the running number in front of a document's symbol, 34 of "034/KH-VP", None where there is none."""
    match = _NUMBER.match(number)
    return int(match[1]) if match else None
