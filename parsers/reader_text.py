"""Characters of one pdfium page with their boxes, as displayed, and where each comes from."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Sequence
from itertools import repeat
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

from parsers.document import Box, Origin
from parsers.frame import Frame
from parsers.legacy_fonts import Encoding, convert, encoding_of, guess_encoding, looks_legacy
from parsers.lines import Char
from parsers.marks import MARK, has_stray_marks, is_mark, put_on_letters
from parsers.reader_slant import is_level
from parsers.vietnamese import SOFT_HYPHEN, are_syllables

_SPACES = (0x20, 0xA0, 0x09, 0x0A, 0x0D)
_NOTHING = (0, 0xFFFE, 0xFFFF)
_LINE_BREAK_HYPHEN = 0x2  # what pdfium reports for a hyphen at the end of a line
_MOST_CHARS = 60_000  # of one page; a page of dense text has 6,000
_TALLEST = 200.0  # points; a taller letter box is a font's mistake
_WIDEST = 0.62  # of the letter height: the average letter of a word; letter-spaced and widest ones are measured singly

Matrix: TypeAlias = npt.NDArray[np.floating]
Indices: TypeAlias = npt.NDArray[np.integer]
Flags: TypeAlias = npt.NDArray[np.bool_]
_Indexed: TypeAlias = tuple[int, Char]

# The two functions that are called for every word: without the GIL's release and with addresses for pointers, a
# call takes a third of the time.
_loose_box = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(
    ctypes.cast(pdfium.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0
)
_is_generated = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)(
    ctypes.cast(pdfium.FPDFText_IsGenerated, ctypes.c_void_p).value or 0
)


class Home(NamedTuple):
    """The rectangle of an annotation, as displayed, and what text in it is to be called."""

    box: Box
    origin: Origin


def read_frame(page: Any) -> Frame:
    """Return the frame of a pdfium page, its crop box turned by /Rotate."""
    left, bottom, right, top = page.get_cropbox()
    turns = pdfium.FPDFPage_GetRotation(page)
    return Frame(left, bottom, abs(right - left), abs(top - bottom), turns % 4)


class Stamped(NamedTuple):
    """Which characters annotations brought: those from index `first` on, each from the home it lies in."""

    first: int
    homes: Sequence[Home]


class _Pieces(NamedTuple):
    """Letters that stand together: index of the first and of the last, and the boxes around them, a row each."""

    firsts: Indices
    lasts: Indices
    boxes: Matrix


def read_chars(text_page: Any, frame: Frame, stamped: Stamped | None = None) -> list[Char]:
    """Return what is visible on a text page in the order it is written, with where it came from.

    Letters that stand together come as one; of fonts that need converting each comes by itself.
    """
    count = min(max(pdfium.FPDFText_CountChars(text_page), 0), _MOST_CHARS)
    indexed = _chars(text_page.raw, count, frame, cut=stamped.first if stamped else None)
    text = "".join(char.text for _, char in indexed)
    if looks_legacy(text):
        indexed = _decode_legacy(text_page.raw, _chars(text_page.raw, count, frame, by_letter=True))
    elif MARK.search(text) and has_stray_marks([char for _, char in indexed]):
        indexed = put_on_letters(_inked(text_page.raw, _chars(text_page.raw, count, frame, by_letter=True), frame))
    elif SOFT_HYPHEN in text:
        # A hyphen that is drawn is one, whatever the font's table calls it.
        indexed = [(index, char._replace(text=char.text.replace(SOFT_HYPHEN, "-"))) for index, char in indexed]
    if stamped is None or not indexed or indexed[-1][0] < stamped.first:
        return [char for _, char in indexed]
    return [char if index < stamped.first else _marked(char, stamped) for index, char in indexed]


def _inked(raw: Any, indexed: Sequence[_Indexed], frame: Frame) -> list[_Indexed]:
    """Return the letters with the box of their ink for marks, whose own width tells nothing of their place."""
    return [(at, _ink(raw, at, char, frame) if is_mark(char.text) else char) for at, char in indexed]


def _ink(raw: Any, index: int, mark: Char, frame: Frame) -> Char:
    x0, y0, x1, y1 = _tight_box(raw, index, frame)
    return mark._replace(x0=x0, x1=x1) if x1 > x0 and y1 > y0 else mark


def _marked(char: Char, stamped: Stamped) -> Char:
    """Return a character with the origin of the annotation it lies in."""
    x, y = (char.x0 + char.x1) / 2, (char.y0 + char.y1) / 2
    for home in stamped.homes:
        if home.box.x0 - 1 <= x <= home.box.x1 + 1 and home.box.y0 - 1 <= y <= home.box.y1 + 1:
            return char._replace(origin=home.origin)
    # An appearance may reach beyond its rectangle.
    return char._replace(origin=stamped.homes[0].origin) if stamped.first else char


def upright_turns(text_page: Any) -> int | None:
    """Return the quarter turns clockwise that set most of the text upright; None without text."""
    count = max(pdfium.FPDFText_CountChars(text_page), 0)
    step = max(1, count // 48)
    angles = [pdfium.FPDFText_GetCharAngle(text_page.raw, index) for index in range(0, count, step)]
    turns = Counter(-round(angle / (math.pi / 2)) % 4 for angle in angles if angle >= 0)
    return turns.most_common(1)[0][0] if turns else None


def _chars(raw: Any, count: int, frame: Frame, *, cut: int | None = None, by_letter: bool = False) -> list[_Indexed]:
    """Return what is visible as pieces of one line, with the index of their first letter, none reaching over `cut`.

    Calls into pdfium are the dearest here: so of letters between two spaces only the first and the last are measured,
    and each of them only where those two do not tell enough, or where `by_letter` asks for it.
    """
    codes = _codes(raw, count)
    visible = np.flatnonzero(~_is_one_of(codes, (*_SPACES, *_NOTHING)))
    opens = (np.diff(visible, prepend=-2) != 1) | (visible == cut) | by_letter
    firsts, lasts = visible[opens], visible[np.roll(opens, -1)]
    boxes, is_known = _measure(raw, firsts, lasts, frame)
    loose = np.repeat(~is_known, np.diff(np.flatnonzero(opens), append=len(visible)))
    letters = visible[loose]
    level = is_level(raw, letters)
    if not level.all() and len(letters) < len(visible) / 2:
        letters = letters[level]  # a watermark lies over the page and is none of its text
        is_known &= (firsts != lasts) | is_level(raw, firsts)
    their_boxes, is_there = _measure(raw, letters, letters, frame)
    firsts = np.concatenate((firsts[is_known], letters[is_there]))
    lasts = np.concatenate((lasts[is_known], letters[is_there]))
    order = np.argsort(firsts)
    pieces = _Pieces(firsts[order], lasts[order], np.concatenate((boxes[is_known], their_boxes[is_there]))[order])
    return _assembled(raw, codes, pieces, frame)


def _measure(raw: Any, firsts: Indices, lasts: Indices, frame: Frame) -> tuple[Matrix, Flags]:
    """Return the boxes around pieces, and for which of them first and last letter tell it.

    They do when they stand on one line, as far apart as letters do that follow each other without a gap.
    """
    boxes, is_found = _boxes(raw, firsts, frame)
    is_longer = firsts != lasts
    ends, is_end_found = _boxes(raw, lasts[is_longer], frame)
    starts, letters = boxes[is_longer], lasts[is_longer] - firsts[is_longer] + 1
    boxes[is_longer, 2] = ends[:, 2]
    advance = (ends[:, 2] - starts[:, 0]) / letters
    height = starts[:, 3] - starts[:, 1]
    is_row = (starts[:, 1] == ends[:, 1]) & (starts[:, 3] == ends[:, 3])
    is_found[is_longer] &= is_end_found & is_row & (advance > 0) & (advance < _WIDEST * height)
    return boxes, is_found


def _boxes(raw: Any, indices: Indices, frame: Frame) -> tuple[Matrix, Flags]:
    """Return the box of each letter as displayed, and whether it has one."""
    rects = np.zeros((len(indices), 4), np.float32)  # rows of FS_RECTF, filled in place
    places = range(rects.ctypes.data, rects.ctypes.data + rects.nbytes, 4 * rects.itemsize)
    found = np.array(list(map(_loose_box, repeat(_address(raw)), indices.tolist(), places)), dtype=bool)
    boxes = _placed(rects, frame)
    heights = boxes[:, 3] - boxes[:, 1]
    for at in np.flatnonzero(found & ~((heights > 0) & (heights < _TALLEST))).tolist():
        boxes[at] = _tight_box(raw, int(indices[at]), frame)
    return boxes, found


def _assembled(raw: Any, codes: Indices, pieces: _Pieces, frame: Frame) -> list[_Indexed]:
    text = _letters(codes)
    texts = [text[first : last + 1] for first, last in zip(pieces.firsts.tolist(), pieces.lasts.tolist(), strict=True)]
    bases, spaced = _baselines(raw, pieces.firsts, pieces.boxes, frame), _spaced(raw, codes, pieces.firsts)
    columns = (texts, *pieces.boxes.T.tolist(), bases, repeat(Origin.TEXT), spaced)
    return list(zip(pieces.firsts.tolist(), map(Char._make, zip(*columns, strict=False)), strict=True))


def _placed(rects: Matrix, frame: Frame) -> Matrix:
    """Return left, top, right and bottom as displayed for rows of FS_RECTF: left, top, right, bottom of the page."""
    left, top, right, bottom = rects.astype(np.float64).T
    if frame.quarter_turns == 0:
        top_edge = frame.bottom + frame.height
        return np.stack((left - frame.left, top_edge - top, right - frame.left, top_edge - bottom), axis=1)
    corners = zip(left.tolist(), bottom.tolist(), right.tolist(), top.tolist(), strict=True)
    return np.array([_edges(frame.box(*corner)) for corner in corners], dtype=np.float64).reshape(-1, 4)


def _baselines(raw: Any, indices: Indices, boxes: Matrix, frame: Frame) -> list[float]:
    """Return the baseline of each letter; those of one run share it, so asking once a run is enough."""
    starts = np.flatnonzero(np.any(np.diff(boxes[:, (1, 3)], axis=0, prepend=np.nan) != 0, axis=1))
    bases = np.array([_baseline(raw, int(indices[start]), frame) for start in starts.tolist()])
    return np.repeat(bases, np.diff(starts, append=len(boxes))).tolist() if len(boxes) else []


def _spaced(raw: Any, codes: Indices, indices: Indices) -> list[bool]:
    """Tell for each letter whether a space that the file itself wrote stands between it and the letter before."""
    spaces = np.flatnonzero(_is_one_of(codes, _SPACES))
    generated = np.array(list(map(_is_generated, repeat(_address(raw)), spaces.tolist())), dtype=np.int64)
    believed = generated != 1
    believed[~believed] = _between_syllables(codes, spaces, np.flatnonzero(~believed))
    written = np.searchsorted(spaces[believed], indices)
    flags: list[bool] = (np.diff(written, prepend=0) > 0).tolist()
    return flags


def _between_syllables(codes: Indices, spaces: Indices, supposed: Indices) -> list[bool]:
    """Tell which of the spaces that pdfium supposes part two syllables that make none together: `THỨ TRƯỞNG`.

    Where fonts change or letters are kerned the gap alone may be too narrow for a space.
    """
    text, edges = _letters(codes), (-1, *spaces.tolist(), len(codes))
    return [
        are_syllables(text[edges[at] + 1 : edges[at + 1]], text[edges[at + 1] + 1 : edges[at + 2]].rstrip(".,;:)"))
        for at in supposed.tolist()
    ]


def _is_one_of(codes: Indices, wanted: Sequence[int]) -> Flags:
    """Tell which codes are wanted; for a handful of them several times as fast as numpy's own isin."""
    found: Flags = codes == wanted[0]
    for code in wanted[1:]:
        found |= codes == code
    return found


