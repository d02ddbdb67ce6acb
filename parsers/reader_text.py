"""Characters of one pdfium page with their boxes, as displayed, and where each comes from."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from parsers.document import Box, Origin
from parsers.legacy_fonts import Encoding, convert, encoding_of, guess_encoding, looks_legacy
from parsers.lines import Char

_SPACES = frozenset((0x20, 0xA0, 0x09, 0x0A, 0x0D))
_NOTHING = frozenset((0, 0xFFFE, 0xFFFF))
_LINE_BREAK_HYPHEN = 0x2  # what pdfium reports for a hyphen at the end of a line
_MOST_CHARS = 60_000  # of one page; a page of dense text has 6,000
_TALLEST = 200.0  # points; a taller letter box is a font's mistake


class Home(NamedTuple):
    """The rectangle of an annotation, as displayed, and what text in it is to be called."""

    box: Box
    origin: Origin


_Place = Callable[[float, float, float, float], tuple[float, float, float, float]]


class Frame(NamedTuple):
    """How a page's own coordinates turn into points from the top left of the page as displayed."""

    left: float
    bottom: float
    width: float
    height: float
    quarter_turns: int

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return the displayed box of a rectangle given in the page's own coordinates."""
        xs = (left - self.left, right - self.left)
        ys = (bottom - self.bottom, top - self.bottom)
        low_x, high_x, low_y, high_y = min(xs), max(xs), min(ys), max(ys)
        if self.quarter_turns == 1:
            return Box(low_y, low_x, high_y, high_x)
        if self.quarter_turns == 2:
            return Box(self.width - high_x, low_y, self.width - low_x, high_y)
        if self.quarter_turns == 3:
            return Box(self.height - high_y, self.width - high_x, self.height - low_y, self.width - low_x)
        return Box(low_x, self.height - high_y, high_x, self.height - low_y)


def read_frame(page: Any) -> Frame:
    """Return the frame of a pdfium page, its crop box turned by /Rotate."""
    left, bottom, right, top = page.get_cropbox()
    turns = pdfium.FPDFPage_GetRotation(page)
    return Frame(left, bottom, abs(right - left), abs(top - bottom), turns % 4)


class Stamped(NamedTuple):
    """Which characters annotations brought: those from index `first` on, each from the home it lies in."""

    first: int
    homes: Sequence[Home]


def read_chars(text_page: Any, frame: Frame, stamped: Stamped | None = None) -> list[Char]:
    """Return the visible characters of a text page in the order they are written, with where they came from."""
    count = min(max(pdfium.FPDFText_CountChars(text_page), 0), _MOST_CHARS)
    indexed = _chars(text_page.raw, count, frame)
    if looks_legacy("".join(char.text for _, char in indexed)):
        indexed = _decode_legacy(text_page.raw, indexed)
    if stamped is None or not indexed or indexed[-1][0] < stamped.first:
        return [char for _, char in indexed]
    return [char if index < stamped.first else _marked(char, stamped) for index, char in indexed]


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


def _chars(raw: Any, count: int, frame: Frame) -> list[tuple[int, Char]]:
    """Loop over the text page; names are bound once and boxes kept flat, for this is the hottest loop here."""
    loose_box, rect, origin = pdfium.FPDFText_GetLooseCharBox, pdfium.FS_RECTF(), Origin.TEXT
    reference, place, is_upright = ctypes.byref(rect), _placing(frame), frame.quarter_turns == 0
    left_edge, top_edge = frame.left, frame.bottom + frame.height
    chars: list[tuple[int, Char]] = []
    spaced, edges, base = False, (0.0, 0.0), 0.0
    for index, code in enumerate(_codes(raw, count)):
        if code in _SPACES:
            spaced = spaced or pdfium.FPDFText_IsGenerated(raw, index) != 1
            continue
        if code in _NOTHING or not loose_box(raw, index, reference):
            continue
        if is_upright:
            x0, y0, x1, y1 = rect.left - left_edge, top_edge - rect.top, rect.right - left_edge, top_edge - rect.bottom
        else:
            x0, y0, x1, y1 = place(rect.left, rect.bottom, rect.right, rect.top)
        if not 0 < y1 - y0 < _TALLEST:
            x0, y0, x1, y1 = _tight_box(raw, index, place)
        if edges != (y0, y1):  # letters of one run share the baseline; asking once a run is enough
            edges, base = (y0, y1), _baseline(raw, index, place)
        text = "-" if code == _LINE_BREAK_HYPHEN else _letter(code)
        chars.append((index, Char(text, x0, y0, x1, y1, base, origin, spaced)))
        spaced = False
    return chars


def _codes(raw: Any, count: int) -> Sequence[int]:
    """Return the code points of all characters: in one call where the text has one unit for each of them."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(raw, 0, count, buffer)
    codes: list[int] = buffer[:count]
    # Written short, with surrogates, or with a noncharacter, the units are not the characters one by one.
    if written == count + 1 and not any(code == 0 or 0xD800 <= code < 0xE000 or code >= 0xFFFE for code in codes):
        return codes
    unicode_of = pdfium.FPDFText_GetUnicode
    return [unicode_of(raw, index) for index in range(count)]


def _placing(frame: Frame) -> _Place:
    """Return the function that turns a rectangle of the page into left, top, right, bottom as displayed."""
    if frame.quarter_turns == 0:
        left_edge, top_edge = frame.left, frame.bottom + frame.height
        return lambda left, bottom, right, top: (left - left_edge, top_edge - top, right - left_edge, top_edge - bottom)
    return lambda *corners: _edges(frame.box(*corners))


def _edges(box: Box) -> tuple[float, float, float, float]:
    return box.x0, box.y0, box.x1, box.y1


def _baseline(raw: Any, index: int, place: _Place) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
    return place(x.value, y.value, x.value, y.value)[1]


def _letter(code: int) -> str:
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _tight_box(raw: Any, index: int, place: _Place) -> tuple[float, float, float, float]:
    """Return the box of the ink, for fonts whose own measures are nonsense."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(raw, index, left, right, bottom, top)
    return place(left.value, bottom.value, right.value, top.value)


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
