"""The titles people sign under, and on whose behalf: TM., KT., TL., TUQ., Q., in every spelling offices use."""

from __future__ import annotations

import re
from itertools import pairwise

from parsers.document import Authority, Origin
from parsers.vietnamese import fold, is_syllable
from parsers.words import Line

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
    r"kiem toan truong|(?:su|lu|trung|tieu) doan truong|chi huy pho|"
    r"chi cuc truong|tu lenh|chinh uy|doi truong|to truong|uy vien|tong thu ky|thu ky|ke toan|chu toa|pho |"
    r"dai dien|nguoi |ben a|ben b|hieu|tong kiem toan|tham phan|kiem sat vien|chi huy truong|hang truong|thuong truc|"
    r"tong thanh tra|phu trach|dieu hanh|giam thi|quan doc|tong bien tap|tong lanh su|dai su|chu tri|chi huy|"
    r"chap hanh vien|cong chung vien|dieu tra vien|thanh tra vien|dac phai vien|xac thuc van ban)\b"
)
_CHIEF = re.compile(
    r"^(phó |quyền )?\w+ (trưởng|phó)\b", re.IGNORECASE
)  # of a station, a group: `TRẠM TRƯỞNG`, `TỔ PHÓ`
# Names of bodies that a wrapped title goes on with, in capitals or with a capital on each word.
BODY = re.compile(
    r"^(uy ban|hoi dong|van phong|lien doan|chinh phu|quoc hoi|tinh uy|huyen uy|thanh uy|dang uy|trung tam|thu tuc|"
    r"ban (chi|thuong|chap|quan|to|dan)|bo (noi|tai|cong|y|tu|xay|giao|khoa|van|nong|quoc|ngoai|thong|dan)|so \w|"
    r"phong (noi|tai|to|hanh|giao|y|van|kinh|tu|thanh|dan|lao|nong|quan)|hanh chinh)\b"
)


def authority_of(text: str) -> Authority | None:
    """Return on whose behalf a title that begins with `text` is signed, None where it names nobody."""
    match = _AUTHORITY.match(fold(text))
    if match is None:
        return None
    return _BY_LETTERS[re.sub(r"[^a-z]", "", match[1] or match[2] or match[3])]


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


def with_deputy(titles: list[str]) -> list[str]:
    """Return titles with a lost `KT.` restored: who signs below the head's title as his deputy signs for him."""
    for at, (head, deputy) in enumerate(pairwise(titles)):
        if fold(deputy) == f"pho {fold(head)}":
            titles[at] = f"KT. {head}"
    return titles
