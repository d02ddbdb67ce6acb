"""A round's results as tables: the ranking with every field beside it, and one row a field of each agency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from evidence_svc.domain.ranking import Result
from evidence_svc.reports.export_table import Cell, TableColumn, WrittenTable, cell_text
from evidence_svc.reports.export_xlsx import write_xlsx
from evidence_svc.reports.streamed_tables import csv_chunks

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
READING = (
    "Tỷ lệ là điểm đạt trên điểm chuẩn của kỳ, không gồm tiêu chí chấm theo năm và tiêu chí được trừ. Khi Hội đồng "
    "chưa quyết định một đề nghị trừ, hạng và tỷ lệ tính như được trừ; cột “nếu không được trừ” là cách tính còn lại."
)
_NONE = "–"


@dataclass(frozen=True, slots=True)
class PrintedRound:
    """What stands above the tables: the round, its criteria set, its period (both days in it) and decimals of scores.

    `unappraised_reason` says why criteria stayed without an appraised score, None if none did.
    """

    title: str
    set_title: str
    starts_on: date
    ends_on: date
    places: int = 2
    unappraised_reason: str | None = None


def write_results(form: str, printed: PrintedRound, results: Sequence[Result]) -> bytes:
    """The results as one of `FORMS`: numbers typed in a workbook, as Vietnamese text in CSV; no cell is a formula."""
    ranking = ranking_table(printed, results)
    if form == "xlsx":
        return write_xlsx((ranking, field_table(printed, results)))
    rows = (
        [cell_text(cell, column) for cell, column in zip(row, ranking.columns, strict=True)] for row in ranking.rows
    )
    return b"".join(csv_chunks([column.title for column in ranking.columns], rows))


def ranking_table(printed: PrintedRound, results: Sequence[Result]) -> WrittenTable:
    """One row an agency, best first, with points and percentage of each field behind its result."""
    named = [(field.code, field.title) for field in results[0].fields] if results else []
    columns = (
        TableColumn("Hạng", 8, 0),
        TableColumn("Cơ quan", 40),
        TableColumn("Tỷ lệ (%)", 10),
        TableColumn("Điểm đạt", 10, printed.places),
        TableColumn("Điểm chuẩn của kỳ", 12, printed.places),
        TableColumn("Xếp loại", 18),
        TableColumn("Tỷ lệ nếu không được trừ (%)", 14),
        TableColumn("Điểm chuẩn nếu không được trừ", 14, printed.places),
        TableColumn("Xếp loại nếu không được trừ", 18),
        TableColumn("Số tiêu chí chưa thẩm định", 12, 0),
        *(column for code, title in named for column in _field_columns(f"{code}. {title}", printed.places)),
    )
    return WrittenTable("Xếp hạng", printed.title, columns, tuple(_row(each) for each in results), _facts(printed))


def field_table(printed: PrintedRound, results: Sequence[Result]) -> WrittenTable:
    """One row a field of each agency, with both readings."""
    columns = (
        TableColumn("Cơ quan", 40),
        TableColumn("STT", 8),
        TableColumn("Lĩnh vực", 50),
        TableColumn("Tỷ lệ (%)", 10),
        TableColumn("Điểm đạt", 10, printed.places),
        TableColumn("Điểm chuẩn của kỳ", 12, printed.places),
        TableColumn("Tỷ lệ nếu không được trừ (%)", 14),
        TableColumn("Điểm chuẩn nếu không được trừ", 14, printed.places),
    )
    rows: list[tuple[Cell, ...]] = []
    for result in results:
        for field in result.fields:
            other = (field.refused.percent, field.refused.base) if field.refused else (None, None)
            rows.append((result.name, field.code, field.title, field.percent, field.points, field.base, *other))
    return WrittenTable("Theo lĩnh vực", printed.title, columns, tuple(rows))


def _field_columns(title: str, places: int) -> tuple[TableColumn, ...]:
    return (
        TableColumn(f"{title}: tỷ lệ (%)", 14),
        TableColumn(f"{title}: điểm đạt", 14, places),
        TableColumn(f"{title}: điểm chuẩn", 14, places),
    )


def _row(result: Result) -> tuple[Cell, ...]:
    """An agency that has no percentage is not ranked: a dash, never a zero."""
    other = result.refused
    return (
        Decimal(result.place) if result.place else _NONE,
        result.name,
        result.percent,
        result.points,
        result.base,
        result.grade,
        other.percent if other else None,
        other.base if other else None,
        other.grade if other else None,
        Decimal(result.not_appraised),
        *(cell for field in result.fields for cell in (field.percent, field.points, field.base)),
    )


def _facts(printed: PrintedRound) -> tuple[tuple[str, str], ...]:
    facts = [
        ("Kỳ đánh giá", printed.title),
        ("Bộ tiêu chí", printed.set_title),
        ("Thời gian", f"{printed.starts_on:%d/%m/%Y} – {printed.ends_on:%d/%m/%Y}"),
        ("Cách tính", READING),
    ]
    if printed.unappraised_reason:
        facts.append(("Lý do còn tiêu chí chưa thẩm định", printed.unappraised_reason))
    return tuple(facts)
