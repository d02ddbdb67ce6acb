"""The rows of a table put together again: heads repeated on new pages, rows cut by them, columns moved."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from evidence_svc.domain.folding import fold
from evidence_svc.importing.cleaning import clean_row
from evidence_svc.importing.heads import Head, find_head, is_same_head
from evidence_svc.tables.rows import Repair, Table, TableError, TableRow, repaired, stop

CODE = re.compile(r"(?:[IVX]{1,5}|[A-Z]|[a-zđ]|\d{1,3}(?:\.\d{1,3})*)[.)]?")
NUMBER = re.compile(r"[-−+]?\d+(?:[.,]\d+)*\s*(?:đ|điểm)?", re.IGNORECASE)
_TOTALS = ("tong diem", "tong cong", "cong diem", "tong so diem")
_COLUMN_NUMBERS = re.compile(r"\(?\d{1,2}\)?")
_CODE_AND_TITLE = re.compile(rf"(?P<code>{CODE.pattern})[.)]?\s+(?P<title>\D.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class JoinedTable:
    """The head, the rows under it as wide as it, and the row of the total, if there is one."""

    head: Head
    rows: tuple[TableRow, ...]
    total: TableRow | None


def join_tables(tables: Iterable[Table], repairs: list[Repair]) -> JoinedTable:
    """The first table with a known head, and whatever follows it with as many columns or the same head.

    Raises TableError for no such table, and for a row that has no place under the head.
    """
    head: Head | None = None
    rows: list[TableRow] = []
    for table in tables:
        found = find_head(table.rows)
        if head is None and found is not None:
            head = found[1]
            rows += table.rows[found[0] + 1 :]
        elif head is not None and (found is not None or max(len(row.cells) for row in table.rows) == head.width):
            rows += table.rows
    if head is None:
        message = "Không tìm thấy bảng có các cột STT, Nội dung (Tiêu chí) và Điểm chuẩn."
        raise TableError(message, reason="table-missing")
    repairs += [
        repaired(head.row, "", "column-ignored", f"cột “{head.titles[column]}” không thuộc mẫu, không đọc.")
        for column in head.unknown
    ]
    return _joined(head, rows, repairs)


def _joined(head: Head, rows: Sequence[TableRow], repairs: list[Repair]) -> JoinedTable:
    kept: list[TableRow] = []
    total: TableRow | None = None
    new_page = False
    for row in rows:
        if is_same_head(row, head):
            repairs.append(repaired(row, "", "head-repeated", "bỏ dòng tiêu đề bảng lặp lại ở trang mới."))
            new_page = True
        elif not kept and _is_column_numbers(row):
            repairs.append(repaired(row, "", "column-numbers", "bỏ dòng đánh số cột dưới tiêu đề."))
        elif total is not None:
            raise stop(row, "còn dòng sau dòng tổng điểm.")
        else:
            whole = _put_columns_back(_fitted(row, head), head, repairs)
            if _is_total(whole, head):
                total = clean_row(whole, repairs, "")
            else:
                _place(kept, whole, head, repairs, new_page=new_page)
                new_page = False
    if not kept:
        raise stop(head.row, "bảng không có hàng nào.", reason="table-missing")
    return JoinedTable(head, tuple(clean_row(row, repairs, head.get(row, "code")) for row in kept), total)


def _fitted(row: TableRow, head: Head) -> TableRow:
    """As many cells as the head has; an empty cell too many is no cell."""
    extra = [cell for cell in row.cells[head.width :] if cell.strip()]
    if extra:
        raise stop(row, f"có {len(row.cells)} ô, tiêu đề chỉ có {head.width}.", column=extra[0][:30])
    cells = tuple(
        unicodedata.normalize("NFC", cell).strip() if column == head.columns["code"] else cell.strip()
        for column, cell in enumerate(row.cells[: head.width])
    )
    return replace(row, cells=cells).padded(head.width)


def _is_column_numbers(row: TableRow) -> bool:
    cells = [cell.strip() for cell in row.cells if cell.strip()]
    numbers = [int(cell.strip("()")) for cell in cells if _COLUMN_NUMBERS.fullmatch(cell)]
    return len(cells) > 2 and numbers == list(range(1, len(cells) + 1))


def _is_total(row: TableRow, head: Head) -> bool:
    """A row "Tổng điểm", "Tổng cộng" or "CỘNG ĐIỂM I + II + III" without a number of its own."""
    code, title = fold(head.get(row, "code")), fold(head.get(row, "title"))
    return any(words.startswith(_TOTALS) for words in (code, title)) and not any(char.isdigit() for char in code)


def _put_columns_back(row: TableRow, head: Head, repairs: list[Repair]) -> TableRow:
    """A code and its title in one cell are parted; a row moved by one column is moved back where only that fits."""
    code = head.get(row, "code")
    at, title = head.columns["code"], head.columns["title"]
    found = _CODE_AND_TITLE.fullmatch(code)
    if found is not None and not row.cells[title]:
        own = found["code"].rstrip(".)")
        message = f"mã và tên nằm chung một ô, tách thành “{own}” và “{found['title'][:40]}”."
        repairs.append(repaired(row, own, "code-in-title", message))
        return row.with_cell(at, own).with_cell(title, found["title"])
    points = head.columns.get("max_score")
    if code or points is None or not CODE.fullmatch(row.cell(at + 1)) or not NUMBER.fullmatch(row.cell(points + 1)):
        return row
    if row.cells[at] or NUMBER.fullmatch(row.cells[points]):
        return row
    repairs.append(repaired(row, row.cell(at + 1), "column-shifted", "hàng lệch một cột sang phải, đưa về."))
    return replace(row, cells=(*row.cells[:at], *row.cells[at + 1 :], ""))


def _place(rows: list[TableRow], row: TableRow, head: Head, repairs: list[Repair], *, new_page: bool) -> None:
    """A row with a code is a row, one with words and points a case; anything else carries on the row above."""
    code, title = head.get(row, "code"), head.get(row, "title")
    points = head.columns.get("max_score")
    scored = points is not None and bool(NUMBER.fullmatch(row.cell(points)))
    if code or (title and scored):
        rows.append(row)
        return
    if not rows:
        raise stop(row, "hàng đầu tiên không có mã.", column=head.title("code"))
    if points is not None and row.cell(points):
        raise stop(row, f"“{row.cell(points)[:40]}” không phải là điểm.", column=head.title("max_score"))
    if title and not new_page and any(not head.get(each, "code") for each in rows):
        message = "hàng không có mã và không có điểm: là phần tiếp của hàng trên hay là một mức điểm?"
        raise stop(row, message, column=head.title("max_score"))
    upper = rows[-1]
    texts = (
        upper_cell if column in row.merged else _join(upper_cell, lower)
        for column, (upper_cell, lower) in enumerate(zip(upper.cells, row.cells, strict=True))
    )
    rows[-1] = replace(upper, cells=tuple(texts))
    message = "hàng bị ngắt qua trang, nối với hàng trên."
    repairs.append(repaired(row, head.get(upper, "code"), "row-split", message))


def _join(upper: str, lower: str) -> str:
    """Two halves of a cell; where the page cut a paragraph, the tags put in at the cut go."""
    return f"{upper.removesuffix('</p>')} {lower.removeprefix('<p>')}".strip() if lower else upper
