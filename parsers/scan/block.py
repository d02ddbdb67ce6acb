"""One signature block read line by line: titles from above, the name from below, through seal and signature."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageChops

from parsers.scan import tesseract
from parsers.scan.bands import find_bands
from parsers.scan.ctc import read_greedily
from parsers.scan.ink import INK_LEVEL, keep_black, paper_tone
from parsers.scan.name import SpeltName, spell_name, vote
from parsers.scan.recogniser import read_line
from parsers.scan.ring import erase_rings
from parsers.scan.title import TitleMatch, match_title
from parsers.vietnamese import fold

LETTERS = 9.0  # points: the height of the letters of a title or name
_SINGLE_LINE = 7  # Tesseract's page segmentation mode
_TITLE_PITCH, _LEAST_PITCH = 29.0, 11.0  # points between title lines: at most, and between two lines at all
_NAME_GAP = 26.0  # points at least from a title to the name: the signature needs room
_MARGIN, _CLOSE = 9.0, 7.0  # points above and below the middle of a line that a crop of it shows
_LEAN = 3.0  # degrees by which a stamped name may lean either way
# Chances of a name: to be looked at closely, to be taken at all, and not to look for a better one.
_LEAST_NAME, _NAMED, _SPELT_WELL = 0.02, 0.25, 0.8
_LOWEST = 4  # of the rows without rings, so many are looked at from the bottom up
_ACCEPTED = 0.62  # of a name in a block: below, it is no more than a proposal in the end
_PITCH = 9.5  # points: rows this near to each other may be one line
_LOOKS = 4
# The product of the chances of all its words is too modest for a name: of names given 0.5 nine in ten were right.
_MODEST = 0.6
_LINE = 16.0  # points from one title line to the next
_GUESSED = 0.8  # chance that a title nobody could read is the one the decree asks for
# A pixel this much lighter without its colour is coloured; so much of a block is, if a seal or a pen was.
_COLOURED, _LEAST_COLOUR = 60, 0.004


class FoundLine(NamedTuple):
    """A line read in a block: its middle in pixels from the top, its text, and the chance that it is right."""

    row: int
    text: str
    confidence: float


class Heap:
    """The picture of a block: print, seal and signature over each other."""

    def __init__(self, crop: Image.Image, scale: float) -> None:
        self.scale = scale
        every, black = crop.getchannel("G"), keep_black(crop)
        seen = (every, black) if _differ(every, black) else (every,)
        self.inks = seen
        self.rows = find_bands(self.inks[0], round(LETTERS * scale), round(0.85 * LETTERS * scale))
        self.letters = lru_cache(maxsize=None)(self._letters)

    def line(self, row: int, ink: int = 0, margin: float = _MARGIN, lean: float = 0.0) -> Image.Image:
        """Return the line around `row` in one of the inks, set level if it leans by `lean` degrees."""
        view, reach = self.inks[ink], round(margin * self.scale)
        line = view.crop((0, max(0, row - reach), view.width, min(view.height, row + reach)))
        return line.rotate(lean, Image.Resampling.BICUBIC, fillcolor=paper_tone(line)) if lean else line

    def without_rings(self) -> Heap | None:
        """Return the heap without the rings of a seal, None where there are none."""
        seen = self.inks[-1]
        clear = erase_rings(seen, 72 * self.scale)
        return None if clear is seen else Heap(clear.convert("RGB"), self.scale)

    def _letters(self, row: int, ink: int = 0, margin: float = _MARGIN, lean: float = 0.0) -> str:
        return _letters_of(self.line(row, ink, margin, lean))


def _letters_of(line: Image.Image) -> str:
    return "".join(glyph.letter for glyph in read_greedily(read_line(line)))


def _differ(one: Image.Image, other: Image.Image) -> bool:
    """Tell whether colour was left out: of a grey scan, two looks would be the same."""
    faded = ImageChops.difference(one, other).histogram()
    return sum(faded[_COLOURED:]) > _LEAST_COLOUR * one.width * one.height


def read_block(crop: Image.Image, scale: float) -> list[FoundLine]:
    """Return titles and name in a picture of a block with `scale` pixels a point; either may be missing."""
    heap = Heap(crop.convert("RGB"), scale)
    titles = _titles(heap)
    least = titles[-1].row + _NAME_GAP * scale if titles else 0.0
    name = _name(heap, least)
    return [*titles, *([name] if name else [])]


def _titles(heap: Heap) -> list[FoundLine]:
    """Return the title lines from the top down; they follow each other closely."""
    found: list[tuple[int, TitleMatch]] = []
    for row in heap.rows:
        gap = (row - found[-1][0]) / heap.scale if found else 0.0
        if gap > _TITLE_PITCH:
            break
        match = match_title(heap.letters(row))
        if match is None:
            continue
        if found and gap < _LEAST_PITCH and match.text[-5:] == found[-1][1].text[-5:] and "PHÓ" not in match.text:
            found[-1:] = [max(found[-1], (row, match), key=lambda one: len(one[1].text) * one[1].score)]
        elif not found or match.text not in found[-1][1].text:
            found.append((row, match))
    return _with_deputy([FoundLine(row, match.text, 0.9 * match.score) for row, match in found], heap.scale)


def _with_deputy(titles: list[FoundLine], scale: float) -> list[FoundLine]:
    """Return the titles with "KT." or the deputy's own title restored: who signs for the head is his deputy.

    NĐ 30/2020/NĐ-CP, Phụ lục I, ô 7a: "KT." and the head's title, under it the signer's. The two letters are
    often written by hand, and the lower line lies under the seal.
    """
    for at, (head, deputy) in enumerate(pairwise(titles)):
        if deputy.text == f"PHÓ {head.text}":
            titles[at] = head._replace(text=f"KT. {head.text}")
    if titles and titles[-1].text.startswith("KT. "):
        last, post = titles[-1], titles[-1].text.removeprefix("KT. ")
        own = "THỨ TRƯỞNG" if post == "BỘ TRƯỞNG" else f"PHÓ {post}"
        titles.append(FoundLine(last.row + round(_LINE * scale), own, _GUESSED * last.confidence))
    return titles


def _name(heap: Heap, least: float) -> FoundLine | None:
    """Return the name, looked for below row `least` from the bottom up until one is spelt well."""
    best: FoundLine | None = None
    rows = [row for row in heap.rows if row > least]
    for near in _neighbours(rows, round(_PITCH * heap.scale)):
        name = _spelt(heap, near)
        if name is not None and (best is None or name.confidence > best.confidence):
            best = name
        if best is not None and best.confidence >= _SPELT_WELL:
            break
    if best is None or best.confidence < _ACCEPTED:
        best = _without_rings(heap, best, least)
    return best if best is not None and best.confidence >= _NAMED else None


def _neighbours(rows: Sequence[int], pitch: int) -> list[list[int]]:
    """Group rows, from the bottom up, that are so near that they may be one line of print."""
    groups: list[list[int]] = []
    for row in reversed(rows):
        if groups and groups[-1][0] - row <= pitch:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _spelt(heap: Heap, rows: Sequence[int]) -> FoundLine | None:
    """Read a line at each row it may be centred on; where letters make a name, ask Tesseract for its accents."""
    inks = range(len(heap.inks))
    looks = [(heap.letters(row, ink), row) for row in rows for ink in inks if ink == 0 or _is_text(heap.letters(row))]
    likely = sorted(((_alone(text), text, row) for text, row in looks if _is_text(text)), reverse=True)[:_LOOKS]
    if not likely or likely[0][0] < _LEAST_NAME:
        return None
    row = likely[0][2]
    accents = [_accents(heap.line(at)) for at in dict.fromkeys(at for _, _, at in likely)]
    letters = [text for _, text, _ in likely]
    found = _best(letters, accents)
    if found is None or found.confidence < _SPELT_WELL:
        letters += [heap.letters(row, 0, _CLOSE), *(heap.letters(row, 0, _MARGIN, lean) for lean in (_LEAN, -_LEAN))]
        found = _best(letters, accents)
    return FoundLine(row, found.text, found.confidence**_MODEST) if found else None


def _without_rings(heap: Heap, first: FoundLine | None, least: float) -> FoundLine | None:
    """Return the name read once more, the seal's rings taken off and the rest of the seal cut away."""
    clear = heap.without_rings()
    if clear is None:
        return first
    best = first
    for near in _neighbours([row for row in clear.rows if row > least], round(_PITCH * heap.scale))[:_LOWEST]:
        lines = [clear.line(row, lean=lean) for row in near for lean in (0.0, -_LEAN, _LEAN)]
        accents = [_accents(_centred(line)) for line in lines]
        letters = [clear.letters(row) for row in near] + [_letters_of(_centred(line)) for line in lines[:1]]
        voted = vote(accents, letters)
        if voted is not None and (best is None or voted.confidence > best.confidence):
            best = FoundLine(near[0], voted.text, voted.confidence)
        if voted is not None:
            break
    return best


