"""The date a document bears: printed or stamped beside the place, or the day a law was passed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from parsers.document import Candidate, Origin
from parsers.heading import Heading
from parsers.layout import Layout
from parsers.number import after_number, is_label, own_lines
from parsers.vietnamese import fold
from parsers.words import Line, Word, bounding_box, stamped_origin, words_within

_GAP = r"[\s.…_:,]*"
_NGAY, _THANG, _NAM = r"n\s?g\s?a\s?y", r"t\s?h\s?a\s?n\s?g", r"n\s?a\s?m"
_WRITTEN = re.compile(
    rf"{_NGAY}{_GAP}(?P<day>\d\s?\d?){_GAP}{_THANG}{_GAP}(?P<month>\d\s?\d?){_GAP}{_NAM}{_GAP}(?P<year>\d\s?\d\s?\d\s?\d)\b"
)
_SHORT = re.compile(rf"{_NGAY}{_GAP}(?P<day>\d{{1,2}})\s*[/.\-]\s*(?P<month>\d{{1,2}})\s*[/.\-]\s*(?P<year>\d{{4}})\b")
_BY_PLACE_ONLY = re.compile(
    r"^[a-z][a-z .'\-]{2,40},\s*(?P<day>\d{1,2})\s*[/.\-]\s*(?P<month>\d{1,2})\s*[/.\-]\s*(?P<year>\d{4})$"
)
# The word `ngày` left out: `Hà Nội, 05 tháng 3 năm 2023`, nothing else on the line.
_WITHOUT_LABEL = re.compile(
    rf"^[a-z][a-z .'\-]{{2,40}},\s*(?P<day>\d{{1,2}})\s*{_THANG}{_GAP}(?P<month>\d{{1,2}}){_GAP}{_NAM}{_GAP}"
    r"(?P<year>\d{4})\W*$"
)
_LABELS = re.compile(rf"{_NGAY}\b.*{_THANG}\b.*{_NAM}\b")
_PASSED = re.compile(
    rf"thong qua{_GAP}{_NGAY}{_GAP}(?P<day>\d{{1,2}}){_GAP}{_THANG}{_GAP}(?P<month>\d{{1,2}})"
    rf"{_GAP}{_NAM}{_GAP}(?P<year>\d{{4}})"
)
_OF_PLACE = re.compile(r"^(?!hom nay)[a-z\d .'\-]{2,40},\s*ngay")
_DATE_LINE = re.compile(rf"^[a-z\d .'\-]{{2,40}},\s*{_NGAY}\b.*\d{{4}}\W*$")
_ARRIVAL = re.compile(r"^\W*(?:cong van |van ban )?den\b(?! nam)")
_EARLIEST, _LATEST = 1945, 2100


def read_date(layout: Layout) -> list[Candidate[date]]:
    """Return the dates of the header, best first: right column, then left, then under the title.

    A blank day or month yields nothing: a date is whole or it is not there, and no other line of the header
    makes up for the blank one.
    """
    if has_blank_date(layout):
        return []
    sure = 0.99 if layout.heading is not Heading.NONE else 0.85
    for lines, confidence, rule in (
        (layout.right, sure, "header-right"),
        (_beside_number(layout.left), sure - 0.04, "header-left"),
        (tuple(_own_under_title(layout.title)), 0.6, "under-title"),
        (tuple(_below_title(layout)), 0.8, "below-title"),
    ):
        found = [c for line in _dateful(lines) for c in _of_line(line, confidence, rule)]
        if found:
            return found
    return []


def _beside_number(left: Sequence[Line]) -> Sequence[Line]:
    """Return the left column before its subject, the document's own number taken off its line."""
    own = own_lines(left)
    labelled = next((line for line in own if is_label(line)), None)
    return [(after_number(line) or line) if line is labelled else line for line in own]


