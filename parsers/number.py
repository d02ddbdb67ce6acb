"""The number and symbol of a document, `34/KH-VP`: the document's own, not one it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.document import Candidate, Origin
from parsers.heading import Heading
from parsers.layout import Layout
from parsers.vietnamese import fold, is_vietnamese, squeeze
from parsers.words import Line, Word, bounding_box, stamped_origin, words_within

_LETTERS = r"[A-Za-zĐđÀ-ỹ]"
# A symbol is groups of letters, digits, & and commas joined by - / or . with stray spaces around them.
_GROUP = rf"{_LETTERS}[A-Za-zĐđÀ-ỹ0-9]*(?:\s?[&,.]\s?[A-ZĐƯÔÂ][A-Za-zĐđÀ-ỹ0-9]*|\.\d{{1,2}}\b)*"
_SYMBOL = (
    rf"(?:\d{{4}}\s*/\s*)?{_GROUP}(?:(?:\s*[-–—/]\s*|_){_GROUP})*(?:\s*[-–]\s*\d{{2,4}}[a-z]?)?"
    r"(?:\s*[/-]\s*(?:19|20)\d\d\b)?(?:\((?:[A-ZĐ][A-Za-zĐđ0-9&.-]{0,7})\))?"
)
# Schools and offices with partners abroad print the label in English too: `Số/No.:`.
_LABEL = r"(?:(?:s\s*o|s6|s0)(?:\s*[/(]\s*n[o0]\b\s*\.?\s*\)?)?|n[o0]\s*(?=[.:]))"
# Names of types may stand before the label: `Luật số:`, `Nghị quyết số:`.
_LABELLED = re.compile(
    rf"^\W*(?:(?:luat|bo luat|phap lenh|lenh|nghi quyet|nghi dinh|quyet dinh|thong tu|chi thi|cong van|van ban|ban an|"
    rf"ket luan|bien ban|hop dong|bao cao|ke hoach|to trinh|thong bao|cong dien|huong dan)\s+)?"
    rf"{_LABEL}(?:\s*,?\s*(?:ky\s*)?hieu(?: van ban)?|\s+van ban|\s+vb)?\s*[:;.,]?\s*"
)
_NUMBER = re.compile(
    rf"^[\s.…_]*(?P<digits>\d{{1,2}}\.\d{{3}}|\d[\d\s]{{0,7}}?)\s*(?P<suffix>[A-Za-zĐđ]?)[\s.…_]*(?P<sep>[/\-–])\s*(?P<symbol>{_SYMBOL})"
)
# Some registers put the year in front: `2024/215/KH`.
_YEAR_FIRST = re.compile(rf"^\s*(?P<year>(?:19|20)\d\d)\s*/\s*(?P<rest>\d{{1,5}}\s*/\s*{_SYMBOL})")
_BARE = re.compile(r"^[\s.…_]*(?P<digits>\d{1,6})(?P<suffix>[A-Za-zĐđ]?)[\s.…_]*(?P<sep>[/\-–]?)\s*$")
_ARRIVED = ("den", "congvanden", "vanbanden", "den:")
_CUT_SHORT = re.compile(r"[-–/&,]\s*$")
_ABOUT = re.compile(r"^\W*(v\s*/\s*v\b|vv\b|ve viec\b)")
# What ends so cites an act, whose number begins the next line: `TỔ CÔNG TÁC THEO QUYẾT ĐỊNH` / `SỐ 12/QĐ-UBND`.
_CITES = re.compile(
    r"\b(theo|thuc hien|trien khai)\b.*\b"
    r"(quyet dinh|ke hoach|nghi quyet|nghi dinh|chi thi|cong van|thong bao|chuong trinh|de an)$"
)
_ACT = re.compile(r"\b(quyet dinh|ke hoach|nghi quyet|nghi dinh|chi thi|cong van|thong bao|thong tu|luat)\s*$")


@dataclass(frozen=True, slots=True)
class NumberText:
    """A number taken apart: digits, letter suffix, and the symbol after the first separator."""

    digits: str
    suffix: str
    symbol: str
    separator: str

    @property
    def value(self) -> str:
        """The number as offices cite it, without spaces."""
        return f"{self.digits}{self.suffix}{self.separator}{self.symbol}"


def parse_number(text: str) -> NumberText | None:
    """Read a number with its symbol at the start of `text` (after its label), or return None.

    Stray spaces and dots inside are dropped; dashes become `-`.
    """
    match = _NUMBER.match(text)
    if match is None:
        year_first = _YEAR_FIRST.match(text)
        return NumberText(year_first["year"], "", _symbol(year_first["rest"]), "/") if year_first else None
    return NumberText(
        re.sub(r"\D", "", match["digits"]),
        match["suffix"].upper(),
        _symbol(match["symbol"]),
        "-" if match["sep"] in "-–" else "/",
    )


def _symbol(printed: str) -> str:
    return re.sub(r"[–—]", "-", re.sub(r"\s+", "", printed))


def read_number(layout: Layout) -> list[Candidate[str]]:
    """Return the numbers of the header's left column, best first.

    An arrival stamp (ĐẾN) has a label and digits too, but no symbol; it never outranks a number with one.
    """
    candidates: list[Candidate[str]] = []
    for index in range(len(own_lines(layout.left))):
        candidates.extend(_labelled(layout.left, index, layout.heading))
    if not candidates:
        candidates.extend(_unlabelled(layout))
    if not candidates and layout.heading is not Heading.NONE and not any(map(is_label, layout.left)):
        candidates.extend(_elsewhere(layout))
    return sorted(candidates, key=lambda candidate: -candidate.confidence)


def own_lines(left: Sequence[Line]) -> Sequence[Line]:
    """Return the lines of the left column before its subject, whose numbers and dates are those of other acts."""
    end = next((index for index, line in enumerate(left) if begins_subject(line)), len(left))
    return left[:end]


def begins_subject(line: Line) -> bool:
    """Tell whether a line begins the subject; `VỀ VIỆC LÀM` in capitals goes on with an agency's name."""
    text = fold(line.text)
    return _ABOUT.match(text) is not None and not (line.text.isupper() and re.match(r"\W*ve viec lam\b", text))


