"""Marks that a file writes apart from their letters, at the end of a line, put on the letters again."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from parsers.document import Origin
from parsers.lines import Char

MARK = re.compile("[\u0300-\u036f]")
_ROW = 4.0  # points
_NEAR = 5.0  # points
_NOTHING = Char("", 0.0, 0.0, 0.0, 0.0, 0.0, Origin.TEXT, spaced=False)
_REACH = 1.5  # points by which the ink of a mark may lie beside its letter


def is_mark(text: str) -> bool:
    """Tell whether a text is a combining mark and nothing else."""
    return len(text) == 1 and unicodedata.combining(text) != 0


def has_stray_marks(chars: Sequence[Char]) -> bool:
    """Tell whether marks are written apart from the letters they lie over: most are right behind them."""
    return any(is_mark(after.text[:1]) and not _follows(before, after) for before, after in pairwise(chars))


def _follows(before: Char, mark: Char) -> bool:
    return abs(before.base - mark.base) < _ROW and before.x0 - _NEAR <= mark.x0 <= before.x1 + _NEAR


def put_on_letters(indexed: Sequence[tuple[int, Char]]) -> list[tuple[int, Char]]:
    """Return single letters, each with the marks that lie over it; a mark that lies over none is left out.

    Marks are placed by their boxes, which have to be those of the ink.
    """
    rows: dict[int, list[tuple[float, int]]] = defaultdict(list)
    letters = [(index, char) for index, char in indexed if not is_mark(char.text)]
    for place, (_, char) in enumerate(letters):
        rows[round(char.base / _ROW)].append((char.x0, place))
    for row in rows.values():
        row.sort()
    marks: dict[int, str] = defaultdict(str)
    place = -1
    home: int | None = None
    for (_, before), (_, char) in pairwise([(0, _NOTHING), *indexed]):
        if not is_mark(char.text):
            place += 1
            home = place
            continue
        home = home if _follows(before, char) else _letter_under(char, rows, letters)
        if home is not None:
            marks[home] += char.text
    return [(index, char._replace(text=char.text + marks[place])) for place, (index, char) in enumerate(letters)]


def _letter_under(
    mark: Char, rows: dict[int, list[tuple[float, int]]], letters: Sequence[tuple[int, Char]]
) -> int | None:
    """Return the place of the letter whose middle is nearest to that of a mark's ink, None where none is under it."""
    middle, home = (mark.x0 + mark.x1) / 2, round(mark.base / _ROW)
    near = [pair for key in (home - 1, home, home + 1) for pair in _around(rows.get(key, ()), middle)]
    found = [at for _, at in near if letters[at][1].x0 - _REACH <= middle <= letters[at][1].x1 + _REACH]
    return min(found, key=lambda at: abs(letters[at][1].x0 + letters[at][1].x1 - 2 * middle), default=None)


def _around(row: Sequence[tuple[float, int]], x: float) -> Sequence[tuple[float, int]]:
    at = bisect_right(row, (x, len(row) + 10**9))
    return row[max(0, at - 2) : at + 1]
