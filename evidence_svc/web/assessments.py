"""The list of assessments, the criteria table of one, and the round's states."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from evidence_svc.domain.permissions import GRANTS, Action, may, require
from evidence_svc.domain.rounds import FORWARD, REOPENING, RoundState, stage_for
from evidence_svc.identifiers import parse_identifier
from evidence_svc.operations.context import Standing
from evidence_svc.operations.find_signs import find_signs
from evidence_svc.operations.hand_in import consent_to_appraisal, hand_in_assessment, take_back_assessment
from evidence_svc.operations.prepare_move import Unfinished, prepare_move
from evidence_svc.operations.rounds import advance_round
from evidence_svc.operations.show_assessment import list_assessments, next_states, show_assessment
from evidence_svc.operations.today import find_today
from evidence_svc.serving import acting, services
from evidence_svc.web import wording
from evidence_svc.web.confirming import ask, is_confirmed
from evidence_svc.web.counting import counted
from evidence_svc.web.criteria_table import TableLine, only, table_lines
from evidence_svc.web.display import show_score, word
from evidence_svc.web.work import TASKS

pages = Blueprint("assessments", __name__)
_FILTERS: dict[str, Callable[[TableLine], bool]] = {
    "problems": lambda line: bool(line.problems),
    "doubts": lambda line: bool(line.problems or line.doubts),
}


@pages.get("/")
def index() -> ResponseReturnValue:
    """The start page: what to do today, and the assessments this person may see."""
    listed = list_assessments(services(), acting())
    return render_template("assessments.html", listed=listed, today=find_today(services(), acting()), tasks=TASKS)


@pages.get("/assessments/<int:assessment_id>")
def show(assessment_id: int) -> ResponseReturnValue:
    """The criteria table with totals; `?only=problems` or `doubts` leaves out what is in order."""
    page = show_assessment(services(), acting(), assessment_id)
    lines = table_lines(page, find_signs(services(), acting(), assessment_id))
    wanted = request.args.get("only", "")
    return render_template(
        "assessment.html",
        page=page,
        standing=page.standing,
        lines=only(_FILTERS[wanted], lines) if wanted in _FILTERS else lines,
        wanted=wanted if wanted in _FILTERS else "",
        counts={name: sum(map(is_wanted, lines)) for name, is_wanted in _FILTERS.items()},
        may=_allowed(page.standing),
        moves=_moves(page.standing),
        can_take_back=_can_take_back(page.standing),
    )


@pages.post("/assessments/<int:assessment_id>/hand-in")
def hand_in(assessment_id: int) -> ResponseReturnValue:
    """Hand the assessment in, once what is unfinished was shown."""
    if not is_confirmed():
        return _confirm_hand_in(assessment_id)
    hand_in_assessment(services(), acting(), assessment_id)
    flash(_("Đã gửi bản tự đánh giá."))
    return redirect(url_for("assessments.show", assessment_id=assessment_id))


@pages.post("/assessments/<int:assessment_id>/take-back")
def take_back(assessment_id: int) -> ResponseReturnValue:
    """Take a submitted assessment back."""
    take_back_assessment(services(), acting(), assessment_id, request.form.get("reason", ""))
    flash(_("Đã rút bản tự đánh giá về; cơ quan sửa được đến khi gửi lại."))
    return redirect(url_for("assessments.show", assessment_id=assessment_id))


@pages.post("/assessments/<int:assessment_id>/consent")
def consent(assessment_id: int) -> ResponseReturnValue:
    """Agree with the appraisal."""
    consent_to_appraisal(services(), acting(), assessment_id)
    flash(_("Đã ghi nhận cơ quan đồng ý với kết quả thẩm định."))
    return redirect(url_for("assessments.show", assessment_id=assessment_id))


def _confirm_hand_in(assessment_id: int) -> str:
    page = show_assessment(services(), acting(), assessment_id)
    require(acting().actor, Action.SUBMIT, page.standing.agency_id, page.standing.state)
    totals = page.totals.whole
    left, bare = totals.base_leaves - totals.self_scored, sum(line.claimed_without_file for line in page.lines)
    facts = [
        _("Tự chấm %(score)s trên %(base)s điểm.", score=show_score(totals.self_score), base=show_score(totals.base)),
        *([counted("Còn %(n)s tiêu chí chưa tự chấm.", left)] if left else []),
        *([counted("Có %(n)s tiêu chí có điểm mà không có tài liệu.", bare)] if bare else []),
        *([counted("Có %(n)s tệp đang chờ kiểm tra.", page.waiting)] if page.waiting else []),
    ]
    back = url_for("assessments.show", assessment_id=assessment_id)
    return ask(_("Gửi bản tự đánh giá?"), facts, button=_("Gửi bản tự đánh giá"), back=back)


@pages.post("/rounds/<round_id>/state")
def move_round(round_id: str) -> ResponseReturnValue:
    """Move a round to another state, once what is unfinished was shown and the move confirmed."""
    try:
        target = RoundState(request.form.get("state", ""))
    except ValueError as error:
        raise BadRequest from error
    reason = request.form.get("reason", "")
    if not is_confirmed():
        return _confirm_move(prepare_move(services(), acting(), round_id, target, reason), target)
    advance_round(services(), acting(), round_id, target, reason)
    flash(_("Kỳ đánh giá đã chuyển sang: %(state)s.", state=word(target, wording.ROUND_STATES)))
    return redirect(_way_back(round_id))


def _way_back(round_id: str) -> str:
    """The page the round was moved from: its own, or the assessment's."""
    if request.form.get("from") == "round":
        return url_for("rounds.show", round_id=round_id)
    assessment_id = parse_identifier(request.form.get("assessment", ""))
    if assessment_id is None:
        return url_for("assessments.index")
    return url_for("assessments.show", assessment_id=assessment_id)