def _address(raw: Any) -> int:
    return ctypes.cast(raw, ctypes.c_void_p).value or 0


def _letters(codes: Indices) -> str:
    """Return one letter for each code point; what is no letter becomes U+FFFD."""
    is_letter = (codes < 0x110000) & ~((codes >= 0xD800) & (codes < 0xE000))
    readable = np.where(is_letter, np.where(codes == _LINE_BREAK_HYPHEN, ord("-"), codes), 0xFFFD)
    return readable.astype("<u4").tobytes().decode("utf-32-le")


def _codes(raw: Any, count: int) -> Indices:
    """Return the code points of all characters: in one call where the text has one unit for each of them."""
    units = np.zeros(count + 1, np.uint16)
    written = pdfium.FPDFText_GetText(raw, 0, count, units.ctypes.data_as(ctypes.POINTER(ctypes.c_ushort)))
    codes = units[:count].astype(np.uint32)
    # Written short, with surrogates, or with a noncharacter, the units are not the characters one by one.
    if written == count + 1 and not np.any((codes == 0) | (codes >> 11 == 0x1B) | (codes >= 0xFFFE)):
        return codes
    return np.array([pdfium.FPDFText_GetUnicode(raw, index) for index in range(count)], dtype=np.uint32)


def _edges(box: Box) -> tuple[float, float, float, float]:
    return box.x0, box.y0, box.x1, box.y1


