"""One page of a long list of names, and what in it has some words, without accents or capitals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from evidence_svc.domain.folding import fold

A_PAGE = 100
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """The `number`th of `pages` pages, counted from 1; `found` things have the words, of `total` in the list."""

    items: tuple[T, ...]
    number: int
    pages: int
    found: int
    total: int

    @property
    def is_long(self) -> bool:
        """Whether the whole list has more than one page."""
        return self.total > A_PAGE


def open_page(things: Sequence[T], name: Callable[[T], str], *, words: str = "", number: int = 1) -> Page[T]:
    """The page with that number, or the nearest there is, of the things whose name has all the words."""
    wanted = fold(words).split()
    found = [thing for thing in things if all(word in fold(name(thing)) for word in wanted)] if wanted else things
    pages = max(1, -(-len(found) // A_PAGE))
    at = min(max(1, number), pages)
    return Page(tuple(found[(at - 1) * A_PAGE : at * A_PAGE]), at, pages, len(found), len(things))
