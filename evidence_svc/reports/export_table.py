"""What every exported table is made of, whichever format it is written in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from evidence_svc.domain.numbers import format_decimal

Cell = str | Decimal | None
_NO_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column's head and its width in letters; `places` are the decimals of its numbers.

    `for_programs` marks what nobody reads on paper.
    """

    title: str
    width: int
    places: int = 2
    for_programs: bool = False


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """A table with a name of at most 31 letters (a worksheet's), facts above it, columns and rows of equal length."""

    name: str
    title: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    facts: tuple[tuple[str, str], ...] = ()


Tables = Callable[[], tuple[WrittenTable, ...]]


def cell_text(cell: Cell, column: TableColumn) -> str:
    """A cell as text: numbers with a comma and the column's decimals, nothing for None.

    Three decimals become four: `1,125` could be a thousand.
    """
    if isinstance(cell, Decimal):
        return format_decimal(cell, places=4 if column.places == 3 else column.places)
    return cell or ""


def xml_text(text: str) -> str:
    """Without what no XML document may hold (XML 1.0, production 2): one such letter would cost the whole file."""
    return _NO_XML.sub("", text)
