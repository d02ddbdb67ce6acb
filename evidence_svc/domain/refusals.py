"""What an official is told when a file cannot be read, one sentence a reason code."""

from __future__ import annotations

from types import MappingProxyType

REFUSALS = MappingProxyType(
    {
        "empty-file": "Tệp rỗng, không có nội dung để đọc.",
        "html-not-pdf": "Tệp là một trang web lưu dưới tên tài liệu, không phải văn bản PDF.",
        "unsupported-type": "Loại tệp này chưa đọc được. Hãy nộp PDF, DOCX, XLSX hoặc ảnh PNG, JPEG, TIFF.",
        "legacy-office": "Tệp Word, Excel đời cũ (.doc, .xls, .rtf) chưa đọc được. Hãy lưu thành PDF, DOCX hoặc XLSX.",
        "portfolio": "Tệp PDF chỉ là bìa của nhiều tệp đính kèm bên trong. Hãy tách ra và nộp từng tệp.",
        "encrypted-office": "Tệp Word, Excel có mật khẩu nên không đọc được. Hãy nộp bản không đặt mật khẩu.",
        "encrypted-pdf": "Tệp có mật khẩu nên không đọc được. Hãy nộp bản không đặt mật khẩu.",
        "damaged-file": "Tệp bị hỏng hoặc chưa tải lên trọn vẹn. Hãy xuất lại văn bản và nộp lại.",
        "no-pages": "Tệp không có trang nào.",
        "too-large": "Tệp vượt quá giới hạn về dung lượng hoặc số trang có thể đọc.",
        "time-limit": "Tệp mất quá nhiều thời gian để đọc nên bị dừng lại.",
        "memory-limit": "Tệp cần quá nhiều bộ nhớ để đọc nên bị dừng lại.",
        "child-died": "Chương trình đọc tài liệu dừng đột ngột khi xử lý tệp này.",
        "unreadable": "Không đọc được tệp này. Bản gốc vẫn được giữ nguyên.",
    }
)


def refusal_message(reason: str) -> str:
    """The sentence for a reason code; reasons of a dead child share one, an unlisted one gets the general."""
    if reason.startswith("child-"):
        return REFUSALS["child-died"]
    return REFUSALS.get(reason, REFUSALS["unreadable"])
