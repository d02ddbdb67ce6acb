"""What the appraiser's desk offers to write into the record, and what its help lists."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

# Phrases that councils write again and again, word for word.
COMMENTS = (
    "Đồng ý với kết quả tự đánh giá.",
    "Chưa có tài liệu kiểm chứng cho nội dung này.",
    "Tài liệu kiểm chứng không đúng nội dung của tiêu chí.",
    "Văn bản ban hành chậm so với thời hạn quy định.",
    "Nhiệm vụ chưa hoàn thành tại thời điểm chốt số liệu.",
)
REQUESTS = (
    "Đề nghị đơn vị cung cấp tài liệu kiểm chứng cho nội dung này.",
    "Đề nghị cung cấp danh mục văn bản kèm số, ký hiệu và ngày ban hành.",
    "Đề nghị bổ sung văn bản đã ký số của cấp có thẩm quyền.",
    "Đề nghị giải trình rõ số liệu và cách tính.",
)
UNDOINGS = (
    "Bấm nhầm, rút lại để chấm lại.",
    "Rút lại để xem thêm tài liệu kiểm chứng.",
)
# What the help of the page lists: a title, and keys with what they do.
KEYS = (
    (
        _("Quyết định"),
        (
            ("a", _("đồng ý điểm tự chấm và sang mục sau")),
            ("g", _("chấm theo điểm gợi ý và sang mục sau")),
            ("c", _("chấm điểm khác")),
            ("e", _("yêu cầu cơ quan bổ sung")),
            ("1 … 5", _("chèn mẫu ý kiến vào ô đang mở")),
            ("Ctrl+Enter", _("gửi ô đang gõ")),
            ("u", _("rút lại điểm đã thẩm định")),
            ("Esc", _("ra khỏi ô đang gõ")),
        ),
    ),
    (
        _("Đi lại"),
        (
            ("j  →", _("mục sau")),
            ("k  ←", _("mục trước")),
            ("z", _("xem lại mục vừa xong")),
            ("q", _("về danh sách")),
            ("?", _("bảng này")),
        ),
    ),
    (
        _("Tài liệu"),
        (
            ("f", _("tài liệu kế tiếp")),
            ("[  ]", _("trang trước, trang sau")),
            ("+  −", _("phóng to, thu nhỏ")),
            ("w  0", _("vừa chiều ngang, cỡ thật")),
            ("/", _("tìm trong tài liệu")),
            ("n  p", _("chỗ tìm thấy sau, trước")),
        ),
    ),
)
