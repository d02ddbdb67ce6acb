"""Where a reading stands on the page as displayed: pages are read upright, and shown as the file has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from parsers.document import Candidate, Extracted
from parsers.turn import UNTURNED
from parsers.words import Page

T = TypeVar("T")


def as_displayed(extracted: Extracted[T], pages: Sequence[Page]) -> Extracted[T]:
    """Return a field with the boxes of all candidates turned back to the pages they were read on."""
    turned = {page.number: page for page in reversed(pages) if page.turn != UNTURNED}
    if not turned:
        return extracted
    best = _displayed(extracted.best, turned) if extracted.best else None
    return Extracted(best, tuple(_displayed(candidate, turned) for candidate in extracted.candidates))


def _displayed(candidate: Candidate[T], turned: dict[int, Page]) -> Candidate[T]:
    page = turned.get(candidate.page or 0)
    if page is None or candidate.box is None:
        return candidate
    return replace(candidate, box=page.turn.back(candidate.box, page.size))
