"""An evidence report laid out for a page: fields in order, boxes on the page shown, signatures, findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evidence_svc.operations.show_evidence import EvidencePage
from evidence_svc.persistence.corrections import Correction
from evidence_svc.web import wording
from evidence_svc.web.display import show_day, word

Json = Mapping[str, Any]
# Widths a page is drawn at; the browser picks, so that text stays sharp and a phone loads little.
WIDTHS = (800, 1400)
# Where a page may be enlarged, there is a wider one.
ZOOM_WIDTHS = (*WIDTHS, 2000)
_PADDING = 2.0
_DOUBTS = {"number": "number-uncertain", "date": "date-uncertain", "signer_name": "signer-uncertain"}


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of the report. `value` is None where nothing good enough was found; `others` are (value, origin, sure).

    `page` counts from 1; `has_box` tells whether a place on that page is known.
    """

    name: str
    label: str
    value: str | None
    page: int | None
    has_box: bool
    origin: str
    confidence: float
    rule: str
    others: tuple[OtherReading, ...]
    correction: Correction | None = None

    @property
    def corrected(self) -> str:
        """What a person read instead, as shown; empty while nobody did."""
        return _value(self.name, self.correction.value) if self.correction else ""


@dataclass(frozen=True, slots=True)
class OtherReading:
    """A reading that was not accepted."""

    value: str
    origin: str
    confidence: float
    page: int | None


@dataclass(frozen=True, slots=True)
class FieldBox:
    """A field's place on the page shown, in PDF points from the top left, a little wider than the text."""

    name: str
    label: str
    value: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PageView:
    """The page shown: its number, how many there are, its size in PDF points, and the boxes on it."""

    number: int
    count: int
    width: float
    height: float
    boxes: tuple[FieldBox, ...]


def field_lines(report: Json, corrections: Iterable[Correction]) -> tuple[FieldLine, ...]:
    """The fields in the order they stand on a document, each with its newest correction."""
    newest = {correction.field: correction for correction in corrections}
    in_force = {field: correction for field, correction in newest.items() if not correction.is_withdrawal}
    return tuple(_line(name, report, in_force.get(name)) for name in wording.DOCUMENT_FIELDS)


def page_view(report: Json, wanted: int) -> PageView | None:
    """The page asked for, or the nearest there is; None for files without pages to draw."""
    sizes = report.get("page_sizes") or []
    if not sizes:
        return None
    number = min(max(wanted, 1), len(sizes))
    width, height = sizes[number - 1]
    boxes = tuple(_box(name, report) for name in wording.DOCUMENT_FIELDS if _stands_on(report, name, number))
    return PageView(number, len(sizes), width, height, boxes)


def unconfirmed_reasons(page: EvidencePage) -> frozenset[str]:
    """Reasons of findings that wait for nothing but another office's word on the assessed office's own corrections."""
    newest = {correction.field: correction for correction in page.corrections}
    waiting = (one for one in newest.values() if one.id in page.unconfirmed and not one.is_withdrawal)
    return frozenset(_DOUBTS[one.field] for one in waiting if one.field in _DOUBTS)


def first_page(report: Json) -> int:
    """The page to open first: the one the number or the date was read from."""
    for name in ("number", "date", "type"):
        read = report["document"][name]
        if read and read["page"]:
            return int(read["page"])
    return 1


def _line(name: str, report: Json, correction: Correction | None) -> FieldLine:
    read = report["document"][name] or {}
    others = read.get("candidates") or report.get("proposals", {}).get(name, [])
    return FieldLine(
        name=name,
        label=word(name, wording.DOCUMENT_FIELDS),
        value=_value(name, read["value"]) if read else None,
        page=read.get("page"),
        has_box=bool(read.get("bbox")),
        origin=word(read.get("origin", ""), wording.ORIGINS),
        confidence=read.get("confidence", 0.0),
        rule=read.get("rule", ""),
        others=tuple(_other(name, other) for other in others if other["value"] != read.get("value")),
        correction=correction,
    )


def _other(name: str, read: Json) -> OtherReading:
    origin = word(read["origin"], wording.ORIGINS)
    return OtherReading(_value(name, read["value"]), origin, read["confidence"], read["page"])


def _value(name: str, value: Any) -> str:
    return show_day(value) if name == "date" else str(value)


def _stands_on(report: Json, name: str, page: int) -> bool:
    read = report["document"][name]
    return bool(read and read["bbox"] and read["page"] == page)


def _box(name: str, report: Json) -> FieldBox:
    read = report["document"][name]
    x0, y0, x1, y1 = read["bbox"]
    return FieldBox(
        name=name,
        label=word(name, wording.DOCUMENT_FIELDS),
        value=_value(name, read["value"]),
        x=round(x0 - _PADDING, 2),
        y=round(y0 - _PADDING, 2),
        width=round(x1 - x0 + 2 * _PADDING, 2),
        height=round(y1 - y0 + 2 * _PADDING, 2),
    )
