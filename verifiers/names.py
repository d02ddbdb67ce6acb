"""Names of people and agencies, made comparable."""

from __future__ import annotations

import re
import unicodedata

# What letterheads, certificates and agency registers abbreviate.
_ABBREVIATIONS = {
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "vp": "van phong",
    "tp": "thanh pho",
}
_MARKS = re.compile(r"[^a-z0-9]+")


def fold_name(name: str) -> str:
    """Return a name without case, accents, marks and abbreviations, so that spellings of one name are equal.

    Without accents the placement of the tone (Hòa, Hoà) no longer matters, nor do slips of OCR between tones.
    """
    plain = unicodedata.normalize("NFD", name.casefold().replace("đ", "d").replace("ð", "d"))
    letters = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return " ".join(_ABBREVIATIONS.get(word, word) for word in _MARKS.sub(" ", letters).split())


def is_same_person(one: str, other: str) -> bool:
    """Whether two names are one person's, as far as spelling tells."""
    return bool(fold_name(one)) and fold_name(one) == fold_name(other)


def is_same_agency(one: str, other: str) -> bool:
    """Whether two names are one agency's: equal, or one is the other with its place left out at the end.

    "Văn phòng" heads a letter of "Văn phòng UBND tỉnh"; "UBND tỉnh" is another agency than its office.
    """
    shorter, longer = sorted((fold_name(one), fold_name(other)), key=len)
    return bool(shorter) and f"{longer} ".startswith(f"{shorter} ")
