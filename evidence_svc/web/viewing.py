"""A document to look at: a page with boxes on what was read and found, its signed revisions, its text searched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidence_svc.operations.search_document import Found, Hit, search_document
from evidence_svc.operations.show_view import ViewedDocument, show_view
from evidence_svc.serving import acting, services
from evidence_svc.web.document_view import ZOOM_WIDTHS, FieldLine, PageView, field_lines, first_page, page_view

pages = Blueprint("viewing", __name__)
# What an address may say: of the document, and of the queue around it.
_FIELDS = frozenset({"page", "signature", "q", "hit", "agency", "field", "risk", "stage", "order"})
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Revision:
    """What a signature covers: its number (from 1), who signed, and when by the best clock there is."""

    number: int
    who: str
    when: str | None


@dataclass(frozen=True, slots=True)
class Viewer:
    """Everything the pane of a document shows; `address` are the fields of the address that leads here.

    `view` is None for files without pages to draw, `revision` None for the file as it is; `hit` counts from 0 among
    those of `found`, which is None while nothing is searched.
    """

    shown: ViewedDocument
    address: Mapping[str, str]
    view: PageView | None = None
    fields: tuple[FieldLine, ...] = ()
    revisions: tuple[Revision, ...] = ()
    revision: Revision | None = None
    found: Found | None = None
    hit: int = 0

    @property
    def words(self) -> str:
        """What is searched for."""
        return self.address.get("q", "")

    @property
    def is_searchable(self) -> bool:
        """Whether the file may carry text that can be searched."""
        return self.view is not None and self.shown.report is not None and self.shown.report.report["media_type"] == PDF

    def at(self, **changed: object) -> str:
        """The query of an address that shows something else of the document; None takes a field out."""
        return link({**self.address, **changed})

    def kept(self, *left_out: str) -> dict[str, str]:
        """The fields that a form must carry on, without those it asks for itself."""
        return {name: value for name, value in self.address.items() if name not in left_out}

    def hits_here(self) -> tuple[tuple[int, Hit], ...]:
        """The hits on the page shown, each with its place among all."""
        hits = self.found.hits if self.found else ()
        number = self.view.number if self.view else 0
        return tuple((at, hit) for at, hit in enumerate(hits) if hit.page == number)

    def pictures(self) -> tuple[tuple[int, str], ...]:
        """The page's pictures as (width in pixels, address), narrow first."""
        return tuple((width, self._picture(self.view.number, width)) for width in ZOOM_WIDTHS) if self.view else ()

    def _picture(self, page: int, width: int) -> str:
        evidence_id = self.shown.evidence.id
        if self.revision is None:
            return url_for("evidence.picture", evidence_id=evidence_id, number=page, width=width)
        number = self.revision.number
        return url_for("comparisons.picture", evidence_id=evidence_id, number=number, page=page, width=width)


@pages.get("/evidence/<int:evidence_id>/view")
def show(evidence_id: int) -> ResponseReturnValue:
    """The pane alone, for the script that puts another page into it."""
    viewer = open_viewer(show_view(services(), acting(), evidence_id), request.args)
    return render_template("parts/viewer.html", viewer=viewer)


def open_viewer(shown: ViewedDocument, asked: Mapping[str, str]) -> Viewer:
    """What an address asks to see of a document; searches it if the address has words."""
    address = {"evidence": str(shown.evidence.id)}
    address |= {name: value for name, value in asked.items() if value and name in _FIELDS}
    report = shown.report.report if shown.report else None
    if report is None or report["error"] is not None:
        return Viewer(shown, address)
    revisions = _revisions(report)
    revision = next((each for each in revisions if str(each.number) == address.get("signature")), None)
    found = _search(shown, report, revision, address.get("q", ""))
    hit = _hit(found, address)
    wanted = _number(address.get("page")) or (found.hits[hit].page if found and found.hits else first_page(report))
    return Viewer(
        shown=shown,
        address=address,
        view=page_view(report, wanted),
        fields=field_lines(report, ()),
        revisions=revisions,
        revision=revision,
        found=found,
        hit=hit,
    )


def link(fields: Mapping[str, object]) -> str:
    """The query of an address, without those fields that are None or empty."""
    said = {name: value for name, value in fields.items() if value not in {None, ""}}
    return f"?{urlencode(said)}" if said else ""


def _search(shown: ViewedDocument, report: Mapping[str, Any], revision: Revision | None, words: str) -> Found | None:
    if not words.strip() or report["media_type"] != PDF:
        return None
    field = report["signatures"][revision.number - 1]["field"] if revision else ""
    return search_document(services(), acting(), shown.evidence.id, words, field)


def _hit(found: Found | None, address: Mapping[str, str]) -> int:
    """The hit to show: the one asked for, or the first on the page asked for."""
    if not found or not found.hits:
        return 0
    asked, page = _number(address.get("hit")), _number(address.get("page"))
    if asked is not None:
        return min(max(asked - 1, 0), len(found.hits) - 1)
    return next((at for at, hit in enumerate(found.hits) if hit.page == page), 0)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _revisions(report: Mapping[str, Any]) -> tuple[Revision, ...]:
    return tuple(
        Revision(
            number,
            signature["signer"] or signature["organisation"] or "",
            signature["timestamped_at"] or signature["signed_at"],
        )
        for number, signature in enumerate(report["signatures"], start=1)
    )