def _baseline(raw: Any, index: int, frame: Frame) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
    return _edges(frame.box(x.value, y.value, x.value, y.value))[1]


def _tight_box(raw: Any, index: int, frame: Frame) -> tuple[float, float, float, float]:
    """Return the box of the ink, for fonts whose own measures are nonsense."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(raw, index, left, right, bottom, top)
    return _edges(frame.box(left.value, bottom.value, right.value, top.value))


def _decode_legacy(raw: Any, indexed: Sequence[tuple[int, Char]]) -> list[tuple[int, Char]]:
    """Convert letters of TCVN3 and VNI fonts; fonts whose name tells nothing are judged by the result."""
    encodings = [encoding_of(_font_name(raw, index)) for index, _ in indexed]
    unnamed = "".join(
        (" " if char.spaced else "") + char.text
        for (_, char), encoding in zip(indexed, encodings, strict=True)
        if encoding is Encoding.UNICODE
    )
    guess = guess_encoding(unnamed)
    return [
        (index, char._replace(text=convert(char.text, guess if encoding is Encoding.UNICODE else encoding)))
        for (index, char), encoding in zip(indexed, encodings, strict=True)
    ]


def _font_name(raw: Any, index: int) -> str:
    buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    length = pdfium.FPDFText_GetFontInfo(raw, index, buffer, 128, flags)
    return buffer.value.decode("utf-8", "replace") if length else ""
