"""What each sample document says: documents.yaml read into drafts, and drafts into letters."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from evidence_svc.samples.letters import Letter, written_number

DOCUMENTS_FILE = "documents.yaml"
Form = Literal["signed", "annex", "unsigned", "scan", "photo", "word", "workbook", "web-page"]
Signing = Literal["plain", "cades", "sha1", "untimed", "typed"]


@dataclass(frozen=True, slots=True)
class Draft:
    """One document to be made: the names it goes by, its form, what it says and how it is signed.

    `signed_on` is the day of signing where it is not the printed date; `altered` is the sentence that
    someone wrote into the file after it had been signed.
    """

    files: tuple[str, ...]
    form: Form
    letter: Letter
    seal: str
    signing: Signing = "plain"
    signed_on: date | None = None
    altered: str | None = None


@cache
def load_drafts() -> tuple[Draft, ...]:
    """All sample documents in the order of documents.yaml; each name belongs to one draft."""
    book = yaml.safe_load(files(__package__).joinpath(DOCUMENTS_FILE).read_text(encoding="utf-8"))
    return tuple(_draft(book, entry) for entry in book["documents"])


def _draft(book: dict[str, Any], entry: dict[str, Any]) -> Draft:
    office = book["offices"].get(entry.get("letter", {}).get("office"), {})
    return Draft(
        files=tuple(entry["files"]),
        form=entry["form"],
        letter=_letter(book, entry, office),
        seal=office.get("seal", ""),
        signing=entry.get("signing", "plain"),
        signed_on=entry.get("signed_on"),
        altered=entry.get("altered"),
    )


def _letter(book: dict[str, Any], entry: dict[str, Any], office: dict[str, str]) -> Letter:
    head = entry.get("letter", {})
    kind = head.get("type", "")
    signer = book["signers"].get(head.get("signer"), {})
    number = head.get("number")
    return Letter(
        issuer_parent=office.get("parent", ""),
        issuer=office.get("name", ""),
        number=None if number is None else written_number(number),
        symbol=head.get("symbol", ""),
        date=head.get("date"),
        type=kind,
        subject=entry["subject"],
        body=_body(book, kind, entry["subject"], office.get("seal", "")),
        rows=tuple(tuple(row) for row in book["tables"].get(kind, ())),
        authority=signer.get("authority", ""),
        principal=signer.get("principal", ""),
        signer_title=signer.get("title", ""),
        signer_name=signer.get("name", ""),
        addressees=tuple(entry.get("to", ())),
        recipients=tuple(book["recipients"]) if signer else (),
        annex_of=entry.get("annex_of"),
    )


def _body(book: dict[str, Any], kind: str, subject: str, office: str) -> tuple[str, ...]:
    topic = subject[:1].lower() + subject[1:]
    return tuple(text.format(subject=topic, office=office) for text in book["bodies"].get(kind, ()))


def altered_letter(draft: Draft) -> Letter:
    """The letter with the sentence that was written into it later in place of its fourth paragraph."""
    if draft.altered is None:
        return draft.letter
    body = (*draft.letter.body[:3], draft.altered, *draft.letter.body[4:])
    return replace(draft.letter, body=body)


def bare_name(file_name: str) -> str:
    """The name without the upload prefix that the provincial software puts before it."""
    return re.sub(r"^\d+_\d+_\d+_\d+_", "", file_name)
