"""What a document is about: the block under its title, or the `V/v` of a công văn."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.document import Candidate, Origin
from parsers.issuer import agency_lines, begins_agency
from parsers.layout import Layout
from parsers.number import after_label, begins_subject
from parsers.titles import is_bare_title, type_of_title
from parsers.vietnamese import fold, respace, squeeze
from parsers.words import Line, bounding_box, reading_confidence, stamped_origin

_ABOUT = re.compile(r"^\W*(ve\s|trich yeu)")
# Heads who issue by their own title stand in capitals between the subject and the grounds.
_HEADS = re.compile(
    r"^(chu tich|giam doc|bo truong|thu tuong|hieu truong|chanh van phong|cuc truong|tong cuc truong|chanh an|"
    r"uy ban nhan dan|hoi dong nhan dan|chinh phu|quoc hoi|vien truong|truong ban|thong doc|ban thuong vu|"
    r"ban chap hanh|tong giam doc|chi cuc truong|uy ban thuong vu|thu truong|truong phong|chanh thanh tra|"
    r"tong kiem toan|tong thanh tra|chu nhiem|chi huy truong|kho bac nha nuoc|thuong truc|kinh gui|can cu)\b"
)
_IS_CUT = re.compile(r"(,|-|\b(cua|chu tich|giam doc|va|cac|do|voi|gui|theo|giua|den))$")  # a subject goes on behind it
_URGENT = re.compile(r"^\W*(hoa toc|thuong khan|khan\b|mat\b|tuyet mat|toi mat)")
_ADDRESSES = re.compile(r"\b(dien|gui)\s*:$")  # `THỦ TƯỚNG CHÍNH PHỦ điện:`
_OWN_NAME = frozenset(("luật", "bộ luật", "pháp lệnh", "hiến pháp", "phụ lục"))
_AFTER_SUBJECT = re.compile(r"^\W*(kinh gui|kem theo|ban hanh kem|\(kem)")
_RESOLVES = re.compile(r"^\W*(quyet nghi|quyet dinh|nghi quyet)\W*$")  # stands alone above the first article


def read_subject(layout: Layout) -> list[Candidate[str]]:
    """Return the subject under the title, or the one in the left column of a công văn, or above its `Kính gửi`."""
    under_title = _under_title(layout.title, squeeze(" ".join(line.text for line in agency_lines(layout.left))))
    if under_title:
        return [_candidate(under_title, 0.88, "under-title")]
    beside = _about(layout.left)
    if beside:
        return [_candidate(beside, 0.88, "header-left-about")]
    above = _about((*layout.right, *_before_address(layout.body))) if not layout.title else []
    return [_candidate(above, 0.8, "above-address")] if above else []


def _before_address(body: Sequence[Line]) -> Sequence[Line]:
    """Return the first lines of a letter's body up to `Kính gửi`, none where that does not follow."""
    end = next((i for i, line in enumerate(body[:6]) if fold(line.text).startswith("kinh gui")), 0)
    return body[:end]


def _under_title(title: Sequence[Line], agency: str) -> list[Line]:
    if title and type_of_title(title[0].text) is None:
        return list(title)
    found: list[Line] = []
    for line in title[1 + _lines_of_author(title, agency) :]:
        text = fold(line.text).strip(" (")
        is_capital = line.text.isupper()
        if _ends_subject(line) or _ADDRESSES.search(text) or _RESOLVES.match(text):
            break
        if not found and after_label(line):
            continue  # older forms have the number between title and subject
        if is_capital and found and (_names_who_issues(text, found[-1]) or _is_agency(line, agency)):
            break
        if found and type_of_title(line.text) and not is_capital and line.text[:1].isupper():
            break
        found.append(line)
    return [title[0], *found] if title and _names_itself(title[0]) else found


def _lines_of_author(title: Sequence[Line], agency: str) -> int:
    """Return how many lines under the title go on with it: `QUYẾT ĐỊNH` / `CỦA ỦY BAN NHÂN DÂN` / `TỈNH …`."""
    count = 1 if len(title) > 1 and title[1].text.isupper() and fold(title[1].text).startswith("cua ") else 0
    if count or (title and _names_author(title[0])):
        for line in title[1 + count :]:
            if not (line.text.isupper() and squeeze(line.text) in agency):
                break
            count += 1
    return count


def _names_author(title: Line) -> bool:
    """Tell whether a title line says whose act it is: `QUYẾT ĐỊNH CỦA ỦY BAN NHÂN DÂN TỈNH …`."""
    return re.match(r"[a-z ]{4,24} cua ", fold(title.text)) is not None and title.text.isupper()


def _ends_subject(line: Line) -> bool:
    """Tell whether a line follows the subject: `Kính gửi`, or `(Kèm theo …`, which in small letters goes on with it."""
    is_written_on = line.text[:1].islower() and not fold(line.text).startswith("kinh gui")
    return _AFTER_SUBJECT.match(fold(line.text)) is not None and not is_written_on


def _is_agency(line: Line, agency: str) -> bool:
    """Tell whether a line names the agency of the header once more, from its first word on."""
    return len(line.words) > 2 and squeeze(line.text) in agency and begins_agency(line)


def _names_who_issues(text: str, above: Line) -> bool:
    """Tell whether capitals below a subject name who issues the act, and no more of what it is about.

    They do below a subject in small letters, but for words like `NĂM 2023`; below one in capitals by their words.
    """
    if _HEADS.match(text):
        return _IS_CUT.search(fold(above.text)) is None
    if not above.text.isupper():
        return len(squeeze(text)) > 8 and not re.match(r"(nam|quy|thang|giai doan|\d)", text)
    return False


def _names_itself(title: Line) -> bool:
    """Tell whether the title line belongs to the subject: `LUẬT` …, `Phụ lục I`, `THÔNG BÁO TUYỂN SINH`."""
    kind = type_of_title(title.text)
    is_longer = kind is not None and len(squeeze(title.text)) > len(squeeze(kind)) + 2
    return kind in _OWN_NAME or (is_longer and not is_bare_title(title.text) and not _names_author(title))


def _begins(line: Line) -> bool:
    """Tell whether a line begins a subject; `VỀ CHUYỂN ĐỔI SỐ` in capitals goes on with the agency's name."""
    text = fold(line.text)
    return begins_subject(line) or (_ABOUT.match(text) is not None and not line.text.isupper())


def _about(left: Sequence[Line]) -> list[Line]:
    start = next((i for i, line in enumerate(left) if _begins(line)), None)
    if start is None:
        return []
    found = [left[start]]
    for line in left[start + 1 :]:
        if line.box.y0 - found[-1].box.y1 > 1.3 * max(line.box.y1 - line.box.y0, 8.0):
            break
        if _ends_subject(line) or _URGENT.match(fold(line.text)):
            break
        found.append(line)
    return found


def _candidate(lines: Sequence[Line], confidence: float, rule: str) -> Candidate[str]:
    words = [word for line in lines for word in line.words]
    text = " ".join(line.text for line in lines).strip(" .:-–—_*")
    origin = stamped_origin(words)
    printed = text
    if origin is Origin.OCR:
        confidence = 0.85 * reading_confidence(words)
        text = respace(text)
    value = text[:1].upper() + text[1:] if not text.isupper() else _sentence(text)
    box = bounding_box([word.box for word in words])
    return Candidate(value, confidence, origin, rule, lines[0].page, box, printed)


def _sentence(text: str) -> str:
    """Write capitals as a sentence: only the first letter stays large, names cannot be told apart."""
    lowered = text.lower()
    return lowered[:1].upper() + lowered[1:]
