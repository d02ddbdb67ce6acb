"""Who signed: name, title and authority, read from the block at the end of the document's own text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from parsers.abreast import part_abreast
from parsers.document import Authority, Candidate, Origin, PageSize
from parsers.names import FAMILIES
from parsers.noise import is_stamp_text, strip_noise
from parsers.person import (
    has_family_name,
    is_only_degree,
    is_person_name,
    is_written_as_name,
    name_likelihood,
    person_case,
    strip_degree,
)
from parsers.signing_title import BODY, authority_of, opens_title, title_text, with_deputy
from parsers.tail import tail_begins
from parsers.titles import type_of_title
from parsers.vietnamese import fold
from parsers.words import Line, Page, bounding_box, reading_confidence, stamped_origin

_SIGNED = re.compile(r"^\W*(da ky|ky ten|ky,|ky va|da ky va|ky thay|chu ky)")
_GOES_ON = re.compile(r"(?:\s[-–]|,|\bVÀ)$")  # `TRƯỞNG PHÒNG HÀNH CHÍNH -` / `QUẢN TRỊ`
_CLOSES = re.compile(r"(noi nhan|^\W*nhu tren|luu\s*:)")
_BLOCK_DEPTH = 260.0  # points from the title to the name below the seal
_ABOVE_RECIPIENTS = 60.0  # points a block beside `Nơi nhận` may begin above it
_WIDEST = 0.55  # of the page: no line of a signature block is wider


@dataclass(frozen=True, slots=True)
class Signer:
    """One signature block: the lines of its title and the line of its name."""

    titles: tuple[Line, ...]
    name: Line | None

    @property
    def title(self) -> str:
        """The title lines, wrapped ones joined, separate ones after a comma."""
        parts: list[str] = []
        for above, line in pairwise((None, *self.titles)):
            text = title_text(line) if line else ""
            if parts and text and above and (not opens_title(text) or _GOES_ON.search(above.text)):
                parts[-1] += (" - " if above.text.endswith(("-", "–")) else " ") + text
            elif text:
                parts.append(text)
        return ", ".join(with_deputy(parts))


def find_signers(page: Page) -> tuple[Signer, ...]:
    """Return the signature blocks of a page from left to right; none where no title has a name below it."""
    lines, floor = _own_lines(page)
    found = list(_blocks(lines, page.size))
    whole = [block for block in found if block.name is not None and block.titles[0].box.y0 >= floor]
    if not whole:
        small = _blocks(lines, page.size, _may_open_small)
        whole = [block for block in small if block.name and block.titles[0].box.y0 >= floor]
    if not whole and floor:
        whole = [block for block in found if _ends_above(block, floor + _ABOVE_RECIPIENTS)]
    return tuple(sorted(whole, key=lambda block: block.titles[0].box.x0))


def _ends_above(block: Signer, recipients: float) -> bool:
    """Tell whether a block's name stands close above `Nơi nhận`: where several sign, those who get it stand below."""
    name = block.name
    return name is not None and name.words[0].origin is not Origin.OCR and 0 < recipients - name.box.y0 < 150.0


def find_partial_signers(page: Page) -> tuple[Signer, ...]:
    """Return what is left of a signature block: a name or title beside `Nơi nhận`, or a stack of titles."""
    lines, floor = _own_lines(page)
    blocks = [block for block in _blocks(lines, page.size) if block.titles[0].box.y0 >= floor]
    if floor <= 0:
        return tuple(block for block in blocks if _is_stack(block, page.size))[:1]
    below = [line for line in lines if line.box.y0 >= floor and line.box.x0 > 0.42 * page.size.width]
    name = next((line for line in reversed(below) if _is_name_line(line)), None)
    return (Signer((), name),) if name is not None else tuple(blocks[:1])


def _own_lines(page: Page) -> tuple[list[Line], float]:
    """Return the lines that may hold the document's own signature, and the height above which there is none."""
    end = tail_begins(page.lines)
    lines = [line for line in strip_noise(page.lines, page.size) if line.box.y0 < end]
    return part_abreast(lines, opens_title), _floor(lines)


def _is_stack(block: Signer, size: PageSize) -> bool:
    """Tell whether titles stand where one signs, an authority first: nothing else on a page looks like it."""
    head = block.titles[0]
    is_low_right = head.box.y0 > 0.3 * size.height and (head.box.x0 + head.box.x1) / 2 > 0.55 * size.width
    return is_low_right and authority_of(title_text(head)) is not None


