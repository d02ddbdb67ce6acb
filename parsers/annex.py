"""Papers issued with another one: `(Kèm theo Quyết định số …)` names the parent, not the paper itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.date import to_date
from parsers.document import Candidate
from parsers.layout import Layout
from parsers.number import parse_number
from parsers.vietnamese import fold
from parsers.words import Line, bounding_box, stamped_origin

_WITH = re.compile(r"\W*(ban hanh\s+)?(dinh\s+)?kem theo\b")
_NUMBER = re.compile(r"\bso\s*:?\s*(?=\d)")
_DATE = re.compile(r"ngay\s*(\d{1,2})\s*(?:thang|/|-|\.)\s*(\d{1,2})\s*(?:nam|/|-|\.)\s*(\d{4})")
_OF = re.compile(r"\bcua\s+([^)]+)\)?")
_LINES = 14


@dataclass(frozen=True, slots=True)
class Parent:
    """The act an annex belongs to, as far as the annex names it; the date is ISO 8601."""

    number: str | None
    date: str | None
    issuer: Candidate[str] | None


def find_parent(layout: Layout) -> Parent | None:
    """Return the act named in `(Kèm theo …)` near the top of the page, None where there is no such line."""
    lines = [*layout.left, *layout.right, *layout.title, *layout.body][: _LINES + 8]
    for index, line in enumerate(lines):
        if _WITH.match(fold(line.text)):
            following = lines[index + 1 : index + 3] if ")" not in line.text else []
            words = [word for part in (line, *following) for word in part.words]
            return _parse(Line(tuple(words), line.page))
    return None


def _parse(line: Line) -> Parent:
    text = line.text.split(")")[0]
    folded = fold(text)
    label, dated, of = _NUMBER.search(folded), _DATE.search(folded), _OF.search(folded)
    number = parse_number(text[label.end() :]) if label else None
    day = to_date(dated[1], dated[2], dated[3]) if dated else None
    value = text[of.start(1) : of.end(1)].strip(" .)") if of else ""
    issuer = None
    if value:
        origin = stamped_origin(line.words)
        box = bounding_box([word.box for word in line.words])
        issuer = Candidate(value, 0.8, origin, "annex-parent", line.page, box, line.text)
    return Parent(number.value if number else None, day.isoformat() if day else None, issuer)
