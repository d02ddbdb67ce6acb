"""The tasks that a plan gives to each agency, out of its running text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evidence_svc.domain.remediation import AgencyTasks
from evidence_svc.samples.seed_table import Repair, SeedTableError

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
    """The agencies of part III with their tasks; a paragraph that a page cut is put together again.

    Raises SeedTableError if there is no such part, its agencies are not numbered 1, 2, 3 …, or a correction fits
    no place.
    """
    agencies: list[_Agency] = []
    inside = False
    for number, line in enumerate(text.split("\n"), start=1):
        words = _EMPHASIS.sub("", line).strip()
        if inside and words.startswith(END):
            _correct(agencies, corrections, repairs)
            return tuple(AgencyTasks(agency.name, tuple(agency.tasks)) for agency in agencies)
        if inside and words:
            _add(agencies, words, number, repairs)
        inside = inside or words == BEGIN
    raise SeedTableError("the part that assigns tasks is missing")


def _add(agencies: list[_Agency], words: str, line: int, repairs: list[Repair]) -> None:
    heading = _AGENCY.fullmatch(words)
    if heading is not None:
        if int(heading[1]) != len(agencies) + 1:
            raise SeedTableError(f"line {line}: agency {heading[1]} follows {len(agencies)}")
        agencies.append(_Agency(heading[2], [], []))
        return
    if not agencies:
        raise SeedTableError(f"line {line}: a task without an agency")
    agency = agencies[-1]
    if words.startswith("- ") or not agency.tasks:
        agency.tasks.append(words.removeprefix("- "))
        agency.lines.append(line)
        return
    agency.tasks[-1] = f"{agency.tasks[-1]} {words}"
    repairs.append(Repair(line, agency.name, "paragraph-split", "đoạn bị ngắt qua trang, nối với đoạn trên."))


def _correct(agencies: list[_Agency], corrections: Iterable[Mapping[str, Any]], repairs: list[Repair]) -> None:
    for item in corrections:
        agency, index = agencies[item["agency"] - 1], item["task"] - 1
        text = agency.tasks[index]
        if text.count(item["wrong"]) != 1:
            raise SeedTableError(f"correction of {agency.name} (“{item['wrong']}”) fits no place")
        agency.tasks[index] = text.replace(item["wrong"], item["right"])
        message = f"“{item['wrong']}” hiểu là “{item['right']}”."
        repairs.append(Repair(agency.lines[index], agency.name, "misread-letters", message))
