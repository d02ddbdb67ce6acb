"""The tables of a round's results, as a workbook and as CSV."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from evidence_svc.domain.ranking import FieldResult, OtherReading, Result
from evidence_svc.reports.results_table import PrintedRound, write_results

PRINTED = PrintedRound("6 tháng đầu năm 2023", "Bộ tiêu chí", date(2023, 1, 1), date(2023, 6, 30))
D = Decimal


def result(name: str, *, place: int = 1, percent: str | None = "96.40", refused: OtherReading | None = None) -> Result:
    """An agency with one field."""
    known = None if percent is None else D(percent)
    field = FieldResult("1", "Chỉ đạo điều hành", D("19.50"), D("18.5"), D("94.87"), refused)
    parts = (name, name, 1, D("55.50"), D("1053.50"), known, None, "Tốt", (field,), place)
    return Result(*parts, not_appraised=2, refused=refused)


def read_csv(content: bytes) -> list[list[str]]:
    """The rows as a spreadsheet would take them, head first."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_workbook_has_typed_numbers_and_both_readings() -> None:
    """Places, percentages and points are numbers that can be summed; the other reading stands in its own columns."""
    other = OtherReading(D("82.50"), D("64.85"), "Khá")

    book = load_workbook(io.BytesIO(write_results("xlsx", PRINTED, [result("Văn phòng", refused=other)])))

    head, row = ([cell.value for cell in line] for line in book["Xếp hạng"].iter_rows())
    found = dict(zip(head, row, strict=True))
    assert (found["Hạng"], found["Tỷ lệ (%)"], found["Điểm đạt"], found["Xếp loại"]) == (1, 96.4, 1053.5, "Tốt")
    assert (found["Tỷ lệ nếu không được trừ (%)"], found["Điểm chuẩn nếu không được trừ"]) == (64.85, 82.5)
    assert (found["Xếp loại nếu không được trừ"], found["1. Chỉ đạo điều hành: điểm đạt"]) == ("Khá", 18.5)
    field = [cell.value for cell in book["Theo lĩnh vực"][2]]
    assert field == ["Văn phòng", "1", "Chỉ đạo điều hành", 94.87, 18.5, 19.5, 64.85, 82.5]
    assert book["Thông tin"]["B1"].value == PRINTED.title


def test_csv_writes_numbers_the_vietnamese_way() -> None:
    """Comma for decimals, point for thousands, nothing where no request is open, a dash where nobody is ranked."""
    rows = read_csv(write_results("csv", PRINTED, [result("Văn phòng"), result("Sở", place=0, percent=None)]))

    assert rows[1][:10] == ["1", "Văn phòng", "96,40", "1.053,50", "55,50", "Tốt", "", "", "", "2"]
    assert rows[2][:3] == ["–", "Sở", ""]


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+84", "-1", "@sum", "\t=1"])
def test_no_cell_is_a_formula(name: str) -> None:
    """An agency's name stays text in both, also when somebody edits the cell of the workbook."""
    table = read_csv(write_results("csv", PRINTED, [result(name)]))
    cell = load_workbook(io.BytesIO(write_results("xlsx", PRINTED, [result(name)])))["Xếp hạng"]["B2"]

    assert table[1][1] == f"'{name}"
    assert (cell.value, cell.data_type, cell.quotePrefix) == (name, "s", True)


def test_a_round_without_agencies_is_an_empty_table() -> None:
    """A head and no rows, not an error."""
    assert len(read_csv(write_results("csv", PRINTED, []))) == 1
    assert load_workbook(io.BytesIO(write_results("xlsx", PRINTED, [])))["Xếp hạng"].max_row == 1