def _confirm_move(left: Unfinished, target: RoundState) -> str:
    state = word(target, wording.ROUND_STATES)
    return ask(
        _("Chuyển kỳ đánh giá sang: %(state)s?", state=state),
        _left_over(left),
        button=_("Chuyển sang: %(state)s", state=state),
        back=_way_back(left.round.id),
        why=_("Lý do chuyển khi còn tiêu chí chưa thẩm định") if left.needs_reason else "",
    )


def _left_over(left: Unfinished) -> list[str]:
    """What is unfinished, in sentences; appraised scores are missed only once there may be some."""
    facts = [counted("Áp dụng cho cả %(n)s cơ quan trong kỳ “%(title)s”.", left.agencies, title=left.round.title)]
    appraising = left.needs_reason or left.round.state in GRANTS[Action.APPRAISE].states
    open_ends = [
        (left.not_scored, counted("Còn %(n)s tiêu chí chưa có điểm tự chấm.", left.not_scored)),
        (left.not_appraised * appraising, counted("Còn %(n)s tiêu chí chưa thẩm định.", left.not_appraised)),
        (left.not_submitted, counted("Có %(n)s cơ quan chưa gửi bản tự đánh giá.", left.not_submitted)),
        (left.requests_open, counted("Còn %(n)s tiêu chí đang trả lại cho cơ quan.", left.requests_open)),
        (left.objections_open, counted("Còn %(n)s ý kiến chưa quyết định.", left.objections_open)),
        (left.raises_open, counted("Còn %(n)s đề xuất nâng điểm chưa xác nhận.", left.raises_open)),
        (left.exclusions_open, counted("Còn %(n)s đề nghị trừ điểm chưa quyết định.", left.exclusions_open)),
        (left.files_waiting, counted("Còn %(n)s tệp đang chờ kiểm tra.", left.files_waiting)),
    ]
    told = [sentence for count, sentence in open_ends if count]
    return facts + (told or [_("Không còn việc nào dở dang.")])


def _allowed(standing: Standing) -> frozenset[Action]:
    """What to offer; the operations decide again when asked."""
    actor = acting().actor
    return frozenset(action for action in Action if may(actor, action, standing.agency_id, standing.state))


def _can_take_back(standing: Standing) -> bool:
    """Whether this person may take a submitted assessment back now."""
    stage = stage_for(standing.round_state, submitted=False, extended=standing.assessment.extended)
    return may(acting().actor, Action.SUBMIT, standing.agency_id, stage)


def _moves(standing: Standing) -> dict[str, tuple[RoundState, ...]]:
    """The states to offer, forward ones and reopening ones, to those who steer rounds."""
    actor = acting().actor
    if not may(actor, Action.MANAGE_ROUND) or actor.agency_id == standing.agency_id:
        return {}
    back = sorted(REOPENING.get(standing.round_state, frozenset()), key=list(RoundState).index)
    return {"forward": next_states(standing) if FORWARD[standing.round_state] else (), "back": tuple(back)}
