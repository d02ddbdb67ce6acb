"""Who signed: name, title and authority, read from the block at the end of the document's own text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from parsers.abreast import part_abreast
from parsers.document import Authority, Candidate, Origin, PageSize
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
from parsers.tail import tail_begins
from parsers.titles import type_of_title
from parsers.vietnamese import fold, is_syllable
from parsers.words import Line, Page, bounding_box, reading_confidence, stamped_origin

# NĐ 30/2020/NĐ-CP, Phụ lục I, ô 7a; Party papers write T/M, K/T, T/L; others forget the dot or put two.
_AUTHORITY = re.compile(
    r"^\W{0,2}(?:(tm|kt|tl|tuq|tun|q)\s?[.,/]+|"
    r"(thay mat|ky thay|thua lenh|thua uy quyen|t\s?[/.]\s?m|k\s?[/.]\s?t|t\s?[/.]\s?l|t\s?[/.]\s?u\.?\s?q)\b[\s.]*|"
    r"(tm|kt|tl|tuq)\s+(?=uy ban|hoi dong|ban |chinh phu|thuong truc|doan |chu |giam |bo truong|thu truong|hieu |cuc |"
    r"vu |truong |chanh |vien |tong |thu tuong|thong ))\s*(?=[a-z])"
)
_BY_LETTERS = {
    "tm": Authority.ON_BEHALF, "kt": Authority.DEPUTY, "tl": Authority.BY_ORDER,
    "thaymat": Authority.ON_BEHALF, "kythay": Authority.DEPUTY, "thualenh": Authority.BY_ORDER,
    "thuauyquyen": Authority.AUTHORISED, "tuq": Authority.AUTHORISED, "tun": Authority.AUTHORISED,
    "q": Authority.ACTING,
}  # fmt: skip
_TITLE = re.compile(
    r"^(pho |quyen )?(tong )?(chu tich|chu nhiem|giam doc|bo truong|thu truong|thu tuong|hieu truong|hieu pho|"
    r"chanh|cuc truong|vu truong|truong |tong giam doc|bi thu|vien truong|thong doc|tong bi thu|tong cuc truong|"
    r"chi cuc truong|tu lenh|chinh uy|doi truong|to truong|uy vien|tong thu ky|thu ky|ke toan|chu toa|pho |"
    r"dai dien|nguoi |ben a|ben b|hieu|tong kiem toan|tham phan|kiem sat vien|chi huy truong|hang truong|thuong truc|"
    r"tong thanh tra|phu trach|dieu hanh|giam thi|quan doc|tong bien tap|tong lanh su|dai su|chu tri|chi huy|"
    r"chap hanh vien|cong chung vien|dieu tra vien|thanh tra vien|dac phai vien|xac thuc van ban)\b"
)
_CHIEF = re.compile(r"^(phó |quyền )?\w+ trưởng\b", re.IGNORECASE)  # of a station, a faculty: `TRẠM TRƯỞNG`
# Names of bodies that a wrapped title goes on with, in capitals or with a capital on each word.
_BODY = re.compile(
    r"^(uy ban|hoi dong|van phong|lien doan|chinh phu|quoc hoi|tinh uy|huyen uy|thanh uy|dang uy|trung tam|thu tuc|"
    r"ban (chi|thuong|chap|quan|to|dan)|bo (noi|tai|cong|y|tu|xay|giao|khoa|van|nong|quoc|ngoai|thong|dan)|so \w|"
    r"phong (noi|tai|to|hanh|giao|y|van|kinh|tu|thanh|dan|lao|nong|quan)|hanh chinh)\b"
)
_SIGNED = re.compile(r"^\W*(da ky|ky ten|ky,|ky va|da ky va|ky thay|chu ky)")
_CLOSES = re.compile(r"(noi nhan|^\W*nhu tren|luu\s*:)")
_BLOCK_DEPTH = 260.0  # points from the title to the name below the seal
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
        for line in self.titles:
            text = title_text(line)
            if parts and text and not opens_title(text):
                parts[-1] += " " + text
            elif text:
                parts.append(text)
        return ", ".join(_with_deputy(parts))


def _with_deputy(titles: list[str]) -> list[str]:
    """Return titles with a lost `KT.` restored: who signs below the head's title as his deputy signs for him."""
    for at, (head, deputy) in enumerate(pairwise(titles)):
        if fold(deputy) == f"pho {fold(head)}":
            titles[at] = f"KT. {head}"
    return titles


