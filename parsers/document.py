"""What a parser saw: frozen values that carry their page, box, origin, rule and confidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Origin(StrEnum):
    """Where on the evidence a text was read."""

    TEXT = "text"
    ANNOTATION = "annotation"
    SIGNATURE = "signature"
    FORM = "form"
    OCR = "ocr"
    FILE_NAME = "file-name"


class TextOrigin(StrEnum):
    """How the pages that were read got their text."""

    TEXT = "text"
    OCR = "ocr"
    MIXED = "mixed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in PDF points (1/72 inch), origin at the top left of the page as displayed."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """One possible reading of a field; `confidence` is a probability between 0 and 1.

    `agrees` names the other sources that say the same: `file-name`, `signing-time`, `typed-year`,
    `other-documents`, `certificate`.
    """

    value: T
    confidence: float
    origin: Origin
    rule: str
    page: int | None = None
    box: Box | None = None
    text: str = ""
    agrees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extracted(Generic[T]):
    """A field: the accepted reading, or None where none is good enough, and all candidates, best first."""

    best: Candidate[T] | None = None
    candidates: tuple[Candidate[T], ...] = ()

    @property
    def value(self) -> T | None:
        """The accepted value, or None."""
        return self.best.value if self.best else None


class Authority(StrEnum):
    """On whose behalf the signer signs (NĐ 30/2020/NĐ-CP, Phụ lục I, ô 7a)."""

    ON_BEHALF = "TM."
    DEPUTY = "KT."
    BY_ORDER = "TL."
    AUTHORISED = "TUQ."
    ACTING = "Q."


@dataclass(frozen=True, slots=True)
class PageSize:
    """Width and height of a page as displayed, in PDF points."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class FileNameClaim:
    """What an evidence file's name says of its document: a prior, never the answer."""

    number: int | None = None
    suffix: str = ""
    symbol: str | None = None
    type: str | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None
    criterion_number: int | None = None
    upload_prefix: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd the parser met that a reader should know; `reason` is a kebab-case code."""

    reason: str
    details: dict[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """Everything observed in one file. Fields that were not found have `best` None."""

    sha256: str
    size: int
    media_type: str
    pages: int
    text_origin: TextOrigin
    number: Extracted[str] = Extracted()
    date: Extracted[date] = Extracted()
    type: Extracted[str] = Extracted()
    issuer: Extracted[str] = Extracted()
    subject: Extracted[str] = Extracted()
    signer_name: Extracted[str] = Extracted()
    signer_title: Extracted[str] = Extracted()
    authority: Extracted[Authority] = Extracted()
    file_name: FileNameClaim = FileNameClaim()
    page_sizes: tuple[PageSize, ...] = ()
    text: str = ""
    remarks: tuple[Remark, ...] = ()
