"""The heading of a page: that of the State or of the Party, and the word it begins with."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from parsers.vietnamese import squeeze
from parsers.words import Line, Word

_STATE = ("conghoaxahoi", "xahoichunghia", "chunghiaviet", "doclaptudo", "tudohanhphuc")
_PARTY = ("dangcongsanvietnam", "dangcongsan")
_UNION = ("doantncshochiminh", "doanthanhniencongsanhochiminh")
_FIRST_WORDS = ("cong", "doc", "dang", "tu", "xa", "chu")

_FIRST_LINES = 12


class Heading(StrEnum):
    """Which heading the first page bears."""

    STATE = "state"
    PARTY = "party"
    UNION = "union"
    NONE = "none"


def of_heading(line: Line) -> Heading:
    """Return which heading a line belongs to, by its letters alone."""
    text = squeeze(line.text)
    if any(mark in text for mark in _STATE):
        return Heading.STATE
    return Heading.PARTY if any(mark in text for mark in _PARTY) else Heading.NONE


def find_heading(lines: Sequence[Line]) -> tuple[Heading, Word | None]:
    """Find the heading and the word it begins with; two lines of it agree on the leftmost begin."""
    found: list[Word] = []
    kind = Heading.NONE
    for line in lines:
        this = of_heading(line)
        if this is Heading.NONE or len(squeeze(line.text)) > 90 or (found and line.box.y0 - found[0].box.y0 > 45):
            continue
        word = first_word(line)
        if word is not None:
            kind = kind if kind is not Heading.NONE else this
            found.append(word)
    if not found:
        return _of_union(lines)
    leftmost = min(found, key=lambda word: word.box.x0)
    return kind, Word(found[0].text, leftmost.box.__class__(
        leftmost.box.x0, found[0].box.y0, leftmost.box.x1, found[0].box.y1
    ))  # fmt: skip


def _of_union(lines: Sequence[Line]) -> tuple[Heading, Word | None]:
    """Find the heading that the Youth Union's papers bear at the right, where others bear that of State or Party."""
    middle = max((line.box.x1 for line in lines), default=0.0) / 2
    for line in lines[:_FIRST_LINES]:
        for index, word in enumerate(line.words):
            rest = squeeze("".join(w.text for w in line.words[index:]))
            if rest in _UNION and word.box.x0 > 0.8 * middle:
                return Heading.UNION, word
    return Heading.NONE, None


def first_word(line: Line) -> Word | None:
    """Return the word with which the heading begins on a line that may also hold the left column."""
    for index, word in enumerate(line.words):
        rest = squeeze("".join(w.text for w in line.words[index:]))
        starts = rest.startswith(("conghoa", "doclap", "dangcongs"))
        if starts and squeeze(word.text).startswith(_FIRST_WORDS):
            return word
    return line.words[0] if line.words else None
