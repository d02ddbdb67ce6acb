"""A file's tables as a criteria set, in one step: rows, tree, rules, the file's own text, and every repair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from evidence_svc.domain.criteria import CriteriaSet
from evidence_svc.domain.criteria_file import parse_criteria_set
from evidence_svc.domain.errors import CriteriaFileError, FileProblem
from evidence_svc.domain.file_render import dump_yaml, render_criteria_set
from evidence_svc.importing.codes import CodedRow, place_rows
from evidence_svc.importing.criteria import (
    NodeReader,
    find_excess,
    find_other_words,
    find_stray_numbers,
    read_ids,
    read_levels,
    read_nodes,
    read_points,
)
from evidence_svc.importing.heads import Head
from evidence_svc.importing.joining import JoinedTable, join_tables
from evidence_svc.importing.numbers import ColumnNumbers, scale_of
from evidence_svc.importing.patches import correct_rows, correct_set
from evidence_svc.importing.self_rows import Explanation, explain_rows
from evidence_svc.importing.set_head import complete_head, read_facts, scale_and_year
from evidence_svc.tables.rows import Repair, TableFile, TableRow, repaired

Corrections = Mapping[str, Any]
NOTHING: Corrections = {}


@dataclass(frozen=True, slots=True)
class ImportedSet:
    """A criteria set with the text it is published as, the rows it came from, and every repair in their order."""

    criteria_set: CriteriaSet
    yaml: str
    repairs: tuple[Repair, ...]
    placed: tuple[CodedRow, ...] = ()
    head: Head | None = None
    explained: Mapping[str, Explanation] = field(default_factory=dict)
    total: tuple[Decimal, ...] = ()


def import_set(
    file: TableFile, name: str, corrections: Corrections = NOTHING, head: Mapping[str, Any] = NOTHING
) -> ImportedSet:
    """The set in a file's tables, `corrections` laid over it; what `head` says of the set goes before all else.

    Corrections hold `cells` (misread letters, before anything is read), `draft` (the head of the set as printed),
    `every` (entries of all nodes), `values`, `rules` and `head` (of the set after review).
    Raises TableError for a row that could be read in two ways, and CriteriaFileError, its problems naming rows.
    """
    repairs = list(file.notes)
    joined = join_tables(file, repairs)
    placed = correct_rows(place_rows(joined.rows, joined.head, repairs), joined.head, corrections, repairs)
    explained = explain_rows(placed, joined.head, repairs)
    total = _totals(joined, repairs)
    facts = read_facts(file.tables)
    known = {**facts, **corrections.get("draft", {}), **head}
    whole = complete_head(known, file.text if facts else f"{joined.above}\n{file.text}", name, repairs)
    if total:
        whole.setdefault("printed_total", str(scale_of(total).round(total[0])))
    data = _data(_Rows(placed, joined.head, explained), whole, corrections.get("every", {}), repairs)
    text = dump_yaml(data)
    found = _parsed(text, name, placed, joined.head)
    repairs += find_other_words(placed, joined.head, found)
    if any(corrections.get(key) for key in ("values", "rules", "head")):
        found = correct_set(found, corrections)
        text = render_criteria_set(found)
    ordered = tuple(sorted(repairs, key=lambda repair: repair.line))
    return ImportedSet(found, text, ordered, placed, joined.head, explained, total)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows in their places with what they say beside their scores."""

    placed: tuple[CodedRow, ...]
    head: Head
    explained: Mapping[str, Explanation]

    @property
    def all(self) -> list[TableRow]:
        """Every row and every case, in order."""
        return [row for each in self.placed for row in (each.row, *each.cases)]


def _data(rows: _Rows, head: Mapping[str, Any], every: Mapping[str, Any], repairs: list[Repair]) -> dict[str, Any]:
    """The file's data: the head, then the nodes."""
    numbers = ColumnNumbers(rows.all, rows.head, "max_score", repairs)
    points = read_points(rows.placed, numbers, rows.head, repairs)
    known, year = scale_and_year(head)
    scale = known or scale_of(points.values())
    repairs += find_stray_numbers(rows.placed, rows.head)
    reader = NodeReader(
        head=rows.head,
        numbers=numbers,
        ids=read_ids(rows.placed, rows.head, repairs),
        levels=read_levels(rows.placed, rows.head),
        points={path: scale.round(value) if scale.fits(value) else value for path, value in points.items()},
        scale=scale,
        year=year,
        every=every,
    )
    repairs += find_excess(rows.placed, reader)
    extra = {path: each.entries for path, each in rows.explained.items()}
    default = {"version": "1", "scale": scale.places, "rounding": scale.rounding.value}
    return {**default, **head, "criteria": read_nodes(rows.placed, reader, extra)}


def _parsed(text: str, name: str, placed: Sequence[CodedRow], head: Head) -> CriteriaSet:
    """The file's own parser has the last word; where it refuses, its problems name rows and columns."""
    try:
        return parse_criteria_set(text, name)
    except CriteriaFileError as error:
        places = _places(placed)
        problems = tuple(_problem(each, places, head) for each in error.problems)
        raise CriteriaFileError(name, problems) from error


def _places(placed: Sequence[CodedRow]) -> dict[str, CodedRow]:
    """Each node by its path in the file, such as `criteria[0].children[2]`."""
    places: dict[str, CodedRow] = {}
    at: dict[str | None, str] = {None: "criteria"}
    count: dict[str | None, int] = {}
    for each in placed:
        number = count.get(each.parent, 0)
        count[each.parent] = number + 1
        place = f"{at[each.parent]}[{number}]"
        at[each.path] = f"{place}.children"
        places[place] = each
    return places


def _problem(problem: FileProblem, places: Mapping[str, CodedRow], head: Head) -> FileProblem:
    fitting = [place for place in places if problem.path == place or problem.path.startswith(f"{place}.")]
    if not fitting:
        return replace(problem, line=1)
    place = max(fitting, key=len)
    row = places[place].row
    key = problem.path[len(place) + 1 :].partition(".")[0].partition("[")[0]
    column = head.title(key if key in head.columns else "data" if "data" in head.columns else "title")
    where = f"{row.part}, cột “{column}”" if row.part else f"cột “{column}”"
    return FileProblem(
        row.line,
        f"{where} ({places[place].path} {problem.path[len(place) + 1 :]})".strip(),
        problem.reason,
        problem.message,
    )


def _totals(joined: JoinedTable, repairs: list[Repair]) -> tuple[Decimal, ...]:
    """The numbers of the total row in order, the maximum first; moved to the left, they are reported."""
    row = joined.total
    if row is None:
        return ()
    cells = [(column, cell) for column, cell in enumerate(row.cells[1:], start=1) if any(map(str.isdigit, cell))]
    numbers = [cell for column, cell in cells if column != joined.head.columns["title"] or not cell[0].isalpha()]
    if not numbers:
        return ()
    if row.cell(joined.head.columns["max_score"]) != numbers[0]:
        message = f"hàng tổng lệch cột, đọc theo thứ tự: {', '.join(numbers)}."
        repairs.append(repaired(row, "Tổng điểm", "column-shifted", message))
    one = Head(row, {"max_score": 0}, ("Tổng điểm",))
    read = (ColumnNumbers([], one, "max_score", repairs).read(replace(row, cells=(text,))) for text in numbers[:2])
    return tuple(number for number in read if number is not None)
