"""The words under which a table names what a criteria-set file holds; exporters write them, importers read them."""

from __future__ import annotations

from evidence_svc.domain.criteria import Level

LEVEL_WORDS = {
    Level.PART: "Phần",
    Level.FIELD: "Lĩnh vực",
    Level.CRITERION: "Tiêu chí",
    Level.SUB_CRITERION: "Tiêu chí thành phần",
}
HEAD_WORDS = {
    "id": "Định danh bộ",
    "version": "Phiên bản",
    "title": "Tên bộ tiêu chí",
    "legal_basis": "Căn cứ",
    "issued_on": "Ngày ban hành",
    "valid_from": "Áp dụng từ",
    "valid_to": "Áp dụng đến",
    "scale": "Số chữ số thập phân",
    "rounding": "Làm tròn",
    "printed_total": "Tổng điểm ghi trong bộ",
}
MORE = "Dữ liệu khác"  # JSON of what has no word of its own
EXACT_TABLE = "bang-chinh-xac.tsv"  # what a PDF carries beside its pages
UNDER = "under"  # in a row's JSON: the path of the node above, where it is not the beginning of the row's own
