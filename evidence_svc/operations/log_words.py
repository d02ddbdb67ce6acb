"""What verification finds, in Vietnamese: which entry, which row, what was done to it."""

from __future__ import annotations

from typing import Any

from audit.verify import Defect
from evidence_svc.domain.replay import MISSING, PRESENT, Difference

REASONS = {
    "entry-altered": "nội dung mục này đã bị sửa",
    "entry-malformed": "nội dung mục này không còn đúng dạng",
    "leaf-hash-wrong": "mã băm của mục này đã bị sửa",
    "column-differs": "cột tra cứu của mục này không khớp nội dung",
    "sequence-gap": "thiếu mục này hoặc thứ tự bị đổi",
    "root-wrong": "mã băm gốc sau mục này đã bị sửa",
    "head-wrong": "đầu nhật ký không khớp các mục",
    "checkpoint-differs": "mục này khác với mục đã công bố: nhật ký đã bị viết lại",
    "checkpoint-ahead": "mục này đã công bố nhưng không còn trong cơ sở dữ liệu: nhật ký bị cắt hoặc khôi phục bản cũ",
}
KINDS = {
    "criterion-assessment": "dòng chấm điểm",
    "link": "liên kết tài liệu ghi ở mục",
    "received": "tài liệu nhận ở mục",
    "replacement": "việc thay tài liệu ghi ở mục",
    "verification": "kết quả kiểm tra ghi ở mục",
    "judgement": "kết quả theo tiêu chí ghi ở mục",
    "correction": "sửa kết quả đọc ghi ở mục",
    "inputs": "số liệu ghi ở mục",
    "round": "kỳ đánh giá",
    "criteria-set": "bộ tiêu chí",
    "agency": "cơ quan",
    "assessment": "bản tự đánh giá",
    "person": "tài khoản",
    "step": "bước của bản tự đánh giá ghi ở mục",
    "extension": "gia hạn ghi ở mục",
    "deadline-extension": "gia hạn tài liệu ghi ở mục",
    "message": "trao đổi ghi ở mục",
    "motion": "nội dung biểu quyết ghi ở mục",
    "preset": "tiêu chí trừ thường xuyên ghi ở mục",
    "assignment": "phân công ghi ở mục",
    "vote": "phiếu biểu quyết ghi ở mục",
}
NAMES = {
    "row": "cả dòng",
    "status": "trạng thái",
    "self_score": "điểm tự chấm",
    "appraised_score": "điểm thẩm định",
    "explanation": "giải trình",
    "opinion": "ý kiến thẩm định",
    "file_name": "tên tệp",
    "sha256": "mã băm",
    "outcome": "kết luận",
    "report_sha256": "nội dung báo cáo",
    "ended": "mục kết thúc liên kết",
    "pages": "trang",
    "slot": "tài liệu yêu cầu",
    "findings_sha256": "nội dung kết quả",
    "verification": "lần kiểm tra",
    "link": "liên kết",
    "state": "trạng thái kỳ",
    "role": "vai trò",
    "agency": "cơ quan",
    "criterion": "tiêu chí",
    "rows": "số dòng",
    "places_sha256": "dòng nào thuộc tiêu chí nào",
    "second_factor": "xác thực hai bước",
    "rules": "quy định của kỳ",
    "unappraised_reason": "lý do còn tiêu chí chưa thẩm định",
    "message": "nội dung",
    "value": "điểm",
    "choice": "lựa chọn",
    "result": "kết quả biểu quyết",
    "entitled": "số người có quyền biểu quyết",
    "in_favour": "số phiếu tán thành",
    "against": "số phiếu không tán thành",
    "abstained": "số phiếu không có ý kiến",
    "until": "hạn gia hạn",
    "document": "văn bản",
    "signer": "người ký",
    "by": "người thực hiện",
    "replaced_by": "tài liệu thay thế",
}
# Rows that name no entry, as `live_values` calls them.
UNLOGGED_ROW = "row-"
OLDER_THAN_LOGGING = (
    "không có mục nhật ký. Dòng này có thể có từ trước bản nâng cấp bắt đầu ghi nhật ký các kết quả theo tiêu chí "
    "(0003); hãy đối chiếu với bản sao lưu lúc nâng cấp, rồi kiểm tra lại tài liệu để có kết quả mới có ghi nhật ký"
)
VALUES = {MISSING: "không có", PRESENT: "có", None: "không có"}


def describe_defect(defect: Defect) -> str:
    """The first bad entry and what is wrong with it."""
    where = f", cột {defect.field}" if defect.field else ""
    return f"mục {defect.sequence}: {REASONS[defect.reason]}{where} ({defect.reason})"


def describe_difference(difference: Difference) -> str:
    """One value that the log does not explain; judgements without an entry may be older than their logging."""
    if difference.kind == "judgement" and str(difference.row_id).startswith(UNLOGGED_ROW):
        number = str(difference.row_id).removeprefix(UNLOGGED_ROW)
        return f"kết quả theo tiêu chí ở dòng {number}: {OLDER_THAN_LOGGING}"
    kind = KINDS.get(difference.kind, difference.kind)
    name = NAMES.get(difference.name, difference.name)
    logged, stored = _value(difference.logged), _value(difference.stored)
    return f"{kind} {difference.row_id}, {name}: nhật ký {logged}, bảng {stored}"


def _value(value: Any) -> str:
    known = VALUES.get(value) if isinstance(value, str | None) else None
    return known or str(value)
