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
# A finding told among the remarks of a criterion: the file's name, then the finding's own sentence.
_ABOUT_A_FILE = re.compile(r"(“[^”]*”: )(.+)")
_QUOTED = re.compile(r"“\{(\w+)\}”")
_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_NUMBER = re.compile(r"(?<![\d.,/])\d{1,3}(?:\.\d{3})*,\d+(?![\d,/])|(?<![\d.,/])\d{1,3}(?:\.\d{3})+(?![\d.,/])")
_SWAP = str.maketrans(",.", ".,")
# A template with little of its own would match sentences that were put together from several: it is asked last.
_LONG = 9
# A sentence within a sentence (a rule, a cause) is at most so deep.
_DEEPEST = 5
# What stands between sentences, or parts of one, that were put together without a template of their own.
_BETWEEN = {"\n": "\n", " → ": " → ", "; ": "; ", ": ": ": ", " hoặc ": " or ", ", ": ", ", " × ": " × ", " = ": " = "}
VIETNAMESE = re.compile(r"[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")


@dataclass(frozen=True, slots=True)
class Template:
    """How a sentence is recognised, how it is said in English, and which places quote other texts word for word."""

    pattern: re.Pattern[str]
    english: str
    quoted: frozenset[str]


def said(text: object) -> str:
    """A sentence of the program in the language of the request; unknown text stays as it is."""
    words = str(text)
    return to_english(words) if is_english() else words


def said_whole(text: object) -> str:
    """Words that a person or the program wrote: only a whole sentence of the program is said in English."""
    words = str(text)
    return _exact().get(words, words) if is_english() else words


@lru_cache(maxsize=4096)
def to_english(text: str, depth: int = 0) -> str:
    """The English of a finished sentence; Vietnamese that no template made is kept as it is, quotations too.

    Dates and decimals that stand alone are written the English way.
    """
    if not depth and not VIETNAMESE.search(text):
        return text
    core = text.strip()
    known = _known(core, depth)
    return text if known is None else text.replace(core, known)


def _known(core: str, depth: int) -> str | None:
    """The English of one sentence, or of the parts it was put together from; None if nothing of it is known."""
    if depth >= _DEEPEST:
        return _exact().get(core)
    long, short = _templates()
    found = _as_a_whole(core, long, depth) or _in_parts(core, depth) or _as_a_whole(core, short, depth)
    if found is not None:
        return found
    return None if VIETNAMESE.search(core) else _numbers(core)


def _as_a_whole(core: str, templates: tuple[Template, ...], depth: int) -> str | None:
    """Said as it stands, without its full stop, or beginning with a small letter."""
    for words in dict.fromkeys((core, core.removesuffix("."))):
        small, end = words[:1].lower() + words[1:], core[len(words) :]
        if found := _exact().get(words) or (words == small and _matched(words, templates, depth)):
            return found + end
        if found := _exact().get(small) or _matched(small, templates, depth) or _matched(words, templates, depth):
            return found[:1].upper() + found[1:] + end
    return None


def _in_parts(core: str, depth: int) -> str | None:
    if about := _ABOUT_A_FILE.fullmatch(core):
        return f"{about[1]}{to_english(about[2], depth + 1)}"
    for mark, english in _BETWEEN.items():
        if mark in core:
            parts = core.split(mark)
            said_parts = [to_english(part, depth + 1) for part in parts]
            return english.join(said_parts) if said_parts != parts else None
    return None


def _matched(core: str, templates: tuple[Template, ...], depth: int) -> str | None:
    for template in templates:
        if found := template.pattern.fullmatch(core):
            held = ((name[1:], part) for name, part in found.groupdict().items())
            parts = {name: part if name in template.quoted else to_english(part, depth + 1) for name, part in held}
            return _fill(template.english, parts)
    return None


def _fill(template: str, parts: Mapping[str, str]) -> str:
    """Not `format_map`: {0} is a name here, not a position. A date made of two places is written as one."""
    filled = PLACE.sub(lambda place: parts[place[1]], template)
    return filled if VIETNAMESE.search(filled) else _DATE.sub(_day, filled)


@cache
def _entries() -> Mapping[str, str]:
    return {str(entry.id): str(entry.string) for entry in read_catalogue(SENTENCES) if entry.id and entry.string}


@cache
def _exact() -> Mapping[str, str]:
    """Sentences without places."""
    return {words: english for words, english in _entries().items() if not PLACE.search(words)}


@cache
def _templates() -> tuple[tuple[Template, ...], tuple[Template, ...]]:
    """Templates, long ones and short ones, each with the most letters of their own first."""
    longest = sorted((words for words in _entries() if PLACE.search(words)), key=_own_letters, reverse=True)
    made = [(_own_letters(words), _template(words)) for words in longest]
    long = tuple(template for letters, template in made if letters >= _LONG)
    return long, tuple(template for letters, template in made if letters < _LONG)


def places(template: str) -> list[str]:
    """The places of a template that are filled in, in alphabetical order."""
    return sorted(PLACE.findall(template))


def _template(words: str) -> Template:
    return Template(_pattern(words), _entries()[words], frozenset(_QUOTED.findall(words)))


def _own_letters(template: str) -> int:
    return sum(not char.isspace() for char in PLACE.sub("", template))


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
