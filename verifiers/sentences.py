"""What is said about a document itself: reason -> (sentence, what to do)."""

from __future__ import annotations

_CHECK_PAGE = "Xem lại trang có số và ngày; nếu máy đọc sai thì sửa giá trị đọc được và ghi rõ lý do."

DOCUMENT_SENTENCES: dict[str, tuple[str, ...]] = {
    # the document's own number and date
    "needs-ocr": (
        "Tệp là bản quét và máy này chưa có bộ nhận dạng tiếng Việt nên chưa đọc được nội dung.",
        "Cài bộ nhận dạng tiếng Việt rồi kiểm tra lại, hoặc nhập số và ngày theo bản xem.",
    ),
    "number-read": ("Văn bản mang số, ký hiệu {number}.",),
    "number-uncertain": (
        "Số, ký hiệu đọc được là {number} nhưng chưa chắc chắn (độ tin cậy {confidence}).",
        _CHECK_PAGE,
    ),
    "number-missing": (
        "Không tìm thấy số, ký hiệu trên văn bản.",
        "Kiểm tra văn bản đã được cấp số chưa; nếu số có trên trang thì nhập số theo bản xem.",
    ),
    "date-read": ("Văn bản ghi ngày {date}.",),
    "date-uncertain": (
        "Ngày văn bản đọc được là {date} nhưng chưa chắc chắn (độ tin cậy {confidence}), "
        "nên chưa thể kết luận dựa vào ngày này.",
        _CHECK_PAGE,
    ),
    "date-missing": (
        "Không tìm thấy ngày, tháng, năm ban hành trên văn bản.",
        "Kiểm tra văn bản đã được ghi ngày chưa; nếu ngày có trên trang thì nhập ngày theo bản xem.",
    ),
    # against the name of the file
    "number-matches-file-name": ("Số {number} trên văn bản khớp với số {claimed} trong tên tệp.",),
    "number-differs-from-file-name": (
        "Số trên văn bản là {number} nhưng tên tệp ghi số {claimed}.",
        "Kiểm tra có gửi nhầm tệp không; nếu đúng tệp thì đặt lại tên cho khớp với văn bản.",
    ),
    "date-matches-file-name": ("Ngày {date} trên văn bản khớp với {claimed} trong tên tệp.",),
    "date-differs-from-file-name": (
        "Văn bản ghi ngày {date} nhưng tên tệp ghi {claimed}.",
        "Kiểm tra có gửi nhầm tệp không; nếu đúng tệp thì đặt lại tên cho khớp với văn bản.",
    ),
    # against the time of signing
    "date-fits-signature": (
        "Ngày {date} ghi trên văn bản phù hợp với thời điểm ký số (từ {first} đến {last}, theo {clock}).",
    ),
    "date-before-signature": (
        "Văn bản ghi ngày {date} nhưng chữ ký số đầu tiên là ngày {first}, sau {days} ngày (theo {clock}).",
        "Đề nghị đơn vị giải trình vì sao ký số sau ngày ghi trên văn bản, hoặc xác nhận đây là bản sao ký số sau.",
    ),
    "dated-back": (
        "Văn bản ghi lùi ngày: ngày ghi là {date} nhưng {clock} cho thấy đến ngày {first} mới có chữ ký số "
        "đầu tiên, chậm {days} ngày.",
        "Không dùng ngày ghi trên văn bản để tính thời hạn; đề nghị đơn vị giải trình.",
    ),
    "date-after-signature": (
        "Văn bản ghi ngày {date}, sau chữ ký số cuối cùng ngày {last} (theo {clock}).",
        "Kiểm tra ngày đọc được; nếu đúng thì đề nghị đơn vị giải trình.",
    ),
    # against the deadline
    "deadline-met": ("Đúng hạn: {clock} là {date}, hạn “{phrase}” kết thúc lúc {limits}.",),
    "deadline-missed": (
        "Chậm {days} ngày: {clock} là {date}, hạn “{phrase}” kết thúc lúc {limits}.",
        "Chấm theo mức chậm của tiêu chí; nếu được gia hạn thì bổ sung văn bản gia hạn.",
    ),
    "deadline-reading-decides": (
        "Đúng hạn hay chậm {days} ngày tùy cách hiểu “{phrase}”: {clock} là {date}, hạn kết thúc lúc {limits}.",
        "Hội đồng thẩm định cần thống nhất cách hiểu có tính cả ngày nêu trong thời hạn hay không.",
    ),
    "deadline-clock-missing": (
        "Chưa so được với hạn “{phrase}” vì không có {clock}.",
        "Bổ sung hoặc sửa giá trị còn thiếu rồi kiểm tra lại.",
    ),
    # against the criterion
    "within-period": ("Ngày {date} của văn bản nằm trong kỳ chấm điểm từ {starts} đến {ends}.",),
    "outside-period": (
        "Ngày {date} của văn bản nằm ngoài kỳ chấm điểm từ {starts} đến {ends}.",
        "Xác nhận văn bản còn hiệu lực trong kỳ, nếu không thì thay bằng văn bản của kỳ này.",
    ),
    "type-expected": ("Văn bản là {type}, đúng loại tiêu chí yêu cầu.",),
    "type-not-expected": (
        "Văn bản là {type}, trong khi tiêu chí yêu cầu {wanted}.",
        "Kiểm tra còn thiếu văn bản đúng loại không; văn bản này có thể chỉ là tài liệu bổ sung.",
    ),
    "issuer-expected": ("Cơ quan ban hành là {issuer}, đúng đơn vị được chấm.",),
    "issuer-differs": (
        "Cơ quan ban hành là {issuer}, khác với đơn vị được chấm ({wanted}).",
        "Xác nhận văn bản của cơ quan khác này có được dùng làm tài liệu kiểm chứng không.",
    ),
    "filed-under-its-criterion": ("Tên tệp mang mã tiêu chí {claimed}, đúng tiêu chí {criterion} đang gắn.",),
    "filed-under-other-criterion": (
        "Tên tệp mang mã tiêu chí {claimed} trong khi tiêu chí {criterion} đang gắn có mã {wanted}.",
        "Kiểm tra tệp có bị gắn nhầm tiêu chí không; nếu dùng chung cho nhiều tiêu chí thì ghi rõ.",
    ),
}
