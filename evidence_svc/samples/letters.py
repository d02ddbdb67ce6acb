"""Administrative letters in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I, set with typst."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

import typst

TEMPLATE = Path(__file__).with_name("letter.typ")
NOTICE = "Văn bản minh họa do phần mềm tạo ra, không có giá trị pháp lý; mọi tên người đều do đặt ra."
OFFICIAL_LETTER = "công văn"
"""The one type without a title line: its subject stands under the number as "V/v …" (ô 5b)."""


class LetterError(Exception):
    """A letter could not be set; the message is the typesetter's."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stamp belongs: page (from 1) and rectangle in PDF points, origin at the page's top left."""

    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Letter:
    """What one letter says.

    `number` or `date` None leaves the blank that a clerk stamps later; the year of a blank date is `year`.
    `authority` is "TM.", "KT.", "TL.", "TUQ.", "Q." or "". A text without `symbol` has no number line,
    one with neither `date` nor `year` no date line. `rows` is an optional table under the body; a line break
    in `issuer` or `signer_title` is kept. `annex_of` makes an annex: a title and that act, no head, no signer.
    """

    issuer: str
    symbol: str
    type: str
    subject: str
    issuer_parent: str = ""
    number: str | None = None
    place: str = "Quảng Trị"
    date: date | None = None
    year: int | None = None
    body: tuple[str, ...] = ()
    authority: str = ""
    principal: str = ""
    signer_title: str = ""
    signer_name: str = ""
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    annex_of: str | None = None
    notice: str | None = NOTICE


@dataclass(frozen=True, slots=True)
class SetLetter:
    """A letter as PDF with the places of its blanks ("number", "day", "month"), "signature" and "seal"."""

    pdf: bytes
    places: dict[str, Place]


@dataclass(frozen=True, slots=True)
class DrawnLetter:
    """A letter as pictures of its pages (PNG), with the places that `SetLetter` has."""

    pages: tuple[bytes, ...]
    places: dict[str, Place]


def render_letter(letter: Letter) -> bytes:
    """The letter as PDF; the same letter gives the same bytes. Raises LetterError."""
    return set_letter(letter).pdf


def set_letter(letter: Letter) -> SetLetter:
    """The letter as PDF together with the places where a clerk's stamps belong. Raises LetterError."""
    (pdf,) = _compile(letter, "pdf")
    return SetLetter(pdf, _places())


def draw_letter(letter: Letter, dpi: int) -> DrawnLetter:
    """The letter's pages as PNG at `dpi`, with the same places (in points). Raises LetterError."""
    return DrawnLetter(_compile(letter, "png", dpi), _places())


def _compile(letter: Letter, form: Literal["pdf", "png"], dpi: int = 72) -> tuple[bytes, ...]:
    inputs = {"letter": json.dumps(_template_input(letter), ensure_ascii=False, sort_keys=True)}
    try:
        pages = _compiler().compile(format=form, ppi=dpi, sys_inputs=inputs, timestamp=0, pdf_tags=False)
    except typst.TypstError as error:
        raise LetterError(error.message) from error
    if pages is None:
        raise LetterError("the typesetter gave no page")
    return tuple(pages) if isinstance(pages, list) else (pages,)


def _places() -> dict[str, Place]:
    """Where the stamps belong in the letter that was compiled last."""
    try:
        marks = json.loads(_compiler().query("<place>", field="value"))
    except typst.TypstError as error:
        raise LetterError(error.message) from error
    return {mark.pop("name"): Place(**mark) for mark in marks}


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    # One compiler for the process: it keeps its fonts and everything it has already laid out.
    return typst.Compiler(TEMPLATE, ignore_system_fonts=True)


def _template_input(letter: Letter) -> dict[str, object]:
    official = letter.type.casefold() == OFFICIAL_LETTER
    return {
        "issuer_parent": letter.issuer_parent,
        "issuer": letter.issuer,
        "numbered": bool(letter.symbol),
        "number": letter.number,
        "symbol": letter.symbol,
        "dated": bool(letter.date or letter.year),
        "place": letter.place,
        **_date_parts(letter),
        "annex_of": letter.annex_of,
        "title": None if official else letter.type,
        "subject": letter.subject,
        "addressees": letter.addressees,
        "body": letter.body,
        "rows": letter.rows,
        "recipients": letter.recipients,
        "signer_titles": _signer_titles(letter),
        "signer_name": letter.signer_name,
        "notice": letter.notice,
    }


def _date_parts(letter: Letter) -> dict[str, str | None]:
    if letter.date is None:
        return {"day": None, "month": None, "year": str(letter.year or "")}
    return {
        "day": written_day(letter.date.day),
        "month": written_month(letter.date.month),
        "year": str(letter.date.year),
    }


def written_day(day: int) -> str:
    """Days below 10 take a leading zero (NĐ 30/2020, Phụ lục I, mục II.4)."""
    return f"{day:02d}"


def written_month(month: int) -> str:
    """Months 1 and 2 take a leading zero, 3 to 9 do not (NĐ 30/2020, Phụ lục I, mục II.4)."""
    return f"{month:02d}" if month < 3 else str(month)


def written_number(number: int) -> str:
    """Numbers below 10 take a leading zero (NĐ 30/2020, Phụ lục I, mục II.3)."""
    return f"{number:02d}"


def _signer_titles(letter: Letter) -> list[str]:
    lines = letter.signer_title.split("\n")
    if letter.principal:
        return [f"{letter.authority} {letter.principal}".strip(), *lines]
    return [f"{letter.authority} {lines[0]}".strip(), *lines[1:]]
