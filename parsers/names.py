"""Names that Vietnamese persons bear, the commonest family names first."""

from __future__ import annotations

_VERY_COMMON = tuple("Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split())  # noqa: SIM905 - hundreds of quoted names are harder to read
_COMMON = tuple(
    """
    Đào Đinh Đoàn Lương Mai Trịnh Trương Hà Tô Cao Lâm Châu Tạ Thái Phùng Quách Chu Lưu Tống Tăng Vương Đàm Nông
    Hứa Triệu Văn Kiều Từ Thân Giang Ninh Khổng Phí Lò Đậu Nghiêm Doãn Quan Quàng Tôn La Lại Mạc Cù Diệp Thạch
    Tưởng Ông An Âu
    """.split()  # noqa: SIM905 - as above
)
_RARE = tuple(
    """
    Âm Bạch Ban Bế Biện Cát Chử Chung Chương Cung Cồ Danh Du Đan Điền Điểu Đổng Đồng Đới Đường Giáp Giàng Hạ Hàn
    Hàng Hầu Hoa Hồng Kha Khiếu Khuất Khúc Khương Kim Lã Lang Lều Liêu Liễu Lỗ Lộc Lục Lù Lường Ma Mã Mạch Man
    Mẫn Mông Mùa Ngân Ngụy Nhâm Nhan Nhữ Ôn Phàn Phó Phù Phương Quản Quang Sầm Sùng Sử Tào Tất Thẩm Thào Thiều
    Tiết Tiêu Tòng Trà Trang Tráng Tường Ung Uông Ứng Vi Viên Vòng Vưu Vy Xa
    """.split()  # noqa: SIM905 - as above
)
# Family names that cover nearly everybody; others are names too, but a scan needs this support.
FAMILIES = (*_VERY_COMMON, *_COMMON, *_RARE)
# Middle and given names met most; a name with others is spelt as it was read.
GIVEN = tuple(
    """
    Ái An Anh Ánh Ân Âu Ba Bá Bạch Bách Ban Bàng Bảo Bằng Bắc Bích Biên Bình Bính Bốn Bửu Ca Cam Cảnh Cao Cẩm
    Cầm Cẩn Cần Cầu Chánh Châu Chi Chí Chiến Chiểu Chinh Chính Chỉnh Chung Chuyên Chương Chức Công Cung Cúc Cư
    Cử Cương Cường Danh Diễm Diễn Diện Diệp Diệu Dinh Doanh Doãn Du Duệ Dung Dũng Duy Duyên Dư Dự Dương Dưỡng
    Đài Đại Đàm Đan Đạo Đạt Đăng Đằng Đắc Đặng Đệ Điền Điệp Đình Định Đính Đoan Đoàn Đoài Đô Độ Đông Đồng Động
    Đức Đường Gấm Gia Giang Giáp Giàu Hà Hạ Hai Hải Hân Hanh Hành Hạnh Hảo Hạo Hào Hằng Hậu Hiên Hiến Hiền Hiển
    Hiện Hiệp Hiếu Hiệu Hinh Hoa Hòa Hoà Hóa Hoá Hoài Hoan Hoàn Hoàng Hoạt Hội Hồng Hợi Hợp Huân Huấn Huế Huệ
    Hùng Huy Huyên Huyền Huynh Huỳnh Hưng Hương Hường Hưởng Hướng Hữu Kha Khả Khải Khang Khanh Khánh Khắc Khiêm
    Khiết Khoa Khoái Khoát Khôi Khuê Khuyên Khương Kiên Kiều Kim Kính Kỳ Kỷ La Lạc Lai Lam Lan Lành Lãnh Lăng
    Lâm Lân Lập Lê Lễ Lệ Lên Liêm Liên Liễu Linh Lĩnh Loan Long Lộc Lợi Luân Luận Luật Lụa Lực Lượng Lương Lưu
    Ly Lý Mai Mạnh Mão Mẫn Mậu Mến Miên Minh Mơ Mừng Mười My Mỹ Na Nam Năm Năng Nga Ngà Ngân Ngát Nghi Nghĩa
    Nghiêm Nghiệp Ngoan Ngọ Ngọc Ngô Ngôn Ngữ Nguyên Nguyện Nguyệt Nhã Nhàn Nhân Nhẫn Nhật Nhi Nhiên Nhu Nhung
    Nhuận Như Nhựt Ninh Nở Nương Oanh Ơn Phan Phát Phi Phong Phó Phú Phúc Phụng Phùng Phước Phương Phượng Quân
    Quang Quảng Quế Quốc Quý Quỳ Quyên Quyền Quyết Quỳnh Sang Sáng Sáu Sâm Sen Sinh Soạn Son Sĩ Sơn Sử Sương Sỹ
    Tá Tài Tam Tám Tâm Tân Tấn Tần Tập Tất Tây Thạch Thái Tham Thám Thành Thanh Thao Thảo Thạnh Thăng Thắm Thắng
    Thân Thật Thế Thể Thêm Thi Thị Thích Thiên Thiện Thiệp Thiết Thiệu Thìn Thịnh Thoa Thoại Thọ Thơ Thơm Thới
    Thu Thụ Thuần Thuận Thuật Thục Thúy Thuý Thùy Thuỳ Thủy Thuỷ Thụy Thuyên Thuyết Thư Thứ Thức Thực Thương
    Thường Tiên Tiến Tiền Tiếp Tiệp Tiểu Tín Tình Tỉnh Tính Toàn Toản Toán Tố Tôn Tốt Trà Trác Trang Trạch Tráng
    Trâm Trân Trầm Trấn Trần Tri Trí Trị Triết Triều Triệu Trinh Trình Trọng Trúc Trung Truyền Trực Trường
    Trưởng Tú Tuân Tuấn Tuất Túc Tùng Tuy Tuyên Tuyến Tuyền Tuyết Tuyển Tư Từ Tứ Tường Tưởng Tỵ Tý Ty Tỷ Út Uy
    Uyên Vân Văn Vận Vạn Vi Vĩ Viên Viễn Việt Vinh Vĩnh Vịnh Vọng Vũ Vui Vụ Vương Vượng Vỹ Vy Xuân Xuyên Xuyến
    Xứng Ý Yên Yến
    Bổn Chơn Duẩn Đáng Đảnh Đoán Hạp Hoằng Hớn Khai Khoan Khởi Khuyến Kết Lượm Mận Nết Nghị Ngoạn Nhâm Nhị Nhơn
    Nhuần Phấn Phẩm Phiên Phớc Quyến Sanh Sắc Sự Tánh Tạo Thạc Thắc Thẩm Thuyền Tiễn Toại Tốn Tòng Triển Trứ Trưng
    Tuệ Tụ Uẩn Vang Vấn Viện Xoan
    """.split()  # noqa: SIM905 - as above
)


def family_weight(family: str) -> float:
    """Return how common a family name is beside the commonest ones, which nine people in ten bear."""
    return 1.0 if family in _VERY_COMMON else 0.15 if family in _COMMON else 0.05
