"""A district's answer on the targets of a national programme, from its rows to groups of targets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from evidence_svc.domain.remediation import Target, TargetGroup, TargetSheet, TargetStatus
from evidence_svc.samples.seed_table import Repair, SeedTableError
from evidence_svc.samples.tab_rows import TabRow, correct_cells, read_tab_rows

CODE, TITLE, STATUS, RESULT = range(4)
COLUMNS = {"title": TITLE, "status": STATUS, "result": RESULT}

_GROUP = re.compile(r"[IVX]+")
_STATUSES = {
    "Đã thực hiện": TargetStatus.DONE,
    "Đã hoàn thành": TargetStatus.DONE,
    "Đang thực hiện": TargetStatus.IN_PROGRESS,
    "(cấp tỉnh thực hiện)": TargetStatus.HIGHER_LEVEL,
    "Cấp tỉnh": TargetStatus.HIGHER_LEVEL,
}
_WORDS = {
    TargetStatus.DONE: "Đã hoàn thành",
    TargetStatus.IN_PROGRESS: "Đang thực hiện",
    TargetStatus.HIGHER_LEVEL: "Cấp tỉnh thực hiện",
}
_PRINTED = {"Đã hoàn thành", "Đang thực hiện"}


@dataclass(frozen=True, slots=True)
class TargetReading:
    """The sheet and every repair in the order of its lines."""

    sheet: TargetSheet
    repairs: tuple[Repair, ...]


def read_target_sheet(text: str, corrections: Mapping[str, Sequence[Mapping[str, str]]]) -> TargetReading:
    """The targets by group, numbers made unambiguous; raises SeedTableError for a status it does not know."""
    repairs: list[Repair] = []
    rows = correct_cells(_with_paths(read_tab_rows(text, repairs)), corrections["cells"], COLUMNS, repairs)
    groups: list[TargetGroup] = []
    for row in rows:
        if "." not in row.code:
            groups.append(TargetGroup(row.code, row.cells[TITLE], ()))
        else:
            targets = (*groups[-1].targets, _target(row, repairs))
            groups[-1] = replace(groups[-1], targets=targets)
    sheet = TargetSheet(
        id="vinh-linh-nq76-2023",
        title="Mức độ thực hiện các mục tiêu cải cách hành chính đến năm 2025",
        document="Phụ lục đánh giá theo Nghị quyết 76/NQ-CP ngày 15/7/2021 và Nghị quyết số 01-NQ/TU ngày 04/11/2021",
        starts_on=date(2021, 11, 15),
        ends_on=date(2023, 10, 14),
        groups=tuple(groups),
    )
    return TargetReading(sheet, tuple(sorted(repairs, key=lambda repair: repair.line)))


def _with_paths(rows: Sequence[TabRow]) -> list[TabRow]:
    """Numbers restart in each group: the group's numeral goes before them."""
    group = ""
    placed = []
    for row in rows:
        if _GROUP.fullmatch(row.code):
            group = row.code
            placed.append(row)
        elif not group:
            raise SeedTableError(f"line {row.line}: a target without a group")
        else:
            placed.append(row.with_cell(CODE, f"{group}.{row.code}"))
    return placed


def _target(row: TabRow, repairs: list[Repair]) -> Target:
    printed = row.cells[STATUS]
    status = _STATUSES.get(printed)
    if status is None:
        raise SeedTableError(f"line {row.line}: “{printed}” is no known status")
    if printed not in _PRINTED:
        repairs.append(Repair(row.line, row.code, "status-wording", f"“{printed}” hiểu là “{_WORDS[status]}”."))
    return Target(row.code, row.cells[TITLE], status, row.cells[RESULT])
