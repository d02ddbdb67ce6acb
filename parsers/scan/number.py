"""The document number on a scan: what a hand or a machine wrote between "Số" and "/", and the symbol."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from PIL import Image

from parsers.document import Box
from parsers.scan import ctc
from parsers.scan.ctc import Glyph
from parsers.scan.ink import ink_height
from parsers.scan.strokes import Stroke, find_strokes, stroke_odds
from parsers.scan.view import PLAIN, Look, View, average, is_plain, look
from parsers.vietnamese import fold, squeeze
from parsers.words import Line

# How far a letter is to be believed as the digits it looks like when a hand wrote them.
LOOKALIKES: dict[str, dict[str, float]] = {
    "0": {"0": 1.0, "O": 0.7, "o": 0.7, "D": 0.3, "Q": 0.3, "ó": 0.3, "ô": 0.3},
    "1": {"1": 1.0, "l": 0.7, "I": 0.7, "i": 0.5, "|": 0.7, "!": 0.5, "A": 0.3, "/": 0.6, "⁄": 0.6},
    "2": {"2": 1.0, "Z": 0.6, "z": 0.6, "?": 0.2},
    "3": {"3": 1.0},
    "4": {"4": 1.0, "L": 0.2, "H": 0.2, "Y": 0.2},
    "5": {"5": 1.0, "S": 0.6, "s": 0.6, "$": 0.5},
    "6": {"6": 1.0, "G": 0.5, "b": 0.5},
    "7": {"7": 1.0, "?": 0.3, "T": 0.2, "F": 0.2},
    "8": {"8": 1.0, "B": 0.15, "&": 0.5},
    "9": {"9": 1.0, "g": 0.6, "q": 0.6},
    "11": {"M": 0.4, "N": 0.1, "n": 0.1},
}
# A letter behind the digits ("3176B") is rare, so it needs better evidence than a digit.
SUFFIXES = {letter: {letter: 0.75} for letter in "aAbBcCdD"}
SILENT = " .:;,'`_\"-~·"
# The label as the recogniser reads it: without the vowel it cannot spell, or with a digit in its place. A lone S must
# be followed by a colon, a space or a digit, as no other word is; a digit right behind it is rather its vowel than
# the first of the number, which a colon settles.
_LABEL = re.compile(r"\s*(?:[s58][o0-9a-z]?(?=\s?[:;])|[s5]o|(?P<vowel>s[06](?=[\s.]*\d))|s(?=[.\s\d]))[\s:;.,]*")
# The same behind what was stamped beside it.
_LABEL_INSIDE = re.compile(r"[^a-z]s[o06]\s?[:;][\s:;.,]*(?=\d)")
# What stands behind the slash: the first group of the symbol, or the year of a legal text.
_BEHIND = re.compile(r"[\s.]*(?:[^\W\d_]|(?:19|20)\d\d\s*[/⁄])")
# Some offices put the year first: `2024/215/KH`. A second year is that of a legal text, whose number goes before.
_YEAR_FIRST = re.compile(r"[\s.]*((?:19|20)\d\d)\s*[/⁄](?!\s*(?:19|20)\d\d\s*$)")
# A slash, also as it is read where digits or dots touch it, and how many letters make a symbol a known one.
_LIKE_A_SLASH = "/⁄Il1|!i"
_LEAST_KNOWN = 4
# The digits as Tesseract spells them, behind a year or without one.
_SPELT = re.compile(r"[:;.\s](?:(?:19|20)\d\d\s*[/⁄]\s*(?!(?:19|20)\d\d\s*[/⁄]))?(\d{1,6}[A-Za-z]?)\s*[/⁄-]")
MAX_DIGITS = 6
AGREEMENT = 4.0
# How likely a number is whose first digit may have been taken for the label's vowel, while nobody else read it so.
VOWEL_TAKEN = 0.8
# NĐ 30/2020/NĐ-CP, Phụ lục I: numbers below 10 get a leading zero. Beside a lone digit another may have been lost.
LONE = 0.85
# Whole lines tell where the digits begin and end; closer crops, with a little of the symbol, read them best.
WHOLE = (View(0.12, 0.15, 1.4), View(0.3, 0.0, 1.4))
CLOSE = (View(0.12, 0.15, 1.4), View(0.12, 0.0, 1.4), View(0.25, 0.15, 1.8))
# A digit fills most of the line's height; dots and specks do not reach this share of it.
MIN_INK = 0.25
# What a look takes for digits further left than this many pixels is the label misread ("Số" as "S6").
SLACK = 12
# How much of the symbol a close crop keeps, in line heights.
CONTEXT = 2.0


@dataclass(frozen=True, slots=True)
class NumberReading:
    """Probable digits (with a letter suffix, if any), the texts seen behind the slash, and a year before them."""

    digits: dict[str, float]
    tails: tuple[str, ...] = ()
    year: str = ""


@dataclass(frozen=True, slots=True)
class _Field:
    """The pixel columns of the page between label and delimiter."""

    left: float
    right: float


@dataclass(frozen=True, slots=True)
class _Window:
    """The steps between label and delimiter; `tail` is the text behind the delimiter, "" if none was seen.

    `year` is what stands before the digits with its slash, mostly nothing; `is_doubtful` tells that the label's vowel
    may be a digit.
    """

    start: int
    end: int
    tail: str
    is_labelled: bool = True
    year: str = ""
    is_doubtful: bool = False


def read_number(gray: Image.Image, line: Line) -> NumberReading:
    """Read a number line in several crops and average what they say; empty without digits or delimiter."""
    looks = [look(gray, line.box, WHOLE[0])]
    is_agreed = _is_agreed(looks[0], line.text)
    looks += [] if is_agreed else [look(gray, line.box, view) for view in WHOLE[1:]]
    symbol = _symbol_of(line.text)
    windows = [_window_of(one, symbol) for one in looks]
    field = _common_field(looks, windows)
    if field is None or _is_blank(gray, line.box, field):
        return NumberReading({})
    digits = [_decode(one, window, field) for one, window in zip(looks, windows, strict=True)]
    if not is_agreed and not is_plain(digits):
        closer = [look(gray, _close_up(line.box, field), view) for view in CLOSE]
        digits += [_decode(one, _window_of(one, symbol), field) for one in closer]
    tails = tuple(window.tail for window in windows if window.tail)
    years = {window.year for window in windows}
    if len(years) > 1:
        return NumberReading({})
    strokes = find_strokes(gray, Box(field.left, line.box.y0, field.right, line.box.y1))
    likely = _confirm(average(digits), line.text, strokes)
    is_doubtful = all(window.is_doubtful for window in windows if window.is_labelled)
    likely = {value: p * _doubt(value, line.text, is_doubtful=is_doubtful) for value, p in likely.items()}
    return NumberReading(likely, tails, years.pop())


def read_symbol(gray: Image.Image, line: Line, delimiter: str) -> str:
    """Return a line that holds only groups of a symbol, beginning with the delimiter before them."""
    letters = "".join(glyph.letter for glyph in ctc.read_greedily(look(gray, line.box, WHOLE[0]).reading))
    return delimiter + letters.strip().lstrip("-–&,./ ")


def _confirm(digits: dict[str, float], text: str, strokes: Sequence[Stroke]) -> dict[str, float]:
    """Raise the odds of the number that Tesseract read too: it misreads hands, but seldom to the same digits.

    Those of a number that the strokes of its ink speak against fall.
    """
    odds = {value: (AGREEMENT if _is_spelt(value, text) else 1.0) * stroke_odds(value, strokes) for value in digits}
    weighed = {value: p * odds[value] for value, p in digits.items()}
    total = sum(weighed.values()) + max(0.0, 1.0 - sum(digits.values()))
    return {value: weight / total for value, weight in weighed.items()} if total else digits


def _doubt(digits: str, text: str, *, is_doubtful: bool) -> float:
    """Return what is left of a number's chance that only the recogniser read: one digit, or perhaps one too many."""
    if _is_spelt(digits, text):
        return 1.0
    return (VOWEL_TAKEN if is_doubtful else 1.0) * (LONE if len(digits) == 1 else 1.0)


