"""From the provincial software's rows to criteria and self-scores: wordings, numbers, names of evidence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from evidence_svc.domain.criteria import Criterion, Level, RoundKind
from evidence_svc.domain.folding import slug
from evidence_svc.domain.numbers import Scale, parse_decimal
from evidence_svc.domain.score import ScoreStatus
from evidence_svc.domain.self_assessment import SelfRow
from evidence_svc.samples.seed_table import (
    EXPLANATION,
    MAXIMUM,
    SELF,
    TITLE,
    Repair,
    SeedTable,
    SeedTableError,
    TableRow,
)

YEARLY = "Chấm theo năm"
YEARLY_MISREAD = "Chăm theo năm"
EXCLUSION = "Đề nghị trừ vào điểm tổng"

_PREFIX = r"[0-9]+_[0-9]+_[0-9]+_[0-9]+_"
_EVIDENCE_LIST = re.compile(rf"Tài liệu kiểm chứng:\s*(?={_PREFIX})")
_NEXT_NAME = re.compile(rf"\s+(?={_PREFIX})")
_UPLOAD = re.compile(r"[0-9]+_[0-9]+_(?P<criterion>[0-9]+)_[0-9]+_.+\.[A-Za-z]{3,4}")
_LEVELS = (Level.FIELD, Level.CRITERION, Level.SUB_CRITERION)
_COLUMNS = {"title": TITLE, "explanation": EXPLANATION}


@dataclass(frozen=True, slots=True)
class Reading:
    """The criteria and the self-scored leaves of a table, and every repair in the order of its lines."""

    criteria: tuple[Criterion, ...]
    rows: tuple[SelfRow, ...]
    repairs: tuple[Repair, ...]


def read_seed(table: SeedTable, corrections: Iterable[Mapping[str, str]]) -> Reading:
    """Criteria and self-scores of a table; raises SeedTableError for what can be read in two ways."""
    repairs = list(table.repairs)
    rows = _correct(table.rows, corrections, repairs)
    explained = {row.code: _explanation(row, repairs) for row in rows}
    ids = _ids(rows)
    parents = {_parent(row.code) for row in rows}
    criteria = tuple(_criterion(row, ids, explained[row.code], repairs) for row in rows)
    leaves = tuple(_self_row(row, ids[row.code], explained[row.code]) for row in rows if row.code not in parents)
    return Reading(criteria, leaves, tuple(sorted(repairs, key=lambda repair: repair.line)))


@dataclass(frozen=True, slots=True)
class _Explanation:
    status: ScoreStatus
    text: str
    evidence: tuple[str, ...]


def _correct(
    rows: Iterable[TableRow], corrections: Iterable[Mapping[str, str]], repairs: list[Repair]
) -> list[TableRow]:
    corrected = {row.code: row for row in rows}
    for item in corrections:
        row, column = corrected.get(item["code"]), _COLUMNS[item["column"]]
        if row is None or row.cells[column].count(item["wrong"]) != 1:
            raise SeedTableError(f"correction of {item['code']} (“{item['wrong']}”) fits no place")
        text = row.cells[column].replace(item["wrong"], item["right"])
        corrected[row.code] = row.with_cell(column, text)
        message = f"“{item['wrong']}” hiểu là “{item['right']}”."
        repairs.append(Repair(row.line, row.code, "misread-letters", message))
    return list(corrected.values())


def _explanation(row: TableRow, repairs: list[Repair]) -> _Explanation:
    cell = row.cells[EXPLANATION]
    if cell == YEARLY_MISREAD:
        message = f"“{YEARLY_MISREAD}” hiểu là “{YEARLY}”."
        repairs.append(Repair(row.line, row.code, "misread-letters", message))
        cell = YEARLY
    status = _status(row, cell, repairs)
    found = _EVIDENCE_LIST.search(cell)
    if found is None:
        return _Explanation(status, cell, ())
    return _Explanation(status, cell[: found.start()].strip(), _names(row, cell[found.end() :]))


def _status(row: TableRow, cell: str, repairs: list[Repair]) -> ScoreStatus:
    if cell == YEARLY:
        status, meaning = ScoreStatus.YEARLY, "chấm vào kỳ năm, chưa có điểm"
    elif EXCLUSION in cell:
        status, meaning = ScoreStatus.EXCLUSION_REQUESTED, "đề nghị loại khỏi điểm tổng, chưa có điểm"
    else:
        return ScoreStatus.SCORED
    if parse_decimal(row.cells[SELF], mark="."):
        raise SeedTableError(f"line {row.line}: “{cell}” beside a score of {row.cells[SELF]}")
    message = f"điểm {row.cells[SELF]} với lời “{cell}” hiểu là {meaning}."
    repairs.append(Repair(row.line, row.code, "zero-told-apart", message))
    return status


def _names(row: TableRow, text: str) -> tuple[str, ...]:
    """The names of a list: each starts with the software's prefix and ends with an extension and a full stop."""
    names = tuple(name.strip().removesuffix(".") for name in _NEXT_NAME.split(text.strip()))
    for name in names:
        if not _UPLOAD.fullmatch(name):
            raise SeedTableError(f"line {row.line}: “{name}” is no name of a file")
    return names


def _file_number(row: TableRow, names: tuple[str, ...], repairs: list[Repair]) -> int | None:
    """The software's number of the criterion, which most of its files carry."""
    counted = Counter(int(match["criterion"]) for name in names if (match := _UPLOAD.fullmatch(name)))
    if not counted:
        return None
    (number, _), *others = counted.most_common()
    for other, count in others:
        message = f"{count} tệp mang số tiêu chí {other}, các tệp khác mang số {number}; giữ nguyên, cần kiểm tra."
        repairs.append(Repair(row.line, row.code, "other-criterion-number", message))
    return number


def _criterion(row: TableRow, ids: Mapping[str, str], explained: _Explanation, repairs: list[Repair]) -> Criterion:
    parent = _parent(row.code)
    yearly = explained.status is ScoreStatus.YEARLY
    return Criterion(
        id=ids[row.code],
        code=row.code,
        path=row.code,
        title=row.cells[TITLE],
        max_score=_score(row.cells[MAXIMUM]),
        level=_LEVELS[row.code.count(".")],
        parent=ids[parent] if parent else None,
        rounds=(RoundKind.YEAR,) if yearly else tuple(RoundKind),
        file_number=_file_number(row, explained.evidence, repairs),
    )


def _self_row(row: TableRow, criterion_id: str, explained: _Explanation) -> SelfRow:
    score = _score(row.cells[SELF]) if explained.status is ScoreStatus.SCORED else None
    return SelfRow(row.code, criterion_id, explained.status, score, explained.text, explained.evidence)


def _ids(rows: Iterable[TableRow]) -> dict[str, str]:
    """A readable id per code, made of the title once and kept ever after, whatever becomes of the code."""
    ids = {row.code: slug(row.cells[TITLE]) for row in rows}
    if len(set(ids.values())) < len(ids):
        raise SeedTableError("two titles are too alike to make an id of each")
    return ids


def _parent(code: str) -> str | None:
    return code.rpartition(".")[0] or None


def _score(text: str) -> Decimal:
    return Scale(2).round(parse_decimal(text, mark="."))
