"""Text set in fonts of the time before Unicode: TCVN3 (ABC, TCVN 5712:1993 VN3) and VNI for Windows."""

from __future__ import annotations

import re
from enum import StrEnum

from parsers.vietnamese import SOFT_HYPHEN, legibility


class Encoding(StrEnum):
    """How the letters of a font are to be read."""

    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    TCVN3_CAPITALS = "tcvn3-capitals"
    VNI = "vni"


# TCVN 5712:1993, VN3: one byte a letter, shown here as Windows-1252 shows the byte.
_TCVN3 = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊËÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ®¡¢£¤¥¦§",
        "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđĂÂÊÔƠƯĐ",
        strict=True,
    )
)

# VNI: a base letter, then a letter that stands for its marks; these become combining marks.
_VNI_MARKS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309",
    "ã": "\u0302\u0303", "ä": "\u0302\u0323",
    "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309",
    "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_LETTERS = {
    "ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ",
    "Ñ": "Đ", "Ô": "Ơ", "Ö": "Ư", "Í": "Í", "Ì": "Ì", "Æ": "Ỉ", "Ó": "Ĩ", "Ò": "Ị", "Î": "Ỵ",
}  # fmt: skip
_VNI = _VNI_MARKS | {mark.upper(): marks for mark, marks in _VNI_MARKS.items()} | _VNI_LETTERS

_TELLING = re.compile(r"[µ¶·¸¹¨©ª«¬®±»¼½¾¡¢£¤¥¦§Æ×ØÞßøþñöåäëïü÷ûÿÑÖÅÄËÏÜÛ]")


def encoding_of(font: str) -> Encoding:
    """Tell from a font's name how its letters are to be read; a subset prefix does not matter."""
    name = font.rsplit("+", 1)[-1].lower()
    if name.startswith("vni"):
        return Encoding.VNI
    if name.startswith((".vn", "vn")) and not name.startswith("vnu"):
        bare = name.split("-")[0].split(",")[0].removesuffix("bold").removesuffix("italic")
        return Encoding.TCVN3_CAPITALS if bare.endswith("h") else Encoding.TCVN3
    return Encoding.UNICODE


def looks_legacy(text: str) -> bool:
    """Tell whether enough letters of `text` are ones that Vietnamese has only in the old encodings."""
    letters = sum(map(len, text.split()))
    return letters > 0 and len(_TELLING.findall(text)) > 0.01 * letters


def convert(text: str, encoding: Encoding) -> str:
    """Return `text` in Unicode; marks of VNI come out as combining ones, for NFC to join."""
    if encoding is Encoding.TCVN3:
        return "".join(_TCVN3.get(letter, letter) for letter in text)
    if encoding is Encoding.TCVN3_CAPITALS:
        return "".join(_TCVN3.get(letter, letter) for letter in text).upper()
    if encoding is Encoding.VNI:
        return "".join(_VNI.get(letter, letter) for letter in text)
    return text.replace(SOFT_HYPHEN, "-")


def guess_encoding(text: str) -> Encoding:
    """Return the encoding under which `text` reads as Vietnamese; Unicode when none does clearly."""
    scores = {encoding: legibility(convert(text, encoding)) for encoding in (Encoding.TCVN3, Encoding.VNI)}
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] >= max(0.7, legibility(text) + 0.1) else Encoding.UNICODE
