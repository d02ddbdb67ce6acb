"""Reasons as people write them, without what nobody sees."""

from __future__ import annotations

import unicodedata


def tidied_reason(reason: str) -> str:
    """A reason composed (NFC), with single spaces and without control and format characters, however short."""
    composed = unicodedata.normalize("NFC", " ".join(reason.split()))
    return "".join(char for char in composed if unicodedata.category(char)[0] != "C").strip()