def _is_spelt(digits: str, text: str) -> bool:
    """Tell whether Tesseract read these digits before the slash."""
    match = _SPELT.search(text)
    return match is not None and match[1] == digits


def _is_agreed(one: Look, text: str) -> bool:
    """Tell whether a plain look saw, letter for letter, what Tesseract read: then no other look is needed."""
    window = _window_of(one)
    if not window.tail or not window.is_labelled:
        return False
    end = one.x_at(window.end)
    digits, probability = max(
        _decode(one, window, _Field(one.x_at(window.start), end)).items(), key=lambda item: item[1], default=("", 0.0)
    )
    return probability >= PLAIN and squeeze(text).removeprefix("so") == squeeze(window.year + digits + window.tail)


def _window_of(one: Look, symbol: str = "") -> _Window:
    return find_window(ctc.read_greedily(one.reading), one.reading.steps, symbol)


def _symbol_of(text: str) -> str:
    """Return the folded letters behind the slash that Tesseract read on a line, "" without one."""
    match = re.search(r"[/⁄]\s*([A-ZĐÐƯ].*)", text)
    return squeeze(match[1]) if match else ""


def _common_field(looks: Sequence[Look], windows: Sequence[_Window]) -> _Field | None:
    """Return where label and delimiter stand on the page, the middle of what the looks say."""
    pairs = list(zip(looks, windows, strict=True))
    starts = [one.x_at(window.start) for one, window in pairs if window.is_labelled]
    ends = [one.x_at(window.end) for one, window in pairs if window.tail]
    return _Field(median(starts), median(ends)) if starts and ends else None


