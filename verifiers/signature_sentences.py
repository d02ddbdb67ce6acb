"""What is said about signatures: reason -> (sentence, what to do), and a sentence per warning."""

from __future__ import annotations

_ORIGINAL = "Đề nghị đơn vị cung cấp lại tệp gốc đã ký số, chưa qua chỉnh sửa hoặc in, quét lại."
_TRUST = "Kiểm tra chứng thư gốc trong bộ chứng thư tin cậy; nếu thiếu thì bổ sung rồi kiểm tra lại."
_COMPARE = "Xem bản đã ký và bản hiện tại cạnh nhau để xác định phần bổ sung sau khi ký."
_PREPARED = "Đề nghị đơn vị giải thích cách tạo tệp hoặc gửi bản xuất trực tiếp từ phần mềm soạn thảo rồi ký số lại."
_TIME = "Đối chiếu với ngày ghi trên văn bản và hệ thống quản lý văn bản."

SIGNATURE_SENTENCES: dict[str, tuple[str, ...]] = {
    # all signatures of a file
    "signatures-not-examined": (
        "Tệp không phải PDF nên không kiểm tra được chữ ký số trên tệp.",
        "Nếu có bản PDF đã ký số thì gửi bản đó.",
    ),
    "unsigned": (
        "Tệp không có chữ ký số.",
        "Nếu văn bản đã được ký số thì gửi tệp gốc; bản quét từ giấy vẫn được giữ và xem xét.",
    ),
    "signatures-passed": ("Tất cả {count} chữ ký số trong tệp đều hợp lệ: {signers}.",),
    "signatures-passed-revocation-not-checked": (
        "Tất cả {count} chữ ký số trong tệp đều hợp lệ ({signers}); chưa kiểm tra được tình trạng thu hồi chứng thư.",
    ),
    # who signed
    "signed-by-person-and-organisation": ("Văn bản có chữ ký số của người có thẩm quyền và của cơ quan: {signers}.",),
    "signed-as-copy": ("Bản quét có chữ ký số của cơ quan ({signers}), đúng hình thức bản sao điện tử.",),
    "signed-as-annex": ("Phụ lục để riêng có chữ ký số của cơ quan ({signers}), đúng hình thức.",),
    "organisation-signature-missing": (
        "Văn bản thiếu chữ ký số của cơ quan, chỉ có chữ ký số cá nhân: {signers}.",
        "Đề nghị đơn vị gửi tệp đã được văn thư ký số phát hành.",
    ),
    "person-signature-missing": (
        "Tệp chỉ có chữ ký số của cơ quan ({signers}): đủ cho bản sao hoặc phụ lục, bản gốc điện tử còn cần "
        "chữ ký số của người có thẩm quyền.",
        "Xác nhận tệp là bản sao hoặc phụ lục; nếu là bản gốc thì đề nghị gửi tệp có đủ chữ ký.",
    ),
    "signature-roles-unclear": (
        "Chưa xác định được chữ ký số là của cá nhân hay của cơ quan: {signers}.",
        "Xem tên trong chứng thư và xác nhận người ký, cơ quan ký.",
    ),
    "signer-matches": ("Tên người ký trên văn bản ({printed}) khớp với chứng thư chữ ký số.",),
    "signer-differs": (
        "Tên người ký trên văn bản là {printed} nhưng chữ ký số cá nhân trong tệp là của {signers}.",
        "Kiểm tra người ký số có phải là người ký văn bản, văn thư hay cán bộ cổng thông tin.",
    ),
    "signer-uncertain": (
        "Tên người ký đọc được là {printed}, chưa chắc chắn và chưa khớp với chữ ký số của {signers}.",
        "Xem lại tên người ký trên trang cuối.",
    ),
    # what viewers show of it
    "page-views-same": ("Các trang hiện nay giống bản mà {signers} đã ký, trừ các dấu ký bổ sung sau đó.",),
    "page-views-differ": (
        "Trang {pages} hiện nay khác với bản mà {signers} đã ký.",
        _COMPARE,
    ),
    "page-views-covered": (
        "Hình của chữ ký, dấu hoặc nội dung bổ sung sau khi {signers} ký che mất nội dung đã ký trên trang {pages}.",
        _COMPARE,
    ),
    "page-views-partial": (
        "Mới so sánh được {count} trang đầu với bản mà {signers} đã ký; các trang sau chưa được so sánh.",
        "Mở bản đã ký và bản hiện tại để so sánh các trang còn lại bằng mắt.",
    ),
    "page-views-missing": (
        "Chưa so sánh được hình ảnh các trang với bản mà {signers} đã ký.",
        "Mở bản đã ký và bản hiện tại để so sánh bằng mắt.",
    ),
    # a signature fails
    "signature-byte-range-invalid": (
        "Chữ ký số của {signers} ghi phạm vi ký không hợp lệ nên không bảo vệ được nội dung tệp.",
        _ORIGINAL,
    ),
    "signature-contents-invalid": ("Dữ liệu chữ ký số của {signers} bị hỏng hoặc bị xóa.", _ORIGINAL),
    "signature-unreadable": ("Chữ ký số của {signers} không đọc được.", _ORIGINAL),
    "signature-several-signers": (
        "Một chữ ký số trong tệp ({signers}) chứa nhiều người ký hoặc không có người ký, trái chuẩn PDF.",
        _ORIGINAL,
    ),
    "signature-digest-mismatch": (
        "Nội dung đã ký bị thay đổi: chữ ký số của {signers} không còn khớp với tệp.",
        _ORIGINAL,
    ),
    "signature-crypto-failure": (
        "Chữ ký số của {signers} không khớp với khóa trong chứng thư nên không hợp lệ.",
        _ORIGINAL,
    ),
    "signature-content-changed": (
        "Nội dung văn bản bị thay đổi sau khi {signers} ký số.",
        _ORIGINAL,
    ),
    "signature-revision-not-covered": (
        "Chữ ký số của {signers} không bao trùm toàn bộ phần tệp mà nó xác nhận.",
        _ORIGINAL,
    ),
    "signature-certificate-revoked": (
        "Chứng thư của {signers} đã bị thu hồi trước thời điểm ký.",
        "Không chấp nhận chữ ký này; đề nghị đơn vị ký lại bằng chứng thư còn hiệu lực.",
    ),
    "signature-certificate-expired": (
        "Chứng thư của {signers} đã hết hạn vào thời điểm ký.",
        "Không chấp nhận chữ ký này; đề nghị đơn vị ký lại bằng chứng thư còn hiệu lực.",
    ),
    "signature-certificate-not-yet-valid": (
        "Chứng thư của {signers} chưa có hiệu lực vào thời điểm ký.",
        "Kiểm tra đồng hồ của máy ký; đề nghị đơn vị giải trình hoặc ký lại.",
    ),
    # a signature cannot be decided
    "signature-certificate-missing": (
        "Chữ ký số của {signers} không kèm chứng thư của người ký nên chưa kiểm tra được.",
        _ORIGINAL,
    ),
    "signature-certificate-out-of-bounds": (
        "Chứng thư của {signers} không còn hoặc chưa đến thời hạn, và không có dấu thời gian chứng minh lúc ký.",
        _TIME,
    ),
    "signature-certificate-usage": (
        "Chứng thư của {signers} không được cấp để ký văn bản nên chưa đủ căn cứ công nhận.",
        "Hỏi đơn vị cấp chứng thư về phạm vi sử dụng.",
    ),
    "signature-certificate-revoked-later": (
        "Chứng thư của {signers} bị thu hồi và chưa chứng minh được việc ký diễn ra trước khi thu hồi.",
        _TIME,
    ),
    "signature-chain-not-found": (
        "Chưa đủ căn cứ tin cậy chữ ký số của {signers}: không tìm thấy đường dẫn đến chứng thư gốc tin cậy.",
        _TRUST,
    ),
    "signature-chain-invalid": (
        "Chưa đủ căn cứ tin cậy chữ ký số của {signers}: đường dẫn chứng thư có lỗi.",
        _TRUST,
    ),
    "signature-algorithm-weak": (
        "Chữ ký số của {signers} dùng thuật toán không còn được chấp nhận vào thời điểm ký.",
        "Đề nghị đơn vị ký lại bằng phần mềm ký số hiện hành.",
    ),
    "signature-unsupported": (
        "Chữ ký số của {signers} thuộc loại chưa được hỗ trợ kiểm tra.",
        "Kiểm tra bằng phần mềm đã dùng để ký.",
    ),
    "signature-comparison-too-large": (
        "Tệp quá lớn để so sánh phần bổ sung sau khi {signers} ký số.",
        _COMPARE,
    ),
    "signature-certification-exceeded": (
        "Sau chữ ký số chứng nhận của {signers} có bổ sung vượt mức mà chữ ký đó cho phép.",
        _COMPARE,
    ),
    "signature-stamped-after-signing": (
        "Văn bản toàn vẹn tại thời điểm {signers} ký; sau đó văn thư bổ sung số, ngày hoặc đánh dấu trên trang.",
        "Chờ cơ quan có thẩm quyền quy định cách công nhận; xem bản đã ký để đối chiếu.",
    ),
    "signature-annotations-changed": (
        "Sau khi {signers} ký, trang có thêm ghi chú, nét vẽ; chữ ký chứng nhận cho phép, nhưng không ai ký xác nhận.",
        _COMPARE,
    ),
    "signature-form-filled-unsigned": (
        "Sau khi {signers} ký, biểu mẫu được điền thêm mà không ai ký xác nhận phần điền.",
        _COMPARE,
    ),
    "signature-contents-padding": (
        "Phần dành cho chữ ký số của {signers} chứa thêm dữ liệu không được ký.",
        _ORIGINAL,
    ),
    "signature-bytes-after-signature": (
        "Sau chữ ký số của {signers} còn dữ liệu không được chữ ký nào bảo vệ.",
        _COMPARE,
    ),
    "signature-table-rebuilt": (
        "Bảng tham chiếu của tệp bị hỏng; chữ ký số của {signers} được kiểm tra theo bảng dựng lại từ nội dung tệp.",
        _ORIGINAL,
    ),
    "signature-later-signature-untrusted": (
        "Sau chữ ký số của {signers} có chữ ký khác chưa đủ tin cậy bổ sung vào tệp.",
        _COMPARE,
    ),
    "signature-timestamp-invalid": (
        "Dấu thời gian kèm chữ ký số của {signers} không hợp lệ nên thời điểm ký chưa được chứng minh.",
        _TIME,
    ),
    "signature-timestamp-untrusted": (
        "Dấu thời gian kèm chữ ký số của {signers} do nơi chưa được tin cậy cấp.",
        _TRUST,
    ),
    "signature-no-timestamp": (
        "Chữ ký số của {signers} không có dấu thời gian; chỉ kiểm tra được theo thời điểm người ký khai.",
        _TIME,
    ),
    "signature-no-signing-time": (
        "Chữ ký số của {signers} không ghi thời điểm ký và không có dấu thời gian.",
        _TIME,
    ),
    # the file around the signatures
    "file-not-a-pdf": ("Nội dung tệp không phải PDF dù được gửi như PDF.", _ORIGINAL),
    "file-unreadable-pdf": ("Cấu trúc PDF bị hỏng nên không kiểm tra được chữ ký số.", _ORIGINAL),
    "file-encrypted-pdf": (
        "Tệp PDF đặt mật khẩu nên không kiểm tra được chữ ký số.",
        "Đề nghị đơn vị gửi tệp không đặt mật khẩu.",
    ),
    "file-unreadable-form": ("Biểu mẫu trong tệp PDF bị hỏng nên không tìm hết được chữ ký số.", _ORIGINAL),
    "file-too-many-signatures": (
        "Tệp có quá nhiều chữ ký số so với giới hạn nên chưa được kiểm tra.",
        "Đề nghị đơn vị tách tệp hoặc gửi tệp gốc.",
    ),
    "file-leading-garbage": (
        "Trước phần đầu của tệp PDF có dữ liệu thừa; chữ ký số được kiểm tra sau khi bỏ phần này.",
        _ORIGINAL,
    ),
    "file-table-rebuilt": (
        "Bảng tham chiếu của tệp PDF bị hỏng và đã được dựng lại để kiểm tra; phần mềm khác có thể hiển thị khác.",
        _ORIGINAL,
    ),
    "file-dangling-byterange": (
        "Tệp có dấu vết của chữ ký số không còn thuộc trường chữ ký nào.",
        _ORIGINAL,
    ),
    "file-bytes-after-signature": ("Sau chữ ký số cuối cùng còn dữ liệu không được ký.", _COMPARE),
    "file-objects-outside-xref": ("Tệp chứa đối tượng nằm ngoài bảng tham chiếu của PDF.", _COMPARE),
    "file-byte-ranges-overlap": (
        "Phạm vi ký của các chữ ký số trong tệp chồng lấn nhau, trái với thứ tự ký.",
        _ORIGINAL,
    ),
    "file-twin-objects": (
        "Phần đã ký chứa đối tượng mà bảng tham chiếu không ghi nhận, có thể là nội dung chờ thay thế.",
        _PREPARED,
    ),
    "file-unreferenced-content": (
        "Phần đã ký chứa trang hoặc nội dung không được trang nào dùng đến, có thể là nội dung chờ thay thế.",
        _PREPARED,
    ),
    "file-hidden-layers": (
        "Tệp có lớp nội dung đang được ẩn, nên phần nhìn thấy có thể khác khi xem bằng phần mềm khác hoặc khi in.",
        _PREPARED,
    ),
}

