"""Characters with boxes become words and lines by where they stand, not by the order they were written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from parsers.document import Box, Origin
from parsers.vietnamese import normalise
from parsers.words import Line, Word, bounding_box

_ROW_DRIFT = 0.35  # of the letter height: a raised digit stays on its line, the next line does not join
_WORD_GAP = 0.14  # of the letter height; a space is about 0.22 of it
_LONGEST_REMEMBERED = 32  # letters
_COLUMN_GAP = 2.4  # of the letter height; justified text stays below


def _middle(values: Iterable[float]) -> float:
    """Return the median, the upper one of two; statistics.median costs more than the rest of a page."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2]


class Char(NamedTuple):
    """One visible letter, or several that stand together.

    Box and baseline are in points from the top left; `spaced` after a space that the file wrote.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    origin: Origin
    spaced: bool


_Run = Char
"""Letters that follow each other without a gap, in the order they were written."""

# A page has a few hundred different syllables, and most of them again and again.
_spelling = lru_cache(maxsize=4096)(lambda text: normalise(text).strip())


def _height(run: _Run) -> float:
    return run.y1 - run.y0


def build_lines(chars: Sequence[Char], page: int) -> tuple[Line, ...]:
    """Return the lines of a page from top to bottom, columns of one height from left to right.

    Runs that come from annotations and signature appearances are placed whole between the words
    they were stamped among, so that a stamped "15" never interleaves with "ngày".
    """
    runs = _runs(chars)
    rows = _rows([run for run in runs if run.origin is Origin.TEXT])
    _settle(rows, [run for run in runs if run.origin is not Origin.TEXT])
    rows.sort(key=lambda row: _middle(run.base for run in row))
    lines: list[Line] = []
    for row in rows:
        lines.extend(_columns(_words(row), page))
    return tuple(lines)


def _runs(chars: Sequence[Char]) -> list[_Run]:
    """Join characters written one after the other that also stand one after the other."""
    if not chars:
        return []
    chars = [chars[0], *(b for a, b in pairwise(chars) if a[0] != b[0] or not _is_twice(a, b))]
    # Compared in the loop itself: a function call for each letter would cost more than the comparison.
    starts = [0]
    _, _, y0, end, y1, base, origin, _ = chars[0]
    for index, (_, left, top, right, bottom, line, home, spaced) in enumerate(chars):
        height = y1 - y0 if y1 - y0 > 1.0 else 1.0
        is_near = -0.5 * height <= left - end <= _WORD_GAP * height and abs(line - base) <= _ROW_DRIFT * height
        if index and (spaced or not is_near or home is not origin):
            starts.append(index)
        y0, end, y1, base, origin = top, right, bottom, line, home
    return [_run(chars[start:stop]) for start, stop in pairwise([*starts, len(chars)])]


def _run(chars: Sequence[Char]) -> _Run:
    if len(chars) == 1:
        return chars[0]
    texts, lefts, tops, rights, bottoms, bases, origins, spaced = zip(*chars, strict=True)
    return _Run("".join(texts), min(lefts), min(tops), max(rights), max(bottoms), _middle(bases), origins[0], spaced[0])


def _is_twice(before: Char, after: Char) -> bool:
    """Tell whether a letter was drawn over itself: filled, then stroked, so that it looks bold."""
    return before.text == after.text and abs(before.x0 - after.x0) < _WORD_GAP * (after.y1 - after.y0)


def _rows(runs: Sequence[_Run]) -> list[list[_Run]]:
    """Group runs whose baselines lie within a part of the letter height of the row's mean."""
    rows: list[list[_Run]] = []
    base = 0.0
    for run in sorted(runs, key=lambda run: run.base):
        if rows and run.base - base <= _ROW_DRIFT * min(run.y1 - run.y0, rows[-1][0].y1 - rows[-1][0].y0, 40.0):
            rows[-1].append(run)
            base += (run.base - base) / len(rows[-1])
        else:
            rows.append([run])
            base = run.base
    return rows


