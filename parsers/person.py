"""Names of persons: how one looks in print, and what OCR leaves of one."""

from __future__ import annotations

import re

from parsers.names import FAMILIES
from parsers.vietnamese import fold, is_syllable

# What stands before a name: degrees, honours, ranks of army and police, the word for signed. `PGS.TS.`, `TTƯT.BSCKII`,
# `Trung tá, ThS.`, `(Đã ký)`.
_SPECIALIST = r"(?:\s?ck\s?(?:i{1,2}|1|2))?"
_BEFORE = (
    rf"(?:pgs|gs|tskh|ts|ths|thac sy|thac si|tien sy|tien si|giao su|cn|ks|kts|bs{_SPECIALIST}|bac sy|bac si|"
    rf"ck\s?(?:i{{1,2}}|1|2)|ds{_SPECIALIST}|duoc si|ls|luat su|dr|phd|mba|ttut|ttnd|ngut|ngnd|nsut|nsnd|"
    r"nguoi ky|da ky|ky su|kien truc su|nha bao|nha giao|"
    r"(?:thieu|trung|thuong|dai) (?:ta|tuong|uy)|chuan do doc|pho do doc|do doc|dong chi)"
)
_DEGREE = re.compile(rf"^(?:{_BEFORE}(?:\s*[.,:;)\-/]+\s*|\s+))+")
_DEGREE_BEHIND = re.compile(rf"\s*[,–-]\s*{_BEFORE}[\s.]*$")  # `Trần Văn Mẫu, ThS`
_ONLY_DEGREE = re.compile(rf"^(?:{_BEFORE}[\s.,:;)\-/]*)+$")
# `Ông Trần Văn Mẫu`; `Ông Văn Mẫu` bears that name.
_ADDRESS = re.compile(r"(?:Ông|Bà|ÔNG|BÀ) (?=\w+ \w+ \w+)")
_FAMILIES = frozenset(map(fold, FAMILIES))


def strip_degree(text: str) -> str:
    """Return a name without degrees and ranks before it (`PGS.TS. …`) and without dirt around it."""
    clean = re.sub(r"^[\W_]+|[\W_]+$", "", text)
    after = _DEGREE_BEHIND.search(fold(clean))
    clean = clean[: after.start()] if after else clean
    match = _DEGREE.match(fold(clean))
    bare = clean[match.end() :].strip() if match else clean
    address = _ADDRESS.match(bare)
    return bare[address.end() :] if address and fold(bare[address.end() :].split()[0]) in _FAMILIES else bare


def is_only_degree(text: str) -> bool:
    """Tell whether a line holds nothing but what stands before a name: `Đại tá`, `(Đã ký)`."""
    return _ONLY_DEGREE.match(fold(text).strip(" (*[")) is not None


def has_family_name(name: str) -> bool:
    """Tell whether a name begins with a family name that is borne in Viet Nam."""
    words = fold(strip_degree(name)).split()
    return bool(words) and words[0] in _FAMILIES


def is_written_as_name(text: str) -> bool:
    """Tell whether words are written as a name of any people of the country: `H' Yim Kđoh`, `Ksor Phước`."""
    words = strip_degree(text).replace("’", "'").split()
    if not 2 <= len(words) <= 6 or not all(word[:1].isupper() for word in words):
        return False
    bare = [word.replace("'", "").replace("-", "") for word in words]
    return all(word.isalpha() for word in bare) and not all(word.isupper() for word in words)


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
