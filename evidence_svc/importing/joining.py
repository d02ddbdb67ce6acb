"""The rows of a table put together again: heads repeated on new pages, rows cut by them, columns moved."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from evidence_svc.domain.folding import fold
from evidence_svc.importing.cleaning import clean_cell, clean_row
from evidence_svc.importing.heads import Head, find_head, is_like, is_same_head
from evidence_svc.tables.rows import Repair, Table, TableError, TableFile, TableRow, repaired, stop

CODE = re.compile(r"(?:[IVX]{1,5}|[A-Z]|[a-zđ]|\d{1,3}(?:\.\d{1,3})*)[.)]?")
NUMBER = re.compile(r"[-−+]?\d+(?:[.,]\d+)*\s*(?:đ|điểm)?", re.IGNORECASE)
_TOTALS = ("tong diem", "tong cong", "cong diem", "tong so diem")
_COLUMN_NUMBERS = re.compile(r"\(?\d{1,2}\)?")
_CODE_AND_TITLE = re.compile(rf"(?P<code>{CODE.pattern})[.)]?\s+(?P<title>\D.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class JoinedTable:
    """The head, the rows under it as wide as it, and the row of the total, if there is one.

    `above` are the words of the rows over the head, in its own table and in those before it.
    """

    head: Head
    rows: tuple[TableRow, ...]
    total: TableRow | None
    above: str = ""


def join_tables(file: TableFile, repairs: list[Repair]) -> JoinedTable:
    """The first table with a known head, and whatever follows it with as many columns or the same head.

    What follows and is neither is reported. Raises TableError for no such table, for another head, for a narrower or
    wider table that holds codes and points, and for a row that has no place under the head.
    """
    head: Head | None = None
    rows: list[TableRow] = []
    above: list[TableRow] = []
    for table in file.tables:
        found = find_head(table.rows)
        if head is not None:
            rows += _continued(table, head, found, repairs)
        elif found is not None:
            head = found[1]
            above += table.rows[: found[0]]
            rows += table.rows[found[0] + 1 :]
        else:
            above += table.rows
    if head is None:
        raise _missing(file)
    repairs += [
        repaired(head.row, "", "column-ignored", f"cột “{head.titles[column]}” không thuộc mẫu, không đọc.")
        for column in head.unknown
    ]
    words = "\n".join(" ".join(cell for cell in row.cells if cell) for row in above)
    return replace(_joined(head, rows, repairs), above=words)


def _missing(file: TableFile) -> TableError:
    message = "Không tìm thấy bảng có các cột STT, Nội dung (Tiêu chí) và Điểm chuẩn."
    if not file.has_pictures:
        return TableError(message, reason="table-missing")
    return TableError(f"{message} Tệp có hình ảnh: nếu bảng là hình ảnh thì cần bảng thật.", reason="table-is-picture")


def _continued(table: Table, head: Head, own: tuple[int, Head] | None, repairs: list[Repair]) -> tuple[TableRow, ...]:
    """The rows of a table below the first one; none, and said, where it is a table of something else."""
    if own is not None:
        if not is_like(own[1], head):
            raise stop(own[1].row, "bảng này có tiêu đề khác bảng trên; mỗi lần chỉ nhập một bảng.")
        return (replace(own[1].row, cells=head.titles), *table.rows[own[0] + 1 :])
    width = max(len(row.cells) for row in table.rows)
    if width == head.width:
        return table.rows
    for row in table.rows:
        if _is_coded(row):
            message = f"bảng này có {width} cột, bảng trên có {head.width} cột: không rõ có phải phần tiếp theo không."
            raise stop(row, message)
    words = " ".join(" ".join(table.rows[0].cells).split())[:40]
    repairs.append(repaired(table.rows[0], "", "table-ignored", f"bảng “{words}” không thuộc mẫu, không đọc."))
    return ()


def _is_coded(row: TableRow) -> bool:
    """A code among the first two cells, and a number behind it."""
    cells = [clean_cell(cell) for cell in row.cells]
    at = next((column for column, cell in enumerate(cells[:2]) if CODE.fullmatch(cell)), None)
    return at is not None and any(NUMBER.fullmatch(cell) for cell in cells[at + 1 :])


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
            _pass_over(row, head, repairs)
        else:
            whole = _put_columns_back(_fitted(row, head, repairs), head, repairs)
            if _is_total(whole, head):
                total = clean_row(whole, repairs, "")
            else:
                _place(kept, whole, head, repairs, new_page=new_page)
                new_page = False
    if not kept:
        raise stop(head.row, "bảng không có hàng nào.", reason="table-missing")
    return JoinedTable(head, tuple(clean_row(row, repairs, head.get(row, "code")) for row in kept), total)


def _pass_over(row: TableRow, head: Head, repairs: list[Repair]) -> None:
    """Signatures and notes below the total are no rows; what has a code or points is."""
    code, points = clean_cell(head.get(row, "code")), clean_cell(head.get(row, "max_score"))
    if CODE.fullmatch(code) or NUMBER.fullmatch(points):
        raise stop(row, "còn dòng sau dòng tổng điểm.")
    words = " ".join(" ".join(row.cells).split())[:60]
    repairs.append(repaired(row, "", "below-table", f"dòng dưới bảng, không đọc: “{words}”."))


def _fitted(row: TableRow, head: Head, repairs: list[Repair]) -> TableRow:
    """As many cells as the head has; an empty cell too many is no cell. Tags around a code or points go at once."""
    extra = [cell for cell in row.cells[head.width :] if cell.strip()]
    if extra:
        raise stop(row, f"có {len(row.cells)} ô, tiêu đề chỉ có {head.width}.", column=extra[0][:30])
    cells = tuple(
        unicodedata.normalize("NFC", cell).strip() if column == head.columns["code"] else cell.strip()
        for column, cell in enumerate(row.cells[: head.width])
    )
    bare = replace(row, cells=cells).padded(head.width)
    keys = [head.get(bare, role) for role in ("code", "max_score")]
    return bare if keys == [clean_cell(key) for key in keys] else clean_row(bare, repairs, clean_cell(keys[0]))


def _is_column_numbers(row: TableRow) -> bool:
    cells = [cell.strip() for cell in row.cells if cell.strip()]
    numbers = [int(cell.strip("()")) for cell in cells if _COLUMN_NUMBERS.fullmatch(cell)]
    return len(cells) > 2 and numbers == list(range(1, len(cells) + 1))


def _is_total(row: TableRow, head: Head) -> bool:
    """A row "Tổng điểm", "Tổng cộng" or "CỘNG ĐIỂM I + II + III" without a number of its own."""
    code, title = fold(head.get(row, "code")), fold(clean_cell(head.get(row, "title")))
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
