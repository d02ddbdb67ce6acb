"""The structure tree, which draws nothing but says what the letters on a page are: it may grow, not say other words."""

from __future__ import annotations

from typing import Any

from pyhanko.pdf_utils import generic

from verifiers.signature.fields import Key, key_of, raw, resolve
from verifiers.signature.objects import Difference, children, differing_keys, read

# What an element says in place of the letters on the page (ISO 32000-2, 14.9).
SPOKEN = {"/ActualText", "/Alt", "/E"}


def speaks_otherwise(found: Difference, key: Key) -> bool:
    """Whether an element of the structure tree stands for other words than before, or lost one below it."""
    before, after = read(found.old, key), read(found.new, key)
    both = isinstance(before, generic.DictionaryObject) and isinstance(after, generic.DictionaryObject)
    return both and (bool(SPOKEN & set(differing_keys(before, after))) or loses_elements(before, after))


def loses_elements(before: Any, after: Any) -> bool:
    """Whether an element below (/K) is no longer there; one may come, as that of a signature does."""
    return bool(_elements(before) - _elements(after))


def _elements(node: Any) -> set[Key]:
    item = raw(node, "/K")
    items = children(resolve(item)) if isinstance(resolve(item), generic.ArrayObject) else [item]
    return {key for key in map(key_of, items) if key is not None}
