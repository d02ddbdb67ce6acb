"""The document date on a scan: what stands between "ngày", "tháng" and "năm"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from statistics import median

from PIL import Image

from parsers.document import Box
from parsers.scan import ctc
from parsers.scan.ctc import Glyph
from parsers.scan.ink import ink_height
from parsers.scan.number import LOOKALIKES, MIN_INK, SILENT
from parsers.scan.strokes import Stroke, find_strokes, stroke_odds
from parsers.scan.view import PLAIN, Look, View, average, is_plain, look
from parsers.vietnamese import fold
from parsers.words import Line

WHOLE = (View(0.12, 0.0, 1.0), View(0.0, 0.25, 1.4))
# Tall handwriting makes a line too high for the network: tried when no label is found in the others.
RESCUE = (View(-0.12, 0.0, 1.0), View(0.3, 0.0, 1.0), View(-0.2, 0.25, 1.4))
# Close crops with a piece of the words on both sides read a jammed day far better than the whole line.
CLOSE = (View(0.15, 0.0, 1.4), View(0.0, 0.25, 1.4), View(0.0, 0.0, 1.4))
# What a close crop keeps of the words to the left and right, in line heights: day, then month.
CONTEXT = ((1.4, 0.5), (0.8, 2.0))
# Letters of the labels around a gap say nothing about the digits in it.
LABELS = "ngàythánăaáảâvVhNTr"
FIRST_YEAR, LAST_YEAR = 1945, 2099
# NĐ 30/2020/NĐ-CP, Phụ lục I: days below 10 and months 1 and 2 get a leading zero. Clerks keep to it, so a
# lone digit there is more often half of a jammed pair.
LONE_DIGIT = 0.15
LONE_UP_TO = (9, 2)
# Of ten lone digits that a hand wrote, one or two had another touching them: too many for a sure date.
LOST_BESIDE = 0.15

# A date that Tesseract read without a fault.
_PRINTED = re.compile(r"ngay\s*(\d{1,2})\s*thang\s*(\d{1,2})\s*nam\s*(\d{4})(?!\d)")

Gap = tuple[float, float]


def read_date(gray: Image.Image, line: Line) -> dict[date, float]:
    """Return the probable dates on a date line; empty if a label was not found or a gap is blank."""
    seen = _see(gray, line.box, WHOLE[:1])
    is_agreed = bool(seen) and _is_agreed(_whole_parts(seen), line.text)
    if not is_agreed:
        seen = seen + _see(gray, line.box, WHOLE[1:]) or _see(gray, line.box, RESCUE)
    if not seen:
        return {}
    gaps = _common_gaps(seen)
    if any(_is_blank(gray, line.box, gap) for gap in gaps):
        return {}
    whole = _whole_parts(seen)
    days, months = (
        average(whole[at]) if is_agreed else _read_gap(gray, line.box, gaps[at], whole[at], at) for at in (0, 1)
    )
    strokes = [find_strokes(gray, Box(gap[0], line.box.y0, gap[1], line.box.y1)) for gap in gaps[:2]]
    doubt = 0.0 if is_agreed else LOST_BESIDE
    weighed = (_weigh(days, LONE_UP_TO[0], strokes[0], doubt), _weigh(months, LONE_UP_TO[1], strokes[1], doubt))
    return _combine(*weighed, average(whole[2]))


def _whole_parts(seen: Sequence[tuple[Look, Sequence[tuple[int, int]]]]) -> list[list[dict[str, float]]]:
    """Return what the looks saw of day, month and year."""
    return [_whole(seen, at) for at in range(3)]


def _is_agreed(parts: Sequence[Sequence[Mapping[str, float]]], text: str) -> bool:
    """Tell whether one plain look saw the very date that Tesseract read: then no other look is needed."""
    match = _PRINTED.search(fold(text))
    tops = [max(part[0].items(), key=lambda item: item[1], default=("", 0.0)) for part in parts]
    is_plainly_seen = min(probability for _, probability in tops) >= PLAIN
    return match is not None and is_plainly_seen and match.groups() == tuple(top for top, _ in tops)


def _is_blank(gray: Image.Image, line: Box, gap: Gap) -> bool:
    """Tell whether nobody filled a gap; its rims are left out, where the labels' own letters reach in."""
    rim = min(0.2 * (line.y1 - line.y0), 0.2 * (gap[1] - gap[0]))
    return ink_height(gray, Box(gap[0] + rim, line.y0, gap[1] - rim, line.y1)) < MIN_INK


def _read_gap(gray: Image.Image, line: Box, gap: Gap, whole: list[dict[str, float]], at: int) -> dict[str, float]:
    """Return what stands in the gap of day (0) or month (1), looked at closely unless it is plain already."""
    if is_plain(whole) and not _is_lone(max(whole[0], key=lambda text: whole[0][text]), LONE_UP_TO[at]):
        return average(whole)
    return average([*whole, *_close(gray, line, gap, CONTEXT[at])])


def _is_lone(text: str, below: int) -> bool:
    """Tell whether a text is one digit where the decree asks for two."""
    return len(text) == 1 and int(text) <= below


