"""Compare what a viewer shows of a signed revision and of the file as it is, page by page, in child processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil, floor
from typing import Any

import numpy as np
from PIL import Image, ImageChops

from evidence_svc.isolation import IsolationError, Limits, run_isolated_json
from parsers.errors import ParseError
from parsers.reader import Pdf, open_pdf, page_text, render_page
from verifiers.errors import VerifierError
from verifiers.page_views import PageChange, PagePair, PageVerdict, Region, judge_page
from verifiers.signature.marks import Mark, find_marks
from verifiers.signature.revisions import signed_revision

DPI = 72
SCALE = 72.0 / DPI
TILE = 8
LEAST_DIFFERENCE = 24
PAGES_AT_ONCE = 10
MOST_REGIONS = 200
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RevisionComparison:
    """The pages compared so far; `reason` says why the rest is missing, None when all are there."""

    field: str
    pages: tuple[PageVerdict, ...]
    pages_signed: int
    pages_final: int
    reason: str | None = None

    @property
    def unexplained(self) -> tuple[PageVerdict, ...]:
        """The pages that show something other than what was signed and later marked."""
        return tuple(p for p in self.pages if p.change not in {PageChange.SAME, PageChange.EXPLAINED})


def compare_revisions(
    content: bytes,
    field: str,
    *,
    limits: Limits,
    most_pages: int = 2_000,
    progress: Callable[[RevisionComparison, int], None] | None = None,
) -> RevisionComparison:
    """Compare the revision that the signature in `field` covers with `content`, all pages, ten to a child process.

    `limits` hold for each ten pages; `progress(so_far, total)` is called after each. A file that cannot be read, or
    a child that dies, ends the comparison with its reason; what was compared before is kept.
    """
    pages: list[PageVerdict] = []
    signed = final = total = 0
    first = 1
    while first == 1 or first <= total:
        last = first + PAGES_AT_ONCE - 1
        try:
            batch = run_isolated_json(partial(_compare_batch, content, field, first, last), limits)
        except IsolationError as error:
            return RevisionComparison(field, tuple(pages), signed, final, error.reason)
        if batch["reason"] is not None:
            return RevisionComparison(field, tuple(pages), signed, final, batch["reason"])
        signed, final = batch["signed"], batch["final"]
        total = min(max(signed, final), most_pages)
        pages.extend(page_of_json(stored) for stored in batch["pages"] if stored["page"] <= total)
        if progress is not None:
            progress(RevisionComparison(field, tuple(pages), signed, final), total)
        first = last + 1
    reason = "too-many-pages" if max(signed, final) > most_pages else None
    return RevisionComparison(field, tuple(pages), signed, final, reason)


def page_of_json(stored: Json) -> PageVerdict:
    """A page's verdict from what `page_json` made of it."""
    regions, unexplained = (tuple(tuple(region) for region in stored[name]) for name in ("regions", "unexplained"))
    return PageVerdict(stored["page"], PageChange(stored["change"]), regions, unexplained)


def _compare_batch(content: bytes, field: str, first: int, last: int) -> Json:
    """In the child: pages first to last as JSON values, or the reason why not."""
    try:
        signed = signed_revision(content, field)
        marks = find_marks(signed, content)
        with open_pdf(signed) as before, open_pdf(content) as after:
            verdicts = [judge_page(pair) for pair in _pairs(before, after, marks, first, last)]
            counts = {"signed": before.page_count, "final": after.page_count}
    except (ParseError, VerifierError) as error:
        return {"reason": error.reason}
    return {"reason": None, "pages": [page_json(verdict) for verdict in verdicts], **counts}


def page_json(verdict: PageVerdict) -> Json:
    """A page's verdict in JSON's own values."""
    return {
        "page": verdict.page,
        "change": verdict.change.value,
        "regions": [*map(list, verdict.regions)],
        "unexplained": [*map(list, verdict.unexplained)],
    }


def _pairs(before: Pdf, after: Pdf, marks: tuple[Mark, ...], first: int, last: int) -> Iterator[PagePair]:
    for number in range(first, min(last, max(before.page_count, after.page_count)) + 1):
        places = tuple((m.left, m.top, m.right, m.bottom) for m in marks if m.page == number)
        texts = [page_text(pdf, number - 1) if number <= pdf.page_count else None for pdf in (before, after)]
        regions: tuple[tuple[Region, ...], tuple[Region, ...]] = ((), ())
        if None not in texts:
            pictures = [render_page(pdf, number - 1, DPI) for pdf in (before, after)]
            regions = find_differing(pictures[0], pictures[1], places)
        yield PagePair(number, texts[0], texts[1], *regions)


def find_differing(
    left: Image.Image, right: Image.Image, marks: Sequence[Region] = ()
) -> tuple[tuple[Region, ...], tuple[Region, ...]]:
    """Where two pictures of a page differ, as boxes in points: anywhere, and outside of the marks.

    Pictures of different sizes differ as a whole.
    """
    if left.size != right.size:
        whole = (0.0, 0.0, right.width * SCALE, right.height * SCALE)
        return (whole,), (whole,)
    difference = np.asarray(ImageChops.difference(left, right)).max(axis=2) >= LEAST_DIFFERENCE
    outside = difference.copy()
    for x0, y0, x1, y1 in marks:
        top, start = (max(0, floor(edge / SCALE)) for edge in (y0, x0))
        outside[top : max(0, ceil(y1 / SCALE)), start : max(0, ceil(x1 / SCALE))] = False
    return _regions(difference), _regions(outside)


def _regions(difference: Any) -> tuple[Region, ...]:
    return tuple(_tight(difference, box) for box in _groups(_tiles(difference)))


def _tiles(difference: Any) -> set[tuple[int, int]]:
    rows, columns = np.nonzero(difference)
    return set(zip((rows // TILE).tolist(), (columns // TILE).tolist(), strict=True))


def _groups(tiles: set[tuple[int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """Boxes in tiles (top, left, bottom, right) around neighbouring tiles; the rest together after the 200th."""
    left = set(tiles)
    for _ in range(MOST_REGIONS):
        if not left:
            return
        group, queue = set(), [left.pop()]
        while queue:
            row, column = queue.pop()
            group.add((row, column))
            near = {(row + down, column + across) for down in (-1, 0, 1) for across in (-1, 0, 1)} & left
            left -= near
            queue.extend(near)
        yield _around(group)
    if left:
        yield _around(left)


def _around(tiles: set[tuple[int, int]]) -> tuple[int, int, int, int]:
    rows, columns = [row for row, _ in tiles], [column for _, column in tiles]
    return min(rows), min(columns), max(rows) + 1, max(columns) + 1


def _tight(difference: Any, box: tuple[int, int, int, int]) -> Region:
    """The differing pixels inside a box of tiles, in points."""
    top, left, bottom, right = (edge * TILE for edge in box)
    rows, columns = np.nonzero(difference[top:bottom, left:right])
    edges = left + columns.min(), top + rows.min(), left + columns.max() + 1, top + rows.max() + 1
    x0, y0, x1, y1 = (float(edge) * SCALE for edge in edges)
    return x0, y0, x1, y1
