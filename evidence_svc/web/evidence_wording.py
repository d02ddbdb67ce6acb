"""The words officials read for the codes of evidence: outcomes, signatures, origins of values, checks."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

OUTCOMES = {
    "passed": _("Đạt"),
    "failed": _("Không đạt"),
    "indeterminate": _("Chưa đủ căn cứ"),
    "waiting": _("Đang kiểm tra"),
    "unreadable": _("Không đọc được"),
    "damaged": _("Bản gốc hỏng hoặc mất"),
}

MARKS = {"passed": "✓", "failed": "✕", "indeterminate": "?", "waiting": "…", "unreadable": "✕", "damaged": "✕"}

INDICATIONS = {
    "TOTAL-PASSED": _("Chữ ký hợp lệ"),
    "INDETERMINATE": _("Chưa đủ căn cứ kết luận"),
    "TOTAL-FAILED": _("Chữ ký không hợp lệ"),
}

CHANGES_AFTER = {
    "none": _("Không có thay đổi sau khi ký"),
    "permitted": _("Chỉ có thay đổi được phép sau khi ký"),
    "stamped": _("Có đóng dấu, ghi số sau khi ký"),
    "content": _("Nội dung bị thay đổi sau khi ký"),
}

HIERARCHIES = {
    "government": _("Gốc, chuyên dùng công vụ (Ban Cơ yếu Chính phủ)"),
    "public": _("Gốc, công cộng (NEAC)"),
    "own": _("Gốc do quản trị thêm"),
    None: _("Trung gian"),
}

FETCH_FAILURES = {
    "fetching-off": _("việc tải từ mạng đang tắt"),
    "host-not-allowed": _("máy chủ không nằm trong danh sách được phép"),
    "host-refused": _("máy chủ từ chối"),
    "host-unreachable": _("không kết nối được"),
    "answer-too-large": _("dữ liệu quá lớn"),
    "issuer-not-trusted": _("chứng thư không do nơi tin cậy cấp"),
    "root-not-pinned": _("chứng thư gốc lạ"),
}

PAGE_CHANGES = {
    "same": _("như lúc ký"),
    "explained": _("có dấu, số hoặc chữ ký thêm sau"),
    "changed": _("khác lúc ký"),
    "added": _("thêm sau khi ký"),
    "removed": _("bị bỏ sau khi ký"),
}

COMPARISON_STOPS = {
    "too-many-pages": _("tài liệu quá nhiều trang."),
    "time-limit": _("mất quá nhiều thời gian."),
    "memory-limit": _("cần quá nhiều bộ nhớ."),
    "child-died": _("chương trình đọc dừng đột ngột."),
    "encrypted-pdf": _("tệp có mật khẩu."),
    "damaged-file": _("tệp hoặc bản tại lúc ký bị hỏng."),
    "no-pages": _("bản tại lúc ký không có trang nào."),
}

REVOCATIONS = {
    "good": _("Chứng thư số còn hiệu lực, không bị thu hồi"),
    "revoked": _("Chứng thư số đã bị thu hồi"),
    "not-checked": _("Chưa kiểm tra được tình trạng thu hồi"),
}

COVERAGES = {
    "entire-file": _("Toàn bộ tệp"),
    "entire-revision": _("Toàn bộ phiên bản tại lúc ký"),
    "contiguous-block": _("Một phần của tệp"),
    "unclear": _("Không xác định được phạm vi"),
}

SIGNER_ROLES = {"person": _("Cá nhân"), "organisation": _("Cơ quan, tổ chức"), "unknown": _("Chưa rõ")}

ORIGINS = {
    "text": _("chữ trên trang"),
    "annotation": _("chú thích trên trang"),
    "signature": _("khung hiển thị chữ ký số"),
    "form": _("ô biểu mẫu"),
    "ocr": _("nhận dạng từ ảnh"),
    "file-name": _("tên tệp"),
    "person": _("người dùng nhập"),
}

MEDIA_TYPES = {
    "application/pdf": _("Văn bản PDF"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _("Văn bản Word (DOCX)"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _("Bảng tính Excel (XLSX)"),
    "image/png": _("Ảnh PNG"),
    "image/jpeg": _("Ảnh JPEG"),
    "image/tiff": _("Ảnh TIFF"),
}

TEXT_ORIGINS = {
    "text": _("Văn bản có lớp chữ"),
    "ocr": _("Bản chụp, đọc bằng nhận dạng chữ"),
    "mixed": _("Một phần là chữ, một phần nhận dạng từ ảnh"),
    "none": _("Không đọc được chữ nào"),
}

DOCUMENT_FIELDS = {
    "number": _("Số, ký hiệu"),
    "date": _("Ngày văn bản"),
    "type": _("Loại văn bản"),
    "issuer": _("Cơ quan ban hành"),
    "subject": _("Trích yếu"),
    "signer_name": _("Người ký"),
    "signer_title": _("Chức vụ người ký"),
}

PLACED_BY = {
    "prefix": _("theo mã trong tên tệp"),
    "folder": _("theo tên thư mục"),
    "reference": _("theo giải trình của tiêu chí"),
}

VERDICT_CAUSES = {
    "policy": _("quy tắc kiểm tra chữ ký"),
    "trust_bundle": _("danh sách tin cậy, dữ liệu thu hồi"),
    "calendar": _("lịch ngày làm việc"),
    "correction": _("giá trị đọc được sửa"),
    "read-again": _("đọc lại bằng phiên bản phần mềm mới"),
}

CLOCKS = {
    "document_date": _("ngày ghi trên văn bản"),
    "signed_at": _("thời điểm ký do người ký khai"),
    "timestamped_at": _("dấu thời gian của tổ chức cấp dấu thời gian"),
    "received_at": _("thời điểm hệ thống nhận tệp"),
}

CHECKS = {
    "text": _("Đọc chữ"),
    "readable": _("Đọc tệp"),
    "number": _("Số, ký hiệu"),
    "date": _("Ngày văn bản"),
    "number-against-file-name": _("Số so với tên tệp"),
    "date-against-file-name": _("Ngày so với tên tệp"),
    "date-against-signature": _("Ngày so với lúc ký"),
    "signatures": _("Chữ ký số"),
    "signature-roles": _("Người và cơ quan ký"),
    "page-views": _("Hình ảnh trang so với bản đã ký"),
    "signer": _("Tên người ký"),
    "deadline": _("Thời hạn"),
    "period": _("Kỳ đánh giá"),
    "type": _("Loại văn bản"),
    "issuer": _("Cơ quan ban hành"),
    "criterion": _("Tiêu chí nộp vào"),
}
