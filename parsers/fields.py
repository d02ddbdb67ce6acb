"""From material to fields: every reading kept, the best accepted only when it is likely enough."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from parsers.annex import Parent, find_parent
from parsers.date import read_closing_date, read_date, read_opening_date, read_passing_date
from parsers.doctype import read_type
from parsers.document import Authority, Candidate, Extracted, FileNameClaim, Origin, Remark
from parsers.issuer import read_issuer
from parsers.layout import Heading, Layout, read_layout
from parsers.material import Material
from parsers.number import read_number
from parsers.places import as_displayed
from parsers.signer import (
    Signer,
    authority_candidate,
    find_partial_signers,
    find_signers,
    name_candidate,
    title_candidate,
)
from parsers.subject import read_subject
from parsers.words import Page

T = TypeVar("T")

_LEAST_ACCEPTED = 0.5  # below, a reading is a proposal for a person, not a value
_NAME_ODDS = 20.0  # how much likelier a scanned number is right when the file's name says the same


@dataclass(frozen=True, slots=True)
class Fields:
    """All fields of one document, and what was odd about them."""

    number: Extracted[str] = field(default_factory=Extracted)
    date: Extracted[date] = field(default_factory=Extracted)
    type: Extracted[str] = field(default_factory=Extracted)
    issuer: Extracted[str] = field(default_factory=Extracted)
    subject: Extracted[str] = field(default_factory=Extracted)
    signer_name: Extracted[str] = field(default_factory=Extracted)
    signer_title: Extracted[str] = field(default_factory=Extracted)
    authority: Extracted[Authority] = field(default_factory=Extracted)
    remarks: tuple[Remark, ...] = ()


def read_fields(material: Material, claim: FileNameClaim) -> Fields:
    """Return the fields of a file that was read, boxes as displayed; all empty when no page could be read."""
    if material.first is None:
        return Fields(number=accept(from_file_name(claim)))
    return _displayed(_read(material, material.first, claim), material.first, material.closing)


def _displayed(fields: Fields, first: Page, closing: Sequence[Page]) -> Fields:
    head, end = (first,), (*closing, first)
    return Fields(
        as_displayed(fields.number, head),
        as_displayed(fields.date, end if fields.date.best and fields.date.best.page != first.number else head),
        as_displayed(fields.type, head),
        as_displayed(fields.issuer, head),
        as_displayed(fields.subject, head),
        as_displayed(fields.signer_name, end),
        as_displayed(fields.signer_title, end),
        as_displayed(fields.authority, end),
        fields.remarks,
    )


def _read(material: Material, first: Page, claim: FileNameClaim) -> Fields:
    layout = read_layout(first)
    parent = find_parent(layout)
    if parent is not None and layout.heading is Heading.NONE:
        return _annex(layout, parent)
    number = accept(_numbers(layout, material, claim) or from_file_name(claim))
    signers = _signers(material.closing)
    kind = accept(read_type(layout, number))
    return Fields(
        number,
        accept(_dates(layout, material, kind.value, claim)),
        kind,
        accept(read_issuer(layout)),
        accept(read_subject(layout)),
        accept(_present(name_candidate(signers))),
        accept(_present(title_candidate(signers))),
        accept(_present(authority_candidate(signers))),
    )


def accept(candidates: Iterable[Candidate[T]]) -> Extracted[T]:
    """Order candidates by confidence and accept the first when it is more likely right than wrong."""
    ordered = tuple(sorted(candidates, key=lambda candidate: -candidate.confidence))
    best = ordered[0] if ordered and ordered[0].confidence >= _LEAST_ACCEPTED else None
    return Extracted(best, ordered)


def _present(candidate: Candidate[T] | None) -> list[Candidate[T]]:
    return [candidate] if candidate is not None else []


def _numbers(layout: Layout, material: Material, claim: FileNameClaim) -> list[Candidate[str]]:
    printed = read_number(layout)
    if not material.number:
        return printed
    scanned = _weigh(
        material.number, lambda value: _digits(value) == (claim.number, claim.suffix), is_known=claim.number is not None
    )
    known = {candidate.value for candidate in scanned}
    extra = [replace(c, confidence=min(c.confidence, 0.3)) for c in printed if c.value not in known]
    return [*scanned, *extra]


def _digits(number: str) -> tuple[int, str] | None:
    match = re.match(r"(\d+)([A-ZĐ]?)", number)
    return (int(match[1]), match[2]) if match else None


def _weigh(candidates: Sequence[Candidate[T]], agrees: Callable[[T], bool], *, is_known: bool) -> list[Candidate[T]]:
    """Weigh readings of a scan by the file's name: its agreement raises the odds, it adds no reading."""
    if not is_known:
        return list(candidates)
    weights = [c.confidence * (_NAME_ODDS if agrees(c.value) else 1.0) for c in candidates]
    total = sum(weights) + max(0.0, 1.0 - sum(c.confidence for c in candidates))
    if total <= 0:
        return list(candidates)
    return [
        replace(c, confidence=weight / total, rule=c.rule + ("+file-name" if agrees(c.value) else ""))
        for c, weight in zip(candidates, weights, strict=True)
    ]


def _dates(layout: Layout, material: Material, kind: str | None, claim: FileNameClaim) -> list[Candidate[date]]:
    if material.date:
        is_known = claim.day is not None and claim.month is not None
        return _weigh(material.date, lambda v: (v.day, v.month) == (claim.day, claim.month), is_known=is_known)
    header = read_date(layout)
    if header:
        return header
    if kind == "biên bản":
        return read_opening_date(layout.body)
    is_passed = kind in ("luật", "bộ luật", "pháp lệnh", "nghị quyết", "hiến pháp")
    for page in material.closing:
        found = read_passing_date(page.lines) if is_passed else read_closing_date(page.lines)
        if found:
            return found
    return []


def _signers(pages: Sequence[Page]) -> tuple[Signer, ...]:
    for find in (find_signers, find_partial_signers):
        for page in pages:
            found = find(page)
            if found:
                return found
    return ()


def _annex(layout: Layout, parent: Parent) -> Fields:
    """An annex has no number, date or signer of its own; what it names are its parent's."""
    details: dict[str, str | int | float] = {
        key: value for key, value in (("number", parent.number), ("date", parent.date)) if value
    }
    issuer = [parent.issuer] if parent.issuer else []
    return Fields(
        type=accept(read_type(layout, Extracted())),
        issuer=accept([*read_issuer(layout), *issuer]),
        subject=accept(read_subject(layout)),
        remarks=(Remark("annex-of", details),),
    )


def from_file_name(claim: FileNameClaim) -> list[Candidate[str]]:
    """Return the number a file's name claims, as a proposal that is never accepted by itself."""
    if claim.number is None or not claim.symbol:
        return []
    value = f"{claim.number:02d}{claim.suffix}/{claim.symbol}"
    return [Candidate(value, 0.3, Origin.FILE_NAME, "file-name")]
