"""The rows of a table as a criteria-set file: nodes, the cases printed under them, and the rules those state."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from evidence_svc.domain.criteria import CriteriaSet, Criterion, EvidenceSource, Level, Option
from evidence_svc.domain.file_render import render_node
from evidence_svc.domain.folding import fold, slug
from evidence_svc.domain.numbers import Scale, format_decimal
from evidence_svc.domain.rule_bounds import slots_of
from evidence_svc.domain.rule_words import describe_rule
from evidence_svc.domain.set_words import LEVEL_WORDS, UNDER
from evidence_svc.importing.cleaning import clean_cell
from evidence_svc.importing.codes import CodedRow, read_data
from evidence_svc.importing.heads import Head
from evidence_svc.importing.numbers import ColumnNumbers
from evidence_svc.importing.option_rules import make_rule, make_slot
from evidence_svc.tables.rows import Repair, repaired, stop

_LEVELS = (Level.PART, Level.FIELD, Level.CRITERION, Level.SUB_CRITERION)
_BY_WORDS = {fold(words): level for level, words in LEVEL_WORDS.items()}
_MONITORED = re.compile(r"(?:theo dõi(?: giám sát)? của|^)\s*((?:Phòng|Văn phòng|VP) [^/.;,]+)")
_MONITORING = re.compile(r"^-?\s*(?:kết hợp |kết quả )?theo dõi", re.IGNORECASE)
_ONLY_NUMBER = re.compile(r"[\d.,]+")

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class NodeReader:
    """What every row is read with: the head, the numbers of the column of points, ids and levels by path."""

    head: Head
    numbers: ColumnNumbers
    ids: Mapping[str, str]
    levels: Mapping[str, Level]
    points: Mapping[str, Decimal]
    scale: Scale
    year: int
    every: Mapping[str, Any]


def read_nodes(placed: Sequence[CodedRow], reader: NodeReader, extra: Mapping[str, Mapping[str, Any]]) -> list[Node]:
    """The tree as a file holds it; `extra` are entries by path that stand in no column of such a table."""
    nodes = {each.path: {**_node(each, reader), **extra.get(each.path, {})} for each in placed}
    roots: list[Node] = []
    for each in placed:
        node = nodes[each.path]
        if each.parent is None:
            roots.append(node)
        else:
            nodes[each.parent].setdefault("children", []).append(node)
    return roots


def _node(placed: CodedRow, reader: NodeReader) -> Node:
    options = tuple(_option(case, reader) for case in placed.cases)
    row, head = placed.row, reader.head
    bare = Criterion(
        id=reader.ids[placed.path],
        code=placed.code,
        path=placed.path,
        title=head.get(row, "title"),
        max_score=reader.points[placed.path],
        level=reader.levels[placed.path],
        evidence=head.get(row, "evidence"),
        options=options,
    )
    if "data" in head.columns:
        data = {key: value for key, value in read_data(row, head).items() if key != UNDER}
        return render_node(bare) | data
    paragraphs = tuple(bare.evidence.split("\n")) if bare.evidence else ()
    described = replace(bare, appraiser=_appraiser(paragraphs, options), evidence_source=_source(paragraphs))
    if any(option.points > bare.max_score for option in options):
        return dict(reader.every) | render_node(described)
    return dict(reader.every) | render_node(_ruled(described, paragraphs, reader.year))


def _option(case: Any, reader: NodeReader) -> Option:
    points = reader.numbers.read(case)
    if points is None:
        raise stop(case, "mức điểm không có số điểm.", column=reader.head.title("max_score"))
    column = reader.head.columns.get("evidence")
    evidence = "" if column in case.merged else reader.head.get(case, "evidence")
    return Option(reader.head.get(case, "title"), _rounded(points, reader.scale), evidence)


def _ruled(bare: Criterion, paragraphs: tuple[str, ...], year: int) -> Criterion:
    if not bare.options:
        return bare
    rule = make_rule(bare.title, bare.max_score, bare.options)
    slot = make_slot(bare.title, paragraphs, bare.options, year, wanted=bool(slots_of(rule)))
    return replace(bare, rule=rule, slots=() if slot is None else (slot,))


def read_points(
    placed: Sequence[CodedRow], numbers: ColumnNumbers, head: Head, repairs: list[Repair]
) -> dict[str, Decimal]:
    """The maximum of every node; an empty one above others is their sum. Raises TableError for an empty leaf."""
    points: dict[str, Decimal] = {}
    for each in reversed(placed):
        found = numbers.read(each.row)
        if found is None:
            below = [points[other.path] for other in placed if other.parent == each.path]
            if not below:
                raise stop(each.row, "tiêu chí không có điểm chuẩn.", column=head.title("max_score"))
            found = sum(below, Decimal(0))
            message = f"điểm chuẩn để trống, lấy tổng các mục con là {found}."
            repairs.append(repaired(each.row, each.path, "points-missing", message))
        points[each.path] = found
    return points


def read_ids(placed: Sequence[CodedRow], head: Head, repairs: list[Repair]) -> dict[str, str]:
    """The id a row names, else a readable one of its title; the second of two alike gets a number."""
    ids: dict[str, str] = {}
    used: set[str] = set()
    for each in placed:
        given = head.get(each.row, "id")
        base = given or slug(head.get(each.row, "title")) or slug(f"muc {each.path}")
        chosen, number = base, 2
        while not given and chosen in used:
            chosen, number = f"{base}-{number}", number + 1
        if chosen != base:
            message = f"trùng tên với mục khác, định danh thêm đuôi: {chosen}."
            repairs.append(repaired(each.row, each.path, "title-twice", message))
        used.add(chosen)
        ids[each.path] = chosen
    return ids


def read_levels(placed: Sequence[CodedRow], head: Head) -> dict[str, Level]:
    """The level a row names, else what its depth says: parts of roman numerals stand above fields."""
    depths: dict[str, int] = {}
    for each in placed:
        part = each.path.partition(".")[0]
        depths[part] = max(depths.get(part, 0), each.path.count("."))
    return {each.path: _named_level(each, head) or _level(each.path, depths) for each in placed}


def _named_level(each: CodedRow, head: Head) -> Level | None:
    words = head.get(each.row, "level")
    if words and fold(words) not in _BY_WORDS:
        raise stop(each.row, f"“{words}” không phải là một cấp.", column=head.title("level"))
    return _BY_WORDS.get(fold(words))


def _level(path: str, depths: Mapping[str, int]) -> Level:
    part, depth = path.partition(".")[0], path.count(".")
    if part.isdigit():
        return _LEVELS[min(depth + 1, 3)]
    deep = depths[part] >= len(_LEVELS) - 1
    return _LEVELS[min(depth if deep or depth == 0 else depth + 1, 3)]


def find_excess(placed: Sequence[CodedRow], reader: NodeReader) -> list[Repair]:
    """Cases with more points than the criterion has: kept as printed, but nothing can compute by them."""
    return [
        repaired(
            case,
            each.path,
            "rule-left-out",
            f"mức điểm {format_decimal(points)} vượt điểm chuẩn {format_decimal(reader.points[each.path])}: "
            "giữ các mức như đã in, không lập quy tắc.",
        )
        for each in placed
        for case in each.cases
        if (points := reader.numbers.read(case) or Decimal(0)) > reader.points[each.path]
    ]


def find_other_words(placed: Sequence[CodedRow], head: Head, found: CriteriaSet) -> list[Repair]:
    """Rows whose rule in words is not the rule that programs read: whoever changed the words changed nothing."""
    if not {"words", "data"} <= head.columns.keys():
        return []
    message = "ô “{}” không khớp quy tắc ở ô “{}”; chỉ quy tắc có hiệu lực."
    return [
        repaired(each.row, each.path, "words-differ", message.format(head.title("words"), head.title("data")))
        for each in placed
        if _bare(head.get(each.row, "words")) != _bare("".join(_words_of(found.by_path(each.path))))
    ]


def _words_of(node: Criterion) -> Sequence[str]:
    return () if node.rule is None else describe_rule(node.rule)


def _bare(text: str) -> str:
    return "".join(clean_cell(text).split())


def find_stray_numbers(placed: Sequence[CodedRow], head: Head) -> list[Repair]:
    """Cells of evidence that hold nothing but a number: kept, and reported."""
    rows = [(row, each.path) for each in placed for row in (each.row, *each.cases)]
    return [
        repaired(row, path, "stray-number", f"ô Tài liệu kiểm chứng chỉ có số “{text}”, giữ nguyên, cần kiểm tra.")
        for row, path in rows
        if _ONLY_NUMBER.fullmatch(text := head.get(row, "evidence"))
    ]


def _appraiser(paragraphs: Sequence[str], options: Sequence[Option]) -> str:
    """The office whose monitoring the evidence column names."""
    for text in (*paragraphs, *(option.evidence for option in options)):
        found = _MONITORED.search(text)
        if found is not None:
            return " ".join(found[1].split())
    return ""


def _source(paragraphs: Sequence[str]) -> EvidenceSource:
    """Monitoring or a system only where nothing else is named."""
    if paragraphs and all(_MONITORING.search(text) for text in paragraphs):
        return EvidenceSource.MONITORING
    if paragraphs and all("đối chiếu" in text and "phần mềm" in text for text in paragraphs):
        return EvidenceSource.EXTERNAL_SYSTEM
    return EvidenceSource.UNIT_FILE


def _rounded(points: Decimal, scale: Scale) -> Decimal:
    return scale.round(points) if scale.fits(points) else points
