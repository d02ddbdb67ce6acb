"""What is judged: the readings of one document, its signatures, and what the criterion expects of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from verifiers.deadline import Deadline
from verifiers.page_views import PageViews
from verifiers.signature.details import SignatureSet

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """A value read from a document, with the reader's confidence (0 to 1) and its origin in words."""

    value: T
    confidence: float = 1.0
    origin: str = "text"


@dataclass(frozen=True, slots=True)
class NameClaim:
    """What the file's name claims: number, parts of a date, the criterion number of the upload prefix."""

    number: int | None = None
    suffix: str = ""
    day: int | None = None
    month: int | None = None
    year: int | None = None
    criterion_number: int | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The scored period, both days included."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a criterion wants of a piece of evidence linked to it; None means it does not say."""

    criterion: str = ""
    criterion_number: int | None = None
    deadline: Deadline | None = None
    period: Period | None = None
    document_types: tuple[str, ...] = ()
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """One document as the checks see it. `received_at` is our clock, aware, UTC."""

    number: Reading[str] | None = None
    document_date: Reading[date] | None = None
    document_type: Reading[str] | None = None
    issuer: Reading[str] | None = None
    signer_name: Reading[str] | None = None
    file_name: NameClaim = NameClaim()
    signatures: SignatureSet = field(default_factory=SignatureSet)
    is_pdf: bool = True
    needs_ocr: bool = False
    received_at: datetime | None = None
    expectation: Expectation = Expectation()
    page_views: PageViews | None = None
