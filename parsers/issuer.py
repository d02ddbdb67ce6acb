"""The agency that issued a document: the last one named above the number, below the one it reports to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.agencies import restore_accents
from parsers.document import Candidate, Origin
from parsers.layout import Heading, Layout
from parsers.vietnamese import agency_case, fold, respace, squeeze
from parsers.words import Line, bounding_box, reading_confidence, stamped_origin

# Words an agency's name begins with; a header line that begins with one starts a new agency.
_HEADS = (
    "uy ban", "ubnd", "hoi dong", "hdnd", "bo ", "so ", "van phong", "cuc ", "tong cuc", "chi cuc", "truong ",
    "ban ", "to ", "hoc vien", "vien ", "trung tam", "phong ", "benh vien", "tinh uy", "thanh uy", "huyen uy",
    "quan uy", "thi uy", "dang uy", "dang bo", "dang doan", "chi bo", "chinh phu", "thu tuong", "quoc hoi",
    "toa an", "vien kiem sat", "cong an", "kho bac", "bao hiem", "ngan hang", "lien doan", "doan ", "hoi ",
    "cong ty", "tap doan", "tong cong ty", "dai hoc", "mat tran", "thanh tra", "khoa ", "tram ", "chu tich nuoc",
    "uy ban thuong vu", "ban chap hanh", "dai hoi", "quy ", "thong tan xa", "dai phat thanh", "dai truyen hinh",
    "kiem toan", "vu ", "lien hiep", "lien minh", "tong lien doan", "bo tu lenh", "bo chi huy", "thi tran",
    "xa ", "phuong ", "trai giam", "cang vu", "nha xuat ban", "bao tang", "thu vien", "nha van hoa", "cong thong tin",
    "cong dich vu", "doi ", "to dan pho", "lang ", "ban quan ly", "so giao dich", "hop tac xa", "hiep hoi",
)  # fmt: skip
# A line that is only one of these is the beginning of a name that the next line goes on with.
_BARE = frozenset(
    ("van phong", "hoi dong", "trung tam", "ban chi dao", "thanh tra", "thuong truc", "ban quan ly", "phong",
     "chi nhanh", "cuc", "so", "bo", "truong", "ban", "to", "hoi", "doan", "dang bo", "ban chap hanh", "uy ban",
     "chu tich", "to cong tac", "hoi dong thi dua", "truong dai hoc", "benh vien", "van phong dai dien")
)  # fmt: skip
_GOES_ON = re.compile(r"(,|-|–|&|\b(va|cua|ve|thuoc|cac|cho|voi))$")
_PLACE = re.compile(r"^(tinh|thanh pho|tp|huyen|quan|thi xa)\b")
_NOT_AGENCY = re.compile(
    r"^\W*(so\b\s*[:.;]?\s*[\d/.…_-]|so\s*[:;]|v\s*/\s*v|vv\b|ve viec|ve \w|luat so|nghi quyet so|"
    r"hoa toc|thuong khan|khan$|mat$|tuyet mat|toi mat|den\b|\d|/|.{0,8}/[a-z]{2,}-?)"
)


def read_issuer(layout: Layout) -> list[Candidate[str]]:
    """Return the issuing agency from the left header column; the agency above it is its parent."""
    lines = agency_lines(layout.left)
    groups = _group(lines)
    if not groups:
        return []
    issuer = groups[-1]
    confidence = 0.95 if len(groups) > 1 else 0.97
    is_headless = layout.heading is Heading.NONE and not issuer[0].text.isupper()
    if is_headless or not (fold(issuer[0].text) + " ").startswith(_HEADS):
        confidence = 0.7 if layout.heading is not Heading.NONE else 0.3
    return [_candidate(issuer, confidence, "header-left", groups[0] if len(groups) > 1 else ())]


def agency_lines(left: Sequence[Line]) -> list[Line]:
    """Return the lines of the left column that name agencies: those above the number."""
    found: list[Line] = []
    for line in left:
        text = fold(line.text).strip()
        if _NOT_AGENCY.match(text):
            if found:
                break
            continue
        if _is_name(line):
            found.append(line)
    return found[:8]


def _is_name(line: Line) -> bool:
    """Tell whether a line can be part of an agency's name: mostly letters, and letters that were read."""
    letters = squeeze(line.text)
    return len(letters) >= 3 and not any(c.isdigit() for c in letters) and reading_confidence(line.words) >= 0.3


def _group(lines: Sequence[Line]) -> list[list[Line]]:
    """Join the lines of a name that wraps; a line that begins like an agency begins a new one."""
    groups: list[list[Line]] = []
    for line in lines:
        text = fold(line.text).strip()
        begins = (text + " ").startswith(_HEADS)
        previous = fold(groups[-1][-1].text).strip() if groups else ""
        if groups and (not begins or _GOES_ON.search(previous) or previous in _BARE or _PLACE.match(text)):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _candidate(lines: Sequence[Line], confidence: float, rule: str, parent: Sequence[Line]) -> Candidate[str]:
    words = [word for line in lines for word in line.words]
    name = " ".join(line.text for line in lines).strip(" *.-–—_:")
    origin = stamped_origin(words)
    if origin is Origin.OCR:
        confidence = min(confidence, 0.9) * reading_confidence(words)
    text = " / ".join([" ".join(line.text for line in part) for part in (parent, lines) if part])
    value = agency_case(restore_accents(respace(name)) if origin is Origin.OCR else name)
    return Candidate(value, confidence, origin, rule, lines[0].page, bounding_box([w.box for w in words]), text)