def _is_name_line(line: Line) -> bool:
    """Tell whether a line is a name; what OCR read must be a likely one with nothing lost before it."""
    bare = strip_degree(line.text)
    if line.text.isupper() and type_of_title(line.text) is not None:  # `QUYẾT ĐỊNH:` above the articles
        return False
    if not is_person_name(line.text) or opens_title(bare) or BODY.match(fold(bare)) or is_only_degree(line.text):
        return False
    if line.words[0].origin is not Origin.OCR:
        return True
    return line.text[:1].isalpha() and name_likelihood(strip_degree(line.text)) >= 0.65


def _floor(lines: Sequence[Line]) -> float:
    """Return the height of `Nơi nhận`, less a little: above it there is no signature; 0 without one."""
    for line in lines:
        if re.match(r"^\W*noi nhan\b", fold(line.text)):
            return line.box.y0 - _ABOVE_RECIPIENTS
    return 0.0


def _blocks(
    lines: Sequence[Line], size: PageSize, may_open: Callable[[Line, PageSize], bool] | None = None
) -> Iterator[Signer]:
    used: set[int] = set()
    for index, line in enumerate(lines):
        if index in used or not (may_open or _may_open)(line, size):
            continue
        column = list(_column(lines, index, size))
        titles, name = _take(lines, column)
        used.update(titles, name)
        words = tuple(word for i in name for word in lines[i].words)
        yield Signer(tuple(lines[i] for i in titles), Line(words, lines[name[0]].page) if name else None)


def _column(lines: Sequence[Line], index: int, size: PageSize) -> Iterator[int]:
    """Yield the lines below a title in its column, as far as no running text goes across it."""
    for at in range(index, len(lines)):
        if not _same_column(lines[index], lines[at]):
            continue
        if at > index and lines[at].box.x1 - lines[at].box.x0 > _WIDEST * size.width:
            return
        yield at


def _may_open(line: Line, size: PageSize) -> bool:
    """Tell whether a line can open a block: a title in capitals or an authority, in a column of its own."""
    text = title_text(line)
    if not opens_title(text) or line.box.x1 - line.box.x0 > _WIDEST * size.width:
        return False
    letters = [letter for letter in text if letter.isalpha()]
    is_capital = sum(letter.isupper() for letter in letters) >= 0.85 * len(letters)
    has_authority = authority_of(text) is not None
    is_right = (line.box.x0 + line.box.x1) / 2 > 0.5 * size.width
    return (is_capital or has_authority) and (is_right or not line.text.strip().startswith("-"))


def _may_open_small(line: Line, size: PageSize) -> bool:
    """Tell whether a line can open a block of an older paper, whose titles are not in capitals: `Giám đốc`."""
    text = line.text.strip()
    is_title = opens_title(text) and text[:1].isupper() and len(text.split()) <= 6 and text[-1:].isalpha()
    is_right = (line.box.x0 + line.box.x1) / 2 > 0.55 * size.width and line.box.x0 > 0.4 * size.width
    return is_title and is_right and line.words[0].origin is not Origin.OCR


def _same_column(head: Line, line: Line) -> bool:
    if line.box.y0 < head.box.y0 - 1 or line.box.y0 - head.box.y0 > _BLOCK_DEPTH:
        return False
    shift = abs((line.box.x0 + line.box.x1) - (head.box.x0 + head.box.x1)) / 2
    return shift < 75 and line.box.x0 > head.box.x0 - 130


def _take(lines: Sequence[Line], column: Sequence[int]) -> tuple[list[int], list[int]]:
    """Split the lines of a block's column into its title lines and those of the name."""
    titles, name = [column[0]], list[int]()
    for at, index in enumerate(column[1:], start=1):
        line, last = lines[index], lines[titles[-1]]
        below = [lines[i] for i in column[at + 1 :]]
        if _CLOSES.search(fold(line.text)):
            continue
        close = line.box.y0 - last.box.y1 < 1.6 * _height(line)
        if close and _GOES_ON.search(last.text):
            titles.append(index)
            continue
        if _is_name_line(line) and not (close and _is_title_in_capitals(line, below)):
            return titles, [index, column[at + 1]] if below and _wraps_name(line, below[0]) else [index]
        if below and not close and _wraps_name(line, below[0]):
            return titles, [index, column[at + 1]]
        if _SIGNED.match(fold(line.text)) or is_only_degree(line.text) or is_stamp_text(line.text):
            continue
        is_other_name = line.words[0].origin is not Origin.OCR and is_written_as_name(line.text)
        if is_other_name and strip_degree(line.text) != line.text.strip():
            return titles, [index]  # `Trung tá Điểu K'Ré`, however close
        if close and len(titles) < 8:
            titles.append(index)
        elif not name and not close and is_other_name:
            name = [index]
    return titles, name


