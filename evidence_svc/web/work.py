"""The appraisal queue ("Việc thẩm định"), by field, agency and risk."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from evidence_svc.operations.find_work import find_queue
from evidence_svc.operations.today import Task
from evidence_svc.operations.walk_queue import arrange, count_choices, of_stage
from evidence_svc.serving import acting, services
from evidence_svc.web.queue_filter import ORDERS, RISKS, STAGES, filter_query, read_filter

pages = Blueprint("work", __name__)
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
    """Everything this person may appraise now; the address narrows it and says what comes first."""
    items = find_queue(services(), acting())
    wanted = read_filter(request.args)
    ordered = arrange(items, wanted)
    return render_template(
        "work.html",
        items=of_stage(ordered, wanted.stage),
        wanted=wanted,
        query=filter_query(wanted),
        risks=RISKS,
        stages=STAGES,
        orders=ORDERS,
        fields={item.field.id: f"{item.field.code}. {item.field.title}" for item in items},
        agencies={item.assessment_id: item.agency_name for item in items},
        counts=count_choices(items, wanted),
        fitting=len(ordered),
        waiting=sum(not item.is_done for item in ordered),
        total=len(items),
    )
