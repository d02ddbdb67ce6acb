"""Names of persons: how one looks in print, and what OCR leaves of one."""

from __future__ import annotations

import re

from parsers.names import FAMILIES
from parsers.vietnamese import fold, is_syllable

_DEGREE = re.compile(
    r"^((pgs|gs|ts|ths|bs|cn|ks|bscki|bsckii|cki|ckii|nguoi ky|tskh|luat su|ls|dr|dai ta|thuong ta|trung ta|"
    r"thieu ta|thieu tuong|trung tuong|thuong tuong|dai tuong|dai uy)\s*[.:]?\s+|"
    r"(pgs|gs|ts|ths|bs|cn|ks|tskh)\s*\.\s*)+"
)
_FAMILIES = frozenset(map(fold, FAMILIES))


def strip_degree(text: str) -> str:
    """Return a name without degrees and ranks before it (`PGS.TS. …`) and without dirt around it."""
    clean = re.sub(r"^[\W_]+|[\W_]+$", "", text)
    match = _DEGREE.match(fold(clean))
    return clean[match.end() :].strip() if match else clean


def is_person_name(text: str) -> bool:
    """Tell whether `text` is a person's name: two to six syllables, each with a capital."""
    words = strip_degree(text).split()
    if not 2 <= len(words) <= 6 or not all(word[:1].isupper() and word.isalpha() for word in words):
        return False
    mixed = {word.isupper() for word in words if len(word) > 1}
    return len(mixed) == 1 and sum(is_syllable(word) for word in words) >= max(2, len(words) - 1)


def name_likelihood(name: str) -> float:
    """Return how much a name read by OCR can be trusted, 0 to 1: a known family name and three parts or more."""
    words = fold(name).split()
    known = 1.0 if words and words[0] in _FAMILIES else 0.6
    whole = 1.0 if len(words) >= 3 else 0.65
    return known * whole


def person_case(name: str) -> str:
    """Write a name printed in capitals with one capital a word."""
    return " ".join(word.capitalize() for word in name.split()) if name.isupper() else name
