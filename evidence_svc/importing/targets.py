"""A district's answer on the targets of a national programme, from its rows to groups of targets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from evidence_svc.domain.folding import slug
from evidence_svc.domain.remediation import Target, TargetGroup, TargetSheet, TargetStatus
from evidence_svc.importing.heads import Head
from evidence_svc.importing.joining import join_tables
from evidence_svc.importing.patches import correct_cells
from evidence_svc.tables.rows import Repair, TableError, TableFile, TableRow, repaired, stop

_GROUP = re.compile(r"[IVX]+")
_WINDOW = re.compile(r"từ (\d{1,2})/(\d{1,2})/(\d{4}) đến (\d{1,2})/(\d{1,2})/(\d{4})")
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


def read_targets(file: TableFile, name: str, corrections: Mapping[str, Any]) -> TargetReading:
    """The targets by group, numbers made unambiguous; corrections hold `head` and `cells`.

    Raises TableError for a status it does not know, and where the words before the table name no window of days.
    """
    repairs = list(file.notes)
    joined = join_tables(file, repairs)
    head = joined.head
    rows = correct_cells(_with_paths(joined.rows, head), corrections.get("cells", ()), head, repairs)
    groups: list[TargetGroup] = []
    for row in rows:
        code = head.get(row, "code")
        if "." not in code:
            groups.append(TargetGroup(code, head.get(row, "title"), ()))
        else:
            targets = (*groups[-1].targets, _target(row, head, repairs))
            groups[-1] = replace(groups[-1], targets=targets)
    first, last = _window(file.text)
    facts = {"id": slug(name.rpartition(".")[0]), "title": name.rpartition(".")[0], "document": "chưa nêu"}
    sheet = TargetSheet(**{**facts, **corrections.get("head", {})}, starts_on=first, ends_on=last, groups=tuple(groups))
    return TargetReading(sheet, tuple(sorted(repairs, key=lambda repair: repair.line)))


def _window(text: str) -> tuple[date, date]:
    found = _WINDOW.search(text)
    if found is None:
        message = "Lời dẫn không nêu số liệu tính từ ngày nào đến ngày nào."
        raise TableError(message, reason="head-missing")
    day, month, year, last_day, last_month, last_year = map(int, found.groups())
    try:
        return date(year, month, day), date(last_year, last_month, last_day)
    except ValueError as error:
        raise TableError(f"“{found[0]}” không phải là những ngày có thật.", reason="head-missing") from error


def _with_paths(rows: Sequence[TableRow], head: Head) -> list[TableRow]:
    """Numbers restart in each group: the group's numeral goes before them."""
    group = ""
    placed = []
    for row in rows:
        code = head.get(row, "code")
        if _GROUP.fullmatch(code):
            group = code
            placed.append(row)
        elif not group:
            raise stop(row, "mục tiêu không thuộc nhóm nào.", column=head.title("code"))
        else:
            placed.append(row.with_cell(head.columns["code"], f"{group}.{code}"))
    return placed


def _target(row: TableRow, head: Head, repairs: list[Repair]) -> Target:
    printed = head.get(row, "status")
    status = _STATUSES.get(printed)
    if status is None:
        raise stop(row, f"“{printed}” không phải là một mức đánh giá đã biết.", column=head.title("status"))
    code = head.get(row, "code")
    if printed not in _PRINTED:
        repairs.append(repaired(row, code, "status-wording", f"“{printed}” hiểu là “{_WORDS[status]}”."))
    return Target(code, head.get(row, "title"), status, head.get(row, "result"))
