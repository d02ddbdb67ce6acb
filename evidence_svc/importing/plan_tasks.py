"""The tasks that a plan gives to each agency, out of its running text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evidence_svc.domain.remediation import AgencyTasks
from evidence_svc.importing.patches import misplaced
from evidence_svc.tables.rows import Repair, TableError

BEGIN = "III. PHÂN CÔNG THỰC HIỆN"
END = "UBND tỉnh yêu cầu"

_AGENCY = re.compile(r"(\d{1,2})\. (.+)")
_EMPHASIS = re.compile(r"\*+")


@dataclass(slots=True)
class _Agency:
    """An agency while it is read: its tasks and the line of each."""

    name: str
    tasks: list[str]
    lines: list[int]


def read_tasks(text: str, corrections: Iterable[Mapping[str, Any]], repairs: list[Repair]) -> tuple[AgencyTasks, ...]:
    """The agencies of part III with their tasks, none without such a part; a paragraph that a page cut is joined.

    Raises TableError if the agencies are not numbered 1, 2, 3 …, or a correction fits no place.
    """
    agencies: list[_Agency] = []
    inside = False
    for number, line in enumerate(text.split("\n"), start=1):
        words = _EMPHASIS.sub("", line).strip()
        if inside and words.startswith(END):
            break
        if inside and words:
            _add(agencies, words, number, repairs)
        inside = inside or words == BEGIN
    for item in corrections:
        _correct(agencies, item, repairs)
    return tuple(AgencyTasks(agency.name, tuple(agency.tasks)) for agency in agencies)


def _add(agencies: list[_Agency], words: str, line: int, repairs: list[Repair]) -> None:
    heading = _AGENCY.fullmatch(words)
    if heading is not None:
        if int(heading[1]) != len(agencies) + 1:
            raise TableError(f"dòng {line}: cơ quan số {heading[1]} đứng sau số {len(agencies)}.")
        agencies.append(_Agency(heading[2], [], []))
        return
    if not agencies:
        raise TableError(f"dòng {line}: nhiệm vụ không thuộc cơ quan nào.")
    agency = agencies[-1]
    if words.startswith("- ") or not agency.tasks:
        agency.tasks.append(words.removeprefix("- "))
        agency.lines.append(line)
        return
    agency.tasks[-1] = f"{agency.tasks[-1]} {words}"
    repairs.append(Repair(line, agency.name, "paragraph-split", "đoạn bị ngắt qua trang, nối với đoạn trên."))


def _correct(agencies: list[_Agency], item: Mapping[str, Any], repairs: list[Repair]) -> None:
    at, index = item["agency"] - 1, item["task"] - 1
    if not (0 <= at < len(agencies) and 0 <= index < len(agencies[at].tasks)):
        raise misplaced(f"cơ quan {item['agency']}", item["wrong"])
    agency, text = agencies[at], agencies[at].tasks[index]
    if text.count(item["wrong"]) != 1:
        raise misplaced(agency.name, item["wrong"])
    agency.tasks[index] = text.replace(item["wrong"], item["right"])
    message = f"“{item['wrong']}” hiểu là “{item['right']}”."
    repairs.append(Repair(agency.lines[index], agency.name, "misread-letters", message))
