"""What is said of a criterion before the council says it: reason, weight, sentence, what to do, points at stake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from evidence_svc.domain.numbers import ZERO


class Weight(StrEnum):
    """How much a remark weighs: points are lost by the rule, the council may ask, or it is merely untidy."""

    LOSS = "loss"
    DOUBT = "doubt"
    TIDY = "tidy"


@dataclass(frozen=True, slots=True)
class Words:
    """The sentence of a reason with {words} to fill in, what to do, and how much it weighs."""

    sentence: str
    action: str
    weight: Weight


_BRING = "Bổ sung tài liệu đúng yêu cầu, hoặc chấm lại điểm của tiêu chí."
_EXPLAIN = "Ghi rõ lý do trong giải trình, hoặc chấm lại điểm của tiêu chí."

REMARKS: Mapping[str, Words] = MappingProxyType(
    {
        "not-scored": Words(
            "Chưa tự chấm điểm tiêu chí này.", "Tự chấm điểm, hoặc đề nghị trừ nếu không có nhiệm vụ.", Weight.LOSS
        ),
        "points-without-evidence": Words(
            "Tự chấm {claim} điểm nhưng chưa gắn tài liệu nào.",
            "Gắn tài liệu kiểm chứng, hoặc ghi rõ trong giải trình nơi kiểm chứng được.",
            Weight.LOSS,
        ),
        "claim-above-rule": Words(
            "Tự chấm {claim} điểm, cao hơn {points} điểm theo quy tắc chấm ({trace}).", _EXPLAIN, Weight.LOSS
        ),
        "claim-above-one-reading": Words(
            "Tự chấm {claim} điểm chỉ đúng theo một cách hiểu thời hạn; cách hiểu khác cho {points} điểm ({trace}).",
            "Nêu căn cứ của cách hiểu đã dùng trong giải trình để Hội đồng thống nhất.",
            Weight.DOUBT,
        ),
        "claim-below-rule": Words(
            "Tự chấm {claim} điểm, thấp hơn {points} điểm theo quy tắc chấm ({trace}).",
            "Xem lại điểm tự chấm.",
            Weight.TIDY,
        ),
        "slot-missing": Words("Chưa có {slot}.", _BRING, Weight.LOSS),
        "slot-count-short": Words("{slot}: mới có {have} trong số {wanted} văn bản cần có.", _BRING, Weight.LOSS),
        "slot-signature-missing": Words(
            "{slot} phải được ký số nhưng tệp “{file}” không có chữ ký số.", "Nộp bản gốc đã ký số.", Weight.LOSS
        ),
        "proposal-instead-of-decision": Words(
            "Chỉ có tờ trình hoặc dự thảo (“{file}”), chưa có văn bản được ban hành.",
            "Nộp văn bản đã ban hành; nếu chưa ban hành thì chấm lại điểm.",
            Weight.LOSS,
        ),
        "type-not-wanted": Words(
            "“{file}” là {type}, không phải loại văn bản tiêu chí yêu cầu ({wanted}).", _BRING, Weight.DOUBT
        ),
        "year-differs": Words(
            "“{file}” nói về năm {year}, trong khi tiêu chí yêu cầu văn bản năm {wanted}.", _BRING, Weight.DOUBT
        ),
        "outside-slot-period": Words(
            "“{file}” ghi ngày {date}, ngoài thời gian từ {starts} đến {ends} mà tiêu chí yêu cầu.",
            _BRING,
            Weight.DOUBT,
        ),
        "outside-scored-period": Words(
            "“{file}” ghi ngày {date}, ngoài kỳ chấm điểm từ {starts} đến {ends}.",
            "Xác nhận văn bản còn hiệu lực trong kỳ, nếu không thì thay bằng văn bản của kỳ này.",
            Weight.TIDY,
        ),
        "issuer-of-another-agency": Words(
            "“{file}” do {issuer} ban hành, không phải {wanted}.",
            "Xác nhận văn bản của cơ quan khác này chứng minh được việc đơn vị đã làm.",
            Weight.TIDY,
        ),
        "explanation-unfinished": Words(
            "Tự chấm đủ {claim} điểm nhưng giải trình viết “{phrase}”.", _EXPLAIN, Weight.DOUBT
        ),
        "evidence-unreadable": Words("Không đọc được tệp “{file}”.", "Nộp lại tệp đọc được.", Weight.DOUBT),
        "evidence-altered": Words(
            "Tệp “{file}” đang lưu không còn như lúc nộp.", "Báo quản trị hệ thống và nộp lại tệp gốc.", Weight.DOUBT
        ),
        "evidence-lost": Words(
            "Hệ thống không còn tìm thấy bản gốc của tệp “{file}”.",
            "Báo quản trị hệ thống và nộp lại tệp gốc.",
            Weight.DOUBT,
        ),
        "evidence-waiting": Words(
            "Tệp “{file}” đang được kiểm tra.", "Chờ kết quả rồi xem lại danh sách này.", Weight.TIDY
        ),
        "used-under-other-criteria": Words(
            "Tệp “{file}” còn dùng cho tiêu chí {paths}.",
            "Ghi rõ phần nào của tệp chứng minh cho tiêu chí này.",
            Weight.TIDY,
        ),
        "used-by-other-agency": Words(
            "Cùng tệp “{file}” được {count} cơ quan khác nộp.",
            "Xác nhận văn bản chứng minh được việc của chính đơn vị.",
            Weight.DOUBT,
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark on one criterion; `link_id` names the file it is about, `stake` the points that hang on it.

    `message` and `action` are Vietnamese sentences. A failed finding on a file keeps its own reason.
    """

    reason: str
    weight: Weight
    message: str
    action: str
    stake: Decimal = ZERO
    link_id: int | None = None


def remark(
    reason: str, words: Mapping[str, str] | None = None, *, stake: Decimal = ZERO, link_id: int | None = None
) -> Remark:
    """Make a remark from its table; KeyError for a reason or word that the table does not know."""
    entry = REMARKS[reason]
    return Remark(reason, entry.weight, entry.sentence.format_map(words or {}), entry.action, stake, link_id)
