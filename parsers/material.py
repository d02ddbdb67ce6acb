"""What the fields are read from, whatever the file was: first page, closing pages, text, remarks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from parsers.document import Candidate, PageSize, Remark, TextOrigin
from parsers.words import Page


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read: pages for text, pages by OCR, characters of text that are kept."""

    pages_text: int = 60
    pages_ocr: int = 4
    characters: int = 60_000
    ocr: bool = True


@dataclass(frozen=True, slots=True)
class Material:
    """One file, read but not yet understood.

    `first` bears the heading; `closing` are the pages that may hold the signature, likeliest first;
    `number` and `date` are what the recogniser read in the letterhead of a scan.
    """

    pages: int
    sizes: tuple[PageSize, ...] = ()
    first: Page | None = None
    closing: tuple[Page, ...] = ()
    text: str = ""
    text_origin: TextOrigin = TextOrigin.NONE
    number: tuple[Candidate[str], ...] = ()
    date: tuple[Candidate[date], ...] = ()
    remarks: tuple[Remark, ...] = ()
    has_places: bool = True
