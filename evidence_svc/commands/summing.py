"""What a sheet adds up to, in lines that can be held against the letter it came with."""

from __future__ import annotations

from collections.abc import Iterator

from evidence_svc.domain.numbers import format_decimal
from evidence_svc.domain.remediation import (
    DeductionSheet,
    SheetSums,
    TargetSheet,
    TargetStatus,
    add_up,
    add_up_fields,
    count_by_status,
)


def describe_deductions(sheet: DeductionSheet) -> Iterator[str]:
    """The sums of the fields and of all criteria, then what each field lost, then the tasks of the plan."""
    places = sheet.scale.places
    if sheet.fields:
        yield f"{len(sheet.fields)} lĩnh vực: {_sums(add_up(sheet.fields), places)}"
    yield f"{len(sheet.criteria)} tiêu chí: {_sums(add_up(sheet.criteria), places)}"
    lost = (f"{code}: {format_decimal(sums.deducted, places=places)}" for code, sums in add_up_fields(sheet).items())
    yield f"Bị trừ theo lĩnh vực: {'; '.join(lost)}."
    if sheet.agencies:
        yield f"{len(sheet.agencies)} cơ quan, {sum(len(each.tasks) for each in sheet.agencies)} nhiệm vụ."


def describe_targets(sheet: TargetSheet) -> Iterator[str]:
    """How many targets there are, how many of them are the agency's own, and how far those are."""
    done, going, higher = (count_by_status(sheet)[each] for each in TargetStatus)
    own = f"{len(sheet.own_targets)} của đơn vị: {done} đã hoàn thành, {going} đang thực hiện"
    yield f"{len(sheet.targets)} mục tiêu, {own}; {higher} do cấp trên thực hiện."


def _sums(sums: SheetSums, places: int) -> str:
    parts = [("điểm chuẩn", sums.max_score), ("thẩm định", sums.appraised_score), ("bị trừ", sums.deducted)]
    if sums.self_score:
        parts[1:1] = [("tự đánh giá", sums.self_score)]
    return ", ".join(f"{words} {format_decimal(points, places=places)}" for words, points in parts) + "."
