"""The document number on a scan: digits between "Số" and "/", symbol behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from parsers import ctc
from parsers.ctc import Glyph
from parsers.ink import crop_line
from parsers.letterhead import bare
from parsers.recogniser import Reading, read_line
from parsers.words import Line

# How far a letter is to be believed as the digit it looks like when a hand wrote it.
LOOKALIKES: dict[str, dict[str, float]] = {
    "0": {"0": 1.0, "O": 0.7, "o": 0.7, "D": 0.3, "Q": 0.3, "ó": 0.3, "ô": 0.3},
    "1": {"1": 1.0, "l": 0.7, "I": 0.7, "i": 0.5, "|": 0.7, "!": 0.5, "A": 0.3},
    "2": {"2": 1.0, "Z": 0.6, "z": 0.6, "?": 0.2},
    "3": {"3": 1.0},
    "4": {"4": 1.0, "L": 0.2, "H": 0.2, "Y": 0.2},
    "5": {"5": 1.0, "S": 0.6, "s": 0.6, "$": 0.5},
    "6": {"6": 1.0, "G": 0.5, "b": 0.5},
    "7": {"7": 1.0, "?": 0.3, "T": 0.2},
    "8": {"8": 1.0, "B": 0.2, "&": 0.4},
    "9": {"9": 1.0, "g": 0.6, "q": 0.6},
}
SUFFIXES = "aAbBcCdD"
ALPHABET = LOOKALIKES | {letter: {letter: 0.5} for letter in SUFFIXES}
SYMBOLS = "".join(ALPHABET)
SILENT = " .:;,'`_\"-~·"
MAX_DIGITS = 6
# Two crops of different height, and one wider: what one of them misses another sees.
VIEWS = ((0.30, 1.0), (0.12, 1.0), (0.12, 1.3))


@dataclass(frozen=True, slots=True)
class DigitReading:
    """The digits (with a letter suffix, if any) and the symbol behind the slash, as the recogniser saw them."""

    probabilities: dict[str, float]
    tails: tuple[str, ...]


def read_number(gray: Image.Image, line: Line) -> DigitReading:
    """Read a number line in several crops and average what they say."""
    sums: defaultdict[str, float] = defaultdict(float)
    tails: list[str] = []
    for margin, stretch in VIEWS:
        crop, _ = crop_line(gray, line.box, margin)
        reading = read_line(crop, stretch=stretch)
        window = find_window(ctc.read_greedily(reading), reading.steps)
        for text, probability in decode_digits(reading, window[0], window[1]).items():
            sums[text] += probability / len(VIEWS)
        tails.append(window[2])
    return DigitReading(dict(sums), tuple(tails))


def find_window(glyphs: Sequence[Glyph], steps: int) -> tuple[int, int, str]:
    """Return the steps between the label and the delimiter behind the digits, and the text behind it."""
    first = _after_label(glyphs)
    delimiter = _find_delimiter(glyphs, first)
    start = glyphs[first - 1].end if first else 0
    if delimiter is None:
        return start, steps, ""
    return start, glyphs[delimiter].start, "".join(glyph.letter for glyph in glyphs[delimiter + 1 :])


def _after_label(glyphs: Sequence[Glyph]) -> int:
    """Return how many glyphs the label takes: S, an o of any kind or none, a colon or none."""
    text = [bare(glyph.letter) for glyph in glyphs[:6]]
    at = 1 if text and text[0] in "s5" else 0
    if at and at < len(text) and (text[at] == "o" or (text[at] == "0" and text[at + 1 : at + 2] == [":"])):
        at += 1
    while at < len(text) and text[at] in (":", ";", ".", ",", " "):
        at += 1
    return at


def _find_delimiter(glyphs: Sequence[Glyph], first: int) -> int | None:
    """Return the glyph that ends the digits: the first slash, or the hyphen of a Party number."""
    for at in range(first, len(glyphs)):
        letter = glyphs[at].letter
        if letter in "/⁄" and at > first:
            return at
        if letter == "-" and glyphs[at - 1].letter.isdigit() and glyphs[at + 1 : at + 2]:
            return at
    return None


def decode_digits(reading: Reading, start: int, end: int) -> dict[str, float]:
    """Return the probable numbers on the steps from `start` to `end` with their probabilities."""
    matrix = ctc.fold(reading, ALPHABET, SILENT)[start:end]
    found: dict[str, float] = {}
    for columns, probability in ctc.search(matrix, MAX_DIGITS).items():
        text = "".join(SYMBOLS[column - 1] for column in columns)
        digits = text[:-1] if text[-1:].isalpha() else text
        if digits.isdigit():
            found[text] = found.get(text, 0.0) + probability
    return found