def _close_up(box: Box, field: _Field) -> Box:
    height = box.y1 - box.y0
    return Box(box.x0 - 0.1 * height, box.y0, min(box.x1, field.right + CONTEXT * height), box.y1)


def _is_blank(gray: Image.Image, line: Box, field: _Field) -> bool:
    if field.right <= field.left:
        return True
    return ink_height(gray, Box(field.left, line.y0, field.right, line.y1)) < MIN_INK


def find_window(glyphs: Sequence[Glyph], steps: int, symbol: str = "") -> _Window:
    """Return where the digits stand: behind the label, up to the first slash or the hyphen of a Party number.

    A slash that the digits were written over is seen by nobody: then the first capitals end the digits, or the letters
    of `symbol`, which another reader saw behind a slash; what looks like a slash before them is it.
    """
    first, is_doubtful = _after_label(glyphs)
    start = glyphs[first - 1].end if first else 0
    for ends, slash in ((_is_delimiter, ""), (_is_first_capital, "/")):
        at = next((at for at in range(first + 1, len(glyphs)) if ends(glyphs, at)), None)
        if at is not None:
            tail = slash + "".join(glyph.letter for glyph in glyphs[at:])
            begin, year = _behind_year(glyphs, first, at, start)
            return _Window(begin, glyphs[at].start, tail, first > 0, year, is_doubtful)
    known = _begin_of(glyphs, first, symbol)
    if known is not None:
        tail = "/" + "".join(glyph.letter for glyph in glyphs[known:])
        # Also right behind the label: a lone stroke there is rather the slash of a blank number than a digit.
        at = known - 1 if known - 1 >= first and glyphs[known - 1].letter in _LIKE_A_SLASH else known
        return _Window(start, glyphs[at].start, tail, first > 0)
    return _Window(start, steps, "", first > 0)


def _behind_year(glyphs: Sequence[Glyph], first: int, end: int, start: int) -> tuple[int, str]:
    """Return from which step on the digits stand, and the year before them with its slash; `start`, "" without one."""
    match = _YEAR_FIRST.match("".join(glyph.letter for glyph in glyphs[first:end]))
    if match is None or first + match.end() >= end:
        return start, ""
    return glyphs[first + match.end() - 1].end, f"{match[1]}/"


def _begin_of(glyphs: Sequence[Glyph], first: int, symbol: str) -> int | None:
    """Return from which glyph on the letters of a known symbol stand, None where they do not."""
    letters = [squeeze(glyph.letter)[:1] for glyph in glyphs]
    for at in range(first + 1, len(glyphs)) if len(symbol) >= _LEAST_KNOWN else ():
        if letters[at] and "".join(letters[at:]).startswith(symbol[:_LEAST_KNOWN]):
            return at
    return None


def _after_label(glyphs: Sequence[Glyph]) -> tuple[int, bool]:
    """Return how many glyphs end with the label, 0 if there is none, and whether its vowel may be a digit."""
    text = "".join(fold(glyph.letter)[:1] or " " for glyph in glyphs)
    match = _LABEL.match(text[:8])
    if match is not None:
        return match.end(), match["vowel"] is not None
    inside = _LABEL_INSIDE.search(text)
    return (inside.end() if inside else 0), False


def _is_delimiter(glyphs: Sequence[Glyph], at: int) -> bool:
    """Tell whether a glyph ends the digits: a slash, or the first hyphen of a Party number (36-HD/VPTW)."""
    letter, rest = glyphs[at].letter, "".join(glyph.letter for glyph in glyphs[at + 1 :])
    if letter in "/⁄":
        # A leaning 1 is seen as a slash too; the delimiter is the one with the symbol or a year behind it.
        return _BEHIND.match(rest) is not None or (rest[:1] not in "/⁄" and not re.search(r"[/⁄]", rest))
    return letter == "-" and glyphs[at - 1].letter.isdigit() and rest[:1].isupper() and "/" in rest


def _is_first_capital(glyphs: Sequence[Glyph], at: int) -> bool:
    """Tell whether the symbol's first group begins here, right behind a digit."""
    group = "".join(glyph.letter for glyph in glyphs[at : at + 2])
    return glyphs[at - 1].letter.isdigit() and len(group) == 2 and group.isalpha() and group.isupper()


def _decode(one: Look, window: _Window, field: _Field) -> dict[str, float]:
    """Return the probable numbers of one look, inside its own landmarks where it saw them, or the common ones."""
    end = window.end if window.tail else one.step_at(field.right)
    start = max(window.start, one.step_at(field.left - SLACK))
    alphabet = LOOKALIKES | SUFFIXES
    matrix = ctc.fold(one.reading, alphabet, SILENT)[start:end]
    found: dict[str, float] = {}
    for text, probability in ctc.search(matrix, tuple(alphabet), MAX_DIGITS).items():
        digits = text[:-1] if text[-1:].isalpha() else text
        if digits.isdigit():
            found[text] = found.get(text, 0.0) + probability
    return found