def after_label(line: Line) -> NumberText | None:
    """Return the number with its symbol that a line holds behind a label, None where it holds none."""
    label = _LABELLED.match(fold(line.text))
    return parse_number(line.text[label.end() :]) if label else None


def after_number(line: Line) -> Line | None:
    """Return what follows the document's own number on its line: `Số: 34/KH-VP ngày …`; None where nothing does."""
    label = _LABELLED.match(fold(line.text))
    number = label and _NUMBER.match(line.text[label.end() :])
    if label is None or not number:
        return None
    behind = line.text.find(" ", label.end() + number.end())  # a comma stands in one word with the number
    words = words_within(line, behind, len(line.text)) if behind >= 0 else ()
    return Line(words, line.page) if words else None


def _labelled(lines: Sequence[Line], index: int, heading: Heading) -> Iterator[Candidate[str]]:
    line = lines[index]
    label = _LABELLED.match(fold(line.text))
    if (
        label is None
        or _cites(lines, index)
        or fold(line.text)[label.end() :].lstrip().startswith(("trang", "luong", "dien thoai"))
    ):
        return
    words, rest = _with_continuation(lines, index, label.end())
    number = parse_number(rest)
    if number is not None:
        confidence = 0.99 if heading is not Heading.NONE else 0.8
        if _goes_on(rest) or not is_vietnamese(number.symbol):
            confidence = min(confidence, 0.75)
        if number.symbol.endswith(")"):  # `85/TB-VP(TH)`: some offices leave the clerk's letters out when they cite it
            confidence = min(confidence, 0.85)
        yield _candidate(words, line.page, number.value, confidence, "header-left-labelled")
        return
    bare = _BARE.match(rest)
    if bare and not _is_arrival(lines, index):
        value = bare["digits"] + bare["suffix"].upper()
        yield _candidate(words, line.page, value, 0.45, "header-left-without-symbol")


