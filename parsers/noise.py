"""Lines that stand on a page without being part of the document: stamps, gazette headers, page numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.document import Origin, PageSize
from parsers.vietnamese import fold
from parsers.words import Line, reading_confidence

_STAMP = re.compile(
    r"(ky boi|nguoi ky|ngay ky|thoi gian ky|co quan:|email|@|signature|digitally|signed by|chu ky so|"
    r"\b(?:dn|cn)\s*[:=]|\breason:|\blocation:|"
    r"\d{1,2}[:.]\d{2}[:.]\d{2}|\+07)"
)
# NĐ 30/2020/NĐ-CP, Phụ lục I, phần II. Subjects begin with `Sao lưu …` or `Bản sao điện tử …`, rows of a list too.
_COPY = re.compile(r"^\W*(sao (y|luc)|trich sao|ban sao(?=\W*$|\s*:|\s+(y|luc|so)\b))\b")
_GAZETTE = re.compile(r"cong bao\s*/?\s*so\s*\d|^cong bao\b.*\d")
_PAGE_NUMBER = re.compile(r"^[-–\s]*\d{1,4}[-–\s]*$")
_RULE = re.compile(r"^[\W_]*(?:[o0]{3}|[o0]{2})?[\W_]*$")  # `-----o0o-----` too


def is_stamp_text(text: str) -> bool:
    """Tell whether a line is what a signature stamp says of itself: the signer, an address, the time."""
    return _STAMP.search(fold(text)) is not None


def is_copy_form(text: str) -> bool:
    """Tell whether a line says that the paper is a copy: `SAO Y BẢN CHÍNH`, with a capital."""
    begin = next((letter for letter in text if letter.isalpha()), "")
    return begin.isupper() and _COPY.match(fold(text)) is not None


def strip_noise(lines: Sequence[Line], size: PageSize) -> list[Line]:
    """Return the lines that belong to the document itself, a name that a signature's stamp lies over among them."""
    if all(word.origin is Origin.TEXT for line in lines for word in line.words):
        return [line for line in lines if not _is_noise(line, size)]
    parted = [part for line in lines for part in _parted(line)]
    stamps = _stamp_lines(parted)
    return [line for i, line in enumerate(parted) if i not in stamps and not _is_noise(line, size)]


def _parted(line: Line) -> Sequence[Line]:
    """Part a row that words of a stamp share with printed ones; stamped digits fill a blank of what is printed."""
    stamped = tuple(word for word in line.words if word.origin not in (Origin.TEXT, Origin.OCR))
    if len(stamped) in (0, len(line.words)) or not _STAMP.search(fold(" ".join(word.text for word in stamped))):
        return (line,)
    printed = tuple(word for word in line.words if word not in stamped)
    return Line(stamped, line.page), Line(printed, line.page)


def _is_noise(line: Line, size: PageSize) -> bool:
    text = fold(line.text)
    if _RULE.match(text) or _GAZETTE.search(text) or is_copy_form(line.text):
        return True
    if line.words[0].origin is Origin.OCR and _is_speck(line):
        return True
    at_edge = line.box.y0 < 0.08 * size.height or line.box.y1 > 0.94 * size.height
    return at_edge and _PAGE_NUMBER.match(text) is not None


def _is_speck(line: Line) -> bool:
    """Tell whether an OCR line is dirt: hardly a letter, or letters nobody believes in."""
    letters = sum(letter.isalnum() for letter in line.text)
    return letters < 3 or (reading_confidence(line.words) < 0.25 and letters < 12)


def _stamp_lines(lines: Sequence[Line]) -> set[int]:
    """Find the lines of signature stamps: neighbours of one origin, of which one line says so.

    A widget with only "316" is a stamped number and stays; one with a signer, an address or a time goes.
    """
    found: set[int] = set()
    pending: list[int] = []
    for index, line in enumerate(lines):
        if _is_printed(line):
            if line.words[0].origin is Origin.OCR and _STAMP.search(fold(line.text)):
                found.add(index)
            continue
        if pending and not _touches(lines[pending[-1]], line):
            found |= _judged(lines, pending)
            pending = []
        pending.append(index)
    return found | _judged(lines, pending)


def _is_printed(line: Line) -> bool:
    return any(word.origin in (Origin.TEXT, Origin.OCR) for word in line.words)


def _touches(above: Line, below: Line) -> bool:
    height = max(below.box.y1 - below.box.y0, 6.0)
    overlaps = below.box.x0 < above.box.x1 and above.box.x0 < below.box.x1
    return overlaps and below.box.y0 - above.box.y1 < 1.6 * height


def _judged(lines: Sequence[Line], cluster: Sequence[int]) -> set[int]:
    says_so = any(_STAMP.search(fold(lines[index].text)) for index in cluster)
    return set(cluster) if says_so else set()
