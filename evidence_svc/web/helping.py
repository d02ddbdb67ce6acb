"""Help: for each page of the application a short page of its own, readable without an account and without scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import HTTPException

from evidence_svc.web.session import own_path

pages = Blueprint("help", __name__, url_prefix="/help")


@dataclass(frozen=True, slots=True)
class Topic:
    """The help for one page: its name in addresses and among the templates, its heading, and its group of the list."""

    name: str
    title: str
    group: str


GROUPS: Mapping[str, str] = {
    "agency": _("Cơ quan tự chấm"),
    "appraisal": _("Thẩm định"),
    "round": _("Kỳ và Hội đồng"),
    "results": _("Kết quả và nhật ký"),
    "own": _("Tài khoản của bạn và tìm kiếm"),
    "system": _("Vận hành hệ thống"),
}
# By the endpoint of the page; a page that a form leads to has the help of the page on which the form stands.
TOPICS: Mapping[str, Topic] = {
    "assessments.index": Topic("start", _("Trang đầu và việc hôm nay"), "agency"),
    "assessments.show": Topic("assessment", _("Bảng tiêu chí"), "agency"),
    "criteria.show": Topic("criterion", _("Một tiêu chí"), "agency"),
    "evidence.index": Topic("evidence-list", _("Danh sách tài liệu"), "agency"),
    "evidence_import.show": Topic("import", _("Nộp nhiều tài liệu"), "agency"),
    "evidence.show": Topic("evidence", _("Một tài liệu"), "agency"),
    "replacements.show": Topic("replacement", _("Thay tài liệu bằng tệp mới"), "agency"),
    "reviews.show": Topic("review", _("Soát trước khi nộp"), "agency"),
    "deadlines.agency": Topic("deadlines", _("Sắp đến hạn"), "agency"),
    "exclusions.show": Topic("exclusions", _("Quyết định nhiều đề nghị trừ điểm"), "round"),
    "work.index": Topic("work", _("Việc thẩm định"), "appraisal"),
    "appraise.show": Topic("appraise", _("Bàn thẩm định"), "appraisal"),
    "comparisons.show": Topic("comparison", _("So sánh với bản lúc ký"), "appraisal"),
    "verifications.index": Topic("verifications", _("Kiểm tra lại"), "appraisal"),
    "rounds.index": Topic("rounds", _("Kỳ đánh giá"), "round"),
    "rounds.show": Topic("round", _("Điều hành một kỳ"), "round"),
    "council.show": Topic("council", _("Hội đồng"), "round"),
    "criteria_sets.index": Topic("criteria-sets", _("Bộ tiêu chí"), "round"),
    "criteria_sets.show": Topic("criteria-set", _("Xem một bộ tiêu chí"), "round"),
    "presets.show": Topic("presets", _("Tiêu chí trừ thường xuyên"), "round"),
    "assignments.index": Topic("assignments", _("Phân công công việc"), "round"),
    "results.index": Topic("results-list", _("Các kỳ có kết quả"), "results"),
    "results.show": Topic("results", _("Kết quả một kỳ"), "results"),
    "results.public_index": Topic("public-list", _("Kết quả công khai"), "results"),
    "results.public": Topic("public-results", _("Kết quả công khai của một kỳ"), "results"),
    "audit.index": Topic("log", _("Nhật ký"), "results"),
    "audit.patterns": Topic("log-patterns", _("Dấu hiệu đáng xem"), "results"),
    "audit.timeline": Topic("timeline", _("Diễn biến điểm"), "results"),
    "receipts.check": Topic("receipts", _("Kiểm tra biên nhận"), "results"),
    "search.index": Topic("search", _("Tìm kiếm"), "own"),
    "notifications.index": Topic("notifications", _("Thông báo"), "own"),
    "notifications.settings": Topic("notification-settings", _("Lịch và thư nhắc"), "own"),
    "account.index": Topic("account", _("Tài khoản của tôi"), "own"),
    "account.second_factor": Topic("second-factor", _("Bật xác thực hai bước"), "own"),
    "session.sign_in": Topic("sign-in", _("Đăng nhập"), "own"),
    "session.second_step": Topic("sign-in-code", _("Mã xác thực"), "own"),
    "people.index": Topic("people", _("Tài khoản"), "system"),
    "people.agencies": Topic("agencies", _("Cơ quan"), "system"),
    "trust.index": Topic("trust", _("Danh sách tin cậy"), "system"),
}
_BY_NAME = {topic.name: topic for topic in TOPICS.values()}


@pages.get("")
def index() -> ResponseReturnValue:
    """Every topic, by group."""
    groups = [(words, [each for each in _BY_NAME.values() if each.group == group]) for group, words in GROUPS.items()]
    return render_template("help/index.html", groups=groups, back=_back())


@pages.get("/<topic>")
def show(topic: str) -> ResponseReturnValue:
    """One topic; `?back=` is the page it was asked on."""
    if topic not in _BY_NAME:
        abort(404)
    return render_template(f"help/{topic}.html", topic=_BY_NAME[topic], back=_back())


def help_address() -> dict[str, Any]:
    """For every template: where the help for this page is."""
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    if request.blueprint == pages.name:
        return {"help_address": url_for("help.index", back=_back() or None)}
    topic = _topic_here()
    if topic is None:
        return {"help_address": url_for("help.index", back=here)}
    return {"help_address": url_for("help.show", topic=topic.name, back=here)}


def _topic_here() -> Topic | None:
    """The topic of the page, or of the nearest page above it that has one."""
    adapter, parts = request_ctx.url_adapter, request.path.split("/")
    for end in range(len(parts), 1, -1):
        try:
            endpoint = adapter.match("/".join(parts[:end]), "GET")[0] if adapter else ""
        except HTTPException:
            continue
        if endpoint in TOPICS:
            return TOPICS[endpoint]
    return None


def _back() -> str:
    """The page to go back to, if it is one of ours."""
    wanted = request.args.get("back", "")
    return own_path(wanted) if wanted else ""
