"""The words officials read for the codes the program keeps; one table a vocabulary."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from evidence_svc.domain.people import Role
from evidence_svc.domain.remarks import Weight
from evidence_svc.domain.rounds import CriterionState, RoundState
from evidence_svc.domain.score import ScoreStatus
from evidence_svc.domain.threads import MessageKind
from evidence_svc.domain.voting import Choice, MotionKind, MotionState, Way

ROLES = {
    Role.CLERK: _("Chuyên viên nhập liệu"),
    Role.LEADER: _("Lãnh đạo cơ quan"),
    Role.CRITERION_OWNER: _("Phụ trách tiêu chí"),
    Role.SECRETARIAT: _("Tổ giúp việc"),
    Role.APPRAISER: _("Người thẩm định"),
    Role.COUNCIL_MEMBER: _("Thành viên Hội đồng"),
    Role.CHAIR: _("Chủ tịch Hội đồng"),
    Role.AUDITOR: _("Kiểm tra, giám sát"),
    Role.ADMINISTRATOR: _("Quản trị hệ thống"),
    Role.READER: _("Người xem kết quả"),
    "system": _("Hệ thống"),
}

ROUND_STATES = {
    RoundState.DRAFT: _("Chuẩn bị"),
    RoundState.OPEN: _("Đang tự đánh giá"),
    RoundState.CLOSED: _("Đã khóa tự đánh giá"),
    RoundState.COMPLETENESS: _("Kiểm tra đầy đủ"),
    RoundState.APPRAISING: _("Thẩm định lần 1"),
    RoundState.NOTIFIED: _("Đã thông báo kết quả"),
    RoundState.EXPLAINING: _("Giải trình"),
    RoundState.REAPPRAISING: _("Thẩm định lần 2"),
    RoundState.COUNCIL: _("Hội đồng xem xét"),
    RoundState.PUBLISHED: _("Đã công bố"),
    RoundState.REMEDIATION: _("Khắc phục"),
    RoundState.ARCHIVED: _("Lưu trữ"),
}

WEIGHTS = {
    Weight.LOSS: _("Mất điểm"),
    Weight.DOUBT: _("Có thể hỏi"),
    Weight.TIDY: _("Nên xem"),
}

WEIGHT_HEADS = {
    Weight.LOSS: _("Mất điểm nếu giữ nguyên"),
    Weight.DOUBT: _("Hội đồng có thể hỏi"),
    Weight.TIDY: _("Nên xem lại cho gọn"),
}

STATUSES = {
    ScoreStatus.NOT_SCORED: _("Chưa chấm"),
    ScoreStatus.SCORED: _("Đã chấm"),
    ScoreStatus.YEARLY: _("Chấm theo năm"),
    ScoreStatus.EXCLUSION_REQUESTED: _("Đề nghị trừ điểm"),
    ScoreStatus.EXCLUSION_ACCEPTED: _("Đã trừ vào điểm tổng"),
}

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

CRITERION_STATES = {
    CriterionState.NOT_STARTED: _("Chưa làm"),
    CriterionState.DRAFT: _("Đang làm"),
    CriterionState.SUBMITTED: _("Đã nộp"),
    CriterionState.RETURNED: _("Trả lại bổ sung"),
    CriterionState.APPRAISED: _("Đã thẩm định"),
    CriterionState.CONTESTED: _("Có ý kiến"),
    CriterionState.FINAL: _("Kết quả cuối cùng"),
}

MESSAGES = {
    MessageKind.EVIDENCE_REQUESTED: _("Yêu cầu bổ sung"),
    MessageKind.REOPENED: _("Mở lại tiêu chí để tự chấm"),
    MessageKind.ANSWERED: _("Trả lời yêu cầu"),
    MessageKind.OBJECTED: _("Có ý kiến về điểm thẩm định"),
    MessageKind.OBJECTION_WITHDRAWN: _("Rút ý kiến"),
    MessageKind.OBJECTION_UPHELD: _("Chấp nhận ý kiến"),
    MessageKind.OBJECTION_REFUSED: _("Giữ nguyên điểm thẩm định"),
    MessageKind.RAISE_PROPOSED: _("Đề xuất nâng điểm"),
    MessageKind.RAISE_CONFIRMED: _("Xác nhận nâng điểm"),
    MessageKind.RAISE_REFUSED: _("Không xác nhận nâng điểm"),
}

CHOICES = {
    Choice.FOR: _("Tán thành"),
    Choice.AGAINST: _("Không tán thành"),
    Choice.ABSTAIN: _("Không có ý kiến"),
}

WAYS = {Way.MEETING: _("Tại cuộc họp"), Way.WRITING: _("Lấy ý kiến bằng văn bản")}

MOTIONS = {
    MotionKind.EXCLUSION: _("Trừ vào điểm tổng"),
    MotionKind.SCORE: _("Điểm của tiêu chí có ý kiến"),
    MotionKind.RESULT: _("Thông qua kết quả của cơ quan"),
}

MOTION_STATES = {
    MotionState.OPEN: _("Đang biểu quyết"),
    MotionState.CARRIED: _("Được thông qua"),
    MotionState.LOST: _("Không được thông qua"),
}

ACTIONS = {
    "assessment:self-scored": _("Tự chấm điểm"),
    "assessment:appraised": _("Thẩm định điểm"),
    "assessment:explained": _("Sửa giải trình"),
    "assessment:inputs-stated": _("Ghi số liệu để tính điểm"),
    "assessment:status-changed": _("Đổi trạng thái tính điểm"),
    "assessment:opened": _("Mở bản tự đánh giá"),
    "assessment:self-score-withdrawn": _("Rút lại điểm tự chấm"),
    "assessment:appraisal-undone": _("Rút lại thẩm định"),
    "assessment:exclusion-withdrawn": _("Rút đề nghị trừ điểm"),
    "assessment:submitted": _("Gửi bản tự đánh giá"),
    "assessment:taken-back": _("Rút bản tự đánh giá về"),
    "assessment:consented": _("Đồng ý với kết quả thẩm định"),
    "assessment:extended": _("Gia hạn tự đánh giá"),
    "assessment:extension-ended": _("Hết gia hạn tự đánh giá"),
    "assessment:deadline-extended": _("Gia hạn nộp tài liệu"),
    "assessment:deadline-extension-withdrawn": _("Rút gia hạn nộp tài liệu"),
    **{f"assessment:{kind}": words for kind, words in MESSAGES.items()},
    "evidence:received": _("Nhận tài liệu"),
    "evidence:received-again": _("Nhận lại tài liệu đã có"),
    "evidence:verified": _("Kiểm tra tài liệu"),
    "evidence:linked": _("Gắn tài liệu vào tiêu chí"),
    "evidence:judged": _("Kết quả kiểm tra theo tiêu chí"),
    "evidence:reading-corrected": _("Sửa giá trị đọc được"),
    "evidence:reading-withdrawn": _("Lấy lại giá trị máy đọc"),
    "evidence:unlinked": _("Gỡ tài liệu khỏi tiêu chí"),
    "evidence:superseded": _("Thay tài liệu bằng tài liệu mới"),
    "evidence:replacement-withdrawn": _("Bỏ việc thay tài liệu"),
    "evidence:opened": _("Mở bản gốc của tài liệu"),
    "evidence:original-damaged": _("Bản gốc bị hỏng hoặc mất"),
    "evidence:original-restored": _("Bản gốc đã được khôi phục"),
    "evidence:reverification-requested": _("Yêu cầu kiểm tra lại"),
    "evidence:report-issued": _("Lập báo cáo kiểm tra có ký số"),
    "trust:imported": _("Nhập chứng thư, danh sách thu hồi"),
    "trust:fetched": _("Tải chứng thư, danh sách thu hồi"),
    "trust:version-chosen": _("Dùng lại phiên bản tin cậy khác"),
    "criteria-set:published": _("Ban hành bộ tiêu chí"),
    "agency:registered": _("Thêm cơ quan"),
    "round:created": _("Tạo kỳ đánh giá"),
    "round:moved": _("Chuyển giai đoạn kỳ đánh giá"),
    "round:planned": _("Đặt quy định của kỳ đánh giá"),
    "round:motion-opened": _("Đưa ra biểu quyết"),
    "round:motion-closed": _("Kết thúc biểu quyết"),
    "round:voted": _("Biểu quyết"),
    "round:exported": _("Xuất hồ sơ kiểm tra"),
    "log:resumed": _("Mở lại nhật ký dưới tên mới"),
    "log-key:added": _("Thêm khóa ký nhật ký"),
    "log-key:retired": _("Ngừng khóa ký nhật ký"),
    "person:added": _("Thêm tài khoản"),
    "person:changed": _("Đổi quyền của tài khoản"),
    "person:contact-changed": _("Đổi địa chỉ nhận thư"),
    "person:calendar-opened": _("Tạo địa chỉ lịch"),
    "person:calendar-closed": _("Thu hồi địa chỉ lịch"),
    "person:password-reset": _("Đặt lại mật khẩu"),
    "session:signed-in": _("Đăng nhập"),
    "session:sign-in-refused": _("Đăng nhập không thành công"),
    "session:signed-out": _("Đăng xuất"),
    "log:read": _("Xem nhật ký"),
    "log:exported": _("Xuất nhật ký"),
    "person:log-limited": _("Giới hạn phạm vi xem nhật ký"),
}

SUBJECTS = {
    "criterion-assessment": _("Tiêu chí, dòng"),
    "evidence": _("Tài liệu"),
    "blob": _("Tệp"),
    "assessment": _("Bản tự đánh giá"),
    "round": _("Kỳ đánh giá"),
    "criteria-set": _("Bộ tiêu chí"),
    "agency": _("Cơ quan"),
    "person": _("Người dùng"),
    "log": _("Nhật ký"),
    "log-key": _("Khóa ký nhật ký"),
    "trust": _("Danh sách tin cậy"),
    "log-entries": _("Nhật ký"),
}

# What is worth a look in score changes: a heading, and why it may or may not mean anything.
PATTERNS = {
    "after-closing": (
        _("Đổi điểm sau khi đã khóa"),
        _("Điểm tự chấm đổi sau khi kỳ tự đánh giá từng khóa, hoặc điểm thẩm định đổi sau khi đã công bố."),
    ),
    "at-night": (_("Đổi điểm ban đêm"), _("Từ 22 giờ đến 5 giờ sáng, giờ Việt Nam.")),
    "one-sided": (
        _("Một người chủ yếu nâng điểm một cơ quan"),
        _("Từ ba lần nâng trở lên so với điểm trước đó, chiếm ít nhất 80 % số lần người này đổi điểm của cơ quan ấy."),
    ),
    "same-reason": (
        _("Lý do lặp lại nguyên văn"),
        _("Cùng một người ghi cùng một lý do từ năm lần trở lên, không kể dấu, chữ hoa và khoảng trắng."),
    ),
    "no-new-evidence": (
        _("Nâng điểm mà không có tài liệu mới"),
        _("Điểm tăng trong khi các tài liệu làm căn cứ vẫn như lần trước."),
    ),
}

ANSWERS = {True: _("có"), False: _("không")}

# What the members of a log entry's `before` and `after` are called.
MEMBERS = {
    "inputs": _("Số liệu"),
    "answer": _("Câu trả lời"),
    "never-issued": _("Không ban hành tài liệu"),
    "anchor": _("Văn bản ấn định thời hạn"),
    "calendar_of": _("Lịch của cơ quan"),
    "wants_mail": _("Nhận thư nhắc"),
    "self_score": _("Điểm tự chấm"),
    "appraised_score": _("Điểm thẩm định"),
    "status": _("Trạng thái"),
    "explanation": _("Giải trình"),
    "evidence": _("Tài liệu"),
    "file_name": _("Tên tệp"),
    "size": _("Dung lượng"),
    "state": _("Giai đoạn"),
    "outcome": _("Kết quả kiểm tra"),
    "report_sha256": _("Mã băm báo cáo"),
    "findings_sha256": _("Mã băm kết quả"),
    "slot": _("Tài liệu yêu cầu"),
    "link": _("Liên kết ghi ở mục"),
    "verification": _("Lần kiểm tra ghi ở mục"),
    "replaced_by": _("Tài liệu thay thế"),
    "replacement": _("Việc thay ghi ở mục"),
    "links": _("Số tiêu chí đang dùng"),
    "pages": _("Trang"),
    "original": _("Tình trạng bản gốc"),
    "files": _("Số tệp"),
    "part": _("Phần đã mở"),
    "certificate": _("Dấu vân tay chứng thư ký"),
    "trust_bundle": _("Phiên bản danh sách tin cậy"),
    "assessment": _("Bản tự đánh giá"),
    "agency": _("Cơ quan"),
    "round": _("Kỳ đánh giá"),
    "rows": _("Số tiêu chí chấm điểm"),
    "title": _("Tên"),
    "name": _("Tên"),
    "kind": _("Loại"),
    "username": _("Tên đăng nhập"),
    "role": _("Vai trò"),
    "sha256": _("Mã băm"),
    "criteria_set": _("Bộ tiêu chí"),
    "originals": _("Kèm bản gốc"),
    "key": _("Khóa công khai"),
    "origin": _("Tên nhật ký"),
    "opinion": _("Ý kiến thẩm định"),
    "rules": _("Quy định của kỳ"),
    "message": _("Nội dung"),
    "value": _("Điểm"),
    "step": _("Bước"),
    "until": _("Gia hạn đến hết ngày"),
    "extension": _("Gia hạn ghi ở mục"),
    "deadline-extension": _("Gia hạn tài liệu ghi ở mục"),
    "signer": _("Người ký"),
    "document": _("Văn bản"),
    "motion": _("Biểu quyết ghi ở mục"),
    "choice": _("Lựa chọn"),
    "result": _("Kết quả biểu quyết"),
    "way": _("Hình thức biểu quyết"),
    "row": _("Dòng tiêu chí"),
    "from": _("Từ ngày"),
    "to": _("Đến ngày"),
    "active": _("Còn hoạt động"),
    "form": _("Cách xem"),
    "actor": _("Người thực hiện"),
    "action": _("Việc"),
    "subject": _("Đối tượng"),
    "criterion": _("Tiêu chí"),
    "text": _("Nội dung tìm"),
    "older_than": _("Các mục trước số"),
    "log_agencies": _("Cơ quan được xem"),
    "log_since": _("Xem từ ngày"),
    "log_until": _("Xem đến ngày"),
    "places_sha256": _("Mã băm các dòng tiêu chí"),
}
