"""One criterion of one agency: rule, evidence, scores, explanation, exclusion, history."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from evidence_svc.domain.errors import DomainError, PermissionDeniedError
from evidence_svc.domain.paging import open_page
from evidence_svc.domain.permissions import Action
from evidence_svc.domain.score import MIN_REASON_LETTERS, ScoreKind, ScoreStatus, parse_score
from evidence_svc.errors import RefusedError
from evidence_svc.identifiers import parse_identifier
from evidence_svc.operations.exclude import ask_exclusion, settle_exclusion
from evidence_svc.operations.explain import LONGEST, change_explanation
from evidence_svc.operations.link import link_evidence, unlink_evidence
from evidence_svc.operations.neighbours import find_neighbours
from evidence_svc.operations.score import change_score
from evidence_svc.operations.show_criterion import CriterionPage, show_criterion
from evidence_svc.operations.show_thread import show_thread
from evidence_svc.operations.state_inputs import state_inputs
from evidence_svc.serving import acting, services
from evidence_svc.web.confirming import ask, is_confirmed
from evidence_svc.web.counting import counted
from evidence_svc.web.criteria_table import outcome_of
from evidence_svc.web.display import typed_numbers
from evidence_svc.web.rule_words import rule_lines
from evidence_svc.web.story import slot_titles, tell_history

LONGEST_WORDS = 200
pages = Blueprint("criteria", __name__, url_prefix="/criteria")


@pages.get("/<int:row_id>")
def show(row_id: int) -> ResponseReturnValue:
    """The page of one criterion."""
    return _render(row_id)


@pages.post("/<int:row_id>/self-score")
def self_score(row_id: int) -> ResponseReturnValue:
    """Give the agency's own score."""
    return act(row_id, "self-score", lambda: _score(row_id, ScoreKind.SELF), [_("Đã lưu điểm tự chấm.")])


@pages.post("/<int:row_id>/explanation")
def explanation(row_id: int) -> ResponseReturnValue:
    """Replace the agency's explanation."""

    def save() -> None:
        change_explanation(services(), acting(), row_id, request.form.get("text", ""), version=version())

    return act(row_id, "explanation", save, [_("Đã lưu giải trình.")])


@pages.post("/<int:row_id>/inputs")
def inputs(row_id: int) -> ResponseReturnValue:
    """State what the rule asks for; the score stays as it is."""

    def save() -> None:
        state_inputs(services(), acting(), row_id, typed_numbers(request.form), request.form.get("reason", ""))

    return act(row_id, "inputs", save, [_("Đã lưu số liệu; điểm gợi ý đã được tính lại.")])


@pages.post("/<int:row_id>/exclusion-request")
def exclusion_request(row_id: int) -> ResponseReturnValue:
    """Ask the council to leave the criterion out of the base."""

    def save() -> None:
        ask_exclusion(services(), acting(), row_id, request.form.get("reason", ""))

    return act(row_id, "exclusion-request", save, [_("Đã gửi đề nghị trừ vào điểm tổng.")])


@pages.post("/<int:row_id>/exclusion-decision")
def exclusion_decision(row_id: int) -> ResponseReturnValue:
    """Accept or refuse such a request."""
    decisions = {"accept": True, "refuse": False}
    decision = request.form.get("decision", "")
    if decision not in decisions:
        raise BadRequest
    accepted = decisions[decision]

    def save() -> None:
        reason = request.form.get("reason", "")
        settle_exclusion(services(), acting(), row_id, accepted=accepted, reason=reason)

    if not accepted and _must_ask(row_id, Action.DECIDE_EXCLUSION):
        return _confirm_refusal(row_id)
    done = (
        _("Đã đồng ý trừ tiêu chí này vào điểm tổng.")
        if accepted
        else _("Đã từ chối đề nghị; tiêu chí vẫn tính vào điểm chuẩn của kỳ.")
    )
    return act(row_id, "exclusion-decision", save, [done])


@pages.post("/<int:row_id>/links")
def add_link(row_id: int) -> ResponseReturnValue:
    """Offer evidence that is already there for this criterion."""
    evidence_id = parse_identifier(request.form.get("evidence", ""))
    if evidence_id is None:
        raise BadRequest

    def save() -> None:
        link_evidence(services(), acting(), evidence_id, row_id)

    return act(row_id, "links", save, [_("Đã gắn tài liệu vào tiêu chí.")])


