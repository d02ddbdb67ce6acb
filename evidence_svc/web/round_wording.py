"""The words officials read for the codes of rounds: roles, states, messages, votes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from evidence_svc.domain.criteria import RoundKind
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

ROUND_KINDS = {RoundKind.HALF_YEAR: _("6 tháng"), RoundKind.YEAR: _("Cả năm")}

CRITERION_STATES = {
    CriterionState.NOT_STARTED: _("Chưa làm"),
    CriterionState.DRAFT: _("Đang làm"),
    CriterionState.SUBMITTED: _("Đã nộp"),
    CriterionState.RETURNED: _("Trả lại bổ sung"),
    CriterionState.APPRAISED: _("Đã thẩm định"),
    CriterionState.CONTESTED: _("Có ý kiến"),
    CriterionState.FINAL: _("Kết quả cuối cùng"),
}

STATUSES = {
    ScoreStatus.NOT_SCORED: _("Chưa chấm"),
    ScoreStatus.SCORED: _("Đã chấm"),
    ScoreStatus.YEARLY: _("Chấm theo năm"),
    ScoreStatus.EXCLUSION_REQUESTED: _("Đề nghị trừ điểm"),
    ScoreStatus.EXCLUSION_ACCEPTED: _("Đã trừ vào điểm tổng"),
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
    MotionState.LAPSED: _("Không còn để quyết định"),
}