def _settle(rows: list[list[_Run]], stamped: Sequence[_Run]) -> None:
    """Put each stamped run on the row it overlaps most; those that touch none make rows of their own."""
    spans = [(min(r.y0 for r in row), max(r.y1 for r in row)) for row in rows]
    homeless: list[_Run] = []
    for run in stamped:
        best, share = None, 0.0
        for row, (top, bottom) in zip(rows, spans, strict=True):
            overlap = (min(run.y1, bottom) - max(run.y0, top)) / max(min(_height(run), bottom - top), 1.0)
            closeness = overlap - abs(run.y0 + run.y1 - top - bottom) / 2 / max(_height(run), 1.0)
            if overlap >= 0.4 and closeness > share:
                best, share = row, closeness
        if best is None:
            homeless.append(run)
        else:
            best.append(run)
    rows.extend(_rows(homeless))


def _words(row: Sequence[_Run]) -> list[Word]:
    """Join the runs of a row to words, seeing through letter-spacing by its own even gap."""
    ordered = sorted(row, key=lambda run: run.x0 + run.x1)
    limit = _join_limit(ordered)
    groups: list[list[_Run]] = []
    for run in ordered:
        if groups and (len(run.text) == 1 or run.text == groups[-1][-1].text) and _repeats(groups[-1], run):
            continue
        if groups and _joins(groups[-1][-1], run, limit):
            groups[-1].append(run)
        else:
            groups.append([run])
    return [word for word in map(_word, groups) if word.text]


def _repeats(group: Sequence[_Run], run: _Run) -> bool:
    """Tell whether a run lies over the same letters: drawn twice to look bold, or a mark that is called `ơ` itself."""
    last = group[-1]
    if _is_twice(last, run):
        return run.origin is last.origin
    is_mark = len(run.text) == 1 and not run.text.isascii()
    return is_mark and any(run.text in other.text and run.x1 < other.x1 + 1.0 for other in group)


def _join_limit(ordered: Sequence[_Run]) -> float:
    """Return the widest gap, as part of the letter height, that still joins two runs to a word."""
    single = [run for run in ordered if len(run.text) == 1]
    if len(single) < 5 or len(single) < 0.7 * len(ordered):
        return _WORD_GAP
    gaps = [(right.x0 - left.x1) / max(_height(left), 1.0) for left, right in pairwise(ordered)]
    close = sorted(gap for gap in gaps if gap < 1.0)
    if not close:
        return _WORD_GAP
    return max(_WORD_GAP, _middle(close) + 0.12)


def _joins(left: _Run, right: _Run, limit: float) -> bool:
    if left.origin is not right.origin or right.spaced:
        return False
    return right.x0 - left.x1 <= limit * max(left.y1 - left.y0, 1.0)


def _word(runs: Sequence[_Run]) -> Word:
    if len(runs) == 1:
        run = runs[0]
        box = Box(run.x0, run.y0, run.x1, run.y1)
        return Word(_spelt(run.text), box, run.origin, size=_height(run))
    return Word(
        _spelt("".join(run.text for run in runs)),
        bounding_box([Box(run.x0, run.y0, run.x1, run.y1) for run in runs]),
        runs[0].origin,
        size=max(map(_height, runs)),
    )


def _spelt(text: str) -> str:
    """Return the text of a word as it is compared; only short ones are remembered."""
    return _spelling(text) if len(text) <= _LONGEST_REMEMBERED else normalise(text).strip()


def _columns(words: Sequence[Word], page: int) -> list[Line]:
    """Cut a row where a gap is too wide for one column."""
    columns: list[list[Word]] = []
    for word in words:
        last = columns[-1][-1] if columns else None
        if last and word.box.x0 - last.box.x1 <= _COLUMN_GAP * max(last.size, word.size):
            columns[-1].append(word)
        else:
            columns.append([word])
    return [Line(tuple(column), page) for column in columns]
