"""Identifiers as they come over HTTP: whole numbers that a database column can hold, or none at all."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import Field
from werkzeug.routing import IntegerConverter, Map

# The largest value of an INTEGER column in PostgreSQL; a larger number names nothing.
LARGEST = 2**31 - 1
Identifier = Annotated[int, Field(ge=1, le=LARGEST)]
_DIGITS = re.compile("[0-9]{1,10}", re.ASCII)


class IdentifierConverter(IntegerConverter):
    """The `int` of routes, bounded: an address with a larger number leads nowhere."""

    def __init__(self, map: Map, *args: Any, **options: Any) -> None:  # noqa: A002 - the library's name for it
        super().__init__(map, *args, **{"max": LARGEST, **options})


def parse_identifier(text: str) -> int | None:
    """The number in a form's field or a query, None for anything else."""
    number = int(text) if _DIGITS.fullmatch(text) else 0
    return number if 1 <= number <= LARGEST else None
