"""What agency and appraisers say about one criterion: requests, answers, objections, raises, and taking back."""

from __future__ import annotations

from decimal import Decimal

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from evidence_svc.domain.score import ScoreKind, parse_score
from evidence_svc.errors import ConflictError
from evidence_svc.operations.appraise import appraise_criterion, settle_raise
from evidence_svc.operations.exclude import take_back_exclusion
from evidence_svc.operations.object import decide_objection, object_to_score, withdraw_objection
from evidence_svc.operations.return_criterion import answer_request, request_evidence
from evidence_svc.operations.score import take_back_score
from evidence_svc.operations.show_criterion import show_criterion
from evidence_svc.serving import acting, services
from evidence_svc.web.appraise import decide
from evidence_svc.web.criteria import act, version

pages = Blueprint("proceedings", __name__, url_prefix="/criteria")
AGREED = "Đồng ý với kết quả tự đánh giá."
AS_SUGGESTED = "Chấm theo quy tắc của tiêu chí:"


@pages.post("/<int:row_id>/appraised-score")
def appraise(row_id: int) -> ResponseReturnValue:
    """Give the appraised score: as claimed, as suggested, or another with its reason."""
    done = []

    def save() -> None:
        value, reason = _judgement(row_id)
        result = appraise_criterion(services(), acting(), row_id, value=value, reason=reason, version=version())
        saved, waits = _("Đã lưu điểm thẩm định."), _("Đã ghi đề xuất nâng điểm; chờ người thẩm định khác xác nhận.")
        done.append(saved if result.change else waits)

    return decide(row_id, "appraised-score", save, done)


@pages.post("/<int:row_id>/appraised-score/undo")
def undo_appraisal(row_id: int) -> ResponseReturnValue:
    """Undo an appraisal before results are notified."""

    def save() -> None:
        take_back_score(services(), acting(), row_id, kind=ScoreKind.APPRAISED, reason=_reason(), version=version())

    return decide(row_id, "undo-appraisal", save, [_("Đã rút lại điểm thẩm định.")])


@pages.post("/<int:row_id>/self-score/withdrawal")
def withdraw_self_score(row_id: int) -> ResponseReturnValue:
    """Take the self-score back: the criterion is not scored again."""

    def save() -> None:
        take_back_score(services(), acting(), row_id, kind=ScoreKind.SELF, reason=_reason(), version=version())

    return act(row_id, "withdraw-self-score", save, [_("Đã rút lại điểm tự chấm.")])


@pages.post("/<int:row_id>/exclusion-request/withdrawal")
def withdraw_exclusion(row_id: int) -> ResponseReturnValue:
    """Take the request to leave the criterion out back."""
    return act(
        row_id,
        "withdraw-exclusion",
        lambda: take_back_exclusion(services(), acting(), row_id, _reason()),
        [_("Đã rút đề nghị trừ vào điểm tổng.")],
    )


@pages.post("/<int:row_id>/evidence-request")
def ask_evidence(row_id: int) -> ResponseReturnValue:
    """Ask the agency for what is missing."""

    def save() -> None:
        request_evidence(services(), acting(), row_id, _reason(), version=version())

    return decide(row_id, "request-evidence", save, [_("Đã trả tiêu chí lại cho cơ quan để bổ sung.")])


@pages.post("/<int:row_id>/answer")
def answer(row_id: int) -> ResponseReturnValue:
    """Hand a returned criterion in again."""
    return act(
        row_id, "answer", lambda: answer_request(services(), acting(), row_id, _reason()), [_("Đã gửi trả lời.")]
    )


@pages.post("/<int:row_id>/objection")
def objection(row_id: int) -> ResponseReturnValue:
    """Object to the appraised score."""
    return act(
        row_id, "object", lambda: object_to_score(services(), acting(), row_id, _reason()), [_("Đã gửi ý kiến.")]
    )


@pages.post("/<int:row_id>/objection/withdrawal")
def end_objection(row_id: int) -> ResponseReturnValue:
    """Take the objection back."""
    return act(
        row_id,
        "withdraw-objection",
        lambda: withdraw_objection(services(), acting(), row_id, _reason()),
        [_("Đã rút ý kiến.")],
    )


@pages.post("/<int:row_id>/objection/decision")
def objection_decision(row_id: int) -> ResponseReturnValue:
    """Uphold the objection with another score, or keep the score."""
    decision = request.form.get("decision", "")
    if decision not in {"uphold", "keep"}:
        raise BadRequest

    def save() -> None:
        value = parse_score(request.form.get("value", "")) if decision == "uphold" else None
        decide_objection(services(), acting(), row_id, value=value, reason=_reason(), version=version())

    return decide(row_id, "decide-objection", save, [_("Đã ghi quyết định về ý kiến của cơ quan.")])


@pages.post("/<int:row_id>/raise")
def raise_decision(row_id: int) -> ResponseReturnValue:
    """Confirm or refuse a proposed raise."""
    decision = request.form.get("decision", "")
    if decision not in {"confirm", "refuse"}:
        raise BadRequest

    def save() -> None:
        confirmed = decision == "confirm"
        settle_raise(services(), acting(), row_id, confirmed=confirmed, reason=_reason(), version=version())

    return decide(row_id, "settle-raise", save, [_("Đã ghi quyết định về đề xuất nâng điểm.")])


def _reason() -> str:
    """What was typed, or else the template that was chosen."""
    return request.form.get("reason", "").strip() or request.form.get("template", "")


def _judgement(row_id: int) -> tuple[Decimal, str]:
    """The score and its reason; agreeing needs no typing."""
    how = request.form.get("as", "")
    if how not in {"claimed", "suggested"}:
        return parse_score(request.form.get("value", "")), _reason()
    page = show_criterion(services(), acting(), row_id)
    if how == "claimed" and page.place.row.self_score is not None:
        return page.place.row.self_score, _reason() or AGREED
    if how == "suggested" and request.form.get("suggested", "") not in {"", str(page.suggestion.points)}:
        raise ConflictError(_("Điểm gợi ý đã khác lúc bạn mở trang: tài liệu vừa được kiểm tra lại."))
    if how == "suggested" and page.suggestion.points is not None:
        return page.suggestion.points, _reason() or f"{AS_SUGGESTED} {page.suggestion.trace}"[:2000]
    raise BadRequest
