"""An inspection record in words, for a person at a terminal."""

from __future__ import annotations

from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

MARKS = {"passed": ("✓", "green"), "failed": ("✗", "red"), "indeterminate": ("?", "yellow")}
LABELS = {
    "number": "Số, ký hiệu",
    "date": "Ngày văn bản",
    "type": "Loại",
    "issuer": "Cơ quan",
    "subject": "Trích yếu",
    "signer_name": "Người ký",
    "signer_title": "Chức vụ",
}


def describe(record: dict[str, Any]) -> RenderableType:
    """The fields that were read and every finding with its sentence."""
    mark, colour = MARKS[record["outcome"]]
    title = Text(f"{mark} {record['file']}", style=f"bold {colour}")
    fields = Table.grid(padding=(0, 2))
    for name, label in LABELS.items():
        read = record["document"][name]
        if read:
            fields.add_row(f"  {label}", str(read["value"]), f"{read['confidence']:.2f} · {read['origin']}")
    return Group(title, fields, *(_finding(finding) for finding in record["findings"]), "")


def _finding(finding: dict[str, Any]) -> Text:
    mark, colour = MARKS[finding["outcome"]]
    return Text(f"  {mark} {finding['message']}", style=colour)
