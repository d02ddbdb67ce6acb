"""Fields of requests without the character that no paper has and PostgreSQL does not hold: NUL is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import ImmutableMultiDict, MultiDict

NUL = "\0"


class CleanFields(ImmutableMultiDict[str, Any]):
    """The query, the form, or the files of a request; what was pasted or sent with NUL stands here without it."""

    def __init__(self, mapping: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None) -> None:
        given: MultiDict[str, Any] = MultiDict(mapping)
        super().__init__((_clean(name), _clean(value)) for name, value in given.items(multi=True))


def _clean(value: Any) -> Any:
    return value.replace(NUL, "") if isinstance(value, str) else value
