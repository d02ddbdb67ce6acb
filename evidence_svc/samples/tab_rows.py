"""Tables as tab-separated text out of a text recogniser: repeated heads, rows cut by pages, tags and TeX."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from evidence_svc.samples.seed_table import Repair, SeedTableError

HEAD = "STT\t"
CODE, TITLE = 0, 1

_BLOCK = re.compile(r"\s*</?(?:p|br|ul|ol|li)\b[^>]*>\s*")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
_TEX = re.compile(r"\$([^$]*)\$")


@dataclass(frozen=True, slots=True)
class TabRow:
    """One row: its first line in the text and its cells, as many as the head has."""

    line: int
    cells: tuple[str, ...]

    @property
    def code(self) -> str:
        """The first cell."""
        return self.cells[CODE]

    def with_cell(self, column: int, text: str) -> TabRow:
        """The row with one cell replaced."""
        return replace(self, cells=(*self.cells[:column], text, *self.cells[column + 1 :]))


def read_tab_rows(text: str, repairs: list[Repair], *, total: str = "") -> list[TabRow]:
    """The rows under the first head to the end of the text; `total` begins the title of a row without a code.

    Raises SeedTableError if there is no table, or a line has more cells than the head.
    """
    rows: list[TabRow] = []
    width = 0
    for number, line in enumerate(text.split("\n"), start=1):
        cells = tuple(unicodedata.normalize("NFC", cell).strip() for cell in line.split("\t"))
        if line.startswith(HEAD):
            if width:
                repairs.append(Repair(number, "STT", "head-repeated", "bỏ dòng tiêu đề bảng lặp lại ở trang mới."))
            width = width or len(cells)
        elif width and line.strip():
            _add(rows, TabRow(number, cells), width, total, repairs)
    if not rows:
        raise SeedTableError("the table is missing")
    return [_clean(row, repairs) for row in rows]


def _add(rows: list[TabRow], row: TabRow, width: int, total: str, repairs: list[Repair]) -> None:
    if len(row.cells) != width:
        raise SeedTableError(f"line {row.line} has {len(row.cells)} cells, not {width}")
    if row.code or (total and row.cells[TITLE].startswith(total)):
        rows.append(row)
    elif rows:
        joined = (_join(upper, lower) for upper, lower in zip(rows[-1].cells, row.cells, strict=True))
        rows[-1] = replace(rows[-1], cells=tuple(joined))
        repairs.append(Repair(row.line, rows[-1].code, "row-split", "hàng bị ngắt qua trang, nối với hàng trên."))
    else:
        raise SeedTableError(f"line {row.line} carries on a row that does not exist")


def _join(upper: str, lower: str) -> str:
    """Two halves of a cell; where the page cut a paragraph, the tags put in at the cut go."""
    return f"{upper.removesuffix('</p>')} {lower.removeprefix('<p>')}".strip() if lower else upper


def _clean(row: TabRow, repairs: list[Repair]) -> TabRow:
    for kind, pattern, message in (("tags", _TAG, "bỏ thẻ HTML."), ("tex", _TEX, "bỏ ký hiệu công thức TeX.")):
        if any(pattern.search(cell) for cell in row.cells):
            repairs.append(Repair(row.line, row.code, kind, message))
    return replace(row, cells=tuple(clean_cell(cell) for cell in row.cells))


def clean_cell(cell: str) -> str:
    """A cell without tags and TeX; paragraphs and list items become lines."""
    plain = _TEX.sub(lambda match: match[1].replace("\\%", "%"), _TAG.sub("", _BLOCK.sub("\n", cell)))
    return "\n".join(" ".join(line.split()) for line in plain.split("\n") if line.strip())


def correct_cells(
    rows: Iterable[TabRow], corrections: Iterable[Mapping[str, str]], columns: Mapping[str, int], repairs: list[Repair]
) -> list[TabRow]:
    """Reviewed corrections of single places; raises SeedTableError for one that fits no place or several."""
    corrected = {row.code: row for row in rows}
    for item in corrections:
        row, column = corrected.get(item["code"]), columns[item["column"]]
        if row is None or row.cells[column].count(item["wrong"]) != 1:
            raise SeedTableError(f"correction of {item['code']} (“{item['wrong']}”) fits no place")
        corrected[row.code] = row.with_cell(column, row.cells[column].replace(item["wrong"], item["right"]))
        message = f"“{item['wrong']}” hiểu là “{item['right']}”."
        repairs.append(Repair(row.line, row.code, "misread-letters", message))
    return list(corrected.values())
