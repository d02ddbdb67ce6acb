"""Folding that keeps every place, so that a hit can be cut from the text as written."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from evidence_svc.domain.folding import fold, unaccent


@given(st.text())
def test_no_place_moves(text: str) -> None:
    """The folded text has as many characters as the text."""
    composed = unicodedata.normalize("NFC", text)
    assert len(unaccent(composed)) == len(composed)


def test_vietnamese_letters_lose_their_accents_and_keep_their_punctuation() -> None:
    """Every accent and đ, but no slash or hyphen."""
    assert unaccent("Số: 316/KH-UBND, Đắk Lắk, ƯỠNG") == "so: 316/kh-ubnd, dak lak, uong"
    assert fold("Số: 316/KH-UBND") == "so 316 kh ubnd"
