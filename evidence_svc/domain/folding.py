"""Folding of Vietnamese text for comparison: no accents, no case, one space."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=8_192)
def fold(text: str) -> str:
    """`Kế hoạch  CCHC` → `ke hoach cchc`; punctuation becomes a space."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    plain = (char for char in decomposed if not unicodedata.combining(char))
    return " ".join("".join(char.lower() if char.isalnum() else " " for char in plain).split())


def slug(text: str, *, longest: int = 60) -> str:
    """A readable identifier of at most `longest` characters, cut between words."""
    chosen = ""
    for word in fold(text).split():
        grown = f"{chosen}-{word}" if chosen else word[:longest]
        if len(grown) > longest:
            break
        chosen = grown
    return chosen
