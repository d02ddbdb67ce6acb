"""From material to fields: every reading kept, the best accepted only when it is likely enough."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from parsers.agreement import (
    NOTHING_KNOWN,
    Known,
    cited_years,
    date_sources,
    number_sources,
    weigh,
    with_names,
    with_symbols,
)
from parsers.annex import Parent, find_parent
from parsers.date import has_blank_date, read_closing_date, read_date, read_opening_date, read_passing_date
from parsers.doctype import read_type
from parsers.document import Authority, Candidate, Extracted, FileNameClaim, Origin, Remark
from parsers.heading import Heading
from parsers.issuer import read_issuer
from parsers.layout import Layout, read_layout
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


def read_fields(material: Material, known: Known = NOTHING_KNOWN) -> Fields:
    """Return the fields of a file that was read, boxes as displayed; all empty when no page could be read."""
    if material.first is None:
        return Fields(number=accept(from_file_name(known.claim)))
    return _displayed(_read(material, material.first, known), material.first, material.closing)


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


def _read(material: Material, first: Page, known: Known) -> Fields:
    layout = read_layout(first)
    parent = find_parent(layout)
    if parent is not None and layout.heading is Heading.NONE:
        return _annex(layout, parent)
    number = accept(_numbers(layout, material, known) or from_file_name(known.claim))
    signers = _signers(material.closing)
    kind = accept(read_type(layout, number))
    return Fields(
        number,
        accept(_dates(layout, material, kind.value, known)),
        kind,
        accept(read_issuer(layout)),
        accept(read_subject(layout)),
        accept(with_names(_present(name_candidate(signers)), known.names)),
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


def _numbers(layout: Layout, material: Material, known: Known) -> list[Candidate[str]]:
    printed = read_number(layout)
    if not material.number:
        return weigh(printed, number_sources(known))
    scanned = weigh(with_symbols(material.number, known.symbols), number_sources(known))
    values = {candidate.value for candidate in scanned}
    extra = [replace(c, confidence=min(c.confidence, 0.3)) for c in printed if c.value not in values]
    return [*scanned, *extra]


def _dates(layout: Layout, material: Material, kind: str | None, known: Known) -> list[Candidate[date]]:
    years = cited_years("\n".join(line.text for line in layout.body))
    return weigh(material.date or _printed_dates(layout, material, kind), date_sources(known, years))


def _printed_dates(layout: Layout, material: Material, kind: str | None) -> list[Candidate[date]]:
    header = read_date(layout)
    if header or has_blank_date(layout):
        return header
    if kind in ("biên bản", "hợp đồng", "bản ghi nhớ", "bản thỏa thuận"):
        return read_opening_date(layout.body)
    is_passed = kind in ("luật", "bộ luật", "pháp lệnh", "nghị quyết", "hiến pháp")
    for page in material.closing:
        found = (read_passing_date(page.lines) if is_passed else []) or read_closing_date(page.lines)
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
