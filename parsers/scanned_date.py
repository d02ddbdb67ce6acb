"""The document date on a scan: what stands between "ngày", "tháng" and "năm"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from PIL import Image

from parsers import ctc
from parsers.ctc import Glyph
from parsers.document import Box
from parsers.ink import crop_line, ink_height
from parsers.letterhead import bare
from parsers.recogniser import Matrix, Reading, read_line
from parsers.scanned_number import LOOKALIKES, SILENT
from parsers.words import Line

SYMBOLS = "".join(LOOKALIKES)
VIEWS = ((0.30, 1.0), (0.12, 1.0), (0.12, 1.3))
FIRST_YEAR, LAST_YEAR = 1945, 2099
# A digit fills most of the line's height; dots and specks do not reach this share of it.
MIN_INK = 0.3


def find_windows(glyphs: Sequence[Glyph], steps: int) -> tuple[tuple[int, int], ...]:
    """Return the steps of day, month and year between their labels; empty if a label is missing."""
    letters = [bare(glyph.letter)[:1] or " " for glyph in glyphs]
    text = "".join(letters)
    edges: list[tuple[int, int]] = []
    after = 0
    for label, least in (("ngay", 3), ("thang", 3), ("nam", 2)):
        found = _find_label(text, label, least, after)
        if found is None:
            return ()
        edges.append(found)
        after = found[1]
    starts = [glyphs[end - 1].end for _, end in edges]
    ends = [glyphs[start].start for start, _ in edges[1:]]
    return tuple(zip(starts, [*ends, steps], strict=True))


def _find_label(text: str, label: str, least: int, after: int) -> tuple[int, int] | None:
    """Return where `label` stands in `text`, allowing lost letters as long as `least` in order remain."""
    best: tuple[int, int, int] | None = None
    for start in range(after, len(text)):
        if text[start] not in label[:2]:
            continue
        end, position, hits = start, label.index(text[start]), 0
        while end < len(text) and position <= len(label):
            at = label.find(text[end], position)
            if at < 0 or at > position + 1:
                break
            hits, position, end = hits + 1, at + 1, end + 1
        if hits >= least and (best is None or hits > best[2]):
            best = (start, end, hits)
    return None if best is None else best[:2]


def read_date(gray: Image.Image, line: Line) -> dict[date, float]:
    """Return the probable dates on a date line, averaged over several crops; empty for a blank in it."""
    sums: defaultdict[date, float] = defaultdict(float)
    for margin, stretch in VIEWS:
        crop, left = crop_line(gray, line.box, margin)
        reading = read_line(crop, stretch=stretch)
        windows = find_windows(ctc.read_greedily(reading), reading.steps)
        if not windows:
            continue
        scale = crop.width / reading.steps
        if any(_is_blank(gray, line.box, left + a * scale, left + b * scale) for a, b in windows):
            return {}
        for value, probability in _decode(reading, windows).items():
            sums[value] += probability / len(VIEWS)
    return dict(sums)


def _is_blank(gray: Image.Image, line: Box, left: float, right: float) -> bool:
    return ink_height(gray, Box(left, line.y0, right, line.y1)) < MIN_INK


def _decode(reading: Reading, windows: Sequence[tuple[int, int]]) -> dict[date, float]:
    matrix = ctc.fold(reading, LOOKALIKES, SILENT)
    days, months, years = (_numbers(matrix[a:b], 4 if at == 2 else 2) for at, (a, b) in enumerate(windows))
    found: dict[date, float] = {}
    for year, of_year in years.items():
        for month, of_month in months.items():
            for day, of_day in days.items():
                if _is_date(year, month, day):
                    found[date(year, month, day)] = of_year * of_month * of_day
    return found


def _numbers(matrix: Matrix, length: int) -> dict[int, float]:
    found: defaultdict[int, float] = defaultdict(float)
    for columns, probability in ctc.search(matrix, length).items():
        text = "".join(SYMBOLS[column - 1] for column in columns)
        if text and probability > 1e-6:
            found[int(text)] += probability
    return found


def _is_date(year: int, month: int, day: int) -> bool:
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= 31):
        return False
    return day <= 28 or day <= _days(year, month)


def _days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31
