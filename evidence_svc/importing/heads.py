"""The head of a table: which column holds what, by the words that offices use for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from evidence_svc.domain.folding import fold
from evidence_svc.importing.cleaning import clean_cell
from evidence_svc.tables.rows import TableRow

# Folded words with which a column's head begins; a longer beginning goes before a shorter one.
_BEGINNINGS: dict[str, tuple[str, ...]] = {
    "code": ("stt", "tt", "so tt", "ma", "ma tieu chi"),
    "title": ("noi dung", "linh vuc", "tieu chi", "ten tieu chi", "cac muc tieu", "muc tieu"),
    "max_score": ("diem chuan", "diem toi da", "thang diem", "diem"),
    "evidence": ("tai lieu kiem chung", "minh chung", "tai lieu minh chung"),
    "self_score": ("diem tu danh gia", "diem tu cham", "tu danh gia", "tu cham"),
    "explanation": ("giai trinh",),
    "appraised_score": ("diem tham dinh", "diem dat duoc"),
    "deducted": ("diem bi tru",),
    "opinion": ("y kien hoi dong", "ly do bi tru"),
    "measure": ("bien phap",),
    "responsible": ("co quan don vi", "don vi chiu trach nhiem"),
    "time": ("thoi gian",),
    "product": ("san pham",),
    "status": ("danh gia muc do", "trang thai"),
    "result": ("thuc trang",),
    "words": ("cach cham",),
    "level": ("cap",),
    "path": ("duong dan",),
    "id": ("dinh danh",),
    "data": ("du lieu",),
}
_WHOLE = frozenset({"ma", "tt", "stt", "cap", "diem"})  # short words that begin many others
_NEEDED = ({"code", "title", "max_score"}, {"code", "title", "status"})


@dataclass(frozen=True, slots=True)
class Head:
    """Where each known column stands, the titles as printed, and the columns nobody knows."""

    row: TableRow
    columns: Mapping[str, int]
    titles: tuple[str, ...]
    unknown: tuple[int, ...] = field(default=())

    @property
    def width(self) -> int:
        """How many columns the head has."""
        return len(self.titles)

    def title(self, role: str) -> str:
        """The printed head of a column, for messages."""
        column = self.columns.get(role)
        return role if column is None else self.titles[column]

    def get(self, row: TableRow, role: str) -> str:
        """A row's text in a column, empty where the table has no such column."""
        return row.cell(self.columns.get(role))


def find_head(rows: Sequence[TableRow]) -> tuple[int, Head] | None:
    """The index of the head and what it says; a head of two rows is taken together. None if no row is one."""
    for index, row in enumerate(rows[:60]):
        following = rows[index + 1] if index + 1 < len(rows) else None
        both = _head(_joined(row, following)) if following is not None and _is_second_half(following) else None
        if both is not None:
            return index + 1, both
        head = _head(row)
        if head is not None:
            return index, head
    return None


def _is_second_half(row: TableRow) -> bool:
    """A row of titles below titles: words without any figure, and nothing under the first two columns."""
    own = [cell for column, cell in enumerate(row.cells) if column not in row.merged]
    first = [cell for column, cell in enumerate(row.cells[:2]) if column not in row.merged]
    return any(own) and not any(first) and not any(char.isdigit() for char in "".join(own))


def is_same_head(row: TableRow, head: Head) -> bool:
    """Whether a row is the head again, as on every new page."""
    return _folded(row.cells)[: head.width] == _folded(head.titles)


def is_like(first: Head, second: Head) -> bool:
    """Whether two heads say the same."""
    return _folded(first.titles) == _folded(second.titles)


def _folded(titles: Iterable[str]) -> list[str]:
    return [fold(clean_cell(title)) for title in titles]


def _head(row: TableRow) -> Head | None:
    columns: dict[str, int] = {}
    unknown: list[int] = []
    for column, cell in enumerate(row.cells):
        role = _role(cell)
        if role is not None and role not in columns:
            columns[role] = column
        elif cell.strip():
            unknown.append(column)
    if not any(needed <= columns.keys() for needed in _NEEDED):
        return None
    return Head(row, columns, tuple(row.cells), tuple(unknown))


def _role(cell: str) -> str | None:
    words = fold(clean_cell(cell))
    fitting = [
        (len(beginning), role)
        for role, beginnings in _BEGINNINGS.items()
        for beginning in beginnings
        if words == beginning or (beginning not in _WHOLE and words.startswith(f"{beginning} "))
    ]
    return max(fitting)[1] if fitting else None


def _joined(upper: TableRow, lower: TableRow) -> TableRow:
    width = max(len(upper.cells), len(lower.cells))
    pairs = zip(upper.padded(width).cells, lower.padded(width).cells, strict=True)
    merged = set(lower.merged)
    cells = (f"{high} {'' if column in merged else low}".strip() for column, (high, low) in enumerate(pairs))
    return TableRow(lower.line, tuple(cells), lower.part)
