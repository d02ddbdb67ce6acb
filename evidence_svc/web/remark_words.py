"""How remarks and a rule's questions are shown: short words for the table, marks, titles, stated values."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask import Flask
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from evidence_svc.domain.questions import Question, QuestionKind
from evidence_svc.domain.remarks import Remark, Weight
from evidence_svc.translations.language import is_english
from evidence_svc.translations.sentences import said
from evidence_svc.web.display import show_day, show_decimal

# A few words for a cell of the criteria table.
REMARK_WORDS = {
    "not-scored": _("Chưa tự chấm"),
    "points-without-evidence": _("Có điểm nhưng không có tài liệu"),
    "claim-above-rule": _("Cao hơn điểm theo quy tắc"),
    "claim-above-one-reading": _("Chỉ đúng theo một cách hiểu thời hạn"),
    "claim-below-rule": _("Thấp hơn điểm theo quy tắc"),
    "slot-missing": _("Thiếu tài liệu bắt buộc"),
    "slot-count-short": _("Chưa đủ số văn bản"),
    "slot-signature-missing": _("Thiếu chữ ký số bắt buộc"),
    "proposal-instead-of-decision": _("Mới có tờ trình, dự thảo"),
    "type-not-wanted": _("Khác loại văn bản yêu cầu"),
    "year-differs": _("Văn bản của năm khác"),
    "outside-slot-period": _("Ngoài thời gian yêu cầu"),
    "outside-scored-period": _("Ngoài kỳ đánh giá"),
    "issuer-of-another-agency": _("Văn bản của cơ quan khác"),
    "explanation-unfinished": _("Giải trình nói chưa xong"),
    "evidence-unreadable": _("Có tệp không đọc được"),
    "evidence-altered": _("Bản gốc đã bị thay đổi"),
    "evidence-lost": _("Mất bản gốc"),
    "evidence-waiting": _("Đang kiểm tra"),
    "used-under-other-criteria": _("Dùng cho nhiều tiêu chí"),
    "used-by-other-agency": _("Cơ quan khác cũng nộp tệp này"),
}
_MARKS = {Weight.LOSS: "✕", Weight.DOUBT: "?", Weight.TIDY: "·"}
_CLASSES = {Weight.LOSS: "failed", Weight.DOUBT: "indeterminate", Weight.TIDY: "waiting"}
# What the criteria table says by itself already.
_TOLD = frozenset({"points-without-evidence", "evidence-unreadable", "not-scored"})


def register(app: Flask) -> None:
    """Add the filters that the templates of remarks and questions use."""
    app.jinja_env.filters |= {
        "weight_mark": lambda weight: _MARKS[weight],
        "weight_class": lambda weight: _CLASSES[weight],
        "by_weight": by_weight,
        "question_title": question_title,
        "stated_value": stated_value,
        "answers": answers,
    }


def by_weight(remarks: Iterable[Remark]) -> list[Remark]:
    """The gravest first, within a weight the one with the most points."""
    order = list(Weight)
    return sorted(remarks, key=lambda remark: (order.index(remark.weight), -remark.stake))


def table_words(remarks: Iterable[Remark]) -> tuple[list[str], list[str]]:
    """What the criteria table says of remarks: problems and doubts, each once."""
    told = {weight: dict.fromkeys(_table_words(remarks, weight)) for weight in (Weight.LOSS, Weight.DOUBT)}
    return list(told[Weight.LOSS]), list(told[Weight.DOUBT])


def question_title(question: Question) -> str:
    """A question as it is asked."""
    if question.kind is QuestionKind.NEVER_ISSUED:
        return str(gettext("%(title)s: đã ban hành chưa?", title=question.title))
    if question.kind is QuestionKind.DOCUMENT:
        return str(gettext("Văn bản ấn định thời hạn: %(title)s", title=question.title))
    return question.title


def answers(question: Question) -> list[tuple[str, str]]:
    """The codes and titles to choose from, "not stated" first."""
    unsaid = ("", gettext("Chưa ghi"))
    if question.kind is QuestionKind.NEVER_ISSUED:
        return [("", gettext("Đã hoặc sẽ ban hành")), ("yes", gettext("Không ban hành"))]
    if question.kind is QuestionKind.CHOICE:
        return [unsaid, *question.options]
    return [unsaid, ("yes", gettext("Có")), ("no", gettext("Không"))]


def stated_value(value: Any, question: Question, *, bare: bool = False, code: bool = False) -> str:
    """A stated value for people; `bare` for a number field, `code` for a field that chooses."""
    match question.kind:
        case QuestionKind.NUMBER:
            number = show_decimal(Decimal(value))
            if bare:
                return number.replace("," if is_english() else ".", "")
            return f"{number} {said(question.unit_word)}".strip()
        case QuestionKind.DOCUMENT:
            days = {gettext("ngày ban hành"): value["issued_on"], gettext("hạn"): value["due_on"]}
            return "; ".join([value["document"], *(f"{name} {show_day(day)}" for name, day in days.items() if day)])
        case QuestionKind.CHOICE:
            return str(value) if code else dict(question.options).get(value, str(value))
        case _:
            chosen = ("yes" if value else "no") if code else None
            return chosen or str(dict(answers(question)).get("yes" if value else "no", ""))


def _table_words(remarks: Iterable[Remark], weight: Weight) -> list[str]:
    return [
        str(REMARK_WORDS[each.reason])
        for each in remarks
        if each.weight is weight and each.reason in REMARK_WORDS and each.reason not in _TOLD
    ]
