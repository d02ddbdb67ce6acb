"""A table that a PDF carries beside its pages: taken only where every printed cell says the same."""

from __future__ import annotations

from collections.abc import Sequence

from evidence_svc.domain.folding import fold
from evidence_svc.tables.rows import Repair, TableError, TableFile, TableRow

_BESIDE = 30  # letters shown of the place at which page and attachment part
_MESSAGE = "đọc bảng chính xác kèm trong tệp PDF; chữ in trên trang khớp từng ô."


def exact_instead(printed: TableFile, exact: TableFile) -> TableFile:
    """The attached tables in the place of the printed ones.

    Raises TableError where a page prints something else: nobody sees what is attached, so it may not say more than
    the page beyond its own columns.
    """
    facts, table = (exact.tables[0], exact.tables[-1]) if len(exact.tables) > 1 else (None, exact.tables[0])
    if not printed.tables:
        raise _differs("", "")
    heads = [fold(title) for title in table.rows[0].cells]
    for place, title in enumerate(printed.tables[0].rows[0].cells):
        if fold(title) not in heads:
            raise _differs(title, title)
        said = _column(_rows(printed), place, title)
        _compare(title, said, _column(table.rows, heads.index(fold(title)), title))
    words = _bare(printed.text)
    for row in facts.rows if facts is not None else ():
        if not row.cell(1).startswith("{") and _bare(f"{row.cell(0)}:{row.cell(1)}") not in words:
            raise _differs(row.cell(0), row.cell(1))
    return TableFile(exact.tables, "", (*printed.notes, Repair(1, "", "exact-table", _MESSAGE)))


def _rows(file: TableFile) -> tuple[TableRow, ...]:
    return tuple(row for table in file.tables for row in table.rows)


def _column(rows: Sequence[TableRow], place: int, title: str) -> str:
    """All letters of a column one after the other, so that it does not matter where pages cut rows."""
    return _bare("".join(row.cell(place) for row in rows if fold(row.cell(place)) != fold(title)))


def _bare(text: str) -> str:
    return "".join(text.split())


def _compare(title: str, printed: str, exact: str) -> None:
    if printed != exact:
        pairs = enumerate(zip(printed, exact, strict=False))
        at = next((number for number, (one, other) in pairs if one != other), min(len(printed), len(exact)))
        raise _differs(title, printed[at : at + _BESIDE] or exact[at : at + _BESIDE])


def _differs(title: str, words: str) -> TableError:
    message = f"trang in khác với bảng kèm trong tệp PDF, cột “{title}”, ở “{words}”: hãy bỏ bảng kèm hoặc xuất lại."
    return TableError(message, reason="table-ambiguous")
