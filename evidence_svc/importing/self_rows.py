"""What agencies wrote beside their scores: the five zeros told apart, explanations, the names of evidence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evidence_svc.domain.criteria import RoundKind
from evidence_svc.domain.numbers import Scale
from evidence_svc.domain.score import ScoreStatus
from evidence_svc.domain.self_assessment import SelfRow
from evidence_svc.importing.codes import CodedRow
from evidence_svc.importing.heads import Head
from evidence_svc.importing.numbers import ColumnNumbers
from evidence_svc.tables.rows import Repair, repaired, stop

YEARLY = "Chấm theo năm"
YEARLY_MISREAD = "Chăm theo năm"
EXCLUSION = "Đề nghị trừ vào điểm tổng"
NO_RESULT = "Chưa có kết quả"

_PREFIX = r"[0-9]+_[0-9]+_[0-9]+_[0-9]+_"
_EVIDENCE_LIST = re.compile(rf"Tài liệu kiểm chứng:\s*(?={_PREFIX})")
_NEXT_NAME = re.compile(rf"\s+(?={_PREFIX})")
_UPLOAD = re.compile(r"[0-9]+_[0-9]+_(?P<criterion>[0-9]+)_[0-9]+_.+\.[A-Za-z]{3,4}")


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a row says beside its score; `entries` belong to the criterion: its rounds and its number in file names."""

    status: ScoreStatus
    text: str
    evidence: tuple[str, ...]
    entries: Mapping[str, Any]


def explain_rows(placed: Sequence[CodedRow], head: Head, repairs: list[Repair]) -> dict[str, Explanation]:
    """The explanation of every row by path; empty for a table in which nobody scored themselves.

    Raises TableError for words that contradict a score, a name that is none, or words in no known column.
    """
    if not {"self_score", "explanation"} <= head.columns.keys():
        return {}
    numbers = ColumnNumbers([], head, "self_score", repairs)
    for each in placed:
        _check_result(each, head, repairs)
    return {each.path: _explanation(each, head, numbers, repairs) for each in placed}


def self_rows(
    placed: Sequence[CodedRow], head: Head, explained: Mapping[str, Explanation], ids: Mapping[str, str], scale: Scale
) -> tuple[SelfRow, ...]:
    """The leaves with their scores, as a self-assessment holds them; no score where the words say that it is none."""
    parents = {each.parent for each in placed}
    numbers = ColumnNumbers([each.row for each in placed], head, "self_score", [])
    return tuple(
        _self_row(each, explained[each.path], ids[each.path], numbers.read(each.row), scale)
        for each in placed
        if each.path not in parents
    )


def _self_row(
    placed: CodedRow, explained: Explanation, criterion_id: str, score: Decimal | None, scale: Scale
) -> SelfRow:
    scored = explained.status is ScoreStatus.SCORED and score is not None
    status = ScoreStatus.NOT_SCORED if explained.status is ScoreStatus.SCORED and score is None else explained.status
    own = scale.round(score) if scored and score is not None else None
    return SelfRow(placed.path, criterion_id, status, own, explained.text, explained.evidence)


def _check_result(placed: CodedRow, head: Head, repairs: list[Repair]) -> None:
    """The council's "no result yet" may stand one column too far right; any other words there have no meaning."""
    row = placed.row
    columns = [column for role in ("appraised_score", "opinion") if (column := head.columns.get(role)) is not None]
    tail = " ".join(row.cell(column) for column in columns if row.cell(column))
    if not columns or tail in {"", NO_RESULT} or _is_score(row.cell(columns[0])):
        if tail == NO_RESULT and row.cell(columns[0]) != NO_RESULT:
            message = f"“{NO_RESULT}” lệch một cột sang phải, đưa về cột Điểm thẩm định."
            repairs.append(repaired(row, placed.path, "column-shifted", message))
        return
    raise stop(row, f"“{tail[:60]}” không phải là điểm thẩm định.", column=head.title("appraised_score"))


def _is_score(text: str) -> bool:
    return bool(text) and text[0].isdigit()


def _explanation(placed: CodedRow, head: Head, numbers: ColumnNumbers, repairs: list[Repair]) -> Explanation:
    cell = head.get(placed.row, "explanation")
    if cell == YEARLY_MISREAD:
        message = f"“{YEARLY_MISREAD}” hiểu là “{YEARLY}”."
        repairs.append(repaired(placed.row, placed.path, "misread-letters", message))
        cell = YEARLY
    status = _status(placed, cell, head, numbers, repairs)
    found = _EVIDENCE_LIST.search(cell)
    text = cell if found is None else cell[: found.start()].strip()
    names = () if found is None else _names(placed, cell[found.end() :], head)
    entries: dict[str, Any] = {} if status is not ScoreStatus.YEARLY else {"rounds": [RoundKind.YEAR.value]}
    number = _file_number(placed, names, repairs)
    return Explanation(status, text, names, entries if number is None else {**entries, "file_number": number})


def _status(placed: CodedRow, cell: str, head: Head, numbers: ColumnNumbers, repairs: list[Repair]) -> ScoreStatus:
    if cell == YEARLY:
        status, meaning = ScoreStatus.YEARLY, "chấm vào kỳ năm, chưa có điểm"
    elif EXCLUSION in cell:
        status, meaning = ScoreStatus.EXCLUSION_REQUESTED, "đề nghị loại khỏi điểm tổng, chưa có điểm"
    else:
        return ScoreStatus.SCORED
    score = head.get(placed.row, "self_score")
    if numbers.read(placed.row):
        raise stop(placed.row, f"có điểm {score} bên lời “{cell[:40]}”.", column=head.title("self_score"))
    message = f"điểm {score} với lời “{cell}” hiểu là {meaning}."
    repairs.append(repaired(placed.row, placed.path, "zero-told-apart", message))
    return status


def _names(placed: CodedRow, text: str, head: Head) -> tuple[str, ...]:
    """The names of a list: each starts with the software's prefix and ends with an extension and a full stop."""
    names = tuple(name.strip().removesuffix(".") for name in _NEXT_NAME.split(text.strip()))
    for name in names:
        if not _UPLOAD.fullmatch(name):
            raise stop(placed.row, f"“{name[:60]}” không phải là tên tệp.", column=head.title("explanation"))
    return names


def _file_number(placed: CodedRow, names: tuple[str, ...], repairs: list[Repair]) -> int | None:
    """The software's number of the criterion, which most of its files carry."""
    counted = Counter(int(match["criterion"]) for name in names if (match := _UPLOAD.fullmatch(name)))
    if not counted:
        return None
    (number, _), *others = counted.most_common()
    for other, count in others:
        message = f"{count} tệp mang số tiêu chí {other}, các tệp khác mang số {number}; giữ nguyên, cần kiểm tra."
        repairs.append(repaired(placed.row, placed.path, "other-criterion-number", message))
    return number