def find_windows(glyphs: Sequence[Glyph], steps: int) -> tuple[tuple[int, int], ...]:
    """Return the steps of day, month and year between their labels; empty if a label is missing."""
    text = "".join(fold(glyph.letter)[:1] or " " for glyph in glyphs)
    edges: list[tuple[int, int]] = []
    for label, least in (("ngay", 3), ("thang", 3), ("nam", 2)):
        found = find_label(text, label, least, edges[-1][1] if edges else 0)
        if found is None:
            return ()
        edges.append(found)
    starts = [glyphs[end - 1].end for _, end in edges]
    ends = [glyphs[start].start for start, _ in edges[1:]]
    return tuple(zip(starts, [*ends, steps], strict=True))


def find_label(text: str, label: str, least: int, after: int) -> tuple[int, int] | None:
    """Return where `label` stands in `text` from `after` on, allowing lost letters: `least` must remain."""
    best: tuple[int, int, int] | None = None
    for start in range(after, len(text)):
        end, hits = _follow(text, label, start)
        if hits >= least and (best is None or hits > best[2]):
            best = (start, end, hits)
    return None if best is None else best[:2]


def _follow(text: str, label: str, start: int) -> tuple[int, int]:
    """Walk along the label from `start`, letting it lose one letter at a time; return the end and the hits."""
    end, position, hits = start, 0, 0
    while end < len(text):
        at = label.find(text[end], position, position + 2)
        if at < 0:
            break
        end, position, hits = end + 1, at + 1, hits + 1
    return end, hits


def _see(gray: Image.Image, box: Box, views: Sequence[View]) -> list[tuple[Look, tuple[tuple[int, int], ...]]]:
    """Return the looks in which all three labels were found, with the windows between them."""
    looks = [look(gray, box, view) for view in views]
    found = [find_windows(ctc.read_greedily(one.reading), one.reading.steps) for one in looks]
    return [(one, windows) for one, windows in zip(looks, found, strict=True) if windows]


def _common_gaps(seen: Sequence[tuple[Look, Sequence[tuple[int, int]]]]) -> tuple[Gap, ...]:
    """Return the pixel columns of the three gaps, the middle of what the looks say."""
    return tuple(
        (
            median(one.x_at(windows[at][0]) for one, windows in seen),
            median(one.x_at(windows[at][1]) for one, windows in seen),
        )
        for at in range(3)
    )


def _whole(seen: Sequence[tuple[Look, Sequence[tuple[int, int]]]], gap: int) -> list[dict[str, float]]:
    length = 4 if gap == 2 else 2
    return [_decode(one, *windows[gap], SILENT, length) for one, windows in seen]


def _close(gray: Image.Image, line: Box, gap: Gap, context: tuple[float, float]) -> list[dict[str, float]]:
    height = line.y1 - line.y0
    box = Box(gap[0] - context[0] * height, line.y0, gap[1] + context[1] * height, line.y1)
    found = []
    for view in CLOSE:
        one = look(gray, box, view)
        start, end = one.step_at(gap[0] - 0.5 * height), one.step_at(gap[1] + 0.45 * height)
        found.append(_decode(one, start, end, SILENT + LABELS, 2))
    return found


def _decode(one: Look, start: int, end: int, silent: str, length: int) -> dict[str, float]:
    matrix = ctc.fold(one.reading, LOOKALIKES, silent)[start:end]
    texts = ctc.search(matrix, tuple(LOOKALIKES), length)
    return {text: probability for text, probability in texts.items() if text}


def _weigh(
    texts: Mapping[str, float], below: int, strokes: Sequence[Stroke] = (), doubt: float = 0.0
) -> dict[int, float]:
    """Return numbers for texts; a lone digit up to `below` breaks the decree's rule, so it loses to a pair.

    So does a text that the strokes of its ink speak against.

    What nobody claimed keeps its share: a lone digit without a rival stays likely, a poor reading poor. `doubt` is the
    share of lone digits beside which another was there and seen by nobody.
    """
    found: defaultdict[int, float] = defaultdict(float)
    unseen = 0.0
    for text, probability in texts.items():
        is_lone = _is_lone(text, below)
        weight = probability * (LONE_DIGIT if is_lone else 1.0) * stroke_odds(text, strokes)
        found[int(text)] += weight
        unseen += weight * doubt / (1.0 - doubt) if is_lone else 0.0
    total = sum(found.values()) + max(0.0, 1.0 - sum(texts.values())) + unseen
    return {value: weight / total for value, weight in found.items()}


def _combine(days: Mapping[int, float], months: Mapping[int, float], years: Mapping[str, float]) -> dict[date, float]:
    found: dict[date, float] = {}
    likely = (
        [item for item in days.items() if 1 <= item[0] <= 31 and item[1] > 1e-4],
        [item for item in months.items() if 1 <= item[0] <= 12 and item[1] > 1e-4],
        [(int(text), p) for text, p in years.items() if FIRST_YEAR <= int(text) <= LAST_YEAR and p > 1e-4],
    )
    for (day, of_day), (month, of_month), (year, of_year) in product(*likely):
        if day <= _length(year, month):
            found[date(year, month, day)] = min(of_day * of_month * of_year, 1.0)
    return found


def _length(year: int, month: int) -> int:
    """Return how many days a month has."""
    return (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days
