"""The province's and a district's tables of lost points, from their rows to sheets whose sums hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from evidence_svc.domain.numbers import Scale, parse_decimal
from evidence_svc.domain.remediation import DeductedRow, DeductionSheet, RowKind
from evidence_svc.samples.plan_tasks import read_tasks
from evidence_svc.samples.seed_table import Repair, SeedTableError
from evidence_svc.samples.tab_rows import TabRow, correct_cells, read_tab_rows

TOTAL = "Tổng cộng"
SURVEY = "Điều tra xã hội học"

PLAN = {
    "code": 0,
    "title": 1,
    "max_score": 2,
    "appraised_score": 3,
    "deducted": 4,
    "opinion": 5,
    "measure": 6,
    "responsible": 7,
    "time": 8,
    "product": 9,
}
LETTER = {
    "code": 0,
    "title": 1,
    "max_score": 2,
    "self_score": 3,
    "appraised_score": 4,
    "deducted": 5,
    "opinion": 6,
    "responsible": 7,
}
_REMEDY = ("measure", "responsible", "time", "product")


@dataclass(frozen=True, slots=True)
class SheetReading:
    """A sheet and every repair in the order of its lines."""

    sheet: DeductionSheet
    repairs: tuple[Repair, ...]


def read_plan(text: str, corrections: Mapping[str, Sequence[Mapping[str, Any]]]) -> SheetReading:
    """The province's remediation plan: 4 decimals, fields with sums, merged cells of the survey rows.

    Raises SeedTableError if a row's own subtraction or a sum does not hold.
    """
    repairs: list[Repair] = []
    rows = read_tab_rows(text, repairs, total=TOTAL)
    *rows, total = correct_cells(rows, corrections["cells"], PLAN, repairs)
    rows = [_without_final_point(row, repairs) for row in rows]
    rows = _share_merged(rows, corrections["merged"], PLAN, repairs)
    codes = [row.code for row in rows]
    scale = Scale(4)
    made = tuple(_row(row, PLAN, _kind(row.code, codes), scale, repairs) for row in rows)
    made = tuple(_lead_agency(row, repairs, line.line) for row, line in zip(made, rows, strict=True))
    sheet = DeductionSheet(
        id="quang-tri-par-index-2023",
        title="Nhiệm vụ và giải pháp khắc phục tiêu chí bị trừ điểm của Chỉ số cải cách hành chính năm 2023",
        document="Kế hoạch của UBND tỉnh Quảng Trị năm 2024 (số và ngày để trống)",
        scale=scale,
        rows=made,
        agencies=read_tasks(text, corrections["tasks"], repairs),
    )
    _check_total(sheet, total)
    return SheetReading(sheet, tuple(sorted(repairs, key=lambda repair: repair.line)))


def read_letter(text: str, corrections: Mapping[str, Sequence[Mapping[str, Any]]]) -> SheetReading:
    """The district's letter: 27 criteria with self-score, council opinion and responsible unit.

    Raises SeedTableError if a row's own subtraction does not hold.
    """
    repairs: list[Repair] = []
    rows = correct_cells(read_tab_rows(text, repairs), corrections["cells"], LETTER, repairs)
    rows = _share_merged(rows, corrections["merged"], LETTER, repairs)
    scale = Scale(2)
    sheet = DeductionSheet(
        id="vinh-linh-2023-h1",
        title="Các tiêu chí bị trừ điểm Chỉ số cải cách hành chính 6 tháng đầu năm 2023 của huyện Vĩnh Linh",
        document="Công văn của UBND huyện Vĩnh Linh tháng 8 năm 2023 (số và ngày để trống)",
        scale=scale,
        rows=tuple(_row(row, LETTER, RowKind.CRITERION, scale, repairs) for row in rows),
    )
    return SheetReading(sheet, tuple(sorted(repairs, key=lambda repair: repair.line)))


def _without_final_point(row: TabRow, repairs: list[Repair]) -> TabRow:
    if not row.code.endswith("."):
        return row
    repairs.append(Repair(row.line, row.code, "code-point", f"mã “{row.code}” hiểu là {row.code.rstrip('.')}."))
    return row.with_cell(0, row.code.rstrip("."))


def _share_merged(
    rows: Sequence[TabRow], merged: Iterable[Mapping[str, str]], columns: Mapping[str, int], repairs: list[Repair]
) -> list[TabRow]:
    """Cells merged over several rows: their pieces joined in order and given to each row they cover.

    Which rows a merged cell covers is not in the text; the reviewed corrections say so (`first`, `last`).
    """
    shared = list(rows)
    places = {row.code: index for index, row in enumerate(rows)}
    for item in merged:
        first, last = places.get(item["first"]), places.get(item["last"])
        if first is None or last is None or last <= first:
            raise SeedTableError(f"no rows {item['first']} to {item['last']}")
        for name in item["columns"].split():
            column = columns[name]
            pieces = [row.cells[column] for row in shared[first : last + 1] if row.cells[column]]
            joint = "\n" if item.get("joint") == "line" else " "
            for index in range(first, last + 1):
                shared[index] = shared[index].with_cell(column, joint.join(pieces))
        message = f"ô gộp của các hàng {item['first']} đến {item['last']} được ghi cho từng hàng."
        repairs.append(Repair(rows[first].line, item["first"], "cells-merged", message))
    return shared


def _kind(code: str, codes: Sequence[str]) -> RowKind:
    if "." not in code:
        return RowKind.FIELD
    return RowKind.SUBTOTAL if any(other.startswith(f"{code}.") for other in codes) else RowKind.CRITERION


def _row(row: TabRow, columns: Mapping[str, int], kind: RowKind, scale: Scale, repairs: list[Repair]) -> DeductedRow:
    """One row, its own subtraction checked: maximum less appraised is what was deducted."""
    marks = _marks(row, columns)
    if len(marks) > 1:
        message = f"dấu thập phân lẫn lộn trong một hàng ({' và '.join(sorted(marks))})."
        repairs.append(Repair(row.line, row.code, "mixed-decimals", message))
    numbers = {name: _number(row.cells[columns[name]], scale) for name in _numeric(columns)}
    deducted = numbers.pop("deducted")
    if deducted > 0:
        message = f"điểm bị trừ “{row.cells[columns['deducted']]}” thiếu dấu âm."
        repairs.append(Repair(row.line, row.code, "sign-missing", message))
    words = {name: row.cells[columns[name]] for name in ("title", "opinion", *_REMEDY) if name in columns}
    fields: dict[str, Any] = {"code": row.code, "kind": kind, **numbers, **words}
    made = DeductedRow(**fields)
    if made.deducted != abs(deducted):
        raise SeedTableError(f"line {row.line}: {row.code} deducts {deducted}, not {made.deducted}")
    return made


def _numeric(columns: Mapping[str, int]) -> list[str]:
    return [name for name in ("max_score", "self_score", "appraised_score", "deducted") if name in columns]


def _marks(row: TabRow, columns: Mapping[str, int]) -> set[str]:
    cells = (row.cells[columns[name]] for name in _numeric(columns))
    return {mark for cell in cells for mark in ",." if mark in cell}


def _number(cell: str, scale: Scale) -> Decimal:
    """A number whose only mark is its decimal mark, whichever of the two it is."""
    return scale.round(parse_decimal(cell, mark="," if "," in cell else "."))


def _lead_agency(row: DeductedRow, repairs: list[Repair], line: int) -> DeductedRow:
    """The lead agency of a field stands in the column of products."""
    if row.kind is not RowKind.FIELD or not row.product:
        return row
    message = "cơ quan chủ trì lĩnh vực ghi ở cột Sản phẩm, đưa về cột Cơ quan."
    repairs.append(Repair(line, row.code, "column-shifted", message))
    return replace(row, responsible=row.product.rstrip(";"), product="")


def _check_total(sheet: DeductionSheet, total: TabRow) -> None:
    """The fields must give the printed total."""
    appraised = _number(total.cells[PLAN["appraised_score"]].partition(" ")[0], sheet.scale)
    printed = (_number(total.cells[PLAN["max_score"]], sheet.scale), appraised)
    fields = sheet.fields
    found = (sum(row.max_score for row in fields), sum(row.appraised_score for row in fields))
    if printed != found:
        raise SeedTableError(f"the fields add up to {found}, the total row says {printed}")
