"""An office's own table of working days: which days the Government's documents set otherwise, read from YAML text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date

from evidence_svc.domain.errors import CriteriaFileError, FileProblem
from evidence_svc.domain.yaml_text import YamlText, read_yaml
from verifiers.calendar import CALENDAR_VERSION, Calendar, with_overrides
from verifiers.calendar_overrides import OVERRIDES, Override

KINDS = {"working": True, "holiday": False}
_MEMBERS = ("day", "kind", "document")
# As much of the digest as a person can compare; the whole table is in the file itself.
_SHOWN = 12


class CalendarFileError(CriteriaFileError):
    """A file of working days is refused whole; `problems` lists every fault with its line."""

    reason = "calendar-file-invalid"


def read_calendar(text: str, source: str) -> Calendar:
    """The calendar under the file's days, which come before those the program knows.

    Its version ends with the digest of the days, so that comments and order change nothing. Raises CalendarFileError.
    """
    found = read_overrides(text, source)
    lines = sorted([each.day.isoformat(), each.is_working, each.document] for each in found)
    digest = hashlib.sha256(json.dumps(lines, ensure_ascii=False).encode()).hexdigest()
    version = f"{CALENDAR_VERSION} + {digest[:_SHOWN]}" if found else CALENDAR_VERSION
    return with_overrides((*OVERRIDES, *found), version)


def read_overrides(text: str, source: str) -> tuple[Override, ...]:
    """The days of the file, each with the document that sets it; raises CalendarFileError."""
    try:
        read = read_yaml(text, source)
    except CriteriaFileError as error:
        raise CalendarFileError(source, error.problems) from error
    entries = read.data.get("days") if isinstance(read.data, dict) else None
    if not isinstance(entries, list) or set(read.data) != {"days"}:
        problem = read.problem((), "days-missing", "tệp phải có đúng một mục “days” là danh sách các ngày.")
        raise CalendarFileError(source, (problem,))
    problems = tuple(problem for place in range(len(entries)) for problem in _problems(read, entries, place))
    if problems:
        raise CalendarFileError(source, problems)
    return tuple(Override(date.fromisoformat(one["day"]), KINDS[one["kind"]], one["document"]) for one in entries)


def _problems(read: YamlText, entries: list[object], place: int) -> Iterator[FileProblem]:
    one, here = entries[place], ("days", place)
    if not isinstance(one, dict) or set(one) != set(_MEMBERS) or not all(isinstance(one[each], str) for each in one):
        yield read.problem(here, "day-malformed", "mỗi ngày phải có đúng ba mục day, kind và document.")
        return
    if one["kind"] not in KINDS:
        yield read.problem((*here, "kind"), "kind-unknown", "kind phải là working (làm việc) hoặc holiday (nghỉ).")
    if not one["document"].strip():
        yield read.problem((*here, "document"), "document-missing", "phải ghi văn bản quy định ngày này.")
    if not _is_day(one["day"]):
        yield read.problem((*here, "day"), "day-unreadable", "ngày phải có dạng năm-tháng-ngày, ví dụ 2026-01-02.")
    elif any(isinstance(each, dict) and each.get("day") == one["day"] for each in entries[:place]):
        yield read.problem((*here, "day"), "day-twice", "ngày này đã có ở trên.")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
