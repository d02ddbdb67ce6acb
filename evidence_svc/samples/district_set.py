"""The district's draft criteria set, from its rows to a set with executable rules; what was wrong stays as printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from evidence_svc.domain.criteria import CriteriaSet, Criterion, EvidenceSource, Level, Option, RoundKind
from evidence_svc.domain.folding import slug
from evidence_svc.domain.numbers import Scale, parse_decimal
from evidence_svc.domain.rule_bounds import slots_of
from evidence_svc.samples.option_rules import make_rule, make_slot
from evidence_svc.samples.seed_cells import CellRow, CellTable
from evidence_svc.samples.seed_table import Repair, SeedTableError
from verifiers.subject import Period

YEAR = 2023
NO_CODE = "–"
_LEVELS = (Level.PART, Level.FIELD, Level.CRITERION, Level.SUB_CRITERION)
_MONITORED = re.compile(r"(?:theo dõi(?: giám sát)? của|^)\s*((?:Phòng|Văn phòng|VP) [^/.;,]+)")
_MONITORING = re.compile(r"^-?\s*(?:kết hợp |kết quả )?theo dõi", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Node:
    """A coded row with its place and the cases printed under it."""

    row: CellRow
    path: str
    parent: str | None
    options: tuple[CellRow, ...]


@dataclass(frozen=True, slots=True)
class DistrictReading:
    """The set and every repair in the order of its lines."""

    criteria_set: CriteriaSet
    repairs: tuple[Repair, ...]


def read_district(table: CellTable) -> DistrictReading:
    """The set as printed; raises SeedTableError for a row without a place in the tree."""
    repairs = list(table.repairs)
    nodes = _place(table.rows, repairs)
    ids = _ids(nodes, repairs)
    depths = {node.path.partition(".")[0]: 0 for node in nodes}
    for node in nodes:
        part = node.path.partition(".")[0]
        depths[part] = max(depths[part], node.path.count("."))
    criteria = tuple(_criterion(node, ids, depths) for node in nodes)
    for node in nodes:
        for repaired in (node.row, *node.options):
            repairs += _number_repairs(repaired, node.path)
    criteria_set = CriteriaSet(
        id="quang-dien-offices-2023",
        version="draft",
        title="Dự thảo Bộ tiêu chí chấm điểm chỉ số CCHC cơ quan chuyên môn trực thuộc UBND huyện Quảng Điền năm 2023",
        legal_basis="Dự thảo kèm theo Công văn số 1632/UBND ngày 26/7/2023 của UBND huyện Quảng Điền",
        criteria=criteria,
        scale=Scale(2),
        issued_on=date(YEAR, 7, 26),
        valid_from=date(YEAR, 1, 1),
        valid_to=date(YEAR, 12, 31),
        period=Period(date(YEAR, 1, 1), date(YEAR, 10, 15)),
        agency_kinds=("district-office",),
        printed_total=_points(table.total),
    )
    return DistrictReading(criteria_set, tuple(sorted(repairs, key=lambda repair: repair.line)))


def _place(rows: Sequence[CellRow], repairs: list[Repair]) -> list[Node]:
    """Codes under their part; a row without a code is a case of the criterion above, or a part's own criterion."""
    nodes: list[Node] = []
    part = ""
    for row in rows:
        if row.is_part:
            part = row.code
            nodes.append(Node(row, part, None, ()))
        elif row.code:
            above, _, _ = row.code.rpartition(".")
            nodes.append(Node(row, f"{part}.{row.code}", f"{part}.{above}" if above else part, ()))
        elif nodes and nodes[-1].row.is_part:
            message = f"tiêu chí không có số thứ tự, hiểu là {part}.1."
            repairs.append(Repair(row.line, part, "code-missing", message))
            nodes.append(Node(replace(row, code=NO_CODE), f"{part}.1", part, ()))
        elif nodes:
            nodes[-1] = replace(nodes[-1], options=(*nodes[-1].options, row))
        else:
            raise SeedTableError(f"line {row.line}: a case without a criterion")
    paths = {node.path for node in nodes}
    for node in nodes:
        if node.parent is not None and node.parent not in paths:
            raise SeedTableError(f"line {node.row.line}: {node.path} has no parent")
    return nodes


def _ids(nodes: Iterable[Node], repairs: list[Repair]) -> dict[str, str]:
    """A readable id of each title; the second of two alike gets a number."""
    ids: dict[str, str] = {}
    for node in nodes:
        base = slug(node.row.title)
        if base in ids.values():
            message = f"trùng tên với mục khác, định danh thêm đuôi: {base}-2."
            repairs.append(Repair(node.row.line, node.path, "title-twice", message))
            base = f"{base}-2"
        if base in ids.values():
            raise SeedTableError(f"line {node.row.line}: a third title alike")
        ids[node.path] = base
    return ids


def _criterion(node: Node, ids: dict[str, str], depths: dict[str, int]) -> Criterion:
    row = node.row
    options = tuple(_option(each) for each in node.options)
    bare = Criterion(
        id=ids[node.path],
        code=row.code,
        path=node.path,
        title=row.title,
        max_score=_points(row.points),
        level=_level(node, depths),
        parent=ids[node.parent] if node.parent is not None else None,
        rounds=(RoundKind.YEAR,),
        evidence="\n".join(row.evidence),
        options=options,
        appraiser=_appraiser(row, options),
        evidence_source=_source(row.evidence),
        agency_kinds=("district-office",),
    )
    return _ruled(bare, row.evidence) if options else bare


def _ruled(bare: Criterion, evidence: tuple[str, ...]) -> Criterion:
    rule = make_rule(bare.title, bare.max_score, bare.options)
    slot = make_slot(bare.title, evidence, bare.options, YEAR, wanted=bool(slots_of(rule)))
    return replace(bare, rule=rule, slots=() if slot is None else (slot,))


def _level(node: Node, depths: dict[str, int]) -> Level:
    depth = node.path.count(".")
    deep = depths[node.path.partition(".")[0]] == len(_LEVELS) - 1
    return _LEVELS[depth if deep or depth == 0 else depth + 1]


def _option(row: CellRow) -> Option:
    return Option(row.title, _points(row.points), "\n".join(row.evidence))


def _appraiser(row: CellRow, options: Sequence[Option]) -> str:
    """The office whose monitoring the evidence column names."""
    for text in (*row.evidence, *(option.evidence for option in options)):
        found = _MONITORED.search(text)
        if found is not None:
            return " ".join(found[1].split())
    return ""


def _source(evidence: Sequence[str]) -> EvidenceSource:
    """Monitoring or a system only where nothing else is named."""
    if evidence and all(_MONITORING.search(text) for text in evidence):
        return EvidenceSource.MONITORING
    if evidence and all("đối chiếu" in text and "phần mềm" in text for text in evidence):
        return EvidenceSource.EXTERNAL_SYSTEM
    return EvidenceSource.UNIT_FILE


def _number_repairs(row: CellRow, path: str) -> list[Repair]:
    if "," not in row.points:
        return []
    message = f"điểm “{row.points}” đọc là {_points(row.points)} (dấu phẩy thập phân)."
    return [Repair(row.line, path, "decimal-comma", message)]


def _points(text: str) -> Decimal:
    return Scale(2).round(parse_decimal(text, mark=","))