def find_signers(page: Page) -> tuple[Signer, ...]:
    """Return the signature blocks of a page from left to right; none where no title has a name below it."""
    lines, floor = _own_lines(page)
    blocks = [block for block in _blocks(lines, page.size) if block.titles[0].box.y0 >= floor]
    whole = [block for block in blocks if block.name is not None]
    if not whole:
        whole = [
            block
            for block in _blocks(lines, page.size, _may_open_small)
            if block.name and block.titles[0].box.y0 >= floor
        ]
    return tuple(sorted(whole, key=lambda block: block.titles[0].box.x0))


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
    return is_low_right and _AUTHORITY.match(fold(title_text(head))) is not None


def _is_name_line(line: Line) -> bool:
    """Tell whether a line is a name; what OCR read must be a likely one with nothing lost before it."""
    bare = strip_degree(line.text)
    if line.text.isupper() and type_of_title(line.text) is not None:  # `QUYẾT ĐỊNH:` above the articles
        return False
    if not is_person_name(line.text) or opens_title(bare) or _BODY.match(fold(bare)) or is_only_degree(line.text):
        return False
    if line.words[0].origin is not Origin.OCR:
        return True
    return line.text[:1].isalpha() and name_likelihood(strip_degree(line.text)) >= 0.65


def _floor(lines: Sequence[Line]) -> float:
    """Return the height of `Nơi nhận`, less a little: above it there is no signature; 0 without one."""
    for line in lines:
        if re.match(r"^\W*noi nhan\b", fold(line.text)):
            return line.box.y0 - 60.0
    return 0.0


def opens_title(text: str) -> bool:
    """Tell whether `text` begins with an authority or with the title of somebody who signs."""
    folded = fold(text).strip()
    is_known = _AUTHORITY.match(folded) is not None or _TITLE.match(folded) is not None
    return is_known or _CHIEF.match(text.strip()) is not None


def title_text(line: Line) -> str:
    """Return the text of a title line; of an OCR line only the part that reads as a title."""
    text = line.text.strip(" .,:;*-–—_\"'“”")
    if line.words[0].origin is not Origin.OCR:
        return text
    start = next((i for i in range(min(7, len(text))) if opens_title(text[i:]) and _begins_word(text, i)), 0)
    words = text[start:].split()
    while words and not (is_syllable(words[-1].strip(".,")) or opens_title(words[-1])):
        words.pop()
    lower = next((i for i, word in enumerate(words) if i and word[:1].islower()), len(words))
    return " ".join(words[:lower])


def _begins_word(text: str, index: int) -> bool:
    return index == 0 or not text[index - 1].isalpha()


def _blocks(
    lines: Sequence[Line], size: PageSize, may_open: Callable[[Line, PageSize], bool] | None = None
) -> Iterator[Signer]:
    used: set[int] = set()
    for index, line in enumerate(lines):
        if index in used or not (may_open or _may_open)(line, size):
            continue
        column = list(_column(lines, index, size))
        titles, name = _take(lines, column)
        used.update(titles, [name] if name is not None else [])
        yield Signer(tuple(lines[i] for i in titles), lines[name] if name is not None else None)


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
    has_authority = _AUTHORITY.match(fold(text)) is not None
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


def _take(lines: Sequence[Line], column: Sequence[int]) -> tuple[list[int], int | None]:
    """Split the lines of a block's column into its title lines and the name."""
    titles, name = [column[0]], None
    for at, index in enumerate(column[1:], start=1):
        line = lines[index]
        if _CLOSES.search(fold(line.text)):
            continue
        close = line.box.y0 - lines[titles[-1]].box.y1 < 1.6 * max(line.box.y1 - line.box.y0, 8.0)
        if _is_name_line(line) and not (close and _is_title_in_capitals(line, [lines[i] for i in column[at + 1 :]])):
            return titles, index
        if _SIGNED.match(fold(line.text)) or is_only_degree(line.text) or is_stamp_text(line.text):
            continue
        if close and len(titles) < 8:
            titles.append(index)
        elif name is None and not close and line.words[0].origin is not Origin.OCR and is_written_as_name(line.text):
            name = index
    return titles, name


def _is_title_in_capitals(line: Line, below: Sequence[Line]) -> bool:
    """Tell whether capitals close under a title go on with it: no family name begins them, or the name follows."""
    if not line.text.isupper():
        return False
    if not has_family_name(line.text):
        return True
    follower = next((x for x in below if _is_name_line(x) or opens_title(x.text)), None)
    return follower is not None and _is_name_line(follower) and not follower.text.isupper()


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
            match = _AUTHORITY.match(fold(title_text(line)))
            if match:
                letters = re.sub(r"[^a-z]", "", match[1] or match[2] or match[3])
                return _authority(line, _BY_LETTERS[letters], 0.95, "signature-block-authority")
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