def _cites(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a label belongs to an act that the agency's name cites in the two lines above."""
    return _CITES.search(fold(" ".join(above.text for above in lines[max(0, index - 2) : index])).strip()) is not None


def _goes_on(text: str) -> bool:
    """Tell whether something is joined to the symbol that no symbol is known to have: `85/TB-VP(TH)`."""
    match = _NUMBER.match(text) or _YEAR_FIRST.match(text)
    rest = text[match.end() :] if match else ""
    return rest[:1].strip(" .,;:*") != "" or re.match(r"[.,;:*]\w", rest) is not None


def _with_continuation(lines: Sequence[Line], index: int, start: int) -> tuple[list[Word], str]:
    """Return the words and text after the label, joined with the next line where the symbol is cut short."""
    line = lines[index]
    words = list(words_within(line, start, len(line.text)))
    rest = line.text[start:]
    if index + 1 >= len(lines):
        return words, rest
    follower = lines[index + 1]
    near = follower.box.y0 - line.box.y1 < 1.2 * max(line.box.y1 - line.box.y0, 8.0)
    begins = re.match(r"^[\s/-]*[A-ZĐ][A-ZĐa-z0-9&,./-]*\s*$", follower.text)
    if near and begins and (_CUT_SHORT.search(rest) or follower.text.strip()[0] in "-/"):
        return words + list(follower.words), rest.rstrip() + follower.text.strip()
    return words, rest


def is_label(line: Line) -> bool:
    """Tell whether a line is the label of the document's own number, filled in or blank."""
    text = fold(line.text)
    label = _LABELLED.match(text)  # of `SỞ NỘI VỤ` too, without the accents
    return label is not None and (":" in label[0] or re.match(r"[\s.…_]*([\d/–-]|$)", text[label.end() :]) is not None)


def _is_arrival(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a label belongs to a stamp of arrival: `ĐẾN` stands just above or before it."""
    around = lines[max(0, index - 2) : index + 1]
    return any(squeeze(line.text).startswith(_ARRIVED) for line in around)


def _candidate(words: Sequence[Word], page: int, value: str, confidence: float, rule: str) -> Candidate[str]:
    used = list(words)
    read = min((word.confidence for word in used), default=1.0)
    origin = stamped_origin(used)
    if origin is Origin.OCR:
        confidence = min(confidence, 0.85) * read
    return Candidate(
        value,
        confidence,
        origin,
        rule,
        page,
        bounding_box([word.box for word in used]),
        " ".join(word.text for word in used),
    )


def _unlabelled(layout: Layout) -> Iterator[Candidate[str]]:
    """Take a number that fills a whole line of the left column without a label before it."""
    for line in own_lines(layout.left):
        number = parse_number(line.text)
        whole = _NUMBER.match(line.text)
        if number and whole and whole.end() >= len(line.text.rstrip()) and "-" in number.value:
            confidence = 0.85 if layout.heading is not Heading.NONE else 0.4
            yield _candidate(line.words, line.page, number.value, confidence, "header-left-unlabelled")


def _elsewhere(layout: Layout) -> Iterator[Candidate[str]]:
    """Take a labelled number of the right column or the title: older forms put it under the title."""
    lines = (*layout.right, *layout.title)
    for index, line in enumerate(lines):
        label = _LABELLED.match(fold(line.text))
        if index and _ACT.search(fold(lines[index - 1].text)) and lines[index - 1] is not layout.title[0]:
            continue  # `… sửa đổi Quyết định` / `số 12/QĐ-UBND`
        number = parse_number(line.text[label.end() :]) if label else None
        if number is not None:
            yield _candidate(line.words, line.page, number.value, 0.8, "header-labelled")