def _height(line: Line) -> float:
    return max(line.box.y1 - line.box.y0, 8.0)


def _wraps_name(name: Line, below: Line) -> bool:
    """Tell whether a name goes on in the next line of a narrow column: `Trần Văn` / `Mẫu`, `Đại tá, TS. Trần` / …."""
    is_near = below.box.y0 - name.box.y1 < 0.5 * _height(name)
    is_under = abs(name.box.x0 + name.box.x1 - below.box.x0 - below.box.x1) < 2 * _height(name)
    first = strip_degree(name.text)
    is_begun = len(first.split()) > 1 and (len(below.words) == 1 or below.words[0].text.capitalize() not in FAMILIES)
    is_left_over = len(first.split()) == 1 and first != name.text and has_family_name(first)
    is_printed = name.words[0].origin is not Origin.OCR
    is_rest = is_printed and is_near and is_under and len(below.words) < 4 and not opens_title(below.text)
    return is_rest and (is_begun or is_left_over) and is_person_name(f"{name.text} {below.text}")


def _is_title_in_capitals(line: Line, below: Sequence[Line]) -> bool:
    """Tell whether capitals close under a title go on with it.

    No family name begins them, or another title follows closely, or the name does.
    """
    if not line.text.isupper():
        return False
    if not has_family_name(line.text):
        return True
    follower = next((x for x in below if _is_name_line(x) or opens_title(x.text)), None)
    if follower is None:
        return False
    if opens_title(follower.text):
        return follower.box.y0 - line.box.y1 < 1.6 * _height(line)
    return not follower.text.isupper()


def name_candidate(signers: Sequence[Signer]) -> Candidate[str] | None:
    """Return the names of the signers, joined by `; ` where several sign."""
    named = [signer.name for signer in signers if signer.name is not None]
    if not named:
        return None
    names = [person_case(strip_degree(line.text)) for line in named]
    found = _candidate(named, "; ".join(names), 0.95 if len(named) == 1 else 0.9, "signature-block-name")
    if found.origin is Origin.OCR:
        return replace(found, confidence=found.confidence * min(map(name_likelihood, names)))
    return found


def title_candidate(signers: Sequence[Signer]) -> Candidate[str] | None:
    """Return the titles of the signers as printed, joined by `; ` where several sign."""
    lines = [line for signer in signers for line in signer.titles]
    if not lines:
        return None
    confidence = 0.93 if all(signer.name is not None for signer in signers) else 0.7
    return _candidate(lines, "; ".join(signer.title for signer in signers), confidence, "signature-block-title")


def authority_candidate(signers: Sequence[Signer]) -> Candidate[Authority] | None:
    """Return on whose behalf the first signer signs: the topmost authority of a stack such as TL. + KT."""
    for signer in signers:
        for line in signer.titles:
            authority = authority_of(title_text(line))
            if authority is not None:
                return _authority(line, authority, 0.95, "signature-block-authority")
        if signer.title.startswith("KT. "):
            return _authority(signer.titles[0], Authority.DEPUTY, 0.8, "deputy-below-head")
    return None


def _authority(line: Line, value: Authority, confidence: float, rule: str) -> Candidate[Authority]:
    base = _candidate([line], "", confidence, rule)
    return Candidate(value, base.confidence, base.origin, base.rule, base.page, base.box, base.text)


def _candidate(lines: Sequence[Line], value: str, confidence: float, rule: str) -> Candidate[str]:
    words = [word for line in lines for word in line.words]
    origin = stamped_origin(words)
    if origin is Origin.OCR:
        confidence *= 0.9 * reading_confidence(words)
    box = bounding_box([word.box for word in words])
    return Candidate(value, confidence, origin, rule, lines[0].page, box, " / ".join(x.text for x in lines))