WARNING_SENTENCES: dict[str, str] = {
    "signing-time-offset": "Thời điểm người ký khai lệch đúng 7 giờ so với dấu thời gian (sai múi giờ).",
    "signing-time-after-timestamp": "Thời điểm người ký khai sau dấu thời gian.",
    "timestamp-invalid": "Dấu thời gian không hợp lệ.",
    "timestamp-untrusted": "Dấu thời gian do nơi chưa được tin cậy cấp.",
    "revocation-not-checked": "Chưa kiểm tra được tình trạng thu hồi chứng thư.",
    "certification-exceeded": "Có bổ sung vượt mức mà chữ ký chứng nhận cho phép.",
    "stamped-after-signing": "Văn thư bổ sung số, ngày sau khi ký.",
    "later-signature-untrusted": "Chữ ký bổ sung sau đó chưa đủ tin cậy.",
    "legacy-subfilter": "Định dạng chữ ký kiểu cũ (adbe.pkcs7.detached).",
    "unreferenced-objects": "Tệp chứa đối tượng không được trang nào dùng đến.",
    "structure-changed": "Cấu trúc tệp có thay đổi sau khi ký.",
    "metadata-changed": "Thông tin mô tả tệp có thay đổi sau khi ký.",
    "form-filled": "Biểu mẫu được điền sau khi ký.",
    "annotations-changed": "Chú thích trên trang có thay đổi sau khi ký.",
    "algorithm-weak": "Thuật toán không còn được chấp nhận vào thời điểm ký.",
    "table-rebuilt": "Bảng tham chiếu của tệp bị hỏng, đã được dựng lại để kiểm tra.",
    "form-filled-unsigned": "Biểu mẫu được điền thêm sau khi ký mà không ai ký xác nhận.",
    "contents-padding": "Phần dành cho chữ ký số chứa thêm dữ liệu không được ký.",
    "bytes-after-signature": "Sau chữ ký số còn dữ liệu không được chữ ký nào bảo vệ.",
    "weak-digest-accepted-by-date": "Thuật toán băm cũ, được chấp nhận vì ký trước thời hạn chuyển đổi.",
}
