"""Points in cells: commas and points as decimal marks, told apart by the whole column where one cell is not clear."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from evidence_svc.domain.errors import NumberError
from evidence_svc.domain.numbers import Scale, parse_decimal
from evidence_svc.importing.heads import Head
from evidence_svc.tables.rows import Repair, TableRow, repaired, stop

_FRACTION = re.compile(r"\d([.,])\d")
_CLEAR = re.compile(r"\d([.,])(?:\d{1,2}|\d{4,})(?!\d)")  # three digits could be thousands
_WORDS = {",": "dấu phẩy", ".": "dấu chấm"}


class ColumnNumbers:
    """Reads the points of one column; the mark that most of its fractions use decides what one cell leaves open."""

    def __init__(self, rows: Iterable[TableRow], head: Head, role: str, repairs: list[Repair]) -> None:
        self._head, self._role = head, role
        cells = [head.get(row, role) for row in rows]
        marks = Counter(found for cell in cells for found in set(_CLEAR.findall(cell)))
        self._mark = marks.most_common(1)[0][0] if marks else None
        if len(marks) > 1:
            repairs += [self._odd(row) for row in rows if _marks(head.get(row, role)) - {self._mark}]

    def read(self, row: TableRow) -> Decimal | None:
        """The row's points, None for an empty cell; raises TableError for what is no number or could be two."""
        text = self._head.get(row, self._role)
        if not text:
            return None
        marks = _marks(text)
        try:
            return parse_decimal(text, mark=self._mark if len(marks) <= 1 and self._mark in marks else None)
        except NumberError as error:
            raise stop(row, str(error), column=self._head.title(self._role)) from error

    def _odd(self, row: TableRow) -> Repair:
        text = self._head.get(row, self._role)
        (mark,) = _marks(text) - {self._mark}
        message = f"điểm “{text}” dùng {_WORDS[mark]} giữa các số dùng {_WORDS[self._mark or ',']}."
        return repaired(row, self._head.get(row, "code"), "mixed-decimals", message)


def scale_of(points: Iterable[Decimal]) -> Scale:
    """Two places, or four where some points have more than two."""
    two = Scale(2)
    return two if all(two.fits(each) for each in points) else Scale(4)


def _marks(text: str) -> set[str]:
    return set(_FRACTION.findall(text))