@pages.post("/<int:row_id>/links/<int:link_id>/end")
def end_link(row_id: int, link_id: int) -> ResponseReturnValue:
    """Take evidence off this criterion; the file stays."""

    def save() -> None:
        unlink_evidence(services(), acting(), link_id, request.form.get("reason", ""))

    if _must_ask(row_id, Action.LINK_EVIDENCE):
        return _confirm_end(row_id, link_id)
    return act(row_id, f"link-{link_id}", save, [_("Đã gỡ tài liệu khỏi tiêu chí; tệp vẫn được giữ.")])


def _must_ask(row_id: int, action: Action) -> bool:
    """Whether to ask first; who has not the right is refused at once instead."""
    return not is_confirmed() and action in show_criterion(services(), acting(), row_id).may


def _confirm_refusal(row_id: int) -> str:
    place = show_criterion(services(), acting(), row_id).place
    facts = [
        f"{place.criterion.code} {place.criterion.title}",
        _("Tiêu chí trở lại điểm chuẩn của kỳ với trạng thái “Chưa chấm”."),
        _("Đề nghị trừ điểm đã bị từ chối thì không quyết định lại được ở giai đoạn này."),
    ]
    back = url_for("criteria.show", row_id=row_id)
    return ask(_("Không đồng ý trừ tiêu chí này vào điểm tổng?"), facts, button=_("Không đồng ý trừ"), back=back)


def _confirm_end(row_id: int, link_id: int) -> str:
    page = show_criterion(services(), acting(), row_id)
    names = [item.link.file_name for item in page.evidence if item.link.id == link_id]
    left = len(page.evidence) - len(names)
    facts = [
        *names,
        counted(
            "Tệp vẫn được giữ; tiêu chí %(code)s còn %(n)s tài liệu sau khi gỡ.", left, code=page.place.criterion.code
        ),
    ]
    back = url_for("criteria.show", row_id=row_id)
    return ask(_("Gỡ tài liệu này khỏi tiêu chí?"), facts, button=_("Gỡ tài liệu"), back=back)


def _score(row_id: int, kind: ScoreKind) -> None:
    value = parse_score(request.form.get("value", ""))
    reason = request.form.get("reason", "")
    change_score(services(), acting(), row_id, kind=kind, value=value, reason=reason, version=version())


def version() -> int:
    """The row's version as the person saw it."""
    seen = parse_identifier(request.form.get("version", ""))
    if seen is None:
        raise BadRequest
    return seen


def act(row_id: int, form: str, save: Callable[[], None], done: Sequence[str]) -> ResponseReturnValue:
    """Do it and come back to the page; what the domain refuses is said beside the form, nothing typed is lost.

    `done` is said afterwards; saving may still add to it.
    """
    try:
        save()
    except PermissionDeniedError:
        raise
    except (DomainError, RefusedError) as error:
        return _render(row_id, refused=form, message=str(error)), 422
    for words in done:
        flash(words)
    place = "appraise.show" if request.form.get("from") == "desk" else "criteria.show"
    return redirect(url_for(place, row_id=row_id))


def _render(row_id: int, *, refused: str = "", message: str = "") -> str:
    page = show_criterion(services(), acting(), row_id)
    words = request.args.get("files", "").strip()[:LONGEST_WORDS]
    return render_template(
        "criterion.html",
        page=page,
        words=words,
        choices=open_page(page.others, lambda file: file.file_name, words=words),
        thread=show_thread(services(), page, acting().actor.id),
        row=page.place.row,
        criterion=page.place.criterion,
        standing=page.place.standing,
        state=page.place.score_state,
        rule=rule_lines(page.place.criterion.rule),
        outcomes={item.link.id: outcome_of(item) for item in page.evidence},
        asked=_asked(page),
        was_refused=_was_refused(page),
        neighbours=find_neighbours(services(), acting(), row_id),
        history=tell_history(page.history, slot_titles(page.place.criterion)),
        refused=refused,
        message=message,
        typed=request.form if refused else {},
        shortest=MIN_REASON_LETTERS,
        longest=LONGEST,
    )


def _asked(page: CriterionPage) -> str:
    """Why the criterion is out of the base, in the words of the newest change of its status; empty if never."""
    changes = [line.entry for line in page.history if line.entry.action == "assessment:status-changed"]
    return changes[-1].reason if changes else ""


def _was_refused(page: CriterionPage) -> bool:
    """Whether the newest change of the status was the refusal of an exclusion."""
    changes = [line.entry for line in page.history if line.entry.action == "assessment:status-changed"]
    return bool(changes) and changes[-1].after == {"status": ScoreStatus.NOT_SCORED.value}
