"""Display codes made into a tree: paths that name one node each, even where numbers begin again in every part."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evidence_svc.domain.set_words import UNDER
from evidence_svc.importing.heads import Head
from evidence_svc.importing.joining import CODE
from evidence_svc.tables.rows import Repair, TableRow, repaired, stop

NO_CODE = "–"
# What a person reads in its own column must not be something else for the program.
_IN_COLUMNS = frozenset(
    {"id", "code", "path", "title", "max_score", "level", "evidence", "options", "children", "parent"}
)
_DASHES = frozenset({"", "-", NO_CODE, "—"})
_PART = re.compile(r"[IVX]{1,5}|[A-Z]")
_LETTER = re.compile(r"[a-zđ]")


@dataclass(frozen=True, slots=True)
class CodedRow:
    """A row with its place in the tree, and the cases printed under it."""

    row: TableRow
    code: str
    path: str
    parent: str | None
    cases: tuple[TableRow, ...] = ()


def place_rows(rows: Sequence[TableRow], head: Head, repairs: list[Repair]) -> tuple[CodedRow, ...]:
    """Every coded row under its parent with its cases; raises TableError for a row without a place in the tree."""
    if "path" in head.columns:
        return _with_paths(rows, head)
    return _Placing(head, repairs).place(rows)


def _with_paths(rows: Sequence[TableRow], head: Head) -> tuple[CodedRow, ...]:
    """A table that names the path of every node; a row without one is a case."""
    placed: list[CodedRow] = []
    known: set[str] = set()
    for row in rows:
        path = head.get(row, "path")
        if not path and placed and not head.get(row, "code"):
            placed[-1] = _with_case(placed[-1], row)
            continue
        parent = _parent(row, path, head)
        if not path or (parent is not None and parent not in known):
            raise stop(row, f"không có mục cha của “{path}”.", column=head.title("path"))
        known.add(path)
        placed.append(CodedRow(row, head.get(row, "code"), path, parent))
    return tuple(placed)


def _parent(row: TableRow, path: str, head: Head) -> str | None:
    data = read_data(row, head)
    above: str | None = data[UNDER] if UNDER in data else path.rpartition(".")[0] or None
    return above


def read_data(row: TableRow, head: Head) -> dict[str, Any]:
    """What a row keeps for programs, empty where the table has no such column; raises TableError."""
    text = head.get(row, "data")
    if not text:
        return {}
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise stop(row, "không phải là dữ liệu JSON.", column=head.title("data"), reason="table-unreadable") from error
    if not isinstance(data, dict):
        raise stop(row, "cần một nhóm các mục.", column=head.title("data"), reason="table-unreadable")
    hidden = sorted(_IN_COLUMNS & data.keys())
    if hidden:
        message = f"“{', '.join(hidden)}” đã có cột riêng, không được ghi ở đây."
        raise stop(row, message, column=head.title("data"))
    return data


def _with_case(node: CodedRow, row: TableRow) -> CodedRow:
    return CodedRow(node.row, node.code, node.path, node.parent, (*node.cases, row))


class _Placing:
    """The tree while it grows: which part is open, and what was placed."""

    def __init__(self, head: Head, repairs: list[Repair]) -> None:
        self.head, self.repairs = head, repairs
        self.part = ""
        self.placed: list[CodedRow] = []
        self.paths: set[str] = set()

    def place(self, rows: Sequence[TableRow]) -> tuple[CodedRow, ...]:
        for index, row in enumerate(rows):
            code = self._code(row)
            following = self._code(rows[index + 1]) if index + 1 < len(rows) else ""
            if code:
                self._add(row, code, following)
            elif self.placed and self.placed[-1].path == self.part and self.part:
                self._add_uncoded(row)
            elif self.placed:
                self.placed[-1] = _with_case(self.placed[-1], row)
            else:
                raise stop(row, "mức điểm không thuộc tiêu chí nào.", column=self.head.title("code"))
        return tuple(self.placed)

    def _code(self, row: TableRow) -> str:
        code = self.head.get(row, "code")
        if code in _DASHES:
            return ""
        if not CODE.fullmatch(code):
            raise stop(row, f"mã “{code[:40]}” không đọc được.", column=self.head.title("code"))
        return code.rstrip(".)")

    def _add(self, row: TableRow, code: str, following: str) -> None:
        printed = self.head.get(row, "code")
        if printed != code:
            self.repairs.append(repaired(row, code, "code-point", f"mã “{printed}” hiểu là {code}."))
        if _PART.fullmatch(code):
            self.part = code
            path, parent = code, None
        else:
            path = self._path(code)
            if path in self.paths:
                code = self._told_apart(row, code, following)
                path = self._path(code)
            above = path.rpartition(".")[0]
            parent = above or None
        if path in self.paths:
            raise stop(row, f"mã {code} đã có ở trên.", column=self.head.title("code"))
        if parent is not None and parent not in self.paths:
            raise stop(row, f"mã {code} không có mục cha {parent}.", column=self.head.title("code"))
        self.paths.add(path)
        self.placed.append(CodedRow(row, code, path, parent))

    def _path(self, code: str) -> str:
        """Numbers begin again in each part, letters under each number."""
        if _LETTER.fullmatch(code):
            above = next((node.path for node in reversed(self.placed) if not _LETTER.fullmatch(node.code)), "")
            return f"{above}.{code}" if above else code
        return f"{self.part}.{code}" if self.part else code

    def _told_apart(self, row: TableRow, code: str, following: str) -> str:
        """A doubled code is the first child where the second follows, or the tenth where a spreadsheet cut its zero."""
        if following == f"{code}.2":
            return self._understood(row, code, f"{code}.1")
        above, _, last = code.rpartition(".")
        if last == "1" and above and self.placed[-1].code == f"{above}.9":
            return self._understood(row, code, f"{above}.10")
        raise stop(row, f"mã {code} đã có ở trên và không rõ phải là mã nào.", column=self.head.title("code"))

    def _understood(self, row: TableRow, code: str, right: str) -> str:
        self.repairs.append(repaired(row, code, "code-twice", f"mã {code} trùng, hiểu là {right}."))
        return right

    def _add_uncoded(self, row: TableRow) -> None:
        """A part whose first row has no number: its only criterion."""
        path = f"{self.part}.1"
        message = f"tiêu chí không có số thứ tự, hiểu là {path}."
        self.repairs.append(repaired(row, self.part, "code-missing", message))
        self.paths.add(path)
        self.placed.append(CodedRow(row, NO_CODE, path, self.part))
