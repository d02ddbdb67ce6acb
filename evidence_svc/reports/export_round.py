"""An agency's rows of a round as a table in the order offices know."""

from __future__ import annotations

from collections.abc import Iterable

from evidence_svc.reports.export_json import ScoredRow
from evidence_svc.reports.export_table import Cell, TableColumn, WrittenTable

COLUMNS = (
    TableColumn("STT", 8),
    TableColumn("Lĩnh vực / Tiêu chí / Tiêu chí thành phần", 50),
    TableColumn("Điểm chuẩn", 10),
    TableColumn("Điểm tự đánh giá", 10),
    TableColumn("Giải trình", 60),
    TableColumn("Tài liệu kiểm chứng", 50),
    TableColumn("Điểm thẩm định", 10),
    TableColumn("Ý kiến Hội đồng thẩm định", 40),
    TableColumn("Trạng thái", 18),
)
STATUS_WORDS = {
    "not-scored": "Chưa chấm",
    "scored": "Đã chấm",
    "yearly": "Chấm theo năm",
    "exclusion-requested": "Đề nghị trừ vào điểm tổng",
    "exclusion-accepted": "Không tính",
}


def round_table(title: str, rows: Iterable[ScoredRow], *, places: int = 2) -> WrittenTable:
    """One row a leaf; a score that is not there stays an empty cell, which is no zero."""
    columns = tuple(TableColumn(column.title, column.width, places) for column in COLUMNS)
    return WrittenTable("Tự đánh giá", title, columns, tuple(_row(row) for row in rows))


def _row(row: ScoredRow) -> tuple[Cell, ...]:
    return (
        row.criterion.path,
        row.criterion.title,
        row.criterion.max_score,
        row.self_score,
        row.explanation,
        "\n".join(row.evidence),
        row.appraised_score,
        row.opinion,
        STATUS_WORDS.get(row.status, row.status),
    )
