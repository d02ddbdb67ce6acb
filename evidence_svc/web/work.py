"""The appraisal queue ("Việc thẩm định"), by field, agency and risk."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from evidence_svc.operations.find_work import Risk, WorkItem, find_queue
from evidence_svc.operations.today import Task
from evidence_svc.serving import acting, services

pages = Blueprint("work", __name__)
RISKS = {
    Risk.HIGH: _("Rủi ro cao"),
    Risk.OPEN: _("Cần xem kỹ"),
    Risk.LOW: _("Tài liệu đạt"),
}
TASKS = {
    Task.SCORE: _("tiêu chí chưa tự chấm điểm"),
    Task.ANSWER: _("tiêu chí bị trả lại, chờ cơ quan bổ sung"),
    Task.MEND: _("tiêu chí có điểm nhưng thiếu tài liệu hoặc tài liệu không đạt"),
    Task.SUBMIT: _("bản tự đánh giá chờ lãnh đạo gửi"),
    Task.OBJECT: _("bản kết quả thẩm định chờ ý kiến của cơ quan"),
    Task.APPRAISE: _("tiêu chí chờ thẩm định"),
    Task.RISKY: _("tiêu chí rủi ro cao chờ thẩm định"),
    Task.SECOND_EYES: _("đề xuất nâng điểm chờ người thứ hai"),
    Task.OBJECTIONS: _("ý kiến của cơ quan chờ quyết định"),
    Task.EXCLUSIONS: _("đề nghị trừ điểm chờ quyết định"),
    Task.VOTE: _("nội dung chờ bạn biểu quyết"),
    Task.OVERDUE: _("kỳ đánh giá đã quá hạn giai đoạn"),
}


@pages.get("/work")
def index() -> ResponseReturnValue:
    """Everything this person may appraise now; `field`, `agency`, `risk` and `done` narrow it."""
    items = find_queue(services(), acting())
    wanted = {name: request.args.get(name, "") for name in ("field", "agency", "risk", "done")}
    return render_template(
        "work.html",
        items=[item for item in items if _fits(item, wanted)],
        wanted=wanted,
        risks=RISKS,
        fields={item.field.id: f"{item.field.code}. {item.field.title}" for item in items},
        agencies={str(item.assessment_id): item.agency_name for item in items},
        waiting=sum(not item.is_done for item in items),
        total=len(items),
    )


def _fits(item: WorkItem, wanted: dict[str, str]) -> bool:
    if item.is_done != (wanted["done"] == "yes"):
        return False
    of_item = {"field": item.field.id, "agency": str(item.assessment_id), "risk": item.risk.name.lower()}
    return all(not wanted[name] or wanted[name] == value for name, value in of_item.items())
