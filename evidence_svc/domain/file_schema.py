"""The pieces of schema that the YAML files share, and pydantic's errors as problems with line and path."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from evidence_svc.domain.entries import Entry
from evidence_svc.domain.errors import CriteriaFileError, FileProblem
from evidence_svc.domain.yaml_text import Location, YamlText, read_yaml

MOST_PROBLEMS = 100

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
    "measure-unknown": ("measure-unknown", "phép đo phải ghi value, hoặc part và whole, hoặc now và base."),
    "condition-unknown": ("condition-unknown", "điều kiện phải ghi input, issued hoặc in_time."),
    "greater_than": ("value-too-small", "giá trị phải lớn hơn không."),
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
