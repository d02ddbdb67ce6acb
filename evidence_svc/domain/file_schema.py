"""The pieces of schema that the YAML files share, and pydantic's errors as problems with line and path."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from evidence_svc.domain.errors import CriteriaFileError, FileProblem
from evidence_svc.domain.rules import Interval
from evidence_svc.domain.yaml_text import Location, YamlText, read_yaml
from verifiers.deadline import Clock

Score = Annotated[Decimal, Field(ge=0, le=1000, max_digits=12)]
Text = Annotated[str, Field(min_length=1, max_length=5000)]
Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=64)]

MOST_PROBLEMS = 100

_INTERVAL = re.compile(r"([\[(])\s*([0-9]{1,5})\s*,\s*([0-9]{1,5})?\s*([\])])", re.ASCII)


class Entry(BaseModel):
    """A mapping of a file: unknown keys are faults, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DeadlineEntry(Entry):
    """A deadline as written and as read; `inclusive` null means that the wording allows both readings."""

    phrase: Text
    date: date
    inclusive: bool | None = None
    clock: Clock = Clock.DOCUMENT_DATE
    roll: bool = False
    assumption: bool = False


class SlotEntry(Entry):
    """A document that is wanted."""

    key: Key
    title: Text
    document_type: Text
    about: str = ""
    deadline: DeadlineEntry | None = None


class BandEntry(Entry):
    """Points for an interval of days late, written as in mathematics: `[0,0]`, `(0,10)`, `[10,)`."""

    days: str
    points: Score


class LatenessEntry(Entry):
    """R1: points by days late."""

    kind: Literal["lateness"]
    slots: tuple[Key, ...] = Field(min_length=1)
    bands: tuple[BandEntry, ...] = Field(min_length=1)
    missing: Score = Decimal(0)
    assumption: bool = False


class YesNoEntry(Entry):
    """R9: yes or no."""

    kind: Literal["yes-no"]
    question: Text
    yes: Score
    no: Score = Decimal(0)
    assumption: bool = False


class ManualEntry(Entry):
    """A person's judgment."""

    kind: Literal["manual"]
    guidance: str = ""
    assumption: bool = False


RuleEntry = Annotated[LatenessEntry | YesNoEntry | ManualEntry, Field(discriminator="kind")]


def parse_interval(text: str) -> Interval | None:
    """`[0,10)` → an interval; None if it is not one or holds no day."""
    match = _INTERVAL.fullmatch(text.strip())
    if match is None:
        return None
    opening, lower, upper, closing = match.groups()
    interval = Interval(int(lower), int(upper) if upper else None, opening == "[", closing == "]")
    if upper is None:
        return interval if closing == ")" else None
    first = interval.lower if interval.lower_closed else interval.lower + 1
    return interval if interval.holds(first) else None


def render_interval(interval: Interval) -> str:
    """An interval → `[0,10)`; the inverse of `parse_interval`."""
    opening = "[" if interval.lower_closed else "("
    closing = "]" if interval.upper is not None and interval.upper_closed else ")"
    return f"{opening}{interval.lower},{'' if interval.upper is None else interval.upper}{closing}"


EntryType = TypeVar("EntryType", bound=Entry)


def read_entry(text: str, source: str, schema: type[EntryType]) -> tuple[EntryType, YamlText]:
    """A file's text as an instance of its schema; raises CriteriaFileError with the first hundred faults."""
    document = read_yaml(text, source)
    try:
        return schema.model_validate(document.data), document
    except ValidationError as error:
        details = [detail for detail in error.errors(include_url=False) if not _is_echo(detail)]
        problems = tuple(_problem(document, detail) for detail in details[:MOST_PROBLEMS])
        raise CriteriaFileError(source, problems) from error


def _is_echo(detail: ErrorDetails) -> bool:
    """Pydantic calls a list too short when its entries are faulty; those faults are reported themselves."""
    return detail["type"] == "too_short" and bool(detail["input"])


def refuse_if(document: YamlText, problems: list[FileProblem]) -> None:
    """Raise CriteriaFileError if there is any problem, in the order of the lines."""
    if problems:
        raise CriteriaFileError(document.source, tuple(sorted(problems, key=lambda problem: problem.line)))


_MESSAGES = {
    "missing": ("key-missing", "thiếu mục này."),
    "extra_forbidden": ("key-unknown", "mục này không có trong mẫu."),
    "string_type": ("value-not-text", "cần một đoạn chữ."),
    "string_too_short": ("value-empty", "không được để trống."),
    "string_too_long": ("value-too-long", "dài quá mức cho phép."),
    "string_pattern_mismatch": ("key-malformed", "chỉ dùng chữ thường không dấu, chữ số và dấu gạch nối."),
    "greater_than_equal": ("score-negative", "điểm không được âm."),
    "less_than_equal": ("value-too-large", "giá trị quá lớn."),
    "union_tag_invalid": ("rule-unknown", "loại quy tắc này chưa được hỗ trợ."),
    "union_tag_not_found": ("rule-unknown", "quy tắc phải ghi rõ loại (kind)."),
    "enum": ("value-unknown", "giá trị không nằm trong danh mục."),
    "literal_error": ("value-unknown", "giá trị không nằm trong danh mục."),
    "too_short": ("list-empty", "danh sách không được để trống."),
    "recursion_loop": ("cycle", "các tiêu chí lồng vào nhau thành vòng."),
}
_BY_PREFIX = (
    ("decimal", "number-unreadable", "không phải là một số thập phân (dùng dấu chấm, ví dụ 0.50)."),
    ("int", "number-unreadable", "không phải là một số nguyên."),
    ("date", "date-unreadable", "không phải là một ngày (ví dụ 2023-01-20)."),
    ("bool", "boolean-unreadable", "chỉ nhận true hoặc false."),
    ("tuple", "value-not-list", "cần một danh sách."),
    ("model", "value-not-mapping", "cần một nhóm các mục."),
)


def _problem(document: YamlText, detail: ErrorDetails) -> FileProblem:
    location: Location = _in_file(document.data, detail["loc"])
    kind = detail["type"]
    reason, message = _MESSAGES.get(kind) or next(
        ((reason, text) for prefix, reason, text in _BY_PREFIX if kind.startswith(prefix)),
        ("value-invalid", "giá trị không hợp lệ."),
    )
    return document.problem(location, reason, message)


def _in_file(data: Any, location: Location) -> Location:
    """Pydantic's location without the tags of unions, which stand in no file."""
    steps: list[str | int] = []
    for index, step in enumerate(location):
        if isinstance(data, dict) and step not in data and index < len(location) - 1:
            continue
        steps.append(step)
        data = _below(data, step)
    return tuple(steps)


def _below(data: Any, step: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(step)
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return data[step]
    return None