def _own_under_title(title: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines under the title that begin with a date and do not go on with what the line above cites."""
    for above, line in pairwise(title):
        is_cited = re.search(r"\bso\b[^a-z]{0,4}\d\S*\W*$", fold(above.text)) is not None
        if not is_cited and re.match(rf"\W*(?:[a-z .'\-]{{2,40}},\s*|.*thong qua\s+)?{_NGAY}\b", fold(line.text)):
            yield line


def _below_title(layout: Layout) -> Iterator[Line]:
    """Yield the place and date that older forms set at the right, between subject and body."""
    for line in layout.body[:4]:
        is_right = (line.box.x0 + line.box.x1) / 2 > layout.size.width / 2
        if layout.title and is_right and _DATE_LINE.match(fold(line.text)):
            yield line


def has_blank_date(layout: Layout) -> bool:
    """Tell whether the header has a date's labels without a whole date: then the document is not dated anywhere."""
    return any(_is_blank(line) for line in (*layout.right, *layout.left)) or any(map(_is_broken, layout.right))


def _is_blank(line: Line) -> bool:
    """Tell whether a line has the labels of a date with nothing in them: `ngày … tháng … năm 2023`."""
    text = fold(line.text)
    found = _LABELS.search(text)
    return found is not None and not any(c.isdigit() for c in text[: text.rfind("nam")])


def _is_broken(line: Line) -> bool:
    """Tell whether a line has all labels of a date, and no whole date with them: a day or month was left out."""
    text = fold(line.text)
    is_whole = _LABELS.search(text) is not None and re.search(rf"{_NAM}{_GAP}\d", text) is not None
    return is_whole and not _is_citation(text) and next(_of_line(line, 1.0, ""), None) is None


def _dateful(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines with the label of a date, each joined with the next when it breaks off in between."""
    for index, line in enumerate(lines):
        text = fold(line.text)
        if _BY_PLACE_ONLY.match(text) or _WITHOUT_LABEL.match(text):
            yield line
            continue
        if re.search(_NGAY, text) is None or _is_citation(text) or _is_of_arrival(lines, index):
            continue
        below = fold(lines[index + 1].text) if index + 1 < len(lines) else ""
        is_cut = _LABELS.search(text) is None or (text.endswith("nam") and re.match(r"\d{4}\b", below))
        if below and is_cut and _WRITTEN.search(text) is None:
            yield Line((*line.words, *lines[index + 1].words), line.page)
        else:
            yield line


def _is_of_arrival(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a line is the day in a stamp of arrival: `Ngày: …`, close below `ĐẾN`."""
    is_labelled = re.match(r"^\W*ngay\s*:", fold(lines[index].text)) is not None
    return is_labelled and any(_ARRIVAL.match(fold(line.text)) for line in lines[max(0, index - 3) : index])


def _is_citation(text: str) -> bool:
    """Tell whether a header line cites another act (`theo Quyết định số … ngày …`) rather than dates this one."""
    return re.search(r"(kem theo|ban hanh theo|\bso\s*:?\s*\d|cua |tai |den\s*ngay|tu ngay|hieu luc)", text) is not None


def _of_line(line: Line, confidence: float, rule: str) -> Iterator[Candidate[date]]:
    text = fold(line.text)
    for pattern in (_WRITTEN, _SHORT, _BY_PLACE_ONLY, _WITHOUT_LABEL):
        match = pattern.search(text)
        if match is not None:
            value = to_date(match["day"], match["month"], match["year"])
            if value is not None:
                words = words_within(line, match.start(), match.end())
                sure = confidence if pattern is _WRITTEN else confidence - 0.1
                yield _candidate(line, words, value, sure, rule)
            return
    yield from _by_place(line, confidence - 0.12, rule + "-by-place")


def to_date(day: str, month: str, year: str) -> date | None:
    """Return the date of three digit strings (spaces inside allowed), None if there is no such day."""
    numbers = [int(re.sub(r"\s", "", part)) for part in (day, month, year)]
    if not _EARLIEST <= numbers[2] <= _LATEST:
        return None
    try:
        return date(numbers[2], numbers[1], numbers[0])
    except ValueError:
        return None


def _by_place(line: Line, confidence: float, rule: str) -> Iterator[Candidate[date]]:
    """Give stamped digits that fell beside the labels to the blanks nearest to them.

    Only where the labels ngày, tháng, năm are printed and exactly the missing values are stamped.
    """
    printed = [word for word in line.words if word.origin in (Origin.TEXT, Origin.OCR)]
    stamped = [word for word in line.words if word not in printed and re.fullmatch(r"\d{1,4}", word.text)]
    text = fold(" ".join(word.text for word in printed))
    shape = re.search(rf"{_NGAY}\s*(\d{{0,2}})\s*{_THANG}\s*(\d{{0,2}})\s*{_NAM}\s*(\d{{0,4}})", text)
    if shape is None or not stamped:
        return
    parts = list(shape.groups())
    if parts.count("") != len(stamped):
        return
    values = iter(sorted(stamped, key=lambda word: word.box.x0))
    filled = [part or next(values).text for part in parts]
    value = to_date(*filled)
    if value is not None:
        yield _candidate(line, line.words, value, confidence, rule)


def _candidate(line: Line, words: Sequence[Word], value: date, confidence: float, rule: str) -> Candidate[date]:
    read = min((word.confidence for word in words), default=1.0)
    origin = stamped_origin(words)
    if origin is Origin.OCR:
        confidence = min(confidence, 0.85) * read
    box = bounding_box([word.box for word in words])
    return Candidate(value, confidence, origin, rule, line.page, box, line.text)


def read_passing_date(lines: Iterable[Line]) -> list[Candidate[date]]:
    """Return the day on which a law or resolution says it was passed, from the last lines of its text.

    `Luật này được Quốc hội … thông qua ngày 30 tháng 3 năm 2021`: a law bears no other date.
    """
    ordered = list(lines)
    for index, line in enumerate(ordered):
        following = ordered[index + 1].words if index + 1 < len(ordered) else ()
        joined = Line((*line.words, *following), line.page)
        match = _PASSED.search(fold(joined.text))
        if match is not None:
            value = to_date(match["day"], match["month"], match["year"])
            words = words_within(joined, match.start(), match.end())
            return [_candidate(joined, words, value, 0.95, "passed-on")] if value else []
    return []


def read_opening_date(lines: Iterable[Line]) -> list[Candidate[date]]:
    """Return the day minutes and contracts say they were made: `Hôm nay, ngày …`, for their headers bear no date."""
    for line in lines:
        if re.match(r"^\W*(hom nay|vao (hoi|luc)|thoi gian)\b", fold(line.text)):
            found = list(_of_line(line, 0.8, "opening-line"))
            if found:
                return found
    return []


def read_closing_date(lines: Iterable[Line]) -> list[Candidate[date]]:
    """Return a place-and-date line near the signature, for papers that bear none in the header.

    What stands in the column of `Nơi nhận` is said to those who get the paper.
    """
    found: list[Candidate[date]] = []
    recipients: Line | None = None
    ordered = sorted(lines, key=lambda line: line.box.y0)
    for index, line in enumerate(ordered):
        text = fold(line.text)
        if recipients is None and text.startswith("noi nhan"):
            recipients = line
        if recipients is not None and line.box.x0 < recipients.box.x1:
            continue
        if _OF_PLACE.match(text) and not _is_citation(text):
            whole = _with_rest(line, ordered[index + 1 : index + 4])
            # A sentence goes on behind its date: `Sáng thứ 2, ngày …, Ủy ban đã họp`.
            found.extend(_of_line(whole, 0.8, "above-signature") if _DATE_LINE.match(fold(whole.text)) else ())
    return found


def _with_rest(line: Line, below: Sequence[Line]) -> Line:
    """Return a date joined with the line close below it where it breaks off."""
    if _WRITTEN.search(fold(line.text)) or _SHORT.search(fold(line.text)):
        return line
    height = line.box.y1 - line.box.y0
    for rest in below:
        is_under = line.box.x0 < (rest.box.x0 + rest.box.x1) / 2 < line.box.x1
        if is_under and rest.box.y0 - line.box.y1 < height:
            return Line((*line.words, *rest.words), line.page)
    return line
