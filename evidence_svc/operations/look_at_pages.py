"""What a viewer shows of the first signed revision and of the file as it is: in the child, within a budget."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from PIL import Image

from evidence_svc.operations.compare_revisions import find_differing
from parsers.errors import ParseError
from parsers.reader import Pdf, Sight, look_at_page, open_pdf, render_page
from verifiers.page_views import PageViews, Region
from verifiers.signature.appended import Appended
from verifiers.signature.marks import Mark

MOST_PAGES = 2_000
# Pictures cost ten times what texts do: pages on which something was put later, then, on a sign of a disagreement
# between readers, the others.
MOST_DRAWN = 4
MOST_DRAWN_CLOSELY = 20
MOST_SECONDS = 10.0
DPI_CLOSELY = 72
# Enough to weigh ink, and a scan is drawn in less than half of the time.
DPI = 36
# Seals and signatures are drawn on names: on genuine files 3 % of the ink under them is gone at most. What stands on
# white takes all of it away, or half where it puts other letters in its place.
LEAST_HIDDEN = 0.3
# In black pixels; one letter of 12 points is one to two.
LEAST_GONE = 1.0


def look_at_pages(appended: Appended, *, closely: bool = False) -> PageViews:
    """Compare text and stored pictures of every page, and what pages look like where something was put on them later.

    `closely` draws the pages without later marks, too. A page beyond the bounds (pages, processor time) is left out
    and the result says so.
    """
    look = _Look(appended, closely=closely)
    try:
        with open_pdf(appended.signed) as before, open_pdf(appended.body) as after:
            look.compare(before, after)
    except ParseError as error:
        look.reason = error.reason
    return PageViews(
        appended.field, appended.signer, look.compared, tuple(look.changed), tuple(look.covered), look.reason
    )


class _Look:
    """One comparison as it proceeds."""

    def __init__(self, appended: Appended, *, closely: bool) -> None:
        self.marks = appended.marks
        self.closely = closely
        self.drawn = 0
        self.compared = 0
        self.changed: list[int] = []
        self.covered: list[int] = []
        self.reason: str | None = None

    def compare(self, before: Pdf, after: Pdf) -> None:
        """Page by page until the last one or the end of the budget. Raises ParseError."""
        total = max(before.page_count, after.page_count)
        started = time.process_time()
        for number in range(1, total + 1):
            if number > MOST_PAGES or time.process_time() - started > MOST_SECONDS:
                self.reason = "too-many-pages"
                return
            if number > min(before.page_count, after.page_count):
                self.changed.append(number)
            else:
                self._compare_page(before, after, number)
            self.compared = number

    def _compare_page(self, before: Pdf, after: Pdf, number: int) -> None:
        marks = [mark for mark in self.marks if mark.page == number]
        sights = [look_at_page(pdf, number - 1, [mark.rect for mark in marks]) for pdf in (before, after)]
        if (sights[0].text, sights[0].pictures) != (sights[1].text, sights[1].pictures):
            self.changed.append(number)
        elif self._is_worth_drawing(marks, sights[0]):
            self._compare_pictures(before, after, number, marks)

    def _is_worth_drawing(self, marks: Sequence[Mark], sight: Sight) -> bool:
        """Where a mark stands on text, or on a page whose text cannot be read, it may hide something."""
        if self.drawn >= (MOST_DRAWN_CLOSELY if self.closely else MOST_DRAWN):
            return False
        is_over = bool(marks) and (any(c.isalnum() for c in sight.under) or not sight.text.strip())
        self.drawn += is_over or self.closely
        return is_over or self.closely

    def _compare_pictures(self, before: Pdf, after: Pdf, number: int, marks: Sequence[Mark]) -> None:
        dpi = DPI_CLOSELY if self.closely else DPI
        left, right = (render_page(pdf, number - 1, dpi) for pdf in (before, after))
        places = [(mark.left, mark.top, mark.right, mark.bottom) for mark in marks]
        if self.closely and find_differing(left, right, places)[1]:
            self.changed.append(number)
        elif any(is_hidden(left, right, place, dpi) for place in places):
            self.covered.append(number)


def is_hidden(left: Image.Image, right: Image.Image, place: Region, dpi: int) -> bool:
    """Whether most of the ink of one picture inside a place (points from the top left) is gone in the other."""
    x0, y0, x1, y1 = (max(0, round(edge * dpi / 72)) for edge in place)
    box = (x0, y0, min(x1, left.width, right.width), min(y1, left.height, right.height))
    if box[2] <= box[0] or box[3] <= box[1]:
        return False
    old, new = (255.0 - np.asarray(picture.crop(box).convert("L"), dtype=float) for picture in (left, right))
    ink, gone = old.sum() / 255.0, np.clip(old - new, 0.0, None).sum() / 255.0
    return bool(gone >= LEAST_GONE and gone >= LEAST_HIDDEN * ink)
