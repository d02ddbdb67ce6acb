"""The names and abbreviations of document types, and how a title or a symbol is recognised by them."""

from __future__ import annotations

import re
from functools import lru_cache

from parsers.vietnamese import fold, squeeze

# NĐ 30/2020/NĐ-CP, Phụ lục III: the 29 types and their abbreviations (case tells CTr from CT).
ABBREVIATIONS = {
    "NQ": "nghị quyết", "QĐ": "quyết định", "CT": "chỉ thị", "QC": "quy chế", "QyĐ": "quy định",
    "TC": "thông cáo", "TB": "thông báo", "HD": "hướng dẫn", "CTr": "chương trình", "KH": "kế hoạch",
    "PA": "phương án", "ĐA": "đề án", "DA": "dự án", "BC": "báo cáo", "BB": "biên bản", "TTr": "tờ trình",
    "HĐ": "hợp đồng", "CĐ": "công điện", "BGN": "bản ghi nhớ", "BTT": "bản thỏa thuận",
    "GUQ": "giấy ủy quyền", "GM": "giấy mời", "GGT": "giấy giới thiệu", "GNP": "giấy nghỉ phép",
    "PG": "phiếu gửi", "PC": "phiếu chuyển", "PB": "phiếu báo",
}  # fmt: skip
# Legal-normative and Party types, and abbreviations met in practice.
_FURTHER = {
    "NĐ": "nghị định", "TT": "thông tư", "TTLT": "thông tư liên tịch", "NQLT": "nghị quyết liên tịch",
    "CTPH": "chương trình phối hợp", "QCPH": "quy chế phối hợp", "KL": "kết luận", "QyC": "quy chế",
    "QĐi": "quy định", "VBHN": "văn bản hợp nhất", "PL": "pháp lệnh", "L": "luật", "GCN": "giấy chứng nhận",
    "CV": "công văn", "TTg": "công văn", "KHPH": "kế hoạch phối hợp", "ĐK": "đăng ký",
}  # fmt: skip
_ONLY_WITH_YEAR = frozenset(("NĐ", "TT"))  # without a year these are units, as in 12/TT-HC
_BY_ABBREVIATION = _FURTHER | ABBREVIATIONS
_MORE_TITLES = (
    "hiến pháp", "bộ luật", "luật", "pháp lệnh", "lệnh", "nghị định", "thông tư", "thông tư liên tịch",
    "nghị quyết liên tịch", "văn bản hợp nhất", "phụ lục", "công văn", "thư công", "kết luận", "thông tri",
    "chương trình phối hợp", "kế hoạch phối hợp", "quy chế phối hợp", "chương trình hành động",
    "quy trình", "quy chuẩn kỹ thuật quốc gia", "danh mục", "giấy đi đường", "điều lệ", "thể lệ", "đề cương",
    "giấy chứng nhận", "lịch công tác", "danh sách", "bảng tổng hợp", "biểu tổng hợp", "giấy xác nhận",
    "yêu cầu báo giá", "thư ngỏ", "bản cam kết", "nội quy", "phương hướng", "tuyên bố", "thư mời",
    "công bố", "phiếu trình", "văn bản thỏa thuận", "thỏa thuận", "kế hoạch liên tịch", "chương trình liên tịch",
    "hướng dẫn liên tịch", "quy chế liên tịch", "thông báo liên tịch", "công văn liên tịch",
)  # fmt: skip
_TITLES = tuple(sorted({*ABBREVIATIONS.values(), *_MORE_TITLES}, key=len, reverse=True))
# A longer title that is a kind of another one, which is the type by the decree.
_KIND_OF = {
    "chương trình hành động": "chương trình", "thư mời": "giấy mời", "thỏa thuận": "bản thỏa thuận",
    "kế hoạch liên tịch": "kế hoạch", "chương trình liên tịch": "chương trình", "hướng dẫn liên tịch": "hướng dẫn",
    "quy chế liên tịch": "quy chế", "thông báo liên tịch": "thông báo", "công văn liên tịch": "công văn",
}  # fmt: skip
_SQUEEZED = tuple((squeeze(title), title) for title in _TITLES)
_BARE = frozenset(key for key, _ in _SQUEEZED)


@lru_cache(maxsize=4096)
def type_of_title(text: str) -> str | None:
    """Return the type a title line names, or None.

    The line must begin with the type in capitals, or be the type and little more: `Quyết định này …`
    in running text is no title.
    """
    stripped = text.strip(" .:-–—_*'\"“”()")
    letters = [letter for letter in stripped if letter.isalpha()]
    if not letters or len(stripped) > 120:
        return None
    is_capital = sum(letter.isupper() for letter in letters) >= 0.8 * len(letters)
    squeezed = squeeze(stripped)
    for key, title in _SQUEEZED:
        if squeezed == key or (squeezed.startswith(key) and _may_follow(stripped, key, is_capital)):
            return _KIND_OF.get(title, title)
    misspelt = (title for key, title in _SQUEEZED if is_capital and _nearly(squeezed, key))
    return next(misspelt, None)


def is_bare_title(text: str) -> bool:
    """Tell whether a title line is the name of a type and no word more."""
    return squeeze(text) in _BARE


def _nearly(found: str, key: str) -> bool:
    """Tell whether OCR may have put one letter too many into a title, or one for another."""
    if len(key) < 7 or not 0 <= len(found) - len(key) <= 1:
        return False
    if len(found) == len(key):
        return sum(a != b for a, b in zip(found, key, strict=True)) == 1
    return any(found[:i] + found[i + 1 :] == key for i in range(len(found)))


def _may_follow(text: str, key: str, is_capital: bool) -> bool:
    """Tell whether what stands after the type still makes a title of the line."""
    rest = _after(text, key)
    if re.match(r"\s*(so\s*\d|so:|[ivxl]+\b|\d{1,2}\b)", fold(rest)) and len(rest) < 14:
        return True
    return is_capital and (not rest or not rest[0].isalnum())


def _after(text: str, key: str) -> str:
    """Return what follows the first letters of `text` that make up `key`, whatever stands between them."""
    seen = 0
    for index, letter in enumerate(text):
        seen += len(squeeze(letter))
        if seen >= len(key):
            return text[index + 1 :]
    return ""


def type_of_number(number: str) -> str | None:
    """Return the type that a number's symbol names: its first whole group after the number or year.

    `1325/QĐ-UBND` and `36-HD/VPTW` name one; `870/SNV-CCHC` does not: that is the form of a công văn.
    """
    body = re.sub(r"^\d+[A-Za-z]?\s*[/-]\s*", "", number)
    body = re.sub(r"^\d{1,5}\s*[/-]\s*", "", body)
    if re.match(r"(QH|UBTVQH)\d", body):
        return "luật" if body.startswith("QH") else "pháp lệnh"
    first = re.split(r"[-/]", body, maxsplit=1)[0].strip()
    if first in _ONLY_WITH_YEAR and not re.match(r"^\d+[A-Za-z]?\s*/\s*\d{4}/", number):
        return None
    return _BY_ABBREVIATION.get(first)
