"""The type of a document: from its title first, from the symbol of its number otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parsers.document import Candidate, Extracted, Origin
from parsers.heading import Heading
from parsers.layout import Layout
from parsers.number import begins_subject
from parsers.titles import type_of_number, type_of_title
from parsers.vietnamese import fold
from parsers.words import Line, reading_confidence, stamped_origin

# Abbreviations of types that are offices too: a tax office, a finance office, an electricity company.
_AGENCIES_TOO = frozenset(("TC", "CT", "PC", "DA", "HD", "HĐ", "TT", "PA"))


def read_type(layout: Layout, number: Extracted[str]) -> list[Candidate[str]]:
    """Return what the document may be, best first: title, then number, then the look of a công văn."""
    candidates: list[Candidate[str]] = []
    by_number = type_of_number(number.value) if number.value else None
    for line in layout.title[:1]:
        title = type_of_title(line.text)
        if title:
            candidates.append(_from(line, title, 0.99 if title == by_number else 0.95, "title"))
    if by_number and by_number not in [candidate.value for candidate in candidates]:
        best = number.best
        if best is not None:
            confidence = 0.88 if not candidates else 0.4
            candidates.append(Candidate(by_number, confidence, best.origin, "symbol", best.page, best.box, best.text))
    if not candidates and layout.title and layout.heading is Heading.NONE:
        headline = type_of_title(" ".join(layout.title[0].text.split()[:3]).upper())
        if headline:
            candidates.append(_from(layout.title[0], headline, 0.75, "headline"))
    letter = _looks_like_letter(layout.left, layout.body)
    about = _about(layout.left) if not layout.title else None
    if about is not None and candidates and stamped_origin(about.words) is not Origin.OCR:
        # What has its subject beside the number and no title is a letter, whatever its symbol begins with.
        sure = 0.95 if _first_group(number.value) in _AGENCIES_TOO else 0.8
        candidates = [
            _from(about, "công văn", sure, "about-without-title"),
            *(replace(c, confidence=0.2) for c in candidates),
        ]
    if letter is not None and not candidates:
        candidates.append(_from(letter, "công văn", 0.97 if number.value else 0.85, "addressed-without-title"))
    elif not candidates and number.value and layout.left:
        candidates.append(_from(layout.left[0], "công văn", 0.6, "symbol-without-type"))
    return candidates


def _from(line: Line, value: str, confidence: float, rule: str) -> Candidate[str]:
    origin = stamped_origin(line.words)
    if origin is Origin.OCR:
        confidence = confidence * max(reading_confidence(line.words), 0.8)
    return Candidate(value, confidence, origin, rule, line.page, line.box, line.text)


def _looks_like_letter(left: Sequence[Line], body: Sequence[Line]) -> Line | None:
    """Return the line that marks a công văn: `V/v` in the left column, or `Kính gửi` before any title."""
    about = _about(left)
    if about is not None:
        return about
    for line in body[:8]:
        if fold(line.text).strip().startswith("kinh gui"):
            return line
    return None


def _about(left: Sequence[Line]) -> Line | None:
    return next((line for line in left if begins_subject(line)), None)


def _first_group(number: str | None) -> str:
    """Return the first letters of a symbol: `CT` of `4410/CT-TTHT`."""
    found = re.match(r"\d+[A-ZĐ]?[/-]([^-/]+)", number or "")
    return found[1] if found else ""
