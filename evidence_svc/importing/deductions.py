"""Tables of lost points, from their rows to sheets whose sums hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from evidence_svc.domain.errors import NumberError
from evidence_svc.domain.folding import slug
from evidence_svc.domain.numbers import Scale, parse_decimal
from evidence_svc.domain.remediation import DeductedRow, DeductionSheet, RowKind
from evidence_svc.importing.heads import Head
from evidence_svc.importing.joining import JoinedTable, join_tables
from evidence_svc.importing.patches import correct_cells, misplaced
from evidence_svc.importing.plan_tasks import read_tasks
from evidence_svc.tables.rows import Repair, TableFile, TableRow, repaired, stop

NUMERIC = ("max_score", "self_score", "appraised_score", "deducted")
_WORDS = ("title", "opinion", "measure", "responsible", "time", "product")


@dataclass(frozen=True, slots=True)
class SheetReading:
    """A sheet and every repair in the order of its lines."""

    sheet: DeductionSheet
    repairs: tuple[Repair, ...]


def read_deductions(file: TableFile, name: str, corrections: Mapping[str, Any]) -> SheetReading:
    """A table with the points that were taken off, and the tasks of agencies in the words before it.

    Corrections hold `head` (id, title, document, scale), `cells`, `merged` and `tasks`. Raises TableError if a row's
    own subtraction does not hold, or the fields are not the printed total.
    """
    repairs = list(file.notes)
    joined = join_tables(file, repairs)
    head = joined.head
    rows = correct_cells(joined.rows, corrections.get("cells", ()), head, repairs)
    plain = [_without_final_point(row, head, repairs) for row in rows]
    shared = _share_merged(plain, corrections.get("merged", ()), head, repairs)
    facts = corrections.get("head", {})
    scale = Scale(int(facts.get("scale", _places(shared, head))))
    codes = [head.get(row, "code") for row in shared]
    made = tuple(_row(row, head, _kind(code, codes), scale, repairs) for row, code in zip(shared, codes, strict=True))
    sheet = DeductionSheet(
        id=facts.get("id", slug(name.rpartition(".")[0])),
        title=facts.get("title", name.rpartition(".")[0]),
        document=facts.get("document", "chưa nêu"),
        scale=scale,
        rows=tuple(_lead_agency(row, line, repairs) for row, line in zip(made, shared, strict=True)),
        agencies=read_tasks(file.text, corrections.get("tasks", ()), repairs),
    )
    _check_total(sheet, joined)
    return SheetReading(sheet, tuple(sorted(repairs, key=lambda repair: repair.line)))


def _without_final_point(row: TableRow, head: Head, repairs: list[Repair]) -> TableRow:
    code = head.get(row, "code")
    if not code.endswith("."):
        return row
    repairs.append(repaired(row, code, "code-point", f"mã “{code}” hiểu là {code.rstrip('.')}."))
    return row.with_cell(head.columns["code"], code.rstrip("."))


def _share_merged(
    rows: Sequence[TableRow], merged: Iterable[Mapping[str, str]], head: Head, repairs: list[Repair]
) -> list[TableRow]:
    """Cells merged over several rows: their pieces joined in order and given to each row they cover.

    Which rows a merged cell covers is not in a text; the reviewed corrections say so (`first`, `last`).
    """
    shared = list(rows)
    places = {head.get(row, "code"): index for index, row in enumerate(rows)}
    for item in merged:
        first, last = places.get(item["first"]), places.get(item["last"])
        if first is None or last is None or last <= first:
            raise misplaced(item["first"], item["last"])
        for role in item["columns"].split():
            column = head.columns[role]
            pieces = [row.cells[column] for row in shared[first : last + 1] if row.cells[column]]
            joint = "\n" if item.get("joint") == "line" else " "
            for index in range(first, last + 1):
                shared[index] = shared[index].with_cell(column, joint.join(pieces))
        message = f"ô gộp của các hàng {item['first']} đến {item['last']} được ghi cho từng hàng."
        repairs.append(repaired(rows[first], item["first"], "cells-merged", message))
    return shared


def _kind(code: str, codes: Sequence[str]) -> RowKind:
    if "." not in code:
        return RowKind.FIELD
    return RowKind.SUBTOTAL if any(other.startswith(f"{code}.") for other in codes) else RowKind.CRITERION


def _row(row: TableRow, head: Head, kind: RowKind, scale: Scale, repairs: list[Repair]) -> DeductedRow:
    """One row, its own subtraction checked: maximum less appraised is what was deducted."""
    code = head.get(row, "code")
    roles = [role for role in NUMERIC if role in head.columns]
    marks = {mark for role in roles for mark in ",." if mark in head.get(row, role)}
    if len(marks) > 1:
        message = f"dấu thập phân lẫn lộn trong một hàng ({' và '.join(sorted(marks))})."
        repairs.append(repaired(row, code, "mixed-decimals", message))
    numbers = {role: _number(row, head, role, scale) for role in roles}
    deducted = numbers.pop("deducted")
    if deducted > 0:
        message = f"điểm bị trừ “{head.get(row, 'deducted')}” thiếu dấu âm."
        repairs.append(repaired(row, code, "sign-missing", message))
    words = {role: head.get(row, role) for role in _WORDS if role in head.columns}
    fields: dict[str, Any] = {"code": code, "kind": kind, **numbers, **words}
    made = DeductedRow(**fields)
    if made.deducted != abs(deducted):
        message = f"điểm chuẩn trừ điểm thẩm định là {made.deducted}, bảng ghi {deducted}."
        raise stop(row, message, column=head.title("deducted"), reason="sum-differs")
    return made


def _number(row: TableRow, head: Head, role: str, scale: Scale) -> Decimal:
    """A number whose only mark is its decimal mark, whichever of the two it is."""
    return scale.round(_read(head.get(row, role), row, head.title(role)))


def _read(cell: str, row: TableRow, column: str) -> Decimal:
    try:
        return parse_decimal(cell, mark="," if "," in cell else ".")
    except NumberError as error:
        raise stop(row, str(error), column=column) from error


def _places(rows: Iterable[TableRow], head: Head) -> int:
    """Two places, or four where any number has more than two."""
    cells = (head.get(row, role) for row in rows for role in NUMERIC)
    longest = max((len(cell.replace(",", ".").partition(".")[2]) for cell in cells), default=0)
    return 4 if longest > 2 else 2


def _lead_agency(row: DeductedRow, line: TableRow, repairs: list[Repair]) -> DeductedRow:
    """The lead agency of a field stands in the column of products."""
    if row.kind is not RowKind.FIELD or not row.product:
        return row
    message = "cơ quan chủ trì lĩnh vực ghi ở cột Sản phẩm, đưa về cột Cơ quan."
    repairs.append(repaired(line, row.code, "column-shifted", message))
    return replace(row, responsible=row.product.rstrip(";"), product="")


def _check_total(sheet: DeductionSheet, joined: JoinedTable) -> None:
    """The fields must give the printed total, where there are any and one is printed."""
    total, head = joined.total, joined.head
    if total is None or not sheet.fields:
        return
    cells = {role: head.get(total, role).partition(" ")[0] for role in ("max_score", "appraised_score")}
    printed = {role: sheet.scale.round(_read(cell, total, head.title(role))) for role, cell in cells.items()}
    found = {role: sum((getattr(row, role) for row in sheet.fields), Decimal(0)) for role in printed}
    if printed != found:
        shown = ", ".join(str(value) for value in found.values())
        raise stop(total, f"các lĩnh vực cộng lại là {shown}.", reason="sum-differs")
