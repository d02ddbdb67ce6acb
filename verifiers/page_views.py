"""Whether viewers show what was signed: pages of a signed revision beside the same pages of the file as it is.

What a verifier and a viewer read in the same bytes can differ: one published attack appends a page behind an empty
cross-reference section. So the pictures and texts that a viewer makes are compared, too. The views come from
outside: nothing is drawn here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Region = tuple[float, float, float, float]


class PageChange(StrEnum):
    """What became of a page after a signature."""

    SAME = "same"
    EXPLAINED = "explained"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class PagePair:
    """One page (from 1) before and after: its texts without annotations, and where the pictures differ.

    Regions are left, top, right, bottom in points from the top left; a text is None where the page is missing.
    `unexplained` are the differences outside of all later signatures, stamps and entries.
    """

    page: int
    signed_text: str | None
    final_text: str | None
    differing: tuple[Region, ...] = ()
    unexplained: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class PageVerdict:
    """A page's change, with all places that differ and those that no later mark explains."""

    page: int
    change: PageChange
    regions: tuple[Region, ...] = ()
    unexplained: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class PageViews:
    """What a viewer shows of the first signed revision and of the file as it is, page numbers from 1.

    `changed` pages show something that was not signed and not marked later; on `covered` pages a later mark hides
    what was signed. `reason` says why pages beyond the `compared` ones are missing, None when none is.
    """

    field: str
    signer: str | None
    compared: int
    changed: tuple[int, ...] = ()
    covered: tuple[int, ...] = ()
    reason: str | None = None


def judge_page(pair: PagePair) -> PageVerdict:
    """What became of one page: text and picture must be the signed ones, later marks apart."""
    if pair.signed_text is None or pair.final_text is None:
        change = PageChange.ADDED if pair.signed_text is None else PageChange.REMOVED
        return PageVerdict(pair.page, change)
    if pair.unexplained or pair.signed_text != pair.final_text:
        return PageVerdict(pair.page, PageChange.CHANGED, pair.differing, pair.unexplained)
    change = PageChange.EXPLAINED if pair.differing else PageChange.SAME
    return PageVerdict(pair.page, change, pair.differing)