def _centred(line: Image.Image) -> Image.Image:
    """Return the part of a line that its title's middle parts in two: names are centred, what lies left is a seal.

    The right end is the last ink of a letter's height; NĐ 30/2020/NĐ-CP, Phụ lục I, ô 7b.
    """
    ink = np.asarray(line) < paper_tone(line) * INK_LEVEL
    middle_rows = ink[ink.shape[0] // 3 : -(ink.shape[0] // 3) or None]
    columns = np.flatnonzero(middle_rows.sum(axis=0) > 0.2 * middle_rows.shape[0])
    middle = line.width // 2
    if not columns.size or columns[-1] <= middle:
        return line
    half = int(columns[-1]) - middle + line.height // 2
    return line.crop((max(0, middle - half), 0, min(line.width, middle + half), line.height))


def _is_text(letters: str) -> bool:
    return sum(letter.isalpha() for letter in letters) >= 4


def _alone(letters: str) -> float:
    name = spell_name(letters, "")
    return name.confidence if name else 0.0


def _best(letters: Sequence[str], accents: Sequence[str]) -> SpeltName | None:
    """Return the name that most looks spell, less sure where others spell another."""
    names = [name for text in letters for other in accents if (name := spell_name(text, other)) is not None]
    shares: defaultdict[str, float] = defaultdict(float)
    for name in names:
        shares[fold(name.text)] += name.confidence**2
    if not shares:
        return None
    winner = max(shares, key=lambda text: shares[text])
    best = max((name for name in names if fold(name.text) == winner), key=lambda name: name.confidence)
    return SpeltName(best.text, best.confidence * shares[winner] / sum(shares.values()))


def _accents(line: Image.Image) -> str:
    double = line.resize((line.width * 2, line.height * 2), Image.Resampling.LANCZOS)
    rows = tesseract.find_rows(double, dpi=400, segmentation=_SINGLE_LINE)
    return " ".join(row.text for row in rows)
