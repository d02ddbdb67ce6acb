"""What an evidence file's name claims of its document: a prior, never the answer."""

from __future__ import annotations

import re
import unicodedata

from parsers.document import FileNameClaim
from parsers.titles import ABBREVIATIONS, type_of_number
from parsers.vietnamese import fold, normalise

_UPLOAD = re.compile(r"^(?P<prefix>\d{4}_\d{4,6}_(?P<criterion>\d{3,6})_\d+)_")
_EXTENSION = re.compile(r"(\.(pdf|docx?|xlsx?|jpe?g|png|tiff?|signed|zip|rar))+$", re.IGNORECASE)
_SIGNED = re.compile(r"[._ ]signed([._]\d{8}_\d{6})?", re.IGNORECASE)
_YEAR = r"(?:19|20)\d{2}"
_DATE = r"(?P<day>\d{1,2})[._/](?P<month>\d{1,2})(?:[._/](?P<year>" + _YEAR + r"))?"
_CODE = r"[A-Za-zĐđ]{1,8}(?:[-.&][A-Za-zĐđ]{1,10})*"
# The forms met in practice, most telling first; `#` numbers, `T` symbol.
_FORMS = tuple(
    re.compile(form)
    for form in (
        # 316-15.6 …, 34-17.01 …, 05-04.01.2023 …, 3279_21.12.2022 …, 262.30.5.2023 …
        rf"^(?P<number>\d{{1,5}})(?P<suffix>[A-Za-zĐ]?)\s*[-_. ]\s*{_DATE}(?=\D|$)",
        # 326.QD-VP(27.5.2019) …, 07.QD-TTXX (30.3.2020) - …, 131-NQ-CP, 385-SNV.CCHCVTLT, 445_QD-BNNMT_693852
        rf"^(?P<number>\d{{1,5}})(?P<suffix>[A-Za-zĐ]?)\s*[-_.]\s*(?P<symbol>{_CODE})\s*(?:\(?\s*{_DATE}\s*\)?)?(?=[\W_]|$)",
        # QDVP_18_2023, QD_1516_2021, VP_222_2019, TB_81_2023, CT-11-2025
        rf"^(?P<symbol>[A-Za-zĐđ]{{2,10}})[-_ ](?P<number>\d{{1,5}})(?P<suffix>[A-Za-z]?)[-_](?P<year>{_YEAR})(?=\D|$)",
        # VP_48_203 (a mistyped year), QD_1516, kh-753-…, TB so 561, CV 12
        r"^(?P<symbol>[A-Za-zĐđ]{2,10})[-_ ](?:so[-_ ])?(?P<number>\d{1,5})(?P<suffix>[A-Za-z]?)(?=[-_ .]|$)",
        # 64-2007-nd-cp, 80-2014.signed, 234.2019. …
        rf"^(?P<number>\d{{1,5}})(?P<suffix>[A-Za-zĐ]?)[-_.](?P<year>{_YEAR})(?:[-_.](?P<symbol>{_CODE}))?(?=\W|_|$)",
        # 04CT, 23BC, 299 UB, 03 gm syt, 745 gm ubnd, 3176b qd syt, 1987 syt nvy
        r"^(?P<number>\d{1,5})(?P<suffix>[ABCDĐabcd]?)[ _-]?"
        r"(?P<symbol>[A-Za-zĐđ]{2,6}(?:[ -][A-Za-zĐđ]{2,8})?)(?=\W|_|$)",
        # Quyết định-1360-QĐ-TTg, Ke hoach so 12 …
        rf"^[^\d]{{4,30}}[-_ ](?P<number>\d{{1,5}})(?P<suffix>[A-Za-zĐ]?)[-_ /](?P<symbol>{_CODE})(?=\W|_|$)",
        # 676 …, 416
        r"^(?P<number>\d{1,5})(?P<suffix>[ABCDĐabcd]?)(?=[\s_.-]|$)",
    )
)
_ABBREVIATED = {fold(key): value for key, value in ABBREVIATIONS.items() if key not in ("ĐA", "DA")} | {
    "cv": "công văn", "qdvp": "quyết định", "nd": "nghị định", "tt": "thông tư",
}  # fmt: skip


def parse_file_name(name: str) -> FileNameClaim:
    """Return what `name` claims: number, suffix, symbol, type, parts of a date, the upload prefix.

    Any string is allowed; folders in it are ignored. A day, month or year that cannot be one is dropped,
    and nothing is completed: `316-15.6` has no year.
    """
    base = normalise(unicodedata.normalize("NFC", name)).replace("\\", "/").rsplit("/", 1)[-1]
    base = re.sub(r"[\x00-\x1f\x7f]", "", base).strip(" .")
    upload = _UPLOAD.match(base)
    stem = base[upload.end() :] if upload else base
    stem = _SIGNED.sub("", _EXTENSION.sub("", stem)).strip(" ._")
    stem = re.sub(r"^\d{13}-(?:[a-z0-9]{6,12}-)?", "", stem)  # a millisecond clock that portals put in front
    claim = _claim(stem)
    if upload is None:
        return claim
    return _with_upload(claim, upload["prefix"], int(upload["criterion"]))


def _with_upload(claim: FileNameClaim, prefix: str, criterion: int) -> FileNameClaim:
    return FileNameClaim(
        claim.number, claim.suffix, claim.symbol, claim.type, claim.day, claim.month, claim.year, criterion, prefix
    )


def _claim(stem: str) -> FileNameClaim:
    for form in _FORMS:
        match = form.match(stem)
        if match is None:
            continue
        parts = match.groupdict()
        day, month, year = _date_parts(parts)
        if parts.get("day") and month is None:
            continue
        if parts.get("symbol") is None and parts.get("day") is None and _is_enumeration(stem):
            continue
        symbol = parts.get("symbol")
        return FileNameClaim(
            int(parts["number"]) or None,
            (parts.get("suffix") or "").upper(),
            symbol,
            _type(stem, symbol),
            day,
            month,
            year,
        )
    return FileNameClaim(type=_type(stem, None))


def _date_parts(parts: dict[str, str | None]) -> tuple[int | None, int | None, int | None]:
    day, month, year = (int(parts.get(key) or 0) for key in ("day", "month", "year"))
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None, None, year or None
    return day, month, year or None


def _is_enumeration(stem: str) -> bool:
    """Tell whether a leading number only counts files: `1. Bộ Thông số …`, `11.-Thong-bao …`."""
    return re.match(r"^\d{1,2}\s*\.\s*-?\s*[^\d\s]", stem) is not None


def _type(stem: str, symbol: str | None) -> str | None:
    if symbol:
        by_symbol = type_of_number(f"1/{symbol}") or _ABBREVIATED.get(re.split(r"[-. &]", fold(symbol))[0])
        if by_symbol:
            return by_symbol
    words = re.sub(r"[^a-z ]+", " ", fold(stem)).split()
    text = " " + " ".join(words[:6]) + " "
    for title in ABBREVIATIONS.values():
        if f" {fold(title)} " in text:
            return title
    return next((_ABBREVIATED[word] for word in words[:3] if word in _ABBREVIATED and len(word) > 1), None)
