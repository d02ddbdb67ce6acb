"""The title of somebody who signs, told from the letters of a line that a seal or a signature lies over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from parsers.vietnamese import squeeze

_HEADS = (
    "CHỦ TỊCH", "GIÁM ĐỐC", "TỔNG GIÁM ĐỐC", "THỦ TƯỚNG", "BỘ TRƯỞNG", "HIỆU TRƯỞNG", "CHÁNH VĂN PHÒNG",
    "CỤC TRƯỞNG", "CHI CỤC TRƯỞNG", "TỔNG CỤC TRƯỞNG", "VỤ TRƯỞNG", "VIỆN TRƯỞNG", "TRƯỞNG PHÒNG", "TRƯỞNG BAN",
    "BÍ THƯ", "CHÁNH THANH TRA", "CHỦ NHIỆM", "TRƯỞNG KHOA", "THỐNG ĐỐC", "TỔNG KIỂM TOÁN NHÀ NƯỚC", "CHÁNH ÁN",
    "TỔNG THANH TRA", "ĐỘI TRƯỞNG", "TRƯỞNG ĐOÀN",
)  # fmt: skip
_ALONE = ("THỨ TRƯỞNG", "PHÓ HIỆU TRƯỞNG", "BỘ TRƯỞNG, CHỦ NHIỆM", "TỔNG BÍ THƯ", "ỦY VIÊN", "THƯ KÝ")
_COLLECTIVES = ("ỦY BAN NHÂN DÂN", "CHÍNH PHỦ", "HỘI ĐỒNG NHÂN DÂN", "BAN THƯỜNG VỤ", "BAN CHẤP HÀNH",
                "BAN CHỈ ĐẠO", "THƯỜNG TRỰC", "ỦY BAN THƯỜNG VỤ QUỐC HỘI", "QUỐC HỘI", "HỘI ĐỒNG")  # fmt: skip
_AUTHORITIES = ("KT. ", "TL. ", "TUQ. ", "Q. ")
# A letter in six may be misread; with more, too many titles are alike.
_MOST_WRONG = 0.17


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """A title, and the share of its letters that were seen."""

    text: str
    score: float


def match_title(letters: str) -> TitleMatch | None:
    """Return the longest known title whose letters stand in `letters`, junk around it allowed."""
    seen = squeeze(letters)
    best: TitleMatch | None = None
    for text, bare in _titles():
        if len(bare) > len(seen) + 2:
            continue
        wrong = _errors(seen, bare)
        # Each letter explained is worth more than one misread costs: "PHÓ" and "KT." are not to be lost.
        if wrong <= _MOST_WRONG * len(bare) and (best is None or _worth(bare, wrong) > _worth_of(best)):
            best = TitleMatch(text, 1.0 - wrong / len(bare))
    return best


def is_title(text: str) -> bool:
    """Tell whether `text` is one of the known titles, spelt as it should be."""
    return dict(_titles()).get(text) is not None


def is_misspelt(text: str) -> bool:
    """Tell whether `text` has the letters of a known title but not its accents."""
    letters = squeeze(text)
    return not is_title(text) and any(bare == letters for _, bare in _titles())


def _worth(bare: str, wrong: int) -> float:
    return len(bare) - 2.5 * wrong


def _worth_of(match: TitleMatch) -> float:
    length = len(squeeze(match.text))
    return length - 2.5 * round((1.0 - match.score) * length)


@lru_cache(maxsize=1)
def _titles() -> tuple[tuple[str, str], ...]:
    return tuple((text, squeeze(text)) for text in _every_title())


def _every_title() -> Iterator[str]:
    for head in _HEADS:
        yield head
        yield f"PHÓ {head}"
        yield from (f"{authority}{head}" for authority in _AUTHORITIES)
    yield from _ALONE
    yield from (f"TM. {collective}" for collective in _COLLECTIVES)


def _errors(seen: str, meant: str) -> int:
    """Return how many letters must be changed, lost or added for `meant` to stand somewhere in `seen`."""
    row = list(range(len(meant) + 1))
    least = row[-1]
    for letter in seen:
        before, row = row, [0]
        for at, wanted in enumerate(meant):
            row.append(min(before[at] + (letter != wanted), before[at + 1] + 1, row[at] + 1))
        least = min(least, row[-1])
    return least
