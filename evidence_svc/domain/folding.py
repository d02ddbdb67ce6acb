"""Folding of Vietnamese text for comparison: no accents, no case, one space."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Đ has no decomposition; İ alone would become two characters when made small.
_BASE_LETTERS = {
    code: unicodedata.normalize("NFD", chr(code))[0] for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
} | {ord("đ"): "d", ord("Đ"): "D"}


@lru_cache(maxsize=8_192)
def fold(text: str) -> str:
    """`Kế hoạch  CCHC` → `ke hoach cchc`; punctuation becomes a space."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    plain = (char for char in decomposed if not unicodedata.combining(char))
    return " ".join("".join(char.lower() if char.isalnum() else " " for char in plain).split())


def unaccent(text: str) -> str:
    """NFC text in small letters without accents, as many characters as it had: `316/KH-VP` → `316/kh-vp`.

    Unlike `fold` it keeps punctuation and every place, so that what is found can be shown as it was written.
    """
    return text.translate(_BASE_LETTERS).lower()


def slug(text: str, *, longest: int = 60) -> str:
    """A readable identifier of at most `longest` characters, cut between words."""
    chosen = ""
    for word in fold(text).split():
        grown = f"{chosen}-{word}" if chosen else word[:longest]
        if len(grown) > longest:
            break
        chosen = grown
    return chosen
