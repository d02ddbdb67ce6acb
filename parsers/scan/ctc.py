"""Decoding of a recogniser's output (connectionist temporal classification): pure arithmetic on arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from parsers.scan.recogniser import Matrix, Reading

BLANK = 0
# Wide enough to be exact for a day or a month (all texts of up to two of ten digits).
BEAM = 112
# Letters below this probability at a step cannot change the order of the best readings.
NEGLIGIBLE = 1e-4


@dataclass(frozen=True, slots=True)
class Glyph:
    """One letter of the greedy reading: it was seen on the steps `start` up to but without `end`."""

    letter: str
    start: int
    end: int
    probability: float


def read_greedily(reading: Reading) -> tuple[Glyph, ...]:
    """Return the most probable letter of each step, repeats joined and blanks left out."""
    best = reading.probabilities.argmax(axis=1)
    edges = [0, *(int(at) + 1 for at in np.flatnonzero(np.diff(best))), len(best)]
    return tuple(
        Glyph(reading.letters[best[start]], start, end, float(reading.probabilities[start:end].max()))
        for start, end in pairwise(edges)
        if end > start and best[start] != BLANK
    )


def fold(reading: Reading, alphabet: Mapping[str, Mapping[str, float]], silent: str) -> Matrix:
    """Return probabilities over a small alphabet: column 0 the blank, then the keys of `alphabet` in order.

    Each key gathers the letters that stand for it, weighted by how far they are to be believed; the
    letters in `silent` (points of a dotted line, spaces) count as blank. What nobody claims is lost, so
    that a window full of other letters yields low probabilities instead of a confident guess.
    """
    index = {letter: at for at, letter in enumerate(reading.letters)}
    folded = np.zeros((reading.steps, len(alphabet) + 1), dtype=np.float32)
    blanks = [BLANK, *(index[letter] for letter in silent if letter in index)]
    folded[:, 0] = reading.probabilities[:, blanks].sum(axis=1)
    for column, sources in enumerate(alphabet.values(), start=1):
        for letter, weight in sources.items():
            if letter in index and letter not in silent:
                folded[:, column] += weight * reading.probabilities[:, index[letter]]
    return folded


def search(matrix: Matrix, symbols: Sequence[str], max_length: int) -> dict[str, float]:
    """Prefix beam search: the most probable texts of up to `max_length` symbols with their probabilities.

    `symbols[i]` is what column i + 1 of the matrix stands for; it may be more than one letter.
    """
    beams: dict[tuple[int, ...], tuple[float, float]] = {(): (1.0, 0.0)}
    for step in matrix:
        letters = [int(at) for at in np.flatnonzero(step > NEGLIGIBLE) if at != BLANK]
        beams = _extend(beams, step, letters, max_length)
    found: dict[str, float] = {}
    for columns, (blank, letter) in beams.items():
        text = "".join(symbols[column - 1] for column in columns)
        found[text] = found.get(text, 0.0) + blank + letter
    return found


def _extend(
    beams: dict[tuple[int, ...], tuple[float, float]], step: Matrix, letters: list[int], max_length: int
) -> dict[tuple[int, ...], tuple[float, float]]:
    grown: dict[tuple[int, ...], tuple[float, float]] = {}

    def add(text: tuple[int, ...], blank: float, letter: float) -> None:
        before = grown.get(text, (0.0, 0.0))
        grown[text] = (before[0] + blank, before[1] + letter)

    for text, (blank, letter) in beams.items():
        add(text, (blank + letter) * float(step[BLANK]), letter * float(step[text[-1]]) if text else 0.0)
        for column in letters if len(text) < max_length else ():
            come = blank if text and text[-1] == column else blank + letter
            add((*text, column), 0.0, come * float(step[column]))
    kept = sorted(grown.items(), key=lambda item: -sum(item[1]))[:BEAM]
    return dict(kept)
