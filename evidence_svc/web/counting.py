"""Sentences with a count: Vietnamese has one form for every number, English has two."""

from __future__ import annotations

from typing import Any

from flask_babel import ngettext


def counted(words: str, n: int, /, **others: Any) -> str:
    """The words with `n` and the other values filled in, in the form that the number asks for."""
    return str(ngettext(words, words, n, n=n, **others))
