"""Search a document's text, as it is or as it was signed, in a child: where each hit stands, accents folded away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from evidence_svc.domain.folding import fold
from evidence_svc.isolation import IsolationError, run_isolated_json
from evidence_svc.operations.context import Request
from evidence_svc.operations.show_evidence import read_original
from evidence_svc.services import Services
from parsers.errors import ParseError
from parsers.reader import open_pdf, read_page
from parsers.words import Line, Page, Word, bounding_box
from verifiers.errors import VerifierError
from verifiers.signature.revisions import signed_revision

LONGEST = 200
MOST_PAGES = 300
MOST_HITS = 300
# Bytes never change, so what was found in them stays; the last few questions of a process are kept.
_KEPT = 64
_found: dict[tuple[str, str, str], Found] = {}
Json = dict[str, Any]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Hit:
    """One place: the page (from 1) and a box for each line it runs over, in points from the top left as displayed."""

    page: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The hits in reading order; `silent` pages carry no text that can be searched, `is_readable` the file any at all.

    `is_cut` tells that there were more hits or pages than are looked at.
    """

    hits: tuple[Hit, ...] = ()
    silent: tuple[int, ...] = ()
    is_readable: bool = True
    is_cut: bool = False


def search_document(services: Services, request: Request, evidence_id: int, words: str, field: str = "") -> Found:
    """Where some words stand in a document; with `field`, in what the signature of that field covers.

    Raises NotFoundError, PermissionDeniedError and StorageError; a file that cannot be read has no hits.
    """
    evidence, content = read_original(services, request, evidence_id)
    wanted = fold(words[:LONGEST])
    if not wanted:
        return Found()
    key = (evidence.sha256, field, wanted)
    if key not in _found:
        try:
            answer = run_isolated_json(partial(_search, content, field, wanted), services.limits)
        except IsolationError:
            return Found(is_readable=False)
        while len(_found) >= _KEPT:
            _found.pop(next(iter(_found)), None)
        _found[key] = _from_json(answer)
    return _found[key]


def _from_json(answer: Json) -> Found:
    hits = tuple(Hit(hit["page"], tuple(tuple(box) for box in hit["boxes"])) for hit in answer["hits"])
    return Found(hits, tuple(answer["silent"]), answer["is_readable"], answer["is_cut"])


def _search(content: bytes, field: str, wanted: str) -> Json:
    """In the child."""
    hits: list[Json] = []
    silent: list[int] = []
    try:
        with open_pdf(signed_revision(content, field) if field else content) as document:
            last = min(document.page_count, MOST_PAGES)
            for index in range(last):
                page = read_page(document, index)
                if not page.lines:
                    silent.append(index + 1)
                hits += ({"page": index + 1, "boxes": boxes} for boxes in find_on_page(page, wanted))
            is_cut = len(hits) > MOST_HITS or last < document.page_count
    except (ParseError, VerifierError):
        return {"hits": [], "silent": [], "is_readable": False, "is_cut": False}
    return {"hits": hits[:MOST_HITS], "silent": silent, "is_readable": True, "is_cut": is_cut}


def find_on_page(page: Page, wanted: str) -> Iterator[list[Box]]:
    """The boxes of each place where folded words stand, one box a line; a hit may run on to the next line."""
    words = [(line, word) for line in page.lines for word in line.words]
    text, starts = "", []
    for _, word in words:
        starts.append(len(text))
        text += f"{fold(word.text)} "
    at = text.find(wanted)
    while at >= 0:
        touched = [words[n] for n in range(len(words)) if _touches(starts, text, n, at, at + len(wanted))]
        yield [_back(page, line_words) for line_words in _by_line(touched)]
        at = text.find(wanted, at + len(wanted))


def _touches(starts: Sequence[int], text: str, number: int, start: int, end: int) -> bool:
    """Whether a word has a letter of its own between two places of the folded text."""
    following = starts[number + 1] if number + 1 < len(starts) else len(text)
    return starts[number] < end and following - 1 > start


def _by_line(words: Sequence[tuple[Line, Word]]) -> list[list[Word]]:
    lines: dict[int, list[Word]] = {}
    for line, word in words:
        lines.setdefault(id(line), []).append(word)
    return list(lines.values())


def _back(page: Page, words: Sequence[Word]) -> Box:
    box = page.turn.back(bounding_box([word.box for word in words]), page.size)
    return tuple(round(edge, 2) for edge in (box.x0, box.y0, box.x1, box.y1))  # type: ignore[return-value] # four edges
