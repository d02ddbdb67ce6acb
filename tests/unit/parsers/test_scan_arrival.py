"""A stamp of arrival in the rows of the letterhead is no part of it."""

from __future__ import annotations

import pytest

from parsers.document import Box
from parsers.scan.arrival import drop_arrivals
from parsers.words import Line, Word


def row(y: float, *words: tuple[float, str]) -> Line:
    """A row of words 20 high, each letter 10 wide, from where each begins."""
    return Line(tuple(Word(text, Box(x, y, x + 10 * len(text), y + 20)) for x, text in words))


BESIDE = (
    row(100, (40, "VĂN"), (80, "PHÒNG"), (140, "UBND"), (260, "SỞ"), (290, "Y"), (310, "TẾ")),
    row(130, (100, "ĐẾN"), (200, "|"), (220, "BỆNH"), (270, "VIỆN")),
    row(160, (45, "Số:"), (80, "1284"), (260, "Số:"), (300, "27/QĐ-BV")),
    row(190, (45, "Ngày:"), (100, "19/6/2024")),
)
RIGHT_OF_IT = (
    row(300, (40, "ĐẾN"), (90, "Số:"), (125, "4512")),
    row(330, (90, "Ngày:"), (145, "19/5/2024"), (500, "Kính"), (550, "gửi:")),
)
CASES = {
    "fields below, agency beside": (BESIDE, ["SỞ Y TẾ", "BỆNH VIỆN", "Số: 27/QĐ-BV"]),
    "fields to the right": (RIGHT_OF_IT, ["Kính gửi:"]),
    "running text": ((row(100, (40, "từ"), (70, "nay"), (110, "đến")), row(130, (40, "Ngày"), (90, "12"))), None),
    "a date and no stamp": ((row(100, (40, "ĐẾN")), row(130, (300, "Huế,"), (350, "ngày"), (400, "1 tháng"))), None),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "left"), CASES.values(), ids=CASES)
def test_words_of_a_stamp_are_taken_out_of_their_rows(rows: tuple[Line, ...], left: list[str] | None) -> None:
    """What lies in the stamp goes, its frame too; what stands beside it in the same rows stays."""
    kept = drop_arrivals(rows)

    assert [line.text for line in kept] == ([line.text for line in rows] if left is None else left)
