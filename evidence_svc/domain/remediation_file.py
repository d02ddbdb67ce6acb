"""Sheets of deductions and of targets as YAML files: schema, checks across rows, reading and writing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from evidence_svc.domain.entries import Entry, Key, Score, Text
from evidence_svc.domain.errors import FileProblem
from evidence_svc.domain.file_render import dump_yaml
from evidence_svc.domain.file_schema import read_entry, refuse_if
from evidence_svc.domain.numbers import Rounding, Scale
from evidence_svc.domain.remediation import (
    AgencyTasks,
    DeductedRow,
    DeductionSheet,
    RowKind,
    Target,
    TargetGroup,
    TargetSheet,
    TargetStatus,
)
from evidence_svc.domain.yaml_text import Location, YamlText

Code = Annotated[str, Field(min_length=1, max_length=40)]


class RowEntry(Entry):
    """One row that lost points, or a sum."""

    code: Code
    title: Text
    kind: RowKind = RowKind.CRITERION
    max_score: Score
    self_score: Score | None = None
    appraised_score: Score
    opinion: str = ""
    measure: str = ""
    responsible: str = ""
    time: str = ""
    product: str = ""


class AgencyEntry(Entry):
    """An agency and its tasks."""

    agency: Text
    tasks: tuple[Text, ...] = Field(min_length=1)


class SheetEntry(Entry):
    """A sheet of deductions."""

    id: Key
    title: Text
    document: Text
    scale: Annotated[int, Field(ge=0, le=6)]
    rounding: Rounding
    rows: tuple[RowEntry, ...] = Field(min_length=1)
    agencies: tuple[AgencyEntry, ...] = ()


class TargetEntry(Entry):
    """One target."""

    path: Code
    title: Text
    status: TargetStatus
    result: str = ""


class GroupEntry(Entry):
    """The targets of one field."""

    code: Code
    title: Text
    targets: tuple[TargetEntry, ...] = Field(min_length=1)


class TargetSheetEntry(Entry):
    """A sheet of targets."""

    id: Key
    title: Text
    document: Text
    starts_on: date
    ends_on: date
    groups: tuple[GroupEntry, ...] = Field(min_length=1)


def parse_deductions(text: str, source: str = "bảng điểm bị trừ") -> DeductionSheet:
    """A sheet of deductions; raises CriteriaFileError listing every fault with its line."""
    entry, document = read_entry(text, source, SheetEntry)
    scale = Scale(entry.scale, entry.rounding)
    refuse_if(document, [*_twice(document, "rows", [row.code for row in entry.rows]), *_scores(document, entry, scale)])
    return DeductionSheet(
        id=entry.id,
        title=entry.title,
        document=entry.document,
        scale=scale,
        rows=tuple(DeductedRow(**dict(row)) for row in entry.rows),
        agencies=tuple(AgencyTasks(item.agency, item.tasks) for item in entry.agencies),
    )


def parse_targets(text: str, source: str = "bảng chỉ tiêu") -> TargetSheet:
    """A sheet of targets; raises CriteriaFileError listing every fault with its line."""
    entry, document = read_entry(text, source, TargetSheetEntry)
    problems = list(_twice(document, "groups", [group.code for group in entry.groups]))
    for index, group in enumerate(entry.groups):
        for inner, target in enumerate(group.targets):
            if not target.path.startswith(f"{group.code}."):
                place: Location = ("groups", index, "targets", inner, "path")
                problems.append(document.problem(place, "path-differs", f"phải bắt đầu bằng “{group.code}.”."))
    refuse_if(document, problems)
    groups = (
        TargetGroup(group.code, group.title, tuple(Target(**dict(target)) for target in group.targets))
        for group in entry.groups
    )
    return TargetSheet(entry.id, entry.title, entry.document, entry.starts_on, entry.ends_on, tuple(groups))


def _scores(document: YamlText, entry: SheetEntry, scale: Scale) -> Iterator[FileProblem]:
    for index, row in enumerate(entry.rows):
        for key in ("max_score", "self_score", "appraised_score"):
            value = getattr(row, key)
            if value is None:
                continue
            if value > row.max_score:
                message = "điểm vượt quá điểm chuẩn của tiêu chí."
                yield document.problem(("rows", index, key), "score-above-maximum", message)
            if not scale.fits(value):
                message = f"điểm có quá {scale.places} chữ số thập phân."
                yield document.problem(("rows", index, key), "scale-exceeded", message)


def _twice(document: YamlText, key: str, codes: list[str]) -> Iterator[FileProblem]:
    for index, code in enumerate(codes):
        if code in codes[:index]:
            yield document.problem((key, index, "code"), "code-twice", f"mã {code} đã có ở trên.")


def render_deductions(sheet: DeductionSheet) -> str:
    """The sheet as YAML; `parse_deductions` gives the same back."""
    agencies = [{"agency": item.agency, "tasks": list(item.tasks)} for item in sheet.agencies]
    head: dict[str, Any] = {
        "id": sheet.id,
        "title": sheet.title,
        "document": sheet.document,
        "scale": sheet.scale.places,
        "rounding": sheet.scale.rounding.value,
        "rows": [_row(row) for row in sheet.rows],
    }
    return dump_yaml({**head, "agencies": agencies} if agencies else head)


def render_targets(sheet: TargetSheet) -> str:
    """The sheet as YAML; `parse_targets` gives the same back."""
    groups = [
        {"code": group.code, "title": group.title, "targets": [_target(target) for target in group.targets]}
        for group in sheet.groups
    ]
    head = {"id": sheet.id, "title": sheet.title, "document": sheet.document}
    return dump_yaml({**head, "starts_on": sheet.starts_on, "ends_on": sheet.ends_on, "groups": groups})


def _row(row: DeductedRow) -> dict[str, Any]:
    own = {
        "code": row.code,
        "title": row.title,
        "kind": None if row.kind is RowKind.CRITERION else row.kind.value,
        "max_score": str(row.max_score),
        "self_score": None if row.self_score is None else str(row.self_score),
        "appraised_score": str(row.appraised_score),
        "opinion": row.opinion,
        "measure": row.measure,
        "responsible": row.responsible,
        "time": row.time,
        "product": row.product,
    }
    return {key: value for key, value in own.items() if value not in (None, "")}


def _target(target: Target) -> dict[str, Any]:
    own = {"path": target.path, "title": target.title, "status": target.status.value}
    return {**own, "result": target.result} if target.result else own
