"""The words of a printed report for the codes of a record; a test holds them complete."""

from __future__ import annotations

OUTCOMES = {
    "passed": "Đạt",
    "failed": "Không đạt",
    "indeterminate": "Chưa đủ căn cứ",
    "waiting": "Chưa kiểm tra",
}
FIELDS = {
    "number": "Số, ký hiệu",
    "date": "Ngày văn bản",
    "type": "Loại văn bản",
    "issuer": "Cơ quan ban hành",
    "subject": "Trích yếu",
    "signer_name": "Người ký",
    "signer_title": "Chức vụ người ký",
}
ORIGINS = {
    "text": "chữ trên trang",
    "annotation": "chú thích trên trang",
    "signature": "khung hiển thị chữ ký",
    "form": "ô biểu mẫu",
    "ocr": "nhận dạng từ ảnh",
    "file-name": "tên tệp",
    "person": "người dùng nhập",
}
INDICATIONS = {
    "TOTAL-PASSED": "Hợp lệ",
    "INDETERMINATE": "Chưa đủ căn cứ kết luận",
    "TOTAL-FAILED": "Không hợp lệ",
}
ROLES = {"person": "cá nhân", "organisation": "cơ quan, tổ chức", "unknown": "chưa rõ là cá nhân hay tổ chức"}
REVOCATIONS = {
    "good": "Không bị thu hồi",
    "revoked": "Đã bị thu hồi",
    "not-checked": "CẢNH BÁO: chưa kiểm tra được tình trạng thu hồi",
}
COVERAGES = {
    "entire-file": "Toàn bộ tệp",
    "entire-revision": "Toàn bộ phiên bản tại lúc ký",
    "contiguous-block": "Một phần của tệp",
    "unclear": "Không xác định được",
}
CHANGES_AFTER = {
    "none": "Không có thay đổi",
    "permitted": "Chỉ có thay đổi được phép",
    "stamped": "Có đóng dấu, ghi số sau khi ký",
    "content": "Nội dung BỊ THAY ĐỔI sau khi ký",
}
HIERARCHIES = {
    "government": "Chứng thực chữ ký số chuyên dùng công vụ (Ban Cơ yếu Chính phủ)",
    "public": "Chứng thực chữ ký số công cộng (NEAC)",
    "own": "Nơi tin cậy do quản trị của hệ thống thêm vào",
}
VERSIONS = {
    "policy": "Quy tắc kiểm tra chữ ký",
    "trust_bundle": "Danh sách tin cậy",
    "calendar": "Lịch ngày làm việc",
    "evidence-svc": "Phần mềm",
}
UNSIGNED = "Tệp không có chữ ký số. Không có chữ ký khác với chữ ký sai."
NOT_A_PDF = "Loại tệp này không mang chữ ký số."
CLOSING = (
    "Báo cáo do phần mềm lập tự động và ký bằng khóa của hệ thống. Chứng thư của khóa do hệ thống tự cấp, nhận biết "
    "bằng dấu vân tay SHA-256: {fingerprint}. Kết quả kiểm tra được ghi ở mục {entry} của nhật ký công khai, "
    "đối chiếu được bằng biên nhận của nhật ký. Báo cáo không thay kết luận của người có thẩm quyền."
)
ISSUED = "Lập lúc {at} theo yêu cầu của {by}."
