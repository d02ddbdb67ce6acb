"""What stands above the criteria: written in the table itself, given beside it, or found in the words before it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from evidence_svc.domain.folding import slug
from evidence_svc.domain.numbers import Rounding, Scale
from evidence_svc.domain.set_words import HEAD_WORDS, MORE
from evidence_svc.tables.rows import Repair, Table, TableError, TableRow, stop

_KEYS = {label: key for key, label in HEAD_WORDS.items()}
_NEEDED = ("id", "title", "legal_basis", "valid_from")
_YEAR = re.compile(r"\bnăm (20\d\d)\b", re.IGNORECASE)
_BASIS = re.compile(
    r"kèm theo ((?:Quyết định|Công văn|Kế hoạch|Hướng dẫn|Nghị quyết|Văn bản) số \S+ ngày "
    r"(\d{1,2})(?:/| tháng )(\d{1,2})(?:/| năm )(20\d\d)(?: của [^)\n]+)?)",
    re.IGNORECASE,
)


def read_facts(tables: Iterable[Table]) -> dict[str, Any]:
    """The head written in a table of two columns by the exporters; empty where there is none."""
    facts: dict[str, Any] = {}
    for table in tables:
        for row in table.rows:
            label, value = row.cell(0).strip(), row.cell(1).strip()
            if label in _KEYS:
                facts[_KEYS[label]] = value
            elif label == MORE:
                facts |= _more(row, value)
    return facts


def _more(row: TableRow, value: str) -> dict[str, Any]:
    """What has no line of its own, as JSON; it may not say again what has one."""
    try:
        more = json.loads(value)
    except (ValueError, RecursionError) as error:
        raise stop(row, "không phải là dữ liệu JSON.", column=MORE, reason="table-unreadable") from error
    if not isinstance(more, dict) or more.keys() & {*HEAD_WORDS, "criteria"}:
        raise stop(row, "cần một nhóm các mục chưa có dòng riêng.", column=MORE, reason="table-unreadable")
    return more


def scale_and_year(head: Mapping[str, Any]) -> tuple[Scale | None, int]:
    """The scale, None where the head names none, and the year in which the set begins to be valid.

    Raises TableError (`head-missing`) for what is neither.
    """
    try:
        year = date.fromisoformat(str(head["valid_from"])).year
        if "scale" not in head:
            return None, year
        return Scale(_places(str(head["scale"])), Rounding(head.get("rounding", Rounding.HALF_UP))), year
    except ValueError as error:
        message = f"Thông tin của bộ tiêu chí có giá trị không đọc được: {error}."
        raise TableError(message, reason="head-missing") from error


def _places(text: str) -> int:
    if text not in {"0", "1", "2", "3", "4", "5", "6"}:
        raise ValueError(text)
    return int(text)


def complete_head(known: Mapping[str, Any], text: str, name: str, repairs: list[Repair]) -> dict[str, Any]:
    """`known` with what can be told from the words before the table; each such reading is reported.

    Raises TableError (`head-missing`) where not even the year of the set can be told.
    """
    head = dict(known)
    guesses = _guesses(text, name, head)
    for key, value in guesses.items():
        if key not in head:
            head[key] = value
            message = f"{HEAD_WORDS[key]}: chưa nêu, tạm lấy “{value}”."
            repairs.append(Repair(1, "", "head-assumed", message))
    missing = [HEAD_WORDS[key] for key in _NEEDED if key not in head]
    if missing:
        message = f"Thiếu thông tin của bộ tiêu chí: {', '.join(missing)}; hãy ghi trong tệp chỉnh lý hoặc tùy chọn."
        raise TableError(message, reason="head-missing")
    return head


def _guesses(text: str, name: str, head: Mapping[str, Any]) -> dict[str, Any]:
    stem = name.rpartition(".")[0] or name
    guesses: dict[str, Any] = {"id": slug(stem) or "bo-tieu-chi", "title": stem}
    found = _BASIS.search(" ".join(text.split()))
    if found is not None:
        guesses["legal_basis"] = found[1]
        issued = _day(found)
        if issued is not None:
            guesses["issued_on"] = issued
    else:
        guesses["legal_basis"] = "chưa nêu"
    years = Counter(_YEAR.findall(text))
    if "valid_from" not in head and years:
        year = int(years.most_common(1)[0][0])
        guesses |= {"valid_from": date(year, 1, 1), "valid_to": date(year, 12, 31)}
    return guesses


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[4]), int(found[3]), int(found[2]))
    except ValueError:
        return None
