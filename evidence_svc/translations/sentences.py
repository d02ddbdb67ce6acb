"""Finished Vietnamese sentences of the program in English: found by the template they were made from.

Checks, rules and refusals write one Vietnamese sentence, which the record keeps. The catalogue `sentences` holds
their templates with {places} for what was filled in; a sentence is matched against them and said in English with
the same contents. What no template made (a person's words, a title) stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from evidence_svc.translations.catalogue import SENTENCES, read_catalogue
from evidence_svc.translations.language import is_english

PLACE = re.compile(r"\{(\w+)\}")
_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_NUMBER = re.compile(r"(?<![\d.,/])\d{1,3}(?:\.\d{3})*,\d+(?![\d,/])|(?<![\d.,/])\d{1,3}(?:\.\d{3})+(?![\d.,/])")
_SWAP = str.maketrans(",.", ".,")
# A template with fewer letters of its own would match sentences that it did not make.
_FEWEST_LETTERS = 4
# A sentence within a sentence (a rule, a cause) is at most so deep.
_DEEPEST = 5
# What stands between sentences, or parts of one, that were put together without a template of their own.
_BETWEEN = ("\n", "; ", ": ", " × ", " = ")
VIETNAMESE = re.compile(r"[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")


@dataclass(frozen=True, slots=True)
class Template:
    """How a sentence is recognised, and how it is said in English."""

    pattern: re.Pattern[str]
    english: str


def said(text: object) -> str:
    """A sentence of the program in the language of the request; unknown text stays as it is."""
    words = str(text)
    return to_english(words) if is_english() else words


def said_whole(text: object) -> str:
    """Words that a person or the program wrote: only a whole sentence of the program is said in English."""
    words = str(text)
    return _catalogue()[0].get(words, words) if is_english() else words


@lru_cache(maxsize=4096)
def to_english(text: str, depth: int = 0) -> str:
    """The English of a finished sentence; unknown parts are kept, with dates and decimals the English way."""
    if not depth and not VIETNAMESE.search(text):
        return text
    core = text.strip()
    known = _known(core, depth)
    if known is not None:
        return text.replace(core, known)
    if core[:1].isupper() and (known := _known(core[0].lower() + core[1:], depth)) is not None:
        return text.replace(core, known[:1].upper() + known[1:])
    for mark in _BETWEEN if depth < _DEEPEST else ():
        if mark in text:
            return mark.join(to_english(part, depth + 1) for part in text.split(mark))
    return _numbers(text)


def _known(core: str, depth: int) -> str | None:
    """The English of what one template made; None if none did."""
    exact, templates = _catalogue()
    if core in exact:
        return exact[core]
    for template in templates if depth < _DEEPEST else ():
        if found := template.pattern.fullmatch(core):
            parts = {name[1:]: to_english(part, depth + 1) for name, part in found.groupdict().items()}
            return template.english.format_map(parts)
    return None


def places(template: str) -> list[str]:
    """The places of a template that are filled in, in alphabetical order."""
    return sorted(PLACE.findall(template))


@cache
def _catalogue() -> tuple[Mapping[str, str], tuple[Template, ...]]:
    """Sentences without places, and the templates, those with the most letters of their own first."""
    entries = {str(entry.id): str(entry.string) for entry in read_catalogue(SENTENCES) if entry.id and entry.string}
    exact = {words: english for words, english in entries.items() if not PLACE.search(words)}
    longest = sorted((words for words in entries if words not in exact), key=_own_letters, reverse=True)
    made = (Template(_pattern(words), entries[words]) for words in longest if _own_letters(words) >= _FEWEST_LETTERS)
    return exact, tuple(made)


def _own_letters(template: str) -> int:
    return sum(char.isalpha() for char in PLACE.sub("", template))


def _pattern(template: str) -> re.Pattern[str]:
    """What the template makes; a place named twice must hold the same twice."""
    pieces, seen, at = [], set[str](), 0
    for place in PLACE.finditer(template):
        pieces.append(re.escape(template[at : place.start()]))
        name = f"_{place[1]}"
        pieces.append(f"(?P={name})" if name in seen else f"(?P<{name}>.*?)")
        seen.add(name)
        at = place.end()
    return re.compile("".join([*pieces, re.escape(template[at:])]))


def _numbers(text: str) -> str:
    """Dates and decimals inside unknown words, the English way."""
    return _NUMBER.sub(lambda found: found[0].translate(_SWAP), _DATE.sub(_day, text))


def _day(found: re.Match[str]) -> str:
    try:
        day = date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return found[0]
    return english_day(day)


def english_day(day: date) -> str:
    """`17 Jan 2023`: the month in letters, as 03/04 is read in two ways."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
